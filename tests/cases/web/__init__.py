"""Tests of the tables, acts and pages of cases."""
