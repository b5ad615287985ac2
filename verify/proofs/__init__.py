"""Exact claims as theorems of Coq, whose kernel checks them: the third engine."""
