"""One page of a run: what is false in print, what is proved, what is measured, and what nobody looked at (`swingby report`)."""
