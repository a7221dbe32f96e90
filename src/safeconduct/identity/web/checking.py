"""Holds the rows of credentials against their chains in the journal, which alone say where each one stands."""

from __future__ import annotations

from collections.abc import Iterator

from safeconduct.identity import ulid
from safeconduct.identity.acts import NotPossible, state_of
from safeconduct.identity.web.models import Credential
from safeconduct.journal.web import reading

BATCH = 500


def differences() -> Iterator[str]:
    """Say of each row that differs from its chain, in what."""
    numbers = list(Credential.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(numbers), BATCH):
        rows = list(Credential.objects.filter(pk__in=numbers[start : start + BATCH]))
        kept = reading.entries([ulid.read(row.pk) for row in rows])
        for row in rows:
            yield from _of(row, [one.entry.act.verb for one in kept.get(ulid.read(row.pk), [])])


def _of(row: Credential, verbs: list[str]) -> Iterator[str]:
    try:
        state = state_of(verbs)
    except NotPossible as problem:
        yield f"{row.number}: {problem}"
        return
    if (row.state, row.entries) != (state, len(verbs)):
        yield (
            f"{row.number}: the row says {row.state} after {row.entries} entries, "
            f"and the journal {state or 'nothing'} after {len(verbs)}."
        )
