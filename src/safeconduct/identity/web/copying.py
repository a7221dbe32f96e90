"""What is held about people in credentials, in plain values: for the copy of their data that the law gives them.

Officials are named by their role, as in the rest of the copy (Regulation (EU) 2016/679, Article 15(4)).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from safeconduct.cases.data_copy import Of
from safeconduct.cases.visibility import reads
from safeconduct.identity.acts import Told
from safeconduct.identity.kinds import kinds
from safeconduct.identity.web import wallets
from safeconduct.identity.web.actions import history_of
from safeconduct.identity.web.models import Credential
from safeconduct.people.web.models import Person

_TOLD = frozenset({"number", "by", "replaces", "format", "wallet", "act", "until"})
"""What an act is about, of which numbers of people and of entries are no part."""


def told(people: Sequence[Person], cases: Sequence[Of], _on: date) -> Mapping[str, object]:
    """Credentials that people hold and held, the wallets that hold copies, and what was shown to us from wallets."""
    held = Credential.objects.filter(person__in=people).select_related("person").order_by("pk")
    return {
        "credentials": [_credential(one) for one in held],
        "wallets": [_wallet(its) for its in wallets.held(held)],
        "shown from wallets": [one for of in cases for one in _shown(of)],
    }


def _credential(its: Credential) -> dict[str, Any]:
    kind = kinds().kinds[its.kind]
    return {
        "number": its.number,
        "kind": kind.text("title", "en"),
        "what it confers": kind.text("confers", "en"),
        "conferred by": its.authority,
        "by the act": " · ".join(filter(None, [its.procedure, its.act])),
        "conferred on": its.conferred.isoformat(),
        "valid until": its.valid_until.isoformat(),
        "stands": its.state,
        "what happened to it": list(_acts(its)),
        "copies": [
            {"format": copy.format, "issued": copy.issued.isoformat(), "in wallet": copy.wallet_id or ""}
            for copy in its.copies.order_by("pk")
        ],
    }


def _acts(its: Credential) -> Iterator[dict[str, Any]]:
    for line in history_of(its):
        said = line.told or Told()
        about = {name: value for name, value in said.about.items() if name in _TOLD}
        done: dict[str, Any] = {"on": line.on, "by": line.role, "act": line.verb, "about": about}
        yield done | {"why": said.why, "what can be done against it": said.remedy}


def _wallet(its: wallets.Held) -> dict[str, Any]:
    return {
        "wallet": its.row.pk,
        "since": its.row.since.isoformat(),
        "stands": its.row.state,
        "changed on": its.row.changed.isoformat() if its.row.changed else "",
        "holds copies of": [one.number for one in its.credentials],
    }


def _shown(of: Of) -> Iterator[dict[str, Any]]:
    for line in of.file.lines:
        if reads(of.file, line, of.roles):
            for one in line.words.shown:
                yield {
                    "in case": of.number,
                    "at": one.at,
                    "for": one.evidence,
                    "kind": one.kind,
                    "signed by": one.issuer,
                    "format": one.format,
                    "confers legal identity": one.identity,
                    "what it said": dict(one.facts),
                    "checked": list(one.checked),
                }
