"""Decisions, letters, acknowledgements and whole files as PDF/A, from templates that an office may change."""
