"""Every figure of the paper that trains networks on the identity task, as printed and as coded side by side, over seeds.

    ensembles                             trained by the suite, those that diverge counted and left out; the settings in words
    trajectories, losses, order, tied     the figures: outputs, test losses, the partial order, the tied model
    names                                 every figure by its name

A figure is one function: it takes its ensembles by form and returns the picture; nothing is written here.
"""
