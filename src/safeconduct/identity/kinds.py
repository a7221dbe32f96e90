"""Kinds of credentials, read from ``library/identity/credentials.yaml`` and refused where they say what they must not.

A kind says in which claim which fact stands, who confers it, for how long, and which act of which procedure confers,
suspends, replaces or revokes it. A lawyer or translator changes the file; this page holds what it may say.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Final, Literal

import msgspec

from safeconduct.identity.card import card_fields
from safeconduct.identity.facts import FACTS
from safeconduct.shell.content import LANGUAGES, read_content, text_of

PATH = "identity/credentials.yaml"
Format = Literal["dc+sd-jwt", "mso_mdoc", "card"]
SD_JWT: Final = "dc+sd-jwt"
MDOC: Final = "mso_mdoc"
CARD: Final = "card"
Answer = Literal["yes", "no"]
Does = Literal["confers", "suspends", "ends the suspension", "replaces", "revokes"]
_LENGTH = re.compile(r"(\d{1,3}) (month|year)s?")
_CODE = re.compile(r"[a-z]+(-[a-z]+)*")
_CLAIM = re.compile(r"[a-z][a-z0-9_]*")
_DOCTYPE = re.compile(r"[a-z0-9]+(\.[a-z0-9]+){2,}")
RESERVED = frozenset({"iss", "nbf", "exp", "iat", "cnf", "vct", "status", "sub", "jti", "_sd", "_sd_alg"})
ALWAYS_SHOWN = frozenset({"authority", "legal identity"})


class NotAKind(ValueError):
    """The file of kinds cannot be used; says where, what is wrong, and what to do."""


class Claim(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A claim: the fact that stands in it, and whether its holder may keep it back."""

    fact: str
    shown: Literal["", "always"] = ""

    @property
    def disclosable(self) -> bool:
        """Whether the holder chooses to show it."""
        return self.shown != "always"


class Change(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    rename={
        "valid_for": "valid for",
        "as_before": "as long as before",
        "born": "date of birth",
        "also_revokes": "also revokes",
    },
):
    """What an act of a procedure does to the credentials of a kind.

    ``of`` says whether it falls on those that this case conferred or on all that the person holds. A new credential
    is valid for the length of the act, for what the former had left, or for the length of its kind. ``born`` says
    that the act established no more than the year; ``also_revokes`` that what this case conferred before ends.
    """

    does: Does
    of: Literal["the person", "this case"] = "the person"
    valid_for: str = ""
    as_before: Answer = "no"
    born: Literal["", "year"] = ""
    also_revokes: Answer = "no"


class Kind(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    rename={
        "legal_identity": "legal identity",
        "valid_for": "valid for",
        "by_hand": "by hand",
        "decided_by": "decided by",
    },
):
    """A kind of credential. Texts stand by language; ``card`` says which fact stands in which field of a card.

    ``by_hand`` means that an official may confer it on what the register holds, without a case; ``needs`` are the facts
    without which it says nothing; ``lost`` is the procedure that its loss begins.
    """

    title: dict[str, str]
    says: dict[str, str]
    confers: dict[str, str]
    legal_identity: Answer
    authority: str
    basis: tuple[str, ...]
    purpose: str
    vct: str
    formats: tuple[Format, ...]
    valid_for: str
    claims: dict[str, Claim]
    doctype: str = ""
    by_hand: Answer = "no"
    card: dict[str, str] = {}
    decided_by: dict[str, dict[str, Change]] = {}
    needs: tuple[str, ...] = ()
    lost: str = ""

    def text(self, which: Literal["title", "says", "confers"], language: str) -> str:
        """One of its texts in a language, in English where there is none."""
        texts: dict[str, str] = getattr(self, which)
        return texts.get(language) or texts["en"]

    def valid_until(self, since: date, change: Change | None = None) -> date:
        """The last day of a credential that begins on a day."""
        return ends(since, (change.valid_for if change else "") or self.valid_for)


class Kinds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    sources: dict[str, str]
    status: dict[str, str]
    never: tuple[str, ...]
    remedy: dict[str, str]
    """What can be done against whatever is decided about a credential outside of a case, by language."""
    kinds: dict[str, Kind]

    @property
    def events(self) -> Mapping[tuple[str, str], tuple[tuple[str, Change], ...]]:
        """For each event of a procedure (a step's name, ``reaching STAGE``): which kinds it changes and how."""
        found: dict[tuple[str, str], tuple[tuple[str, Change], ...]] = {}
        for code, kind in self.kinds.items():
            for procedure, changes in kind.decided_by.items():
                for event, change in changes.items():
                    found[procedure, event] = (*found.get((procedure, event), ()), (code, change))
        return found


@cache
def kinds() -> Kinds:
    """Return the kinds of the library."""
    return read_kinds(text_of(PATH))


@cache
def events() -> Mapping[tuple[str, str], tuple[tuple[str, Change], ...]]:
    """Return :attr:`Kinds.events` of the library."""
    return kinds().events


