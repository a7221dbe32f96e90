"""An invented world as data: who there is, and the script of each case, one act after another.

People, offices and employers are named by keys; whoever writes the scripts to a journal puts in the numbers under
which the register of people knows them, and makes the bytes of the papers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from safeconduct.cases.said import NOTHING, Said
from safeconduct.cases.verbs import ACTS
from safeconduct.procedures.state import Opening

NOTES = "notes"
"""An internal note: it stands apart from the file and is no entry of the journal."""


@dataclass(frozen=True, slots=True)
class Official:
    """Somebody who acts for an office; ``role`` is one of those that a post may have."""

    key: str
    name: str
    email: str
    role: str
    office: str


@dataclass(frozen=True, slots=True)
class Office:
    """An authority or another body.

    ``parties`` are those in whose name it acts, ``procedures`` those of which cases come to it first.
    """

    key: str
    name: str
    local: str
    parties: tuple[str, ...]
    procedures: tuple[str, ...]
    state: str
    language: str
    address: str
    email: str
    officials: tuple[Official, ...]

    def of_role(self, *roles: str) -> tuple[Official, ...]:
        """Its officials of these roles."""
        return tuple(o for o in self.officials if o.role in roles)


@dataclass(frozen=True, slots=True)
class Employer:
    """An organisation that employs, or hosts researchers and students (``is_host``)."""

    key: str
    name: str
    sector: str
    size: int
    is_recognised: bool
    is_host: bool
    contact: str
    email: str
    address: str


@dataclass(frozen=True, slots=True)
class Adviser:
    """A lawyer or a guardian; ``kind`` says which."""

    key: str
    kind: str
    name: str
    firm: str
    email: str
    address: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the move, invented.

    ``written`` is the name as it is written at home, ``latin`` as in the passport; ``given`` and ``family`` are pairs
    of both. ``needs`` is what helps a person with a disability. ``guardian`` is a key, of a minor.
    """

    key: str
    written: str
    latin: str
    given: tuple[str, str]
    family: tuple[str, str]
    script: str
    nationality: str
    languages: tuple[str, ...]
    born: date
    sex: str
    address: str
    email: str = ""
    phone: str = ""
    needs: str = ""
    guardian: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that is handed in: what it is, how many pages, and for which proof in which accepted form."""

    title: str
    media_type: str
    name: str
    pages: int = 1
    evidence: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One act of a script: of the law, of the office (:mod:`safeconduct.cases.verbs`), or an internal note.

    ``by`` is the party in whose place it is done, ``actor`` the key of who does it; both are empty where the post
    brings something. ``typed_by`` is the clerk who entered what came on paper, ``second`` the official who signs
    after ``actor`` proposed. Persons stand in ``said`` under their keys. What stands in ``said`` is in ``language``;
    where that is not English, ``translation`` says it in English.
    """

    on: date
    verb: str
    what: str
    by: str
    actor: str
    source: str
    member: str = ""
    follows: str = ""
    said: Said = NOTHING
    papers: tuple[Paper, ...] = ()
    typed_by: str = ""
    second: str = ""
    language: str = "en"
    translation: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """A case from its filing to today.

    ``purpose`` is that of the authority that decides: cases of different purposes never share an instance.
    ``filing`` is the entry that opens it, ``participants`` are party, member and key of each who takes part.
    ``stage`` and ``outcome`` are where it stands on the morning of today.
    """

    key: str
    title: str
    procedure: str
    state: str
    purpose: str
    opening: Opening
    filing: Event
    participants: tuple[tuple[str, str, str], ...]
    office: str
    events: tuple[Event, ...]
    stage: str
    outcome: str
    old_number: str = ""

    @property
    def acts(self) -> tuple[Event, ...]:
        """The acts of the law among its events."""
        return tuple(e for e in self.events if e.verb in ACTS)


@dataclass(frozen=True, slots=True)
class World:
    """Everybody and every case, as they stand on the morning of ``today``."""

    today: date
    offices: tuple[Office, ...]
    employers: tuple[Employer, ...]
    advisers: tuple[Adviser, ...]
    people: tuple[Person, ...]
    scripts: tuple[Script, ...]

    def of(self, *purposes: str) -> World:
        """The part of the world that one instance may hold: cases of these purposes, and who has to do with them."""
        scripts = tuple(s for s in self.scripts if s.purpose in purposes)
        keys = {key for s in scripts for key in _keys(s)}
        parties = {e.by for s in scripts for e in s.events} | {s.filing.by for s in scripts}
        taking = {s.procedure.partition("@")[0] for s in scripts}
        offices = (replace(o, procedures=tuple(p for p in o.procedures if p in taking)) for o in self.offices)
        return replace(
            self,
            offices=tuple(o for o in offices if o.procedures or parties & set(o.parties)),
            employers=tuple(e for e in self.employers if e.key in keys),
            advisers=tuple(a for a in self.advisers if a.key in keys),
            people=tuple(p for p in self.people if p.key in keys),
            scripts=scripts,
        )


def _keys(script: Script) -> set[str]:
    acting = {e.actor for e in (script.filing, *script.events)}
    return acting | {key for _, _, key in script.participants}
