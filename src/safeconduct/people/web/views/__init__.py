"""Pages of the register of people."""
