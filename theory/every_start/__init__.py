"""What holds from every start and not in a limit: total correlation, ordered losses, two concepts."""
