"""A running case goes over to another version of its procedure, and is never silently worse off.

Stages and limits are found by their names, or by the old name that the new text gives under ``was``. A limit keeps its
old start. Where the two texts give it different last days, one of an authority keeps the earlier and one of the person
the later. What the new text does not know is dropped and told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from safeconduct.procedures.brought_forward import age_of, clock_named, makers_of, standing_named
from safeconduct.procedures.clocks import binds_the_person, compute
from safeconduct.procedures.draft import Draft
from safeconduct.procedures.model import Charter, Procedure
from safeconduct.procedures.refusals import BackDated, back_dated
from safeconduct.procedures.silences import next_end, take_effect
from safeconduct.procedures.state import Case, Clock, Entry, Finding, Standing, Start

NoteKind = Literal["kept the earlier day", "kept the later day", "took the new day", "unknown limit", "unknown finding"]


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that the migration did, in words, with the last day before and after it where there is one."""

    kind: NoteKind
    name: str
    member: str
    before: date | None
    after: date | None
    text: str


@dataclass(frozen=True, slots=True)
class Migration:
    """The case under the new text and everything that is to be told about it."""

    case: Case
    notes: tuple[Note, ...]


class CannotMigrate(ValueError):
    """The new text has no place for this case."""


def migrate(
    case: Case,
    procedure: Procedure,
    on: date,
    *,
    charter: Charter | None = None,
    circumstances: Mapping[str, bool] | None = None,
) -> Migration:
    """Carry a case over to ``procedure`` on a day.

    ``circumstances`` says what the new text asks and the old did not; unsaid ones go as the new text says for doubt.
    """
    if back_dated(case, on):
        raise BackDated(f"The history of the case already goes up to {case.last_day}, beyond {on}.")
    clock = next_end(case, on)
    while clock is not None:
        case = take_effect(case, clock)
        clock = next_end(case, on)
    return _Move(case, procedure, on, charter or case.charter, circumstances or {}).result()


