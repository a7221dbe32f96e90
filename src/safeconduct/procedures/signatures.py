"""Which parts of a procedure rest on law that nobody read, and which lawyer answers for them by name.

A time limit, a ground or a remedy may be assumed: its article was not read, its source is left open, or it names none.
A demonstration may show that; a public site may not, unless a named lawyer signed for exactly this text.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import msgspec

from safeconduct.procedures.model import Place, Procedure, Source
from safeconduct.procedures.references import ALL_ARTICLES, source_of


@dataclass(frozen=True, slots=True)
class Part:
    """A time limit, ground or remedy; ``name`` is the file's own, ``law`` the citation as it stands there."""

    kind: str
    name: str
    law: str
    place: Place

    def __str__(self) -> str:
        return f"{self.kind} {self.name} ({self.law or 'no law named'})"


class Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A named lawyer answers for parts of one text, known by its hash; without ``parts`` for all of them."""

    procedure: str
    hash: str
    by: str
    on: date
    parts: tuple[str, ...] = ()

    def covers(self, procedure: Procedure, part: Part) -> bool:
        """Tell whether it was given for this text and this part; another letter of the text is another hash."""
        same_text = self.procedure == procedure.identity and self.hash == procedure.hash
        return same_text and (not self.parts or part.name in self.parts)


class _File(msgspec.Struct, forbid_unknown_fields=True):
    signature: tuple[Signature, ...] = ()


class UnreadableSignatures(ValueError):
    """A file of signatures that cannot be read; the message says why and shows what one looks like."""


EXAMPLE = """[[signature]]
procedure = "eu/single-permit@2026-05-22"
hash = "the hash that the proof page shows"
by = "name of the lawyer, and where they are admitted"
on = 2026-12-01"""


def signatures_in(text: str) -> tuple[Signature, ...]:
    """Read signatures from TOML, each a block that looks like :data:`EXAMPLE`."""
    try:
        found = msgspec.convert(tomllib.loads(text), _File).signature
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        message = f"The signatures cannot be read: {error}. Each looks like this:\n{EXAMPLE}"
        raise UnreadableSignatures(message) from None
    if not all(signature.by.strip() for signature in found):
        raise UnreadableSignatures(
            "A signature names nobody. Write who signed, and where they are admitted, after 'by'."
        )
    return found


def unsigned_parts(procedure: Procedure, signatures: Iterable[Signature]) -> tuple[Part, ...]:
    """The assumed parts for which no signature was given."""
    given = tuple(signatures)
    return tuple(part for part in assumed_parts(procedure) if not any(s.covers(procedure, part) for s in given))


def assumed_parts(procedure: Procedure) -> tuple[Part, ...]:
    """The time limits, grounds and remedies whose law was not read, in the order of the file."""
    return tuple(part for part in _parts(procedure) if _is_assumed(part.law, procedure.sources))


def _parts(procedure: Procedure) -> Iterator[Part]:
    yield from (Part("time limit", s.name, s.law, s.place) for s in procedure.stages.values() if s.limit)
    yield from (Part("time limit", limit.name, limit.law, limit.place) for limit in procedure.limits.values())
    yield from (Part("time limit", o.name, o.law, o.place) for o in procedure.opinions.values())
    if procedure.service:
        yield from (Part("time limit", c.name, c.law, c.place) for c in procedure.service.channels)
    for step in procedure.steps:
        yield from (Part("ground", ground.name, step.law, step.place) for ground in step.grounds)
    yield from (Part("remedy", r.name, r.law, r.place) for r in procedure.remedies.values())


def _is_assumed(law: str, sources: dict[str, Source]) -> bool:
    source = source_of(law, sources)
    if source is None or source.open:
        return True
    if source.own_promise:
        return False
    article = law.removeprefix(source.key).strip()
    return article not in source.read and ALL_ARTICLES not in source.read
