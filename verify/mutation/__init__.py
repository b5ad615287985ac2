"""Single faults in the code itself, and which claims and tests notice them."""
