"""Tests of who may do what: rules, and roles × endpoints × objects from the table of addresses."""
