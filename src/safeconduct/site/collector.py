"""How often Python looks for garbage: seldom, since what a server holds stays, and what an act makes has no cycles."""

from __future__ import annotations

import gc

YOUNG, MIDDLE, OLD = 50_000, 20, 20


def look_seldom() -> None:
    """Set aside what was loaded at the start, and look at the rest once in fifty thousand new objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
