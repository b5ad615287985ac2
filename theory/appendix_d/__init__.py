"""Appendix D: its assumptions, and for whom they hold."""
