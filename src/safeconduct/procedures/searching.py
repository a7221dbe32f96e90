"""Words compared as people type them: without case, accents or vowel signs, in Latin and Arabic letters."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SAME_LETTER = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ـ": None, "ł": "l", "ø": "o", "ß": "ss"}
)
_WORD = re.compile(r"\w+")


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, each in the form in which it is compared."""
    return tuple(_WORD.findall(simplified(text)))


@lru_cache(maxsize=512)
def simplified(text: str) -> str:
    """Without case and without marks above or below letters."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_SAME_LETTER)
    apart = unicodedata.normalize("NFD", folded)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def found_in(wanted: tuple[str, ...], title: str, rest: str) -> int:
    """0 if a wanted word is in neither text; else 1 for each word, and 10 more for each in the title."""
    title, rest = simplified(title), simplified(rest)
    if not all(word in title or word in rest for word in wanted):
        return 0
    return sum(1 + 10 * (word in title) for word in wanted)
