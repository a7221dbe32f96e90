"""Tests of the formats of identity."""
