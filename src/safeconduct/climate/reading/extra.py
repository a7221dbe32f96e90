"""Libraries that only some readers need: the extra ``climate``."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from safeconduct.climate.refusal import Unusable


def needed(name: str) -> ModuleType:
    """Return a library, or say how to install it.

    Raises:
        Unusable: it is not installed.

    """
    try:
        return import_module(name)
    except ImportError:
        problem = f"This file needs {name}, which is not installed."
        raise Unusable(problem, "Install safeconduct[climate].") from None
