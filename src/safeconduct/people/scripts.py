"""Words of scripts that write other vowels than Latin does: what Latin spellings they may have.

An Arabic word leaves out short vowels, and an Ethiopic one has a sign for each syllable of which the sixth order may be
silent. Both are read as a pattern over simplified Latin spellings, with the classes of their consonants beside it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import islice, product
from typing import NamedTuple

from safeconduct.people.letters import letters
from safeconduct.people.spelling import KEPT_WORDS

MOST_SKELETONS = 8
ALEFS, HAMZAS, WAWS, YAS, AYN, MARBUTA = "اأإآٱ", "ءؤئ", "وۆۇ", "یے", "ع", "ة"
BREATHED = "حه"
LOSES_H = "تطثدذسشصضکجفغخق"
"""After these an h is read as part of the letter: Fathi, Ishaq, Adham."""
OPEN = ALEFS + AYN
GLOTTAL = ("GLOTTAL", "PHARYNGEAL")
SERVANT, ARTICLE = "عبد", "ال"
GOD = "اله"
"""The end of Habibullah and Rahmatollah, as :func:`arabic` has it, whose alef is read as any open vowel."""
_ONE_FORM = str.maketrans({"ك": "ک", "ي": "ی", "ى": "ی", "ې": "ی", "ۀ": "ه", "ھ": "ه", "ہ": "ه", "ں": "ن"})
_COMPARED = str.maketrans({**dict.fromkeys("أإآٱ", "ا"), "ة": "ه", "ے": "ی"})
_SHORT = "[aeiou]?"
_W = "(?=[aeiouy]{0,2}[vuo])[aeiouvy]{1,3}"
_Y = "(?=[aeouv]{0,2}[yie])[aeiouvy]{1,3}"
_SYLLABLE = re.compile(r"ETHIOPIC SYLLABLE (GLOTTAL |PHARYNGEAL |[A-Z]+?)(AA|EE|WAA|WA|WE|WEE|WI|OA|[AUIEO])$")
_VOWELS = {
    "A": "[ae]",
    "U": "[uo]",
    "I": "(?:i|ei|e|y)",
    "AA": "[ae]",
    "EE": "(?:ye|e|i|ei)",
    "O": "(?:u|o|vo)",
}


_ABSORB_H = {(consonant, "E") for consonant in ("D", "T", "TH", "S", "K", "G", "Q", "P")}
"""After these syllables, without a vowel, an h is read as part of the letter: Gebremedhin."""


class Reading(NamedTuple):
    """What simplified Latin spellings a word may have."""

    pattern: re.Pattern[str]
    skeletons: tuple[str, ...]


class _Sound(NamedTuple):
    pattern: str
    classes: tuple[str, ...] = ("",)
    weak: bool = True
    """Vowels, w, y and h: at the end of a word they are left out of its skeleton."""


def one_form(word: str) -> str:
    """Return an Arabic word without vowel signs, and with one form of the letters that keyboards write in two."""
    kept = (c for c in unicodedata.normalize("NFKC", word) if c not in "ـ\u200c\u200d" and not unicodedata.combining(c))
    return "".join(kept).translate(_ONE_FORM)


def arabic_as_compared(word: str) -> str:
    """Return a word in one form without the signs that writers leave out: hamza on alef, dots of marbuta."""
    return word.translate(_COMPARED)


def ethiopic_as_compared(word: str) -> str:
    """Return an Ethiopic word with one sign for those that sound alike."""
    return word.translate(_homophones())


@lru_cache(maxsize=KEPT_WORDS)
def arabic(word: str) -> Reading:
    """Read an Arabic word in one form."""
    word = _joined_servant(word).replace("لل", "ل")
    return _reading([_arabic_sound(word, place) for place in range(len(word))])


@lru_cache(maxsize=KEPT_WORDS)
def ethiopic(word: str) -> Reading:
    """Read an Ethiopic word."""
    signs = list(_syllables(word))
    return _reading([_ethiopic_sound(signs, place) for place in range(len(signs))])


def _joined_servant(word: str) -> str:
    """Write Abd al-Rahman as simplified spellings have it: the article is heard only before a vowel."""
    start = SERVANT + ARTICLE
    if not word.startswith(start) or len(word) <= len(start):
        return word
    return SERVANT + ("ل" if word[len(start)] in OPEN else "") + word[len(start) :]


def _arabic_sound(word: str, place: int) -> _Sound:
    letter, last = word[place], place == len(word) - 1
    if letter in ALEFS:
        return _Sound(("[aeou]{1,2}" if word[place:] == GOD else "[aeo]{1,2}") if place else "[aeiou]{0,2}")
    if letter in WAWS:
        return _Sound(_W if place else "(?:v[aeiou]?|[uo])")
    if letter in YAS:
        return _Sound("[aeiouvy]{1,3}" if last else _Y if place else "(?:[yj][aeiou]?|[ei])")
    if letter in HAMZAS or letter == AYN:
        return _Sound("[aeiouy]{0,2}")
    if letter == MARBUTA:
        return _Sound("(?:a|e|at|et)?")
    return _breath(word, place, last) if letter in BREATHED else _arabic_consonant(letter, last)


def _breath(word: str, place: int, last: bool) -> _Sound:
    if last:
        return _Sound("[aei]?h?[aei]?")
    if place and word[place - 1] in LOSES_H:
        return _Sound(f"h?{_SHORT}", ("k", ""))
    return _Sound(f"h{_SHORT}", ("k",))


def _arabic_consonant(letter: str, last: bool) -> _Sound:
    sign = letters().arabic.get(letter)
    if sign is None:
        return _Sound("[a-z]?")
    return _Sound(f"[{sign.reads_as}]{'e?' if last else _SHORT}", tuple(sign.skeleton), weak=False)


def _ethiopic_sound(signs: list[tuple[str, str]], place: int) -> _Sound:
    consonant, vowel = signs[place]
    sound = _ethiopic_vowel(signs, place)
    if consonant in GLOTTAL:
        return _Sound("[aeiou]{0,2}" if vowel in ("A", "AA") else f"y?{sound}")
    sign = letters().ethiopic.get(consonant)
    if sign is None:
        return _Sound(f"[a-z]{sound}")
    breathed = "h" in sign.reads_as
    absorbed = breathed and place > 0 and signs[place - 1] in _ABSORB_H
    optional = "?" if consonant == "Y" or absorbed else ""
    classes = ("k", "") if absorbed else tuple(sign.skeleton) or ("",)
    return _Sound(f"[{sign.reads_as}]{optional}{sound}", classes, weak=breathed or not sign.skeleton)


def _ethiopic_vowel(signs: list[tuple[str, str]], place: int) -> str:
    consonant, vowel = signs[place]
    if consonant == "W" and vowel == "A":
        return "[aeo]"
    if vowel == "E":
        return "e?" if place == len(signs) - 1 else "[aieu]?"
    sound = _VOWELS.get(vowel, "[uo]?v?[aei]")
    before_vowel = place + 1 < len(signs) and signs[place + 1][0] in GLOTTAL
    return f"{sound}?" if before_vowel else sound


def _reading(sounds: list[_Sound]) -> Reading:
    pattern = re.compile("".join(sound.pattern for sound in sounds))
    while sounds and sounds[-1].weak:
        sounds = sounds[:-1]
    found = ("".join(one) for one in islice(product(*(sound.classes for sound in sounds)), MOST_SKELETONS))
    return Reading(pattern, tuple(dict.fromkeys(found)))


def _syllables(word: str) -> Iterator[tuple[str, str]]:
    for sign in word:
        found = _SYLLABLE.fullmatch(unicodedata.name(sign, ""))
        if found:
            yield found[1].strip(), found[2]


@cache
def _homophones() -> dict[int, int]:
    """Rows of syllables that sound as another row, and first orders that sound as the fourth."""
    rows = {0x1210: 0x1200, 0x1280: 0x1200, 0x1220: 0x1230, 0x1340: 0x1338, 0x12D0: 0x12A0}
    table = {row + order: by + order for row, by in rows.items() for order in range(7)}
    open_rows = (0x1200, 0x1210, 0x1280, 0x12A0, 0x12D0)
    table.update({row: rows.get(row, row) + 3 for row in open_rows})
    return table
