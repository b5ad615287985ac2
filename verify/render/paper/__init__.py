"""Every figure of the paper that trains networks on the identity task, as printed and as coded side by side, over seeds.

    names                          every figure by its name
    trajectories, small_networks   outputs at the unseen composition
    losses, order                  test losses; losses over the partial order
    stages, tied                   the tied model
    ensembles, starts              what they are drawn from: trainings over seeds, and one start of the tied model

A figure is one function: it takes its ensembles by form and returns the picture; nothing is written here.
"""
