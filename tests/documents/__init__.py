"""Tests that what is written for readers is true."""
