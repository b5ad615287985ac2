"""Text-conditioned diffusion models of coloured discs: the exactly solvable part, predicted; and whole models, trained.

    cells, discs, moments     the data: compositions with weights, images with their conditioning, their moments
    bridge                    the denoiser at the last noise level, two linear layers: path, corner, slope, learning times
    clock                     from the times of the bridge to steps of a training, by two fitted constants
    paths, readout, compare   coordinates of the unseen composition, what is read off them, and whether the bridge describes them
    recipe, presets           what is trained and how; whole settings by name, the paper's among them
    schedule, denoisers       noise levels, and networks that estimate images (JAX)
    sampling                  from noise to images, by DDIM or ancestral (JAX)
    training, checkpoint      stacks of runs, trained and taken up again (JAX)

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 5; the data of Park et al., 2024 (arXiv 2406.19370).
"""
