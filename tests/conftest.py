"""What all tests share."""

from __future__ import annotations

import os

from hypothesis import settings

from tests.browser import browser, page

__all__ = ["browser", "page"]

# The browser's driver leaves an event loop running, in which Django would refuse every query.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

# How long an example takes depends on the machine and on what else it does; no test is about that.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
