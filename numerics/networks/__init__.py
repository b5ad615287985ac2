"""Networks trained on samples, as the paper and its released code train them: layers, linear or ReLU, and the tied model.

    data                          samples in every variant, and their minibatches as second moments
    layers, linear, relu, tied    networks and their starts; their gradients in exact reductions
    protocol, protocols           what fixes a training; those of the paper's figures, printed and coded
    routes, training              how one run is walked through; one batch of runs, and many
    decay, budget                 rates and times read off curves; what moves a training away from the closed form

Imported from outside: the arrays, ensembles and stored results of `numerics`, its task, fields, losses and iterations, and, in
`budget` alone, the flow and the closed form that trainings are compared with. Nothing of enclosures, certificates or predictions.
"""
