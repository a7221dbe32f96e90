"""Each published procedure, broken in many ways and changed harmlessly in others, to see what the checker says."""
