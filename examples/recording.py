"""Record a training in three lines, in NumPy, PyTorch or JAX: `python examples/recording.py torch run.csv`.

Two linear layers learn the identity; then `swingby compare run.csv --mu 1,1.5 --sigma 0.05,0.05 --model untied --eta 0.05
--samples 500` fits W(0) and says whether the theory describes it.
"""

import sys

import numpy as np

import swingby

MU, SIGMA, ETA, STEPS = (1.0, 1.5), 0.05, 0.05, 600


def data():
    """Return 500 samples of each cluster, shape (1000, 2), and two small layers."""
    rng = np.random.default_rng(0)
    samples = np.concatenate([np.eye(2)[p] * MU[p] + SIGMA * rng.standard_normal((500, 2)) for p in range(2)])
    return samples, 0.2 * rng.standard_normal((2, 2)), 0.2 * rng.standard_normal((2, 2))


def with_numpy(path):
    """Gradients by hand."""
    x, first, second = data()
    with swingby.record(path, MU) as log:
        for step in range(STEPS):
            log(step, log.probes @ first.T @ second.T)
            error = (x @ first.T @ second.T - x) / len(x)
            first, second = first - ETA * second.T @ error.T @ x, second - ETA * error.T @ (x @ first.T)


def with_torch(path):
    """Layers and optimiser of PyTorch."""
    import torch

    x, first, second = (torch.tensor(array) for array in data())
    model = torch.nn.Sequential(torch.nn.Linear(2, 2, bias=False), torch.nn.Linear(2, 2, bias=False)).double()
    for layer, weights in zip(model, (first, second), strict=True):
        layer.weight.data = weights
    optimiser = torch.optim.SGD(model.parameters(), lr=ETA)
    with swingby.record(path, MU) as log:
        probes = torch.tensor(log.probes)
        for step in range(STEPS):
            log(step, model(probes))
            optimiser.zero_grad()
            (0.5 * ((model(x) - x) ** 2).sum(dim=1).mean()).backward()
            optimiser.step()


def with_jax(path):
    """Gradients of JAX, in single precision."""
    import jax

    x, *layers = (jax.numpy.asarray(array) for array in data())

    def model(layers, x):
        return x @ layers[0].T @ layers[1].T

    def loss(layers):
        return 0.5 * ((model(layers, x) - x) ** 2).sum(axis=1).mean()

    descend = jax.jit(lambda layers: jax.tree.map(lambda w, slope: w - ETA * slope, layers, jax.grad(loss)(layers)))
    with swingby.record(path, MU) as log:
        for step in range(STEPS):
            log(step, model(layers, log.probes))
            layers = descend(layers)


if __name__ == "__main__":
    {"numpy": with_numpy, "torch": with_torch, "jax": with_jax}[sys.argv[1]](sys.argv[2])
