"""A machine acts on cases at random, lawfully and not, and holds after each step what must always hold.

What is offered is what the law of the procedure offers; what is not is refused and leaves no trace; the journal alone
gives back the very file; the rows are those that rebuilding gives; each limit ends once; and whoever keeps their time
comes to a decision within what was proved of the procedure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from random import Random
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from safeconduct.cases import verbs
from safeconduct.cases.file import File
from safeconduct.cases.recording import Author
from safeconduct.cases.said import Joined, Power, Proposal, Said
from safeconduct.cases.signatures import NotAlone, needs_second, waiting
from safeconduct.cases.web import acting, actions, rebuild, store
from safeconduct.cases.web.actions import Filing, InTheFuture, Order, Stale, Unknown
from safeconduct.cases.web.models import Case
from safeconduct.procedures import run, state
from safeconduct.procedures.bounds import worst_case
from safeconduct.procedures.brought_forward import sizes_of, true_of
from safeconduct.procedures.library import Library
from safeconduct.procedures.refusals import BackDated, NotOffered, Refused
from safeconduct.procedures.simulate import days_to_decision, random_run
from safeconduct.procedures.state import Opening
from tests.cases.making import law
from tests.cases.web.making import WORKER_PERSON, Hand

NAMES = sorted(entry.identity for entry in Library.default().newest())
DAY = timedelta(days=1)
LAWYER = "3" * 32
WAYS = ("does", "answers", "sends", "serves", "returns", "files", "upholds", "annuls", "replaces", "confirms")


@cache
def proved(name: str) -> tuple[str, int | None]:
    """The stage from which the first promise counts, and the days that were proved for whoever keeps their time."""
    procedure = Library.default().load(name)
    promised = (p.from_stage for p in procedure.promises.values() if p.at_most is not None)
    stage = next(promised, procedure.starts_in)
    return stage, worst_case(procedure, Library.default().charter(), "lawful", from_stage=stage).with_calendar


def by(party: str, second: bool = False) -> Author:
    """Somebody who acts as a party; a second one where two must sign."""
    return Author(f"{'second' if second else 'first'} {party}", party or verbs.THE_POST, "portal")


def kept_time(case: state.Case) -> bool:
    """Whether nobody missed a duty so far."""
    return not case.late and not any(clock.late for clock in case.clocks)


class Acting(RuleBasedStateMachine):
    """Cases that part from the first one are acted on as well."""

    def __init__(self) -> None:
        super().__init__()
        self.database = transaction.atomic()
        self.database.__enter__()
        store.SHELF.clear()
        self.files: list[File] = []

    def teardown(self) -> None:
        """Take back all that was written."""
        try:
            if self.files:
                self.rows_are_those_that_rebuilding_gives()
        finally:
            transaction.set_rollback(True)
            self.database.__exit__(None, None, None)

    @initialize(name=st.sampled_from(NAMES), day=st.dates(date(2026, 12, 1), date(2029, 12, 1)), data=st.data())
    def file(self, name: str, day: date, data: st.DataObject) -> None:
        """File a case of any procedure, whatever is true of it."""
        procedure = Library.default().load(name)
        its = law(name, (procedure.calendar.holidays_of or ("CZ",))[0], day)
        true = {one: data.draw(st.booleans(), label=one) for one in procedure.circumstances}
        sizes = {group: data.draw(st.integers(1, 2), label=group) for group in procedure.people}
        opened = Opening(day, true_of(procedure, true), sizes_of(procedure, sizes))
        joined = (Joined(procedure.person, WORKER_PERSON),)
        self.clock = Hand(day)
        filing = Filing(its, opened, by(procedure.person), WORKER_PERSON, joined, Said())
        self.name, self.files = name, [actions.file(filing, self.clock).file]
        lawful, seed = data.draw(st.booleans(), label="lawful"), data.draw(st.integers(0, 10**6), label="seed")
        told = random_run(
            procedure, its.charter, its.calendar, Random(seed), lawful=lawful, on=day, circumstances=true, people=sizes
        )
        self.play(told.acts[: data.draw(st.sampled_from((0, 5, 10, 20, 40)), label="acts")])

    def play(self, acts: Sequence[state.Act]) -> None:
        """Carry out the acts of a run in the first case, so that the machine begins anywhere in a procedure."""
        for act in acts:
            file = self.files[0]
            order = Order(
                file.id, file.version, by(act.by), act.verb, act.what, act.on, act.by, act.member, act.follows,
                Said(text="what was said"), signed=True,
            )  # fmt: skip
            self.clock.to(act.on)
            self.done(actions.act(order, self.clock))

    # -- what is drawn --------------------------------------------------------------------------------------------

    @property
    def today(self) -> date:
        """The day to which the hand of the clock points."""
        return self.clock().date()

    def some(self, data: st.DataObject) -> File:
        """One of the cases."""
        return data.draw(st.sampled_from(self.files), label="case")

    def now(self, file: File) -> state.Case:
        """The case this morning."""
        return run.pass_until(file.case, self.today)

    def done(self, done: actions.Done) -> None:
        """Keep what came of an order."""
        self.files = [done.file if file.id == done.file.id else file for file in self.files]
        if done.parted is not None:
            self.files.append(done.parted)

    def tried(self, order: Order, *refusals: type[Exception]) -> None:
        """See that an order is refused for one of these reasons, and that nothing was written."""
        with pytest.raises(refusals), transaction.atomic():
            actions.act(order, self.clock)
        before = next((file.version for file in self.files if file.id == order.case), None)
        row = Case.objects.filter(pk=UUID(bytes=order.case)).first()
        assert before == (row.entries if row else None)

    # -- acts -----------------------------------------------------------------------------------------------------

    @rule(data=st.data())
    def wait(self, data: st.DataObject) -> None:
        """Let time pass, most often to a last day or the morning after it."""
        ends = [clock.end for file in self.files for clock in file.case.clocks if clock.end and not clock.late]
        days = sorted({day for end in ends for day in (end, end + DAY) if day > self.today}) or [self.today + DAY]
        some = st.one_of(st.just(days[0]), st.sampled_from(days), st.integers(1, 60).map(self.later))
        self.clock.to(data.draw(some, label="to"))

    def later(self, days: int) -> date:
        """The day after so many days."""
        return self.today + timedelta(days=days)

    @rule(data=st.data())
    @precondition(lambda self: any(run.offered(self.now(file), self.today) for file in self.files))
    def act(self, data: st.DataObject) -> None:
        """Do something that is offered, alone or with a second signature; the others may part from the one."""
        open_ = [file for file in self.files if acting.choices(file, [], self.today)]
        file = data.draw(st.sampled_from(open_), label="case")
        choice = data.draw(st.sampled_from(acting.choices(file, [], self.today)), label="choice")
        offer = choice.offer
        if self.is_back_dated(file):
            return
        follows = data.draw(st.sampled_from(("", "the others")), label="who goes") if self.splits(file, choice) else ""
        order = Order(
            file.id, file.version, by(offer.party), offer.verb, offer.what, self.today, offer.party, offer.member,
            follows, Said(text="what was said"),
        )  # fmt: skip
        if not choice.second:
            self.done(actions.act(order, self.clock))
            return
        self.tried(order, NotAlone)
        self.propose_and_sign(file, offer)

    def is_back_dated(self, file: File) -> bool:
        """Whether an act of today would be one of before: an end is dated tonight."""
        return self.now(file).last_day >= self.today and any(
            entry.ended is not None and entry.ended >= self.today for entry in self.now(file).history[-1:]
        )

    def splits(self, file: File, choice: acting.Choice) -> bool:
        """Whether one may go elsewhere and leave others."""
        step = choice.step
        return bool(step and step.for_one and step.to and len(self.now(file).members(step.for_one)) > 1)

    def propose_and_sign(self, file: File, offer: state.Offer) -> None:
        """Two officials: who proposed cannot sign, another can, and nobody twice."""
        proposal = Proposal("p", offer.verb, offer.what, offer.member)
        first, second, said = by(offer.party), by(offer.party, second=True), Said(proposal=proposal, reasons="why")
        order = Order(file.id, file.version, first, verbs.PROPOSES, "p", self.today, offer.party, said=said)
        self.done(actions.act(order, self.clock))
        seen = store.file_of(file.id).version
        with pytest.raises(NotAlone), transaction.atomic():
            actions.sign(file.id, seen, "p", first, self.clock)
        self.done(actions.sign(file.id, seen, "p", second, self.clock))
        with pytest.raises(Unknown):
            actions.sign(file.id, None, "p", second, self.clock)

    @rule(data=st.data())
    def let_the_worker_pass(self, data: st.DataObject) -> None:
        """Write what followed from silence; a second worker finds nothing to write."""
        file = self.some(data)
        for done in actions.pass_time([file.id], self.clock):
            self.done(done)
        assert actions.pass_time([file.id], self.clock) == []
        row = Case.objects.get(pk=UUID(bytes=file.id))
        assert row.silent_on is None or row.silent_on >= self.today

    @rule(data=st.data(), verb=st.sampled_from((verbs.WRITES, verbs.ADDS_PAPERS, verbs.EMPOWERS, verbs.REVOKES)))
    def do_what_changes_nothing_in_law(self, data: st.DataObject, verb: str) -> None:
        """Messages, papers and powers leave the state in law as it is."""
        file = self.some(data)
        power = Power(LAWYER, WORKER_PERSON, "power of attorney", "both", self.today)
        said = Said(power=power) if verb in (verbs.EMPOWERS, verbs.REVOKES) else Said(text="a message")
        person = file.law.procedure.person
        self.done(actions.act(Order(file.id, file.version, by(person), verb, "", self.today, said=said), self.clock))
        assert next(one for one in self.files if one.id == file.id).case == file.case

    # -- what is not offered -----------------------------------------------------------------------------------------

    @rule(data=st.data())
    def try_what_is_not_offered(self, data: st.DataObject) -> None:
        """Nobody does what the law does not offer today."""
        file = self.some(data)
        unoffered = [a for a in self.every_act(file) if not self.is_accepted(file, a)]
        act = data.draw(st.sampled_from(unoffered), label="act")
        order = Order(file.id, None, by(act.by), act.verb, act.what, act.on, act.by, act.member, signed=True)
        self.tried(order, NotOffered, BackDated, NotAlone)

    @rule(data=st.data())
    def try_in_the_place_of_another(self, data: st.DataObject) -> None:
        """What is offered to one party is refused to another that does not speak for it."""
        file = self.some(data)
        parties = file.law.procedure.parties
        pairs = [
            (choice.offer, party.name)
            for choice in acting.choices(file, [], self.today)
            for party in parties.values()
            if not choice.of_the_post and choice.offer.party in parties and not party.represents
            and choice.offer not in run.offered(self.now(file), self.today, party.name)
        ]  # fmt: skip
        if pairs and not self.is_back_dated(file):
            offer, party = data.draw(st.sampled_from(pairs), label="who")
            order = Order(file.id, None, by(party), offer.verb, offer.what, self.today, party, offer.member)
            self.tried(order, Refused, NotAlone)

    @rule(data=st.data(), back=st.integers(1, 400))
    def try_a_stale_page(self, data: st.DataObject, back: int) -> None:
        """Whoever has not seen the last entry writes nothing, whatever they want, and is shown what is new."""
        file = self.some(data)
        seen = max(0, file.version - back)
        order = Order(file.id, seen, by(file.law.procedure.person), verbs.WRITES, "", self.today)
        with pytest.raises(Stale) as raised, transaction.atomic():
            actions.act(order, self.clock)
        assert raised.value.unseen == tuple(line for line in file.lines if line.number > seen)

    @rule(data=st.data(), days=st.integers(1, 400))
    def try_another_day(self, data: st.DataObject, days: int) -> None:
        """Nothing is dated after today, and nothing in law before what has happened."""
        file = self.some(data)
        to_come = Order(file.id, None, by("x"), verbs.WRITES, "", self.later(days))
        self.tried(to_come, InTheFuture)
        for choice in acting.choices(file, [], self.today)[:1]:
            o, past = choice.offer, file.case.last_day - timedelta(days=days)
            order = Order(file.id, None, by(o.party), o.verb, o.what, past, o.party, o.member, signed=True)
            self.tried(order, BackDated)

    @rule(data=st.data())
    def try_what_no_case_knows(self, data: st.DataObject) -> None:
        """A verb that no case has, and a case that is not there."""
        file = self.some(data)
        self.tried(Order(file.id, None, by("x"), "deletes", "", self.today), Unknown)
        self.tried(Order(bytes(16), None, by("x"), verbs.WRITES, "", self.today), Unknown)

    def every_act(self, file: File) -> Iterator[state.Act]:
        """All that parties could think of: each step, answer and remedy of the procedure, in each way."""
        procedure = file.law.procedure
        names = [(step.by, step.name) for step in procedure.steps]
        names += [(opinion.of, answer) for opinion in procedure.opinions.values() for answer in opinion.answers]
        names += [(remedy.by, name) for name, remedy in procedure.remedies.items()]
        names += [(remedy.before, name) for name, remedy in procedure.remedies.items()]
        for party, name in names:
            for verb in WAYS:
                yield state.Act(self.today, party, verb, name)  # type: ignore[arg-type]

    def is_accepted(self, file: File, act: state.Act) -> bool:
        """Whether the law offers an act today, by what is offered alone; sending stands for deciding too."""
        offers = run.offered(self.now(file), self.today)
        ways = {(offer.verb, offer.what) for offer in offers}
        both = {("sends", offer.what) for offer in offers if offer.verb == "does"}
        return (act.verb, act.what) in ways | both

    # -- what always holds -----------------------------------------------------------------------------------------

    @invariant()
    def the_journal_alone_gives_the_file(self) -> None:
        """Read from its first entry, with nothing in memory."""
        store.SHELF.clear()
        found = store.files_of([file.id for file in self.files])
        assert [found[file.id] for file in self.files] == self.files

    @invariant()
    def choices_are_what_the_law_offers(self) -> None:
        """On the page of an official as in the semantics of the procedure; who is asked twice sees it once."""
        for file in self.files:
            shown = acting.choices(file, [], self.today)
            assert {c.offer for c in shown} == set(run.offered(self.now(file), self.today))
            assert len({c.query for c in shown}) == len(shown)
            for choice in shown:
                offer = choice.offer
                wanted = state.Act(self.today, offer.party, offer.verb, offer.what, offer.member)
                assert choice.second == needs_second(file, wanted)

    @invariant()
    def each_limit_ends_once(self) -> None:
        """No end of a limit stands twice in a file; none is dated after it was written."""
        for file in self.files:
            own = [line for line in file.lines if line.verb in (verbs.SILENCE, verbs.LATE)]
            ends = Counter((line.verb, line.what, line.member, line.on) for line in own)
            assert [end for end, times in ends.items() if times > 1] == []
            assert all(line.on < line.written.date() for line in own)

    @invariant()
    def who_keeps_their_time_decides_within_what_was_proved(self) -> None:
        """The bound of the checker holds for what stands in the journal."""
        for file in self.files:
            stage, most = proved(self.name)
            days = days_to_decision(file.case, stage)
            assert days is None or most is None or not kept_time(file.case) or days <= most

    def rows_are_those_that_rebuilding_gives(self) -> None:
        """The tables hold nothing that the journal does not say, and lack nothing."""
        assert list(rebuild.differences()) == []
        for file in self.files:
            assert Case.objects.get(pk=UUID(bytes=file.id)).proposed == bool(waiting(file))


@pytest.mark.django_db(databases=["default", "keys"])
def test_cases_under_any_acts() -> None:
    health = list(HealthCheck)
    few = settings(max_examples=24, stateful_step_count=15, deadline=None, suppress_health_check=health)
    run_machine(Acting, settings=few)
