"""Papers of a case: checked, kept encrypted with the key of its person, and named in the file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language

from safeconduct.cases.attachments.refusal import Refused
from safeconduct.cases.file import File
from safeconduct.cases.said import Paper
from safeconduct.cases.web import store
from safeconduct.cases.web.attachments import storing
from safeconduct.cases.web.attachments.folder import NoRoom
from safeconduct.cases.web.models import Case
from safeconduct.shell.clock import Clock

PART = 65_536


class NotTaken(ValueError):
    """A file that was not taken; says why and what to do."""


def stored(files: Iterable[UploadedFile[bytes]], case: Case, clock: Clock, evidence: str = "") -> list[Paper]:
    """Keep files that were handed in; the same file again is the first one."""
    return [_stored(f.chunks(PART), f.name or "", case.pk.bytes, case.key, clock, evidence) for f in files]


def stored_of_draft(
    files: Iterable[tuple[str, str, bytes]],
    case: bytes,
    key: str,
    clock: Clock,
    names: Mapping[str, str],
    answers: Mapping[str, str],
) -> list[Paper]:
    """Keep the files of a draft; each is the proof of its question, in the form that was chosen."""
    return [
        _stored([data], name, case, key, clock, names[question], answers.get(question, ""))
        for question, name, data in files
    ]


def _stored(
    chunks: Iterable[bytes], name: str, case: bytes, key: str, clock: Clock, evidence: str = "", form: str = ""
) -> Paper:
    try:
        kept = storing.store(chunks, name, case, key, clock=clock)
    except Refused as refused:
        raise NotTaken(f"{name}: {refused.sentence(get_language() or 'en')}") from refused
    except NoRoom as full:
        raise NotTaken(full.sentence(get_language() or "en")) from full
    return kept.paper(kept.name, evidence, form)


def paper_of(file: File, paper: str) -> tuple[int, Paper] | None:
    """A paper of a file with the number of the entry that brought it."""
    return next(((li.number, p) for li in file.lines for p in li.words.papers if p.id == paper), None)


def named_in(case: bytes, ids: Collection[str]) -> set[str]:
    """Which of these files the entries of a case name; none where the case was erased."""
    file = store.files_of([case]).get(case)
    return {p.id for li in file.lines for p in li.words.papers if p.id in ids} if file is not None else set()
