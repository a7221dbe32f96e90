"""Two sides in turn, in the same minute, and the median of what each took.

Time is that of the processor (``time.process_time``): what else runs on the machine does not count. Where an aim is a
number of seconds, the reference is :func:`calibration`, a loop that never changes, so that figures of two machines can
be compared by their ratio.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median

PAIRS = 7
ADDITIONS = 3_000_000


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table: seconds of both sides, their ratio, the aim in words, and whether it was met."""

    name: str
    ours: float
    reference: float
    ratio: float
    aim: str
    met: bool

    def as_dict(self) -> dict[str, object]:
        """Return what ``--json`` prints."""
        return asdict(self)


def calibration() -> int:
    """Add three million numbers: about a tenth of a second on a machine of 2024."""
    total = 0
    for number in range(ADDITIONS):
        total += number
    return total


def seconds(act: Callable[[], object]) -> float:
    """Processor time of one call."""
    before = time.process_time()
    act()
    return time.process_time() - before


def in_turn(ours: Callable[[], float], reference: Callable[[], float], pairs: int = PAIRS) -> tuple[float, float]:
    """The medians of two measurements that are taken in turn."""
    both = [(ours(), reference()) for _ in range(pairs)]
    return median(one for one, _ in both), median(other for _, other in both)


def within(name: str, limit: float, ours: Callable[[], float], pairs: int = PAIRS) -> Result:
    """Compare with the calibration loop; the aim is a number of seconds."""
    mine, loop = in_turn(ours, lambda: seconds(calibration), pairs)
    return Result(name, mine, loop, mine / loop, f"at most {limit:g} s", mine <= limit)


def fresh(script: str) -> float:
    """Processor seconds that a script of a new process prints, so that nothing it needs was kept from before."""
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    return float(json.loads(done.stdout.splitlines()[-1]))
