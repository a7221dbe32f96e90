"""Fees: references, accounts, statements, matching."""
