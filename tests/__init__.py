"""Tests, a mirror of the rooms of the package."""
