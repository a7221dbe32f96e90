"""Safeconduct: law in, proof out, cases run, promises measured."""

from __future__ import annotations

__version__ = "0.1.0"
