"""What keeps the library from being published to the public: assumed law for which no lawyer has signed."""

from __future__ import annotations

from django.conf import settings

from safeconduct.procedures.signatures import Signature, signatures_in, unsigned_parts
from safeconduct.procedures.web.shelf import library


def unsigned() -> list[str]:
    """Say for each newest version, in a line, which time limits, grounds and remedies nobody signed for.

    Raises:
        UnreadableSignatures: the file of signatures cannot be read.

    """
    given = signatures()
    lines = []
    for entry in library().newest():
        procedure = library().load(entry.identity)
        parts = unsigned_parts(procedure, given)
        if parts:
            lines.append(f"{entry.identity} (hash {procedure.hash}): {'; '.join(map(str, parts))}")
    return lines


def signatures() -> tuple[Signature, ...]:
    """The signatures that the operator keeps; none where there is no file."""
    file = settings.SIGNATURES
    return signatures_in(file.read_text(encoding="utf-8")) if file.is_file() else ()
