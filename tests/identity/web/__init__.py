"""Tests of the pages, tables and acts of identity."""
