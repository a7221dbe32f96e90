"""Walks through the public pages in a real browser."""
