"""Pages of cases: the desk of officials, the case itself, those of the people it concerns, and oversight."""
