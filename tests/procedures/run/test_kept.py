"""What is kept of the law and of the calendar is what would be found anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.procedures import run
from safeconduct.procedures.library import Library
from safeconduct.procedures.model import Charter, Procedure
from safeconduct.procedures.options import options
from safeconduct.procedures.periods import Calendar, Length, Suspension, end_of
from safeconduct.procedures.run import Act, Case
from tests.procedures.run.cases import calendar, charter

NAMES = [entry.identity for entry in Library.default().newest()]
FIRST = date(2026, 6, 1)
LENGTHS = st.builds(Length, st.integers(0, 200), st.sampled_from(["days", "working days", "weeks", "months"]))
DAYS = st.integers(0, 900).map(lambda days: FIRST + timedelta(days=days))


class Anew:
    """A law that nobody has looked anything up in: copies of all its parts have nothing kept beside them."""

    def __init__(self, procedure: Procedure, law: Charter, days: Calendar) -> None:
        self.procedure, self.charter, self.calendar = replace(procedure), replace(law), replace(days)

    def case(self, case: Case) -> Case:
        """The same case under this law."""
        return replace(case, procedure=self.procedure, charter=self.charter, calendar=self.calendar)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(NAMES), st.integers(0, 2**32))
def test_a_case_goes_on_as_if_nothing_were_kept(name: str, seed: int) -> None:
    dice, procedure = Random(seed), Library.default().load(name)
    told = {c: dice.random() < 0.5 for c in procedure.circumstances}
    people = {group: dice.randint(0, 3) for group in procedure.people}
    on = FIRST + timedelta(days=dice.randrange(300))
    case = run.open_case(procedure, charter(), calendar(procedure), on, told, people)
    for _ in range(dice.randint(1, 12)):
        on += timedelta(days=dice.choice([0, 1, 3, 10, 60]))
        fresh = Anew(procedure, charter(), calendar(procedure))
        case = run.pass_until(case, max(on, case.last_day))
        assert [o.offer for o in options(fresh.case(case))] == [o.offer for o in options(case)]
        offered = [o for o in options(case) if o.offer.what]
        if not offered or case.history[-1].ended == on:
            continue
        offer = dice.choice(offered).offer
        act = Act(max(on, case.last_day), offer.party, offer.verb, offer.what, offer.member)
        try:
            after = run.apply(case, act)
        except run.Refused:
            continue
        anew = run.apply(Anew(procedure, charter(), calendar(procedure)).case(case), act)
        assert anew == after
        case = replace(after, split_off=None)


@given(
    DAYS,
    LENGTHS,
    st.lists(st.tuples(DAYS, st.integers(0, 60)), max_size=3),
    st.lists(LENGTHS, max_size=2),
    st.sampled_from([None, True, False]),
)
def test_an_end_that_was_kept_is_the_end(
    start: date, length: Length, stops: list[tuple[date, int]], more: list[Length], roll_over: bool | None
) -> None:
    days = calendar(Library.default().load(NAMES[0]))
    stood = [Suspension(first, first + timedelta(days=number)) for first, number in stops]
    asked = [
        end_of(start, length, each, suspensions=stood, extensions=more, roll_over=roll_over)
        for each in (days, days, replace(days))
    ]
    assert asked[0] == asked[1] == asked[2]
