"""Text-conditioned diffusion models of coloured discs: the exactly solvable part, predicted; and whole models, trained.

    cells, discs, moments     the data: compositions with weights, images with their conditioning, their moments
    bridge                    the denoiser at the last noise level, two linear layers: path, corner, slope, learning times
    paths, readout, compare   coordinates of the unseen composition, what is read off them, and whether the bridge describes them
    schedule, denoisers       noise levels, and networks that estimate images (JAX)
    sampling                  from noise to images, by DDIM or ancestral (JAX)
    training, checkpoint      stacks of runs, trained and taken up again (JAX)
    presets                   whole settings by name, the paper's among them (JAX)

Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 5; the data of Park et al., 2024 (arXiv 2406.19370).
"""
