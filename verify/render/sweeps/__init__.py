"""Pictures of many settings at once."""
