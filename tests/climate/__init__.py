"""Tests of the room of climate."""
