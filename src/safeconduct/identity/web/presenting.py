"""A credential in plain words, in the reader's language: what it is, who conferred it, until when, how it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import get_language, gettext

from safeconduct.cases.web import law
from safeconduct.cases.web.models import Case
from safeconduct.identity.acts import FINDS, GIVES_UP, LOSES, REPLACES, REVOKED, SEPARATOR, SUSPENDED, VALID, Told
from safeconduct.identity.kinds import CARD, Kind, kinds
from safeconduct.identity.web.actions import history_of, why_so
from safeconduct.identity.web.models import Credential, Wallet
from safeconduct.identity.web.wallets import Held
from safeconduct.procedures.web.presenting.counting import day
from safeconduct.procedures.web.presenting.words import Words

REACHING = "reaching "
HOLDER = "holder"
"""The role of whoever suspended it on their own word: there is nothing to be done against it."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list says of a credential."""

    row: Credential
    title: str
    tag: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page says of a credential."""

    row: Credential
    title: str
    says: str
    confers: str
    facts: list[tuple[str, str]]
    tag: tuple[str, str]
    why: str
    remedy: str
    printed: bool
    """A card can be printed."""
    reports: bool
    """Its loss can be reported: it is neither revoked nor over."""


@dataclass(frozen=True, slots=True)
class ShownWallet:
    """What a page says of a wallet."""

    row: Wallet
    told: str
    tag: tuple[str, str]


def shown(row: Credential, on: date) -> Shown:
    """One credential."""
    kind, language, over = kinds().kinds[row.kind], get_language() or "en", row.valid_until < on
    line = why_so(row)
    told = (line.told if line else None) or Told()
    words = _words(told.about.get("case", ""))
    return Shown(
        row,
        kind.text("title", language),
        kind.text("says", language),
        kind.text("confers", language),
        _facts(row),
        _tag(row, over),
        _why(told, line.verb if line else "", words),
        _remedy(told, words) if line and line.verb != REPLACES and line.role != HOLDER else "",
        row.state == VALID and not over and CARD in kind.formats,
        row.state != REVOKED and not over,
    )


def listed(row: Credential, on: date) -> Listed:
    """One credential in a list: nothing is asked of the journal."""
    return Listed(row, title_of(kinds().kinds[row.kind]), _tag(row, row.valid_until < on))


def wallet_of(its: Held) -> ShownWallet:
    """One wallet: what is in it, since when, and how it stands."""
    inside = " · ".join(f"{title_of(kinds().kinds[one.kind])} {one.number}" for one in its.credentials)
    since = timezone.localtime(its.row.since)
    told = gettext("%(documents)s, since %(day)s at %(time)s") % {
        "documents": inside,
        "day": day(since.date()),
        "time": f"{since:%H:%M}",
    }
    return ShownWallet(its.row, told, _tag_of_wallet(its.row.state))


def _tag_of_wallet(state: str) -> tuple[str, str]:
    if state == REVOKED:
        return "bad", gettext("given up: its copies hold no more")
    return ("warn", gettext("lost: its copies are suspended")) if state == SUSPENDED else ("ok", gettext("in use"))


def in_order(rows: Iterable[Credential]) -> list[Credential]:
    """Credentials, those that hold first, the newest of them first."""
    order = {VALID: 0, SUSPENDED: 1, REVOKED: 2}
    return sorted(rows, key=lambda row: (order[row.state], -row.conferred.toordinal()))


def remedy(language: str) -> str:
    """What can be done against whatever an office decides about a credential outside of a case."""
    texts = kinds().remedy
    return texts.get(language) or texts["en"]


def title_of(kind: Kind) -> str:
    """The title of a kind in the reader's language."""
    return kind.text("title", get_language() or "en")


def story(row: Credential) -> list[tuple[str, str, str]]:
    """What happened to it: on which day, what, why."""
    words = {
        "confers": gettext("conferred"),
        "suspends": gettext("suspended"),
        "ends the suspension": gettext("suspension ended"),
        "revokes": gettext("revoked"),
        "replaces": gettext("replaced by another"),
        "issues": gettext("a copy was issued"),
        LOSES: gettext("a wallet was lost: the copies in it are suspended"),
        FINDS: gettext("the wallet was found: the copies in it hold again"),
        GIVES_UP: gettext("the copies in a lost wallet were revoked"),
        "proposes": gettext("revocation proposed"),
        "discards": gettext("proposal discarded"),
    }
    lines = [(line, line.told or Told()) for line in history_of(row)]
    # Mostly all of it is of one case, which is asked for once.
    by_case = {case: _words(case) for case in {told.about.get("case", "") for _, told in lines}}
    return [
        (day(date.fromisoformat(line.on)), words[line.verb], _why(told, line.verb, by_case[told.about.get("case", "")]))
        for line, told in lines
    ]


def _facts(row: Credential) -> list[tuple[str, str]]:
    facts = [
        (gettext("Number"), row.number),
        (gettext("Conferred by"), row.authority),
        (gettext("Conferred on"), day(row.conferred)),
        (gettext("Valid until"), day(row.valid_until)),
        (gettext("By decision in"), _procedure(row)),
    ]
    return [fact for fact in facts if fact[1]]


def _procedure(row: Credential) -> str:
    """The procedure by which it was conferred, in the reader's words."""
    return law.words(row.case.procedure, row.case.version).title if row.case is not None and row.procedure else ""


def _tag(row: Credential, over: bool) -> tuple[str, str]:
    if row.state == REVOKED:
        return "bad", gettext("revoked: it holds no more")
    if row.state == SUSPENDED:
        return "warn", gettext("suspended: it can come back")
    return ("info", gettext("its time is over")) if over else ("ok", gettext("valid"))


def _why(told: Told, verb: str, words: Words | None) -> str:
    """The reason: the officer's words, or what happened in the case, in the reader's language."""
    if verb == REPLACES and "by" in told.about:
        return gettext("Another was given in its place: %(number)s.") % {"number": told.about["by"]}
    if words is None or told.why != told.about.get("act"):
        return told.why
    if told.why.startswith(REACHING):
        return gettext("The case ended: %(stage)s.") % {"stage": words.stage(told.why.removeprefix(REACHING))}
    return words.name("steps", told.why)


def _remedy(told: Told, words: Words | None) -> str:
    """What can be done against it: by the law of the case, or else as the library says."""
    if words is None:
        return told.remedy or remedy(get_language() or "en")
    return SEPARATOR.join(words.name("remedies", one) for one in told.remedy.split(SEPARATOR) if one)


def _words(case: str) -> Words | None:
    """The words of the law of a case, by its number in the journal."""
    found = Case.objects.filter(pk=case).first() if case else None
    return law.words(found.procedure, found.version) if found is not None else None