class _Move:
    """One migration: an old case, a draft under the new text, and the notes."""

    def __init__(
        self, old: Case, new: Procedure, on: date, charter: Charter, circumstances: Mapping[str, bool]
    ) -> None:
        self.old, self.new, self.on = old, new, on
        self.names = {before: after for after, before in new.was.items()}
        self.notes: list[Note] = []
        self._groups_are_known()
        opening = replace(old.opening, circumstances=self._true(circumstances))
        self.case = replace(old, procedure=new, charter=charter, identity=new.identity, opening=opening, split_off=None)
        self.draft = Draft(self.case, on)

    def result(self) -> Migration:
        """The case as the new text has it."""
        draft = self.draft
        draft.standing = self._standing(self.old.standing)
        draft.findings = {(f.name, f.member): f for f in self._findings()}
        draft.out = dict.fromkeys(key for key in self.old.out if key[0] in self.new.opinions)
        draft.clocks = {c.key: c for c in self._clocks()}
        self._age_what_did_not_age()
        text = f"The case goes on under {self.new.identity}, before under {self.old.identity}"
        return Migration(draft.case(Entry(self.on, "migrated", text, "")), tuple(self.notes))

    def _true(self, circumstances: Mapping[str, bool]) -> frozenset[str]:
        known, before = self.new.circumstances, self.old.procedure.circumstances
        doubt = {name: c.in_doubt == "yes" for name, c in known.items() if name not in before}
        said = {name: so for name, so in circumstances.items() if name in known}
        kept = {name: True for name in self.old.circumstances if name in known}
        return frozenset(name for name, so in (doubt | said | kept).items() if so)

    def _groups_are_known(self) -> None:
        for member in self.old.people:
            group = member.rpartition(" ")[0]
            if group not in self.new.people:
                raise CannotMigrate(f"{member} stands in the case, but {self.new.identity} knows no '{group}'.")

    # ---- stages ------------------------------------------------------------------------------------------------

    def _standing(self, old: Standing) -> Standing:
        name = self._renamed_standing(old)
        found = standing_named(self.new, name)
        if found is None:
            raise CannotMigrate(
                f"The case stands in '{old.name}', and {self.new.identity} has no such stage. "
                f"If one of its stages is the same under a new name, write it there: 'was: {{NEW NAME: {old.name}}}'."
            )
        channels = self.new.service.channels if self.new.service else ()
        if not old.channel or any(c.name == old.channel for c in channels):
            return replace(found, channel=old.channel)
        raise CannotMigrate(
            f"'{old.about}' is on its way by {old.channel}, and {self.new.identity} has no such channel."
        )

    def _renamed_standing(self, old: Standing) -> str:
        if old.fell_in is not None:
            inside = old.name.removeprefix("claim of ").removesuffix(f" in {old.fell_in.name}")
            return f"claim of {self._name(inside)} in {self._renamed_standing(old.fell_in)}"
        if not old.about:
            return self._name(old.name)
        stage = old.about.removeprefix("reaching ")
        about = f"reaching {self._name(stage)}" if stage != old.about else old.about
        return old.name.removesuffix(old.about) + about

    def _name(self, name: str) -> str:
        return self.names.get(name, name)

    # ---- findings ----------------------------------------------------------------------------------------------

    def _findings(self) -> Iterator[Finding]:
        for finding in self.old.findings:
            if makers_of(self.new, finding.name):
                yield finding
            else:
                text = f"The new text knows no finding '{finding.name}': it no longer counts."
                self.notes.append(Note("unknown finding", finding.name, finding.member, None, None, text))

    # ---- clocks ------------------------------------------------------------------------------------------------

    def _clocks(self) -> Iterator[Clock]:
        for clock in self.old.clocks:
            fresh = self._in_new_text(clock)
            if fresh is not None:
                yield self._better(clock, fresh)
            elif clock.kind != "finding":
                text = f"The new text knows no limit '{clock.label}' here: it no longer runs."
                self.notes.append(Note("unknown limit", clock.label, clock.member, clock.end, None, text))

    def _in_new_text(self, old: Clock) -> Clock | None:
        """The same clock as the new text has it, with the old start and all that it lived through."""
        if old.kind == "finding":
            found = self._age(old)
        else:
            channel = self.draft.standing.channel
            name = channel if old.kind == "stage" and channel else self._name(old.label)
            found = clock_named(self.draft, Start(name, old.start, old.start, old.member))
        if found is None or found.kind != old.kind:
            return None
        more = self.new.limits[found.name].extension if found.kind == "limit" else None
        return replace(
            found,
            latest_start=old.latest_start,
            extensions=tuple(more or one for one in old.extensions),
            suspensions=old.suspensions,
            still_since=old.still_since,
            late=old.late,
        )

    def _age(self, old: Clock) -> Clock | None:
        makers = makers_of(self.new, old.name)
        good_for = makers[0].good_for if makers else None
        return replace(old, length=good_for or old.length, computed=None, other=None) if makers else None

    def _age_what_did_not_age(self) -> None:
        """A finding that the new text lets grow old does so from the day on which it was made."""
        for finding in self.draft.findings.values():
            good_for = makers_of(self.new, finding.name)[0].good_for
            if good_for is not None:
                self.draft.start(age_of(finding, good_for))

    def _better(self, old: Clock, fresh: Clock) -> Clock:
        """The clock with the better of two last days: the earlier for an authority, the later for the person."""
        kept = replace(fresh, length=old.length, extensions=old.extensions)
        before, after = self._end(kept), self._end(fresh)
        for_person = binds_the_person(self.new, fresh.party)
        chosen = kept if (before > after) == for_person and before != after else fresh
        self._tell(fresh, before, after, for_person)
        return replace(chosen, late=chosen.late and self._end(chosen) < self.on)

    def _end(self, clock: Clock) -> date:
        """Its last day as if it ran on today."""
        running = replace(clock, still_since=None, computed=None, other=None)
        end = compute(self.case, running).end
        return end if end is not None else self.on

    def _tell(self, clock: Clock, before: date, after: date, for_person: bool) -> None:
        if before == after:
            return
        kept: NoteKind = "kept the later day" if for_person else "kept the earlier day"
        is_kept = (before > after) == for_person
        ends = before if is_kept else after
        text = f"'{clock.label}' ends on {ends}: {before} by the old text, {after} by the new one."
        self.notes.append(Note(kept if is_kept else "took the new day", clock.label, clock.member, before, ends, text))
