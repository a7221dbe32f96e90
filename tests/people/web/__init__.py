"""Tests of tables and search of people."""
