"""Results as text, JSON and more: a renderer takes claims and results, and nothing flows back."""
