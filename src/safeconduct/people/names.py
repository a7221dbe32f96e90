"""Names as they are compared: taken apart, freed of what offices write in different ways, and held against one another.

A name is compared part by part, in any order. A part may be written in another script, with or without its article or
particle, in one word or two; a person may be known under fewer parts than another register has. What two names have in
common is a number between 0 and 1, for ranking a search and never for deciding who somebody is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from safeconduct.people.equivalents import equivalents
from safeconduct.people.letters import letters
from safeconduct.people.scripts import (
    ARTICLE,
    SERVANT,
    Reading,
    arabic,
    arabic_as_compared,
    ethiopic,
    ethiopic_as_compared,
    one_form,
)
from safeconduct.people.spelling import (
    KEPT_WORDS,
    SAME_SPELLING,
    SHORTEST_EDITED,
    TYPING,
    Spelling,
    likeness,
    plain,
    simplified,
    slip,
    spelling,
)

READ_ALIKE = 0.93
"""One side leaves its vowels out, and the other may be what it means."""
TRANSLATED = 0.93
"""For a name against the form that another language gives it: Mykola and Nikolai."""
LIKELY = 0.87
"""From here on two parts count as one name written in two ways."""
OTHER_FORM = 0.95
"""For a part with its article or particle against the same without."""
FAMILY_FORM = 0.92
"""For the form of a family name that a daughter or wife bears against that of her family."""
INITIALS = frozenset("abcdefghijklmnopqrstuvwxyz")
ENOUGH_TO_MISS_ONE = 3
"""Of so many parts or more, one may be unknown: an initial, a name of the grandfather."""
SPARE, LACKING = 0.01, 0.15
"""What each part costs that only the longer name has, and each that only the shorter one has."""
MOST_LETTERS = 200
_QUIET = str.maketrans(dict.fromkeys("'’ʼ`´ʿʾ‘ʻ·.", ""))
_SERVANT = re.compile(r"^abd(?:[aeou]l?|al|el|ul|[aeou][rsnzdt]|[aeou]sh)?$")
_FAITH = re.compile(r"^(.{2,}?)[aeiou][dl]d[ie]{1,2}ne?$")
_FEMININE = ((r"sk(?:aya|a)$", "ski"), (r"ck(?:aya|a)$", "cki"), (r"(?<=[oe]v)a$", ""), (r"(?<=.{5})ova$", ""))
FAITH, FAITH_ARABIC = ("din", "dine", "deen", "ddin", "eddine", "uddin", "eddin"), "دین"
_GERMAN = re.compile(r"(?<![cst])ch(?![r])")
"""What German and Polish tables write for the sound that English ones write with kh: Chomenko, Sachartschuk."""
_OTHER = "other"


class Part(NamedTuple):
    """A part of a name with the forms it is found under, each with how much a match by it counts.

    ``word`` keeps the spaces between what was joined, ``text`` does not.
    """

    word: str
    text: str
    script: str
    spellings: tuple[tuple[Spelling, float], ...] = ()
    written: tuple[tuple[str, float], ...] = ()
    readings: tuple[tuple[Reading, float], ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """What is compared letter by letter."""
        return tuple(dict.fromkeys([*(s.letters for s, _ in self.spellings), *(w for w, _ in self.written)]))

    @property
    def skeletons(self) -> tuple[str, ...]:
        """The classes of consonants it may have in Latin letters."""
        read = (skeleton for reading, _ in self.readings for skeleton in reading.skeletons)
        return tuple(dict.fromkeys([*(s.skeleton for s, _ in self.spellings), *read]))


def parts_of(name: str) -> tuple[Part, ...]:
    """Take a name apart; what is no letter only parts words."""
    words = [word for word in _words(name[:MOST_LETTERS]) if word]
    # An initial tells little, and a register that has the whole name in its place must be found.
    words = [word for word in words if word not in INITIALS] or words
    return tuple(part(word) for word in _joined(_without_connectives(words)))


def compare(one: str, other: str) -> float:
    """Say how much two names have in common: 1 for the same, 0 for nothing."""
    return score(parts_of(one), parts_of(other))


def likely_same(one: str, other: str) -> bool:
    """Whether both may be one person's: the longer has each part of the shorter, and that is not one of many."""
    first, second = parts_of(one), parts_of(other)
    fewer, more = min(len(first), len(second)), max(len(first), len(second))
    if not fewer or (fewer == 1 and more > 1):
        return False
    return len(_matched(first, second, LIKELY)) == fewer


