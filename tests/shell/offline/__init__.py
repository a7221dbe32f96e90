"""Tests of work without a network."""
