"""Tests of signing in: accounts, second factors, slips, keys, the demonstration and the training."""
