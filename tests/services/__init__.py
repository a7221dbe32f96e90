"""Tests of the directory of services."""
