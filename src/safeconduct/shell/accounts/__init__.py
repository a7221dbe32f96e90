"""Signing in: accounts, second factors, other identity providers, slips for those without, and the demonstration."""
