"""Tests of the shared web code."""