def read_kinds(text: str) -> Kinds:
    """Read and check a file of kinds.

    Raises:
        NotAKind: something is missing or must not stand there; says where and what to do.

    """
    its = read_content(text, PATH, Kinds, NotAKind)
    missing = [language for language in LANGUAGES if not its.remedy.get(language)]
    if missing:
        raise NotAKind(f"library/{PATH}, remedy: there is no text in {', '.join(missing)}. Write it.")
    fault = next((fault for code, kind in its.kinds.items() for fault in _faults(its, code, kind)), "")
    if fault:
        raise NotAKind(f"library/{PATH}: {fault}")
    return its


def ends(since: date, length: str) -> date:
    """The last day of so many months or years that begin on a day."""
    found = _LENGTH.fullmatch(length)
    if not found:
        raise NotAKind(f"{length!r} is no length. Write it like '12 months' or '10 years'.")
    years, month = divmod(since.month - 1 + int(found[1]) * (12 if found[2] == "year" else 1), 12)
    year = since.year + years
    return date(year, month + 1, min(since.day, monthrange(year, month + 1)[1])) - timedelta(days=1)


def _faults(its: Kinds, code: str, kind: Kind) -> Iterator[str]:
    if not _CODE.fullmatch(code) or not _CODE.fullmatch(kind.vct):
        yield f"kind {code!r}: its code and vct are lower-case words joined by hyphens."
    for which in ("title", "says", "confers"):
        missing = [language for language in LANGUAGES if not getattr(kind, which).get(language)]
        if missing:
            yield f"kind {code}, {which}: there is no text in {', '.join(missing)}. Write it."
    for source in kind.basis:
        if source not in its.sources:
            yield f"kind {code}, basis: {source!r} does not stand under sources. Add it there."
    if not _LENGTH.fullmatch(kind.valid_for):
        yield f"kind {code}, valid for: {kind.valid_for!r} is no length. Write it like '12 months' or '10 years'."
    yield from _claim_faults(its, code, kind)
    yield from _format_faults(code, kind)
    yield from _change_faults(code, kind)


def _claim_faults(its: Kinds, code: str, kind: Kind) -> Iterator[str]:
    for name, claim in kind.claims.items():
        where = f"kind {code}, claim {name}"
        told = next((word for word in its.never if word in name.replace("_", " ") or word in claim.fact), "")
        if told:
            yield f"{where}: {told!r} must not stand in a credential: whoever sees it would learn it. Leave it out."
        if not _CLAIM.fullmatch(name) or name in RESERVED:
            yield f"{where}: this name is kept for the format, or is not made of a-z, 0-9 and _. Choose another."
        yield from _fact_faults(where, claim.fact)
    for fact in kind.needs:
        yield from _fact_faults(f"kind {code}, needs", fact)
    always = {claim.fact for claim in kind.claims.values() if not claim.disclosable}
    for fact in ALWAYS_SHOWN - always:
        yield f"kind {code}: it must always show the fact {fact!r}, so that nobody takes it for more than it is."


def _fact_faults(where: str, fact: str) -> Iterator[str]:
    if fact not in FACTS:
        yield f"{where}: there is no fact {fact!r}. These are: {', '.join(FACTS)}."


def _format_faults(code: str, kind: Kind) -> Iterator[str]:
    if (MDOC in kind.formats) != bool(_DOCTYPE.fullmatch(kind.doctype)):
        yield f"kind {code}: a mobile document has a doctype such as org.example.residence.1, and others have none."
    if (CARD in kind.formats) != bool(kind.card):
        yield f"kind {code}: a card says which fact stands in which of its fields, and others have none."
    for name, fact in kind.card.items():
        if name not in card_fields().fields:
            yield f"kind {code}, card: {name!r} does not belong on a card. These do: {', '.join(card_fields().fields)}."
        yield from _fact_faults(f"kind {code}, card, {name}", fact)


def _change_faults(code: str, kind: Kind) -> Iterator[str]:
    for procedure, changes in kind.decided_by.items():
        for event, change in changes.items():
            where = f"kind {code}, {procedure}, {event}"
            if change.valid_for and not _LENGTH.fullmatch(change.valid_for):
                yield f"{where}: {change.valid_for!r} is no length. Write it like '12 months'."
            if change.valid_for and change.as_before == "yes":
                yield f"{where}: it is valid as long as before, or for {change.valid_for}. Leave one out."
            if change.does not in ("confers", "replaces") and (
                change.valid_for or change.as_before == "yes" or change.born
            ):
                yield f"{where}: nothing new begins with it. Leave out for how long and what it knows."
    if not kind.decided_by and kind.by_hand == "no":
        yield f"kind {code}: nothing confers it. Name a procedure and its step, or write 'by hand: yes'."


__all__ = ["CARD", "MDOC", "SD_JWT", "Change", "Claim", "Kind", "Kinds", "NotAKind", "events", "kinds"]