def score(asked: Sequence[Part], known: Sequence[Part]) -> float:
    """Score a name that was asked for against a known one."""
    return total(_matched(asked, known, 0.0), len(asked), len(known))


def total(matched: Sequence[float], asked: int, known: int) -> float:
    """Weigh the likeness of the parts that were found by how many were asked for and how many there are."""
    fewer = min(asked, known)
    if not fewer or len(matched) < fewer - (fewer >= ENOUGH_TO_MISS_ONE):
        return 0.0
    missed = asked - len(matched)
    spare = known - len(matched)
    return max(sum(matched) / len(matched) - LACKING * missed - SPARE * spare, 0.0)


def assigned(likenesses: Sequence[Sequence[float]], least: float = 0.0) -> list[float]:
    """Give each part asked for at most one known part, the likest pairs first."""
    pairs = sorted(
        (
            (-value, i, j)
            for i, row in enumerate(likenesses)
            for j, value in enumerate(row)
            if value > 0 and value >= least
        )
    )
    rows: set[int] = set()
    columns: set[int] = set()
    found = []
    for value, i, j in pairs:
        if i not in rows and j not in columns:
            rows.add(i)
            columns.add(j)
            found.append(-value)
    return found


def _matched(asked: Sequence[Part], known: Sequence[Part], least: float) -> list[float]:
    return assigned([[compare_parts(a, b) for b in known] for a in asked], least)


def compare_parts(one: Part, other: Part) -> float:
    """Say how far two parts may be one name."""
    if one.text == other.text:
        return 1.0
    found = [a_weight * b_weight * likeness(a, b) for a, a_weight in one.spellings for b, b_weight in other.spellings]
    found += _read_alike(one, other)
    found += _read_alike(other, one)
    if one.script == other.script or (one.spellings and other.spellings):
        found += [a_w * b_w * _written_alike(a, b) for a, a_w in one.written for b, b_w in other.written]
    elif one.readings and other.readings and set(one.skeletons) & set(other.skeletons):
        found.append(TYPING)
    return max(found, default=0.0)


def _read_alike(read: Part, spelled: Part) -> Iterator[float]:
    for reading, a_weight in read.readings:
        for known, b_weight in spelled.spellings:
            if known.skeleton in reading.skeletons and reading.pattern.fullmatch(known.letters):
                yield a_weight * b_weight * READ_ALIKE


def _written_alike(one: str, other: str) -> float:
    if one == other:
        return SAME_SPELLING
    return slip(max(len(one), len(other))) if OSA.distance(one, other, score_cutoff=1) <= 1 else 0.0


def script_of(word: str) -> str:
    """Name the script of a word by its first letter: latin, cyrillic, greek, arabic, ethiopic or other."""
    name = next((unicodedata.name(sign, "") for sign in word if sign.isalpha()), "")
    script = name.partition(" ")[0].lower()
    return script if script in ("latin", "cyrillic", "greek", "arabic", "ethiopic") else _OTHER


@lru_cache(maxsize=KEPT_WORDS)
def part(word: str) -> Part:
    """Make a part of a word; spaces in it join what belongs together: ``al assad``, ``van den berg``."""
    script = script_of(word)
    if script == "arabic":
        return _arabic_part(word)
    if script == "ethiopic":
        whole = word.replace(" ", "")
        return Part(word, whole, script, (), ((ethiopic_as_compared(whole), 1.0),), ((ethiopic(whole), 1.0),))
    if script == _OTHER:
        whole = word.replace(" ", "")
        return Part(word, whole, script, (), ((whole, 1.0),))
    return _spelled_part(word, script)


