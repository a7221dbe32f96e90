"""Law as procedures: reading, proving, running."""
