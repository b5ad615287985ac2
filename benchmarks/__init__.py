"""Speed, side by side with what is replaced: one file a subject, run by `python -m benchmarks`."""
