"""What all tests share."""

from __future__ import annotations

import os

from tests.browser import browser, page

__all__ = ["browser", "page"]

# The browser's driver leaves an event loop running, in which Django would refuse every query.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
