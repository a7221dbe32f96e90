"""Identity providers that stand elsewhere, for tests: they speak the protocols for real, signatures included."""
