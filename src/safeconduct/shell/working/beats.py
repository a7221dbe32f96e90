"""How workers show that they are alive, and whoever watches over the service sees it."""

from __future__ import annotations

import os
import secrets
import socket
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from safeconduct.shell import clock as clocks
from safeconduct.shell.clock import Clock
from safeconduct.shell.working.models import Beat

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
    clock: Clock = clocks.system
    _last: datetime | None = None
    _failing: list[str] = field(default_factory=list)

    def beat(self, failing: list[str]) -> None:
        """Write it down, unless that was done a short time ago and nothing has changed."""
        now = self.clock()
        if self._last is not None and now - self._last < EVERY and failing == self._failing:
            return
        values = {"seen": now, "failing": failing}
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


def health(now: datetime) -> Health:
    """Say how the workers are."""
    beats = list(Beat.objects.filter(seen__gt=now - FORGOTTEN_AFTER).order_by("-seen"))
    if not beats:
        return Health(None, late=True)
    alive = [beat for beat in beats if now - beat.seen <= LATE_AFTER]
    failing = sorted({name for beat in alive for name in beat.failing})
    return Health(beats[0].seen, late=not alive, failing=tuple(failing))
