"""What people usually do in a procedure, and how long they take: data from which believable cases are played."""

from __future__ import annotations

from msgspec import field

from safeconduct.cases.seed.reading import Part, folder, read


class Habit(Part, frozen=True):
    """How a step is taken once it is offered.

    Those with a ``weight`` exclude each other, and one of them comes for certain; all others come by their ``chance``.
    ``days`` is the least and the most that it takes. ``near`` names a limit to whose last day the act is drawn: in
    time but for the share ``late``.
    """

    weight: float = 0
    chance: float = 1
    days: tuple[int, int] = (1, 10)
    near: str = ""
    late: float = 0.1
    at_office: bool = False
    """Whether a person does it in office hours, though not bound to come."""
    at_most: int = 1
    """How often in one case."""


class Answering(Part, frozen=True):
    """What a body answers, how often it stays silent, and how long it takes."""

    answers: dict[str, float]
    days: tuple[int, int]
    silent: float = 0


class Serving(Part, frozen=True):
    """How what is sent arrives: some comes back, some is never collected."""

    days: tuple[int, int] = (2, 7)
    sent: tuple[int, int] = (0, 2)
    returned: float = 0.05
    not_collected: float = 0.12


class Review(Part, frozen=True):
    """How often a remedy is filed, and what comes of it."""

    filed: float
    days: tuple[int, int] = (4, 14)
    outcome: dict[str, float] = field(default_factory=lambda: {"upholds": 6, "annuls": 3, "replaces": 1})
    decided: tuple[int, int] = (25, 58)


class Plot(Part, frozen=True):
    """Cases of one kind: how many, where they stand today (anywhere if nothing is said), and what is likelier in them.

    ``tilt`` multiplies the weight or the chance of a step, an answer, an outcome of a remedy, ``silent``, ``returned``,
    ``not collected``, ``lawyer`` or a remedy. ``brought_forward`` cases come from an older register.
    """

    title: str
    share: float = 0
    cases: int = 0
    stands_in: str = ""
    tilt: dict[str, float] = field(default_factory=dict)
    circumstances: dict[str, bool] = field(default_factory=dict)
    must: list[str] = field(default_factory=list)
    """Verbs that must have come, such as ``returns`` or ``annuls``."""
    brought_forward: bool = False
    office: str = ""


class Habits(Part, frozen=True):
    """All of it for one procedure. ``anyone`` is who acts where anyone may; ``cast`` says what kind a party is.

    ``share`` is that of all cases of the migration purpose, and a number of cases for procedures of other purposes.
    """

    procedure: str
    state: str
    share: float
    cast: dict[str, str]
    filed_by: dict[str, float]
    person: str
    when: dict[str, dict[str, Habit]]
    answers: dict[str, Answering]
    plots: list[Plot]
    remedies: dict[str, Review] = field(default_factory=dict)
    always: dict[str, Habit] = field(default_factory=dict)
    claims: dict[str, float] = field(default_factory=lambda: {"confirms": 9, "declines": 1})
    service: Serving = Serving()
    people: dict[str, dict[int, float]] = field(default_factory=dict)
    circumstances: dict[str, float] = field(default_factory=dict)
    fees: dict[str, str] = field(default_factory=dict)
    lawyer: float = 0.25
    anyone: str = ""


def all_habits() -> tuple[Habits, ...]:
    """Those of every procedure that has some, in the order of their files."""
    return tuple(read(path, Habits) for path in folder("habits"))


def tilted(plot: Plot, name: str, chance: float) -> float:
    """A chance or a weight as this plot has it."""
    return chance * plot.tilt.get(name, 1.0)
