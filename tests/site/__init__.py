"""Tests of settings and of the site as a whole."""
