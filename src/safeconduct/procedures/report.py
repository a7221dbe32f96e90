"""What the checker says: twelve promises, each proven, found wanting or violated, with the story that shows it.

Nothing here is a sentence of one language. A :class:`Say` holds an English pattern and the values in it; pages
translate the pattern, and each :class:`Name` in the values through the procedure's own translation file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from safeconduct.procedures.model import Place

Status = Literal["proven", "finding", "violated"]

PROMISES: tuple[str, ...] = (
    "Decision in a known time",
    "No limbo",
    "Reasons and remedy",
    "Suspensive effect",
    "Safeguards first",
    "Purposes",
    "Evidence once",
    "Who pays",
    "Equal treatment",
    "Not worse",
    "Possible duty",
    "Not before",
)
NOT_WORSE = PROMISES.index("Not worse") + 1
"""The only promise that needs another text to compare with."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name of the file (``section`` as in translation files: parties, stages …), shown in the reader's language."""

    section: str
    key: str

    def __str__(self) -> str:
        return self.key


@dataclass(frozen=True)
class Say:
    """A sentence: an English pattern with ``{named}`` places, and what stands in them.

    That is words, numbers, names (:class:`Name`) and sentences (:class:`Say`).
    """

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.told(lambda pattern: pattern, str)

    def told(self, pattern: Callable[[str], str], word: Callable[[object], str]) -> str:
        """The sentence, its pattern translated by ``pattern`` and each value by ``word`` (nested sentences alike)."""
        values = {k: v.told(pattern, word) if isinstance(v, Say) else word(v) for k, v in self.values.items()}
        return pattern(self.text).format(**values)


@dataclass(frozen=True, slots=True)
class StoryLine:
    """What happens on one day of a story; ``day`` counts from its beginning."""

    day: int
    text: Say
    party: str = ""
    place: Place = Place()

    def on(self, start: date) -> date:
        return start + timedelta(days=self.day)


Story = tuple[StoryLine, ...]


@dataclass(frozen=True, slots=True)
class Leg:
    """A stretch of the worst run: ``days`` in ``stage`` for which ``party`` answers.

    ``still``: a limit over several stages stands still meanwhile.
    """

    party: str
    stage: str
    days: int
    still: bool = False


@dataclass(frozen=True, slots=True)
class Bound:
    """A worst case in days (``None``: the law sets no end), split by who answers, along the run that reaches it.

    ``days`` are counted days, ``with_calendar`` include the longest wait to a working day.
    ``worst_of`` is each party's own worst, which may lie on another run. ``open_in`` names the stages where
    nothing in law ends the wait.
    """

    days: int | None
    with_calendar: int | None
    by_party: tuple[tuple[str, int], ...] = ()
    worst_of: tuple[tuple[str, int | None], ...] = ()
    legs: tuple[Leg, ...] = ()
    open_in: tuple[str, ...] = ()
    story: Story = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or (``status`` finding) that a reader must know. ``cure`` says what would mend it."""

    promise: int
    status: Status
    text: Say
    place: Place = Place()
    cure: Say | None = None
    story: Story = ()


@dataclass(frozen=True, slots=True)
class PromiseResult:
    """One of the twelve. ``summary`` is the proof in a sentence for a lawyer; it rests on ``assumptions``."""

    number: int
    status: Status
    summary: Say
    bound_days: int | None = None
    by_party: tuple[tuple[str, int], ...] = ()
    assumptions: tuple[Say, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def name(self) -> str:
        return PROMISES[self.number - 1]


@dataclass(frozen=True, slots=True)
class Report:
    """All that was proved about one version under one charter; both hashes are part of the proof."""

    id: str
    version: date
    hash: str
    charter_hash: str
    promises: tuple[PromiseResult, ...]
    lawful: Bound
    enforced: Bound
    assumptions: tuple[Say, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(f for p in self.promises for f in p.findings)

    @property
    def status(self) -> Status:
        """The worst of the twelve."""
        found = {p.status for p in self.promises}
        return "violated" if "violated" in found else "finding" if "finding" in found else "proven"
