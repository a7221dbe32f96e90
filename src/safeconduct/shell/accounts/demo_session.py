"""How a session says that it was opened by a click in the demonstration."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

MARK = "demonstration"


def chosen_in_demonstration(request: HttpRequest) -> bool:
    """Tell whether this session belongs to a person of the demonstration, while it is one."""
    return bool(settings.DEMO and request.session.get(MARK))
