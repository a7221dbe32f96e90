"""What the pages take from the library: procedures, their words in a language, and their reports."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from django.http import Http404

from safeconduct.procedures.checker import check
from safeconduct.procedures.library import Library
from safeconduct.procedures.messages import Unreadable
from safeconduct.procedures.model import Charter, Procedure
from safeconduct.procedures.report import Report
from safeconduct.procedures.translations import Translation
from safeconduct.procedures.web.presenting.words import Words

FALLBACK = "en"
MOST_REPORTS = 64
ONE_AT_A_TIME = Lock()


@dataclass(frozen=True, slots=True)
class Shown:
    """A procedure with its words in one language and who answers for them."""

    procedure: Procedure
    words: Words
    translation: Translation | None


def library() -> Library:
    """The installed library."""
    return Library.default()


def shown(name: str, language: str) -> Shown:
    """The procedure ``id`` or ``id@version`` in a language, in English if it is not told in that one.

    Raises:
        Http404: the library has no such procedure or version.

    """
    try:
        procedure = library().load(name)
    except Unreadable as unreadable:
        raise Http404(" ".join(f"{m.cause}. {m.cure}" for m in unreadable.mistakes)) from unreadable
    return in_words(procedure, language)


def in_words(procedure: Procedure, language: str) -> Shown:
    """A procedure of the library with its words in a language."""
    return _shown(procedure, procedure, language)


def in_published_words(written: Procedure, language: str) -> Shown:
    """A text that somebody writes, in the words of what was published under its id; new names speak for themselves."""
    try:
        published = library().load(written.id)
    except Unreadable:
        return Shown(written, Words(written, None, _charter_words(language)), None)
    return _shown(written, published, language)


def _shown(procedure: Procedure, published: Procedure, language: str) -> Shown:
    own = _in_language(library().translations(published), language)
    return Shown(procedure, Words(procedure, own, _charter_words(language)), own)


def _charter_words(language: str) -> Translation | None:
    return _in_language(library().charter_translations(), language)


def _in_language(translations: dict[str, Translation], language: str) -> Translation | None:
    return translations.get(language) or translations.get(FALLBACK)


def report_of(procedure: Procedure) -> Report:
    """The report of a procedure under the newest charter, made once for each pair of hashes.

    Pages that are asked for at the same moment wait for one another: making a report twice at once takes twice as long.
    """
    with ONE_AT_A_TIME:
        return _checked(_Pair(procedure, library().charter()))


class _Pair:
    """A procedure and a charter, equal where both hashes are."""

    def __init__(self, procedure: Procedure, charter: Charter) -> None:
        self.procedure, self.charter = procedure, charter
        self.hashes = (procedure.hash, charter.hash)

    def __hash__(self) -> int:
        return hash(self.hashes)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Pair) and self.hashes == other.hashes


@lru_cache(maxsize=MOST_REPORTS)
def _checked(pair: _Pair) -> Report:
    return check(pair.procedure, pair.charter)
