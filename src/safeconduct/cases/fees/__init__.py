"""Fees: what is owed in a case, by whom, and which payment of a bank statement settles it. Pure functions only."""
