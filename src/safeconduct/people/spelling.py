"""One simple spelling for the many that offices give a name in Latin letters.

The spelling is for comparing, never for showing: ``Mohammed``, ``Mouhamed`` and ``Mohamed`` become ``mohamed``,
``Schewtschenko`` and ``Shevchenko`` become ``sevcenko``. Vowels stay, since they tell Hassan from Hussein; how far they
may differ is judged when two spellings are compared.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from safeconduct.people.letters import letters

VOWELS = "aeiou"
SAME_SPELLING = 0.97
KINDRED = 0.90
"""One edit between letters that transliterations exchange."""
TYPING = 0.75
"""One edit of another kind: a slip of the hand, or another name."""
KEPT_WORDS = 50_000
"""How many single words are kept taken apart; whole names are not kept."""
SHORT_TYPING = 0.55
SHORTEST_EDITED = 4
"""In three letters one other letter is another name: Ali and Adi, Jan and Jon.
Only beside other parts that are found is it taken for a slip, and in two letters never."""

_RULES = tuple(
    (re.compile(pattern), by)
    for pattern, by in (
        # Digraphs, the longest first.
        (r"^chr", "kr"),
        (r"^c(?=[aoulr])", "k"),
        (r"ckh|ck", "k"),
        (r"shch|szcz|schtsch|stsch", "sc"),
        (r"tsch|tch|cz", "c"),
        (r"dzh|dsch|dj", "j"),
        (r"sch|sh|sz", "s"),
        (r"ch|ts|tz", "c"),
        (r"zh", "j"),
        (r"kh", "h"),
        (r"gh", "g"),
        (r"th|dt", "t"),
        (r"dh", "d"),
        (r"ph", "f"),
        (r"qu(?=[eiy])|q", "k"),
        (r"x", "ks"),
        (r"w", "v"),
        # Vowels that languages write with two letters.
        (r"eev(?=a?$)", "eyev"),
        (r"(?<=[bcdfghjklmnprstvza])ie$", "i"),
        (r"aye$", "ai"),
        (r"yy", "y"),
        (r"aa", "a"),
        (r"ee|ii", "i"),
        (r"oo|ou", "u"),
        (r"ae", "e"),
        (r"oe", "o"),
        (r"ue", "u"),
        # y, i and j, which are a vowel or a consonant by place.
        (r"(?:iy|ij|yi|yj|iji)(?=[aeou])", "i"),
        (r"(?:iy|ij|yi|yj|yy)(?![aeiou])", "i"),
        (r"(?<=[bcdfghjklmnprstvz])j(?=[aeiou])", "y"),
        (r"([aeo])[jyi](?![aeiouy])", r"\1i"),
        (r"ai|ei", "ei"),
        (r"y(?![aeiou])", "i"),
        (r"(?<=[a-z])i(?=[aou]|e(?!i))", "y"),
        (r"^i(?=[aou])", "y"),
        # What is written double, or at the end without being heard.
        (r"(.)\1+", r"\1"),
        (r"(?<=[aeiou])h$", ""),
    )
)
_SERVANT = re.compile(r"^abd[aeiou]l?(?=[bcdfghjklmnprstvz])")
_VOWEL_PAIRS = {frozenset(pair) for pair in ("ae", "ei", "ou", "eo", "eu")}
_LOOSE_PAIRS = {frozenset("ao")}
_FIRST_PAIRS = {frozenset(pair) for pair in ("sc", "cj", "jz", "gj", "jy", "gh", "bv", "uv", "iy")}
"""Consonants that transliterations exchange anywhere, also at the beginning: Jamal, Gamal, Cemal."""
_NEAR_PAIRS = _FIRST_PAIRS | {frozenset(pair) for pair in ("dt", "dz", "ch", "ck")}
_FAR_PAIRS = {frozenset(pair) for pair in ("bp", "fv", "sz", "gk", "hk")}
_NEAR, _FAR, _APART, _VOWEL, _LEFT_OUT = 0.05, 0.09, 0.12, 0.03, 0.06
_FIRST_COST = 0.05
_SHORTER_DIPHTHONGS = ({"ei", "i"}, {"ei", "e"}, {"au", "u"}, {"ye", "e"}, {"yo", "e"}, {"yo", "o"}, {"ya", "e"})
_CLASS = str.maketrans("ghkdtcjszbpflmnr", "kkkttssssbbflmnr", "aeiouyv")


class Spelling(NamedTuple):
    """A simplified spelling: its class of consonants, its consonants, and what stands around them."""

    letters: str
    skeleton: str
    consonants: str
    between: tuple[str, ...]


def plain(text: str) -> str:
    """Return a Latin, Cyrillic or Greek word in the 26 letters, small."""
    tables = _tables()
    text = text.casefold()
    replaced = "".join(tables.get(letter, letter) for letter in unicodedata.normalize("NFC", text))
    bare = (letter for letter in unicodedata.normalize("NFKD", replaced) if not unicodedata.combining(letter))
    return "".join(letter for part in bare if "a" <= (letter := tables.get(part, part)) <= "z" or len(letter) > 1)


@cache
def _tables() -> dict[str, str]:
    found = letters()
    cyrillic = found.cyrillic
    return {**found.latin, **cyrillic, **found.greek, **{"е" + "\u0300": "e"}}


def simplified(word: str) -> str:
    """Return the simple spelling of a word of the 26 letters."""
    for pattern, by in _RULES:
        word = pattern.sub(by, word)
    return _SERVANT.sub("abd", word)


@lru_cache(maxsize=KEPT_WORDS)
def spelling(word: str) -> Spelling:
    """Take a simplified spelling apart."""
    slots = re.split(r"[^aeiouyv]", word)
    consonants = re.sub(r"[aeiouyv]", "", word)
    return Spelling(word, skeleton(word), consonants, tuple(slots))


def skeleton(word: str) -> str:
    """Return the classes of the consonants, without the weak ones and without h at the end."""
    return re.sub(r"[aeiouyvh]+$", "", word).translate(_CLASS)


def likeness(one: Spelling, other: Spelling) -> float:
    """Say how far two spellings may be of one name: 0 where they are not, 0.97 where they are the same."""
    if one.letters == other.letters:
        return SAME_SPELLING
    edited = aligned = 0.0
    if OSA.distance(one.letters, other.letters, score_cutoff=1) <= 1:
        edited = _edited(one.letters, other.letters)
    if one.skeleton == other.skeleton:
        aligned = _aligned(one, other)
    return max(edited, aligned)


def slip(length: int) -> float:
    """Say how much one edit leaves of a word of so many letters."""
    return TYPING if length >= SHORTEST_EDITED else SHORT_TYPING if length == SHORTEST_EDITED - 1 else 0.0


def _edited(one: str, other: str) -> float:
    if max(len(one), len(other)) < SHORTEST_EDITED:
        return slip(max(len(one), len(other)))
    if len(one) == len(other):
        return _exchanged(one, other)
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    place = next((i for i, (a, b) in enumerate(zip(longer, shorter, strict=False)) if a != b), len(shorter))
    return KINDRED if _may_be_silent(longer, place) else TYPING


def _exchanged(one: str, other: str) -> float:
    differing = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(differing) > 1:
        return TYPING
    place = differing[0]
    pair = frozenset((one[place], other[place]))
    allowed = _vowels_kindred(pair, len(one), last=place == len(one) - 1) or pair in _pairs_at(place)
    return KINDRED if allowed else TYPING


def _pairs_at(place: int) -> set[frozenset[str]]:
    return _NEAR_PAIRS | _FAR_PAIRS if place else _FIRST_PAIRS


def _vowels_kindred(pair: frozenset[str], length: int, *, last: bool) -> bool:
    """Whether transliterations exchange these vowels.

    Short words keep a and o apart, Omar and Amar; so do the ends of words, Claudia and Claudio.
    """
    return pair in _VOWEL_PAIRS or (pair in _LOOSE_PAIRS and length > SHORTEST_EDITED + 1 and not last)


def _may_be_silent(word: str, place: int) -> bool:
    """Whether the letter at a place is one that transliterations leave out: Petr and Peter, Ibrahim and Brahim.

    A vowel at the end is none of them: it tells Ivan from Ivana; only a mute e is.
    """
    if len(word) <= SHORTEST_EDITED:
        return False
    letter = word[place]
    if place == len(word) - 1:
        return letter == "e"
    before, after = word[place - 1 : place], word[place + 1]
    if letter in VOWELS:
        return (letter in "ie" if not place else before not in VOWELS) and after not in VOWELS
    if letter == "c":
        return before == "s"
    return letter in "yjv" and (after in VOWELS and before in VOWELS)


def _aligned(one: Spelling, other: Spelling) -> float:
    """Compare vowels slot by slot and consonants one by one, where the classes of consonants agree."""
    length = min(len(one.letters), len(other.letters))
    if len(one.consonants) != len(other.consonants) or length < SHORTEST_EDITED:
        return 0.0
    cost = sum(
        _consonant_cost(frozenset(pair), first=not place and not one.between[0])
        for place, pair in enumerate(zip(one.consonants, other.consonants, strict=True))
        if pair[0] != pair[1]
    )
    last = len(one.between) - 1
    for place, (a, b) in enumerate(zip(one.between, other.between, strict=True)):
        if a != b:
            cost += _slot_cost(a, b, length, inner=0 < place < last, last=place == last)
    return max(SAME_SPELLING - cost, 0.0)


def _consonant_cost(pair: frozenset[str], *, first: bool) -> float:
    if first:
        return _NEAR if pair in _FIRST_PAIRS else _APART + _FIRST_COST
    return _NEAR if pair in _NEAR_PAIRS else _FAR if pair in _FAR_PAIRS else _APART


def _slot_cost(one: str, other: str, length: int, *, inner: bool, last: bool) -> float:
    """What different vowels between the same consonants cost; 1, which is too much, where they make two names."""
    if not one or not other:
        return _LEFT_OUT if inner and len(one + other) == 1 else 1.0
    if len(one) != len(other):
        return _VOWEL if {one, other} in _SHORTER_DIPHTHONGS else 1.0
    pairs = [frozenset(pair) for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    kindred = all(_vowels_kindred(pair, length, last=last) or pair in _NEAR_PAIRS for pair in pairs)
    return _VOWEL * len(pairs) if kindred else 1.0


def deletions(word: str) -> set[str]:
    """Return the word and each word that one letter less makes: two words one edit apart share one of them."""
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}
