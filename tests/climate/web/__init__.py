"""Tests of the pages of climate."""
