"""Conventions of the interface for machines."""
