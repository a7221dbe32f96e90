"""Changes of the tables of shared web code."""
