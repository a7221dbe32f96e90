"""Tests of the journal in a database."""
