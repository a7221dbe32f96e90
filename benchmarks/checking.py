"""How long proofs take: all published procedures, the one being edited, the game of promise 11, growth."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from unittest import mock

from benchmarks.measuring import PAIRS, Result, fresh, in_turn, seconds, within
from safeconduct.procedures import reading
from safeconduct.procedures.bounds import worst_case
from safeconduct.procedures.cases import Cases
from safeconduct.procedures.duty import possible_duty
from safeconduct.procedures.library import Library
from safeconduct.procedures.loader import Unreadable, load_text
from safeconduct.procedures.model import Procedure
from safeconduct.procedures.proving import graphs_of
from tests.oracle.days import Days, TooLarge
from tests.oracle.moves import Mode
from tests.procedures.generated import large_procedure, small_procedure

ALL_TOGETHER, ONE, DUTY = 3.0, 0.3, 5.0
STRUCTURE, TIME = (500, 2000), (50, 200)
LINEAR = 2
FASTER = 20
RANDOM_CASES, FROM_STATES, TO_STATES = 10, 3_000, 12_000

RandomCases = list[tuple[Procedure, Mode]]

BOUNDS_ALL = """
import json, time
from safeconduct.procedures.bounds import worst_of_cases
from safeconduct.procedures.cases import Cases
from safeconduct.procedures.library import Library
library = Library.default()
charter = library.charter()
procedures = [library.load(entry.identity) for entry in library.newest()]
before = time.process_time()
for procedure in procedures:
    cases = Cases(procedure, charter)
    worst_of_cases(cases, "lawful"), worst_of_cases(cases, "enforced")
print(json.dumps(time.process_time() - before))
"""

BOUNDS_ONE = """
import json, time
from safeconduct.procedures.bounds import worst_of_cases
from safeconduct.procedures.cases import Cases
from safeconduct.procedures.library import Library
from safeconduct.procedures.loader import load_text
library = Library.default()
charter = library.charter()
entry = library.entry({name!r})
cases = Cases(library.load(entry.identity), charter)
worst_of_cases(cases, "lawful"), worst_of_cases(cases, "enforced")
edited = entry.path.read_text().replace("title: ", "title: Draft of ", 1)
before = time.process_time()
cases = Cases(load_text(edited), charter)
worst_of_cases(cases, "lawful"), worst_of_cases(cases, "enforced")
print(json.dumps(time.process_time() - before))
"""

CHECK_ALL = """
import json, time
from safeconduct.procedures.checker import check
from safeconduct.procedures.library import Library
library = Library.default()
charter = library.charter()
procedures = [library.load(entry.identity) for entry in library.newest()]
before = time.process_time()
for procedure in procedures:
    check(procedure, charter)
print(json.dumps(time.process_time() - before))
"""

CHECK_ONE = """
import json, time
from safeconduct.procedures.checker import check
from safeconduct.procedures.library import Library
from safeconduct.procedures.loader import load_text
library = Library.default()
charter = library.charter()
entry = library.entry({name!r})
before_edit = library.load(entry.identity)
check(before_edit, charter)
text = entry.path.read_text()
edited = text.replace("title: ", "title: Draft of ", 1)
before = time.process_time()
check(load_text(edited), charter)
print(json.dumps(time.process_time() - before))
"""


def bounds_all() -> Iterator[Result]:
    """Both worst cases of all published procedures, all circumstances, services included, in a new process."""
    yield within("bounds_all", ALL_TOGETHER, lambda: fresh(BOUNDS_ALL))


def bounds_one() -> Iterator[Result]:
    """Both worst cases of each procedure after one word of it was edited, reading included."""
    for entry in Library.default().newest():
        script = BOUNDS_ONE.format(name=entry.id)
        yield within(f"bounds_one {entry.id}", ONE, lambda script=script: fresh(script))  # type: ignore[misc]


def check_all() -> Iterator[Result]:
    """All twelve promises of all published procedures, in a new process."""
    yield within("check_all", ALL_TOGETHER, lambda: fresh(CHECK_ALL))


def check_one() -> Iterator[Result]:
    """Each procedure after one word of it was edited: read and checked as the editor does."""
    for entry in Library.default().newest():
        script = CHECK_ONE.format(name=entry.id)
        yield within(f"check_one {entry.id}", ONE, lambda script=script: fresh(script))  # type: ignore[misc]


def duty() -> Iterator[Result]:
    """Promise 11 alone, with nothing that another promise has made."""
    library = Library.default()
    for entry in library.newest():
        procedure = library.load(entry.identity)

        def played(procedure: Procedure = procedure) -> float:
            return seconds(lambda: list(possible_duty(Cases(procedure, library.charter()))))

        yield within(f"duty {entry.id}", DUTY, played)


def growth() -> Iterator[Result]:
    """Four times the stages should take four times as long: the reference is four times the smaller procedure."""
    charter = Library.default().charter()
    for name, (few, many), act in (
        ("growth structure", STRUCTURE, lambda procedure: graphs_of(Cases(procedure, charter))),
        ("growth time", TIME, lambda procedure: worst_case(procedure, charter)),
    ):
        small, large = _large(few), _large(many)
        times = many / few

        def ours(act: object = act, large: Procedure = large) -> float:
            return seconds(lambda: act(large))  # type: ignore[operator]

        def reference(act: object = act, small: Procedure = small, times: float = times) -> float:
            return times * seconds(lambda: act(small))  # type: ignore[operator]

        mine, theirs = in_turn(ours, reference)
        aim = f"{many} stages at most {LINEAR} times as long a stage as {few}"
        yield Result(f"{name} to {many} stages", mine, theirs, mine / theirs, aim, mine <= LINEAR * theirs)


def _large(stages: int) -> Procedure:
    """A procedure larger than the loader takes from strangers; here its limits are lifted."""
    with mock.patch.multiple(reading, MOST_BYTES=10**7, MOST_LINES=10**6, MOST_IN_A_LINE=10**6, MOST_NODES=10**7):
        return load_text(large_procedure(stages))


def timed_vs_oracle() -> Iterator[Result]:
    """The timed search against living through every day, on random procedures: same bounds, 20 times faster."""
    cases = list(_random_cases())
    mine, theirs = in_turn(lambda: seconds(lambda: _searched(cases)), lambda: seconds(lambda: _lived(cases)), PAIRS)
    differ = sum(one != other for one, other in zip(_searched(cases), _lived(cases), strict=True))
    aim = f"at least {FASTER} times faster, same worst cases ({differ} of {len(cases)} differ)"
    yield Result("timed_vs_oracle", mine, theirs, mine / theirs, aim, not differ and theirs >= FASTER * mine)


def _searched(cases: RandomCases) -> list[int | None]:
    charter = Library.default().charter()
    return [worst_case(p, charter, mode, frozenset(), from_stage="s1").days for p, mode in cases]


def _lived(cases: RandomCases) -> list[int | None]:
    charter = Library.default().charter()
    return [Days(p, charter, frozenset(), mode, most_states=TO_STATES).worst("s1") for p, mode in cases]


def _random_cases() -> Iterator[tuple[Procedure, Mode]]:
    """Random procedures whose every day can be lived through, but of some size."""
    charter = Library.default().charter()
    found = seed = 0
    while found < RANDOM_CASES:
        seed += 1
        mode: Mode = "lawful" if seed % 2 else "enforced"
        try:
            procedure = load_text(small_procedure(Random(seed)))
            days = Days(procedure, charter, frozenset(), mode, most_states=TO_STATES)
        except (Unreadable, TooLarge):
            continue
        if len(days.edges) >= FROM_STATES:
            found += 1
            yield procedure, mode
