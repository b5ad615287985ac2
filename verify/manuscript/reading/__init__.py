"""From trees to values: what each letter stands for in an equation."""
