"""A referral: who is referred to whom, for what, with which data, on whose consent; and what came of it.

Nothing is handed over without a consent for this one referral, and the packet holds what that consent names, nothing
else. Whoever receives it accepts or refuses with a reason, says what came of it, and closes it. When consent is
withdrawn the packet is gone at once, and the receiver says that its copies are destroyed, or why they may not be.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final, Literal

import msgspec

from safeconduct.people.consent import Consent, allowed
from safeconduct.people.person import Person
from safeconduct.services.eligibility import Verdict
from safeconduct.services.hsds import Row
from safeconduct.services.terms import said

State = Literal["sent", "accepted", "refused", "closed"]
Step = Literal["accept", "refuse", "tell", "close", "destroyed", "kept"]
FIELDS: Final = (
    "names", "born", "sex", "nationalities", "languages", "literacy", "contact", "support", "needs", "documents",
)  # fmt: skip
"""Fields of a record that a referral may hand over (:class:`safeconduct.people.person.Person`)."""
LONGEST = 1000

REFERS: Final = "refers to a service"
DECLINES: Final = "notes that a referral was not agreed to"
ACCEPTS: Final = "accepts a referral"
REFUSES: Final = "refuses a referral"
TELLS: Final = "tells what came of a referral"
CLOSES: Final = "closes a referral"
DESTROYED: Final = "confirms that what it was given is destroyed"
KEEPS: Final = "says why it keeps what it was given"
VERBS: Final[dict[Step, str]] = {
    "accept": ACCEPTS, "refuse": REFUSES, "tell": TELLS, "close": CLOSES, "destroyed": DESTROYED, "kept": KEEPS,
}  # fmt: skip


class NotAReferral(ValueError):
    """A referral or an answer that cannot be; says what to do."""


class Terms(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What was explained to the person and agreed to."""

    purpose: str
    fields: tuple[str, ...]
    until: date
    language: str
    """In which language it was explained (BCP 47)."""
    explained: str
    """How: read aloud, on paper, with an interpreter …"""
    message: str = ""
    """What the office adds for the receiver; the person hears it before they agree."""
    although: str = ""
    """Why this service, although its entry says that it does not take the person."""

    def __post_init__(self) -> None:
        """Refuse what hands over a field that may not be, or was not explained."""
        strange = [name for name in self.fields if name not in FIELDS]
        if strange:
            message = f"{strange[0]!r} is not handed over. Choose from: {', '.join(FIELDS)}."
            raise NotAReferral(message)
        if not (self.language and self.explained.strip()):
            message = "Say in which language and how it was explained: without that nobody can have agreed."
            raise NotAReferral(message)
        if max(len(self.message), len(self.although)) > LONGEST:
            message = f"A message has at most {LONGEST} letters."
            raise NotAReferral(message)


class Event(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One answer of the receiver."""

    step: Step
    on: date
    words: str = ""
    """The reason, the place where the person is awaited, what came of it."""
    day: date | None = None
    """The day on which the person is awaited."""


class Told(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """All that is sealed of a referral, besides the packet."""

    terms: Terms
    events: tuple[Event, ...] = ()


def check_choice(verdict: Verdict, organisation: Row, terms: Terms) -> None:
    """Refuse a service that does not take the person unless a reason is stated, and a body that enforces always."""
    if said(organisation, "enforcement"):
        message = "This body enforces the law. What was told to get help is never handed to it."
        raise NotAReferral(message)
    if verdict.answer == "no" and not terms.although.strip():
        message = "This service does not take the person. Choose another one, or say why this one all the same."
        raise NotAReferral(message)


def packet(record: Person, terms: Terms, receiver: str, consents: Iterable[Consent], on: date) -> dict[str, Any]:
    """What the receiver gets: the fields that consent for this purpose and receiver names, and no other."""
    may = allowed(consents, terms.purpose, receiver, on)
    record_said = msgspec.to_builtins(record)
    found = {name: record_said[name] for name in terms.fields if name in may and record_said.get(name)}
    return {**found, "message": terms.message} if terms.message else found


def after(state: State, step: Step, withdrawn: bool, event: Event) -> State:
    """The state after an answer.

    Raises:
        NotAReferral: the answer does not fit where the referral stands, or lacks its reason.

    """
    if step in ("destroyed", "kept"):
        _demand(withdrawn, "Consent was not withdrawn. This is answered when it is.")
        _demand(step == "destroyed" or bool(event.words.strip()), "Say by which law you must keep it, and how long.")
        return state
    _demand(step in _OPEN[state], f"A referral that was {_WORDS[state]} is not answered so.")
    _demand(
        step == "close" or not withdrawn,
        "Consent was withdrawn. Say that what you were given is destroyed, or close it.",
    )
    _demand(step not in ("refuse", "tell") or bool(event.words.strip()), "Write a sentence: the person reads it.")
    return {"accept": "accepted", "refuse": "refused", "tell": state, "close": "closed"}[step]  # type: ignore[return-value]


_OPEN: dict[State, tuple[Step, ...]] = {
    "sent": ("accept", "refuse"), "accepted": ("tell", "close", "refuse"), "refused": (), "closed": ("tell",),
}  # fmt: skip
_WORDS = {"sent": "sent", "accepted": "accepted", "refused": "refused", "closed": "closed"}


def _demand(holds: bool, message: str) -> None:
    if not holds:
        raise NotAReferral(message)


_ENCODER = msgspec.json.Encoder(order="sorted")
_DECODER = msgspec.json.Decoder(Told)


def written(told: Told) -> bytes:
    """Return the bytes that are sealed."""
    return _ENCODER.encode(told)


def read(plain: bytes) -> Told:
    """Read them back."""
    return _DECODER.decode(plain)
