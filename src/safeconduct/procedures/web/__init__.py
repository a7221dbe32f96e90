"""The public pages of procedures."""
