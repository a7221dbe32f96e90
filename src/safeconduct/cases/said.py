"""What came with an act: reasons, papers, who joined, what was agreed. Kept encrypted; an entry holds a commitment.

Everything that describes a person stands here and nowhere else in the journal, so that destroying one key erases it.
"""

from __future__ import annotations

from datetime import date

import msgspec


class _Part(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Frozen, one form, and no member that is not known."""


class Paper(_Part, frozen=True):
    """A paper of the file: where its encrypted bytes are kept, and what binds them to this entry."""

    id: str
    title: str
    kind: str
    size: int
    commitment: str
    pages: int = 0
    name: str = ""
    """The name of the file as it was handed in."""
    evidence: str = ""
    """The proof of the procedure that it is meant for."""
    form: str = ""
    """The accepted form it has, or ``or else`` where the person cannot obtain one."""


class Shown(_Part, frozen=True):
    """A credential that was shown for a proof and found good: what it said, who signed it, what was checked.

    ``form`` is the accepted form that it counts as, ``identity`` whether it confers legal identity (``yes``, ``no``, or
    empty where it does not say), ``checked`` the codes of the checks that it passed.
    """

    evidence: str
    form: str
    kind: str
    issuer: str
    format: str
    at: str
    identity: str = ""
    facts: dict[str, str] = {}
    checked: tuple[str, ...] = ()


class Began(_Part, frozen=True):
    """When a limit of a brought-forward case began: on a day, or between two."""

    limit: str
    earliest: date
    latest: date
    member: str = ""
    extended: int = 0
    suspensions: tuple[tuple[date, date], ...] = ()


class Opened(_Part, frozen=True):
    """How the case began, and under which law of which State."""

    on: date
    state: str
    charter: date
    circumstances: tuple[str, ...] = ()
    people: tuple[tuple[str, int], ...] = ()
    stage: str = ""
    findings: tuple[tuple[str, str, date], ...] = ()
    starts: tuple[Began, ...] = ()
    taken: tuple[tuple[str, int], ...] = ()
    origin: str = ""
    """The case (32 hexadecimal digits) that this one was parted from."""
    origin_entries: int = 0
    """How many entries of that case belong to this one too."""


class Joined(_Part, frozen=True):
    """Somebody becomes a party: which, who (number in the register of people), and for which member of a group."""

    party: str
    person: str
    member: str = ""


class Power(_Part, frozen=True):
    """A power of attorney or guardianship that is shown in this case."""

    holder: str
    represented: str
    kind: str
    scope: str
    since: date
    until: date | None = None


class Service(_Part, frozen=True):
    """One attempt to serve: what, on whom and why on them, by which channel, and how it is proved."""

    to_party: str
    to_person: str
    why: str = ""
    channel: str = ""
    proof: str = ""
    language: str = ""


class Appointment(_Part, frozen=True):
    """An interview or another appointment: when (with offset), where, about what, and what the person needs there."""

    id: str
    at: str
    place: str
    about: str
    minutes: int = 60
    interpreter: str = ""
    """Language that is interpreted, empty for none."""
    needs: str = ""


class Record(_Part, frozen=True):
    """The record of an appointment, read back to the person."""

    appointment: str
    text: str
    read_back: bool
    corrections: str = ""
    interpreter: str = ""
    present: str = ""


class Proposal(_Part, frozen=True):
    """An act that waits for a second signature."""

    id: str
    verb: str
    what: str
    member: str = ""


class Assignment(_Part, frozen=True):
    """Which office and which official deals with the case from here on."""

    office: str
    official: str = ""
    why: str = ""


class Money(_Part, frozen=True):
    """One event of a fee, as :mod:`safeconduct.cases.fees` reads it."""

    fee: str
    amount: str
    currency: str
    reference: str = ""
    why: str = ""
    payer: str = ""
    kind: str = ""
    """What happened, where the verb alone does not say it: a payment that a bank took back, a refund that came back."""
    key: str = ""
    """What makes a payment of the bank's books one, so that it is never counted twice."""
    symbol: str = ""
    """A variable symbol that the payer was given beside the reference."""


class Said(_Part, frozen=True):
    """All that came with one act; most acts bring one or two of these."""

    text: str = ""
    reasons: str = ""
    grounds: tuple[str, ...] = ()
    papers: tuple[Paper, ...] = ()
    shown: tuple[Shown, ...] = ()
    answers: dict[str, str] = {}
    opened: Opened | None = None
    joined: Joined | None = None
    power: Power | None = None
    service: Service | None = None
    appointment: Appointment | None = None
    record: Record | None = None
    proposal: Proposal | None = None
    assignment: Assignment | None = None
    money: Money | None = None
    migrates_to: str = ""
    old_number: str = ""
    """Number in the system or register from which a case was brought forward."""


NOTHING = Said()
_ENCODER = msgspec.json.Encoder(order="sorted")
_DECODER = msgspec.json.Decoder(Said)


def written(said: Said) -> bytes:
    """Return the bytes that are encrypted; empty where nothing was said."""
    return b"" if said == NOTHING else _ENCODER.encode(said)


def read(plain: bytes) -> Said:
    """Read them back.

    Raises:
        msgspec.DecodeError: these are not the bytes of what was said.

    """
    return _DECODER.decode(plain) if plain else NOTHING