def _spelled_part(word: str, script: str) -> Part:
    pieces = word.split(" ")
    whole = simplified("".join(pieces))
    forms = {whole: 1.0}
    faith = _FAITH.match("".join(pieces))
    if len(pieces) > 1 and pieces[-1] in FAITH:
        forms |= {simplified(pieces[0]) + "din": 1.0, simplified(pieces[0]): OTHER_FORM}
    elif faith:
        forms[simplified(faith[1]) + "din"] = 1.0
    elif len(pieces) > 1 and not _SERVANT.match(pieces[0]):
        forms.setdefault(simplified(pieces[-1]), 1.0 if _is_article(pieces[0]) else OTHER_FORM)
    elif re.match(r"[ae]l[bcdfghjklmnprstvz].{3}", whole):
        forms.setdefault(whole[2:], OTHER_FORM)
    for ending, by in _FEMININE:
        family = re.sub(ending, by, whole)
        if family != whole and len(family) >= SHORTEST_EDITED:
            forms.setdefault(family, FAMILY_FORM)
    text = "".join(pieces)
    forms.setdefault(simplified(_GERMAN.sub("h", text)), OTHER_FORM)
    for other in equivalents(whole):
        forms.setdefault(other, TRANSLATED)
    spellings = tuple((spelling(form), weight) for form, weight in forms.items())
    # As it was typed, too: one slip of the hand may change two letters of the simplified spelling.
    return Part(word, text, script, spellings, ((text, 1.0),))


def _arabic_part(word: str) -> Part:
    pieces = word.split(" ")
    whole = "".join(pieces)
    forms = {whole: 1.0}
    if whole.endswith(ARTICLE + FAITH_ARABIC):
        forms |= {whole.removesuffix(ARTICLE + FAITH_ARABIC) + FAITH_ARABIC: 1.0}
    elif len(pieces) > 1 and pieces[0] != SERVANT:
        forms[pieces[-1]] = OTHER_FORM
    if whole.startswith(ARTICLE) and len(whole) >= len(ARTICLE) + 3:
        forms[whole[len(ARTICLE) :]] = 1.0
    written = {arabic_as_compared(form): weight for form, weight in forms.items()}
    return Part(word, whole, "arabic", (), tuple(written.items()), tuple((arabic(f), w) for f, w in forms.items()))


def _is_article(piece: str) -> bool:
    particles = letters().particles
    return piece in particles.articles or piece in particles.sun_articles


def _words(name: str) -> Iterator[str]:
    """Words in their simple letters; a hyphen parts them as a space does, but is remembered by the article's rule."""
    for word in re.split(r"[^\w\-־‐‑–'’ʼ`´ʿʾ‘ʻ.·\u0300-\u036f\u064b-\u065f\u200c\u200d]+|[_\d]+", name):
        pieces = [piece for piece in re.split(r"[\-־‐‑–]", word.translate(_QUIET)) if piece]
        for piece in pieces:
            yield from _letters_of(piece)


def _letters_of(piece: str) -> Iterator[str]:
    script = script_of(piece)
    if script == "arabic":
        yield one_form(piece)
    elif script in ("ethiopic", _OTHER):
        yield "".join(sign for sign in unicodedata.normalize("NFKC", piece).casefold() if not sign.isspace())
    else:
        yield plain(piece)


def _without_connectives(words: list[str]) -> list[str]:
    between = letters().particles.between
    inner = range(1, len(words) - 1)
    return [word for place, word in enumerate(words) if place not in inner or word not in between]


def _joined(words: list[str]) -> Iterator[str]:
    """Join articles, particles, Abd and Abu with what follows them."""
    place = 0
    while place < len(words):
        count = _length_of_part(words, place)
        yield " ".join(words[place : place + count])
        place += count


def _length_of_part(words: list[str], place: int) -> int:
    count = 1
    while place + count < len(words) and _belongs_to_next(words, place + count - 1):
        count += 1
    return count + _length_of_faith(words[place + count :])


def _length_of_faith(following: list[str]) -> int:
    """Nur al-Din is one name, and so are others with the faith: how many words of it follow."""
    articles = letters().particles.articles | letters().particles.sun_articles | {"ud", "ed"}
    if following[:1] and (following[0] in FAITH or following[0] == ARTICLE + FAITH_ARABIC):
        return 1
    return 2 if len(following) > 1 and following[0] in articles and following[1] in FAITH else 0


def _belongs_to_next(words: list[str], place: int) -> bool:
    word, following = words[place], words[place + 1]
    particles = letters().particles
    if word in particles.articles or word in particles.before or _SERVANT.match(word):
        return True
    if word in particles.sun_articles:
        return simplified(word)[-1:] == simplified(following)[:1]
    return word == SERVANT and following.startswith(ARTICLE)
