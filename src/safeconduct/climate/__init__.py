"""Displacement by climate and disasters: what is to be expected, how uncertain that is, and what would prevent it.

Plain functions on arrays, usable from a notebook without a server. Every answer is a band (:mod:`.band`).
"""
