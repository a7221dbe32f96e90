"""Addresses of procedures: ``eu/single-permit``, or with its version ``eu/single-permit@2026-05-22``."""

from __future__ import annotations


class IdentityConverter:
    """An id of two parts, with or without a version."""

    regex = r"[a-z0-9-]+/[a-z0-9-]+(?:@\d{4}-\d{2}-\d{2})?"

    def to_python(self, value: str) -> str:
        """Keep the name as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Keep the name as it stands."""
        return value
