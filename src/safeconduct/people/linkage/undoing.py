"""What goes where when joined records part: each later correction to its side, the rest as somebody says.

Records that are joined stay two. A correction stands in the journal of the record on which it was made, and so is on
its side already. Only one that was said of the person as one has no side: it stands in one record, and whoever undoes
the merge says for each of them whether it stays there, belongs to the other record, or to neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import msgspec

from safeconduct.people.acts import Change
from safeconduct.people.linkage.adjudication import NotADecision, Record, Write, undone

Place = Literal["here", "there", "neither"]
"""Where a correction belongs: to the record in which it stands, to the other one, or to none of the two."""


class Correction(msgspec.Struct, frozen=True):
    """A correction since the merge: in which record it stands, its place in time, and what it changed."""

    record: str
    at: int
    """Later corrections of either record have higher numbers."""
    changes: tuple[Change, ...]
    as_one: bool = False
    """Whether it was said of the person as one, so that it has no side."""


def asked(made: Iterable[Correction]) -> list[Correction]:
    """Return the corrections of which somebody must say whose they are."""
    return sorted((each for each in made if each.as_one), key=lambda each: each.at)


def parted(
    records: Mapping[str, Record], target: Mapping[str, str], made: Sequence[Correction], placed: Mapping[int, Place]
) -> dict[str, dict[str, str]]:
    """Return for each record the fields that become others when the merge is undone.

    ``records`` are all fields as they stand, ``target`` names for each record the one on the other side, and ``placed``
    says by ``Correction.at`` where each that was asked about belongs.

    Raises:
        NotADecision: one that is asked about is placed nowhere.

    """
    missing = [each for each in asked(made) if each.at not in placed]
    if missing:
        message = f"Say of each correction that has no side whose it is. {len(missing)} are left."
        raise NotADecision(message)
    moved = [each for each in asked(made) if placed[each.at] != "here"]
    changed: dict[str, dict[str, str]] = {}
    for record in {each.record for each in moved}:
        base, writes = _without(record, records[record], made, {each.at: placed[each.at] for each in moved}, target)
        changed.setdefault(record, {}).update(undone((record, base), (target[record], {}), writes).one)
    for record in {target[each.record] for each in moved if placed[each.at] == "there"}:
        writes = _with(record, made, {each.at: placed[each.at] for each in moved}, target)
        changed.setdefault(record, {}).update(undone((record, {}), ("", {}), writes).one)
    return {
        record: fields
        for record, said in changed.items()
        if (fields := {name: value for name, value in said.items() if records[record].get(name, "") != value})
    }


def _without(
    record: str, now: Record, made: Sequence[Correction], moved: Mapping[int, Place], target: Mapping[str, str]
) -> tuple[dict[str, str], list[Write]]:
    """The fields before the first correction that goes, and what was written since on this record."""
    base: dict[str, str] = {}
    writes: list[Write] = []
    for each in sorted((one for one in made if one.record == record), key=lambda one: one.at):
        for change in each.changes:
            if each.at in moved:
                base.setdefault(change.field, change.before)
            if change.field in base and moved.get(each.at) != "neither":
                side = target[record] if each.at in moved else record
                writes.append(Write(change.field, change.after, side))
    latest = {change.field: change.after for each in _of(record, made) for change in each.changes}
    # What somebody wrote into the record without a correction, as a person does who files a case, came last and stays.
    writes += [Write(name, now.get(name, ""), record) for name in base if now.get(name, "") != latest[name]]
    return base, writes


def _with(
    record: str, made: Sequence[Correction], moved: Mapping[int, Place], target: Mapping[str, str]
) -> list[Write]:
    """What comes to a record, and what was written on it later, in the order of time."""
    comes = {each.at for each in made if moved.get(each.at) == "there" and target[each.record] == record}
    fields = {change.field for each in made if each.at in comes for change in each.changes}
    own = [each for each in made if each.at in comes or (each.record == record and each.at not in moved)]
    return [
        Write(change.field, change.after, record)
        for each in sorted(own, key=lambda one: one.at)
        for change in each.changes
        if change.field in fields
    ]


def _of(record: str, made: Sequence[Correction]) -> list[Correction]:
    return sorted((each for each in made if each.record == record), key=lambda one: one.at)
