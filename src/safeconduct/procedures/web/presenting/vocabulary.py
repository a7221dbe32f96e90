"""Fixed words that the checker puts into sentences as they stand in the file: kinds, duties, purposes, lengths."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop

from safeconduct.procedures.periods import parse_length
from safeconduct.procedures.web.presenting.counting import length

_KNOWN = frozenset(
    {
        gettext_noop("appeal to a court"),
        gettext_noop("administrative review"),
        gettext_noop("grounds"),
        gettext_noop("reasons"),
        gettext_noop("service"),
        gettext_noop("remedy"),
        gettext_noop("only late"),
        gettext_noop("left to national law"),
        gettext_noop("age"),
        gettext_noop("sex"),
        gettext_noop("disability"),
        gettext_noop("nationality"),
        gettext_noop("services"),
        gettext_noop("health"),
        gettext_noop("protection"),
    }
)


def fixed_word(text: str) -> str:
    """The word in the reader's language, also each of a list; a length with its unit; anything else as it stands."""
    if text in _KNOWN:
        return gettext(text)
    parts = text.split(", ")
    if len(parts) > 1 and all(part in _KNOWN for part in parts):
        return gettext(", ").join(gettext(part) for part in parts)
    try:
        return length(parse_length(text))
    except ValueError:
        return text
