"""How workers show that they are alive, and whoever watches over the service sees it."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from safeconduct.shell import clock as clocks
from safeconduct.shell.clock import Clock
from safeconduct.shell.working.models import Beat
from safeconduct.shell.working.tasks import HERE

EVERY = timedelta(seconds=10)
LATE_AFTER = timedelta(seconds=60)
"""A worker that was not seen for so long is dead, or one task holds it up."""
FORGOTTEN_AFTER = timedelta(days=1)


def name_of_worker() -> str:
    """Name this worker by its machine and process, and by chance, since names of processes come again."""
    return f"{socket.gethostname()[:32]}:{os.getpid()}:{secrets.token_hex(4)}"


@dataclass(slots=True)
class Heart:
    """Writes down, now and then, that a worker is alive. Its clock is the machine's also in training."""

    name: str = field(default_factory=name_of_worker)
    lane: str = HERE
    clock: Clock = clocks.system
    _last: datetime | None = None
    _failing: list[str] = field(default_factory=list)

    def beat(self, failing: list[str]) -> None:
        """Write it down, unless that was done a short time ago and nothing has changed."""
        now = self.clock()
        if self._last is not None and now - self._last < EVERY and failing == self._failing:
            return
        values = {"seen": now, "failing": failing, "lane": self.lane}
        Beat.objects.update_or_create(worker=self.name, defaults=values, create_defaults={**values, "began": now})
        Beat.objects.filter(seen__lt=now - FORGOTTEN_AFTER).delete()
        self._last, self._failing = now, failing

    def stop(self) -> None:
        """Take back that the worker is alive."""
        if self._last is not None:
            Beat.objects.filter(worker=self.name).delete()


@dataclass(frozen=True, slots=True)
class Health:
    """The last beat of any worker, whether it is late, and which tasks fail."""

    last_beat: datetime | None
    late: bool
    failing: tuple[str, ...] = ()


def health(now: datetime, expected: Iterable[str] = (HERE,)) -> Health:
    """Say how the workers are; they are late where one of the lanes is served by nobody."""
    beats = list(Beat.objects.filter(seen__gt=now - FORGOTTEN_AFTER).order_by("-seen"))
    alive = [beat for beat in beats if now - beat.seen <= LATE_AFTER]
    failing = sorted({name for beat in alive for name in beat.failing})
    late = not set(expected) <= {beat.lane for beat in alive}
    return Health(beats[0].seen if beats else None, late, tuple(failing))
