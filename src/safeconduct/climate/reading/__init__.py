"""Readers of files that the field uses. Each says what it cannot use; none resamples, reprojects or drops."""
