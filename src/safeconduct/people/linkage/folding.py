"""One key for all spellings of a name, over the whole table of records: Mohammed, Muhamad and محمد become one word.

Distinct words are few, however many records there are, so each is compared with care (:mod:`..names`) and the records
then only by equal keys, which every engine joins fast. The most frequent spelling leads; another one follows the
leader that it is likest to. Followers are never leaders, so that a chain of small differences joins nothing. Where a
word may be read in two ways, as سميرة without its vowels, those who bear it decide: women, in that place of the name.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import sqrt
from typing import NamedTuple

from safeconduct.people.linkage.entry import Entry
from safeconduct.people.names import LIKELY, Part, compare_parts, part, parts_of
from safeconduct.people.spelling import deletions

FOLLOWS = LIKELY
"""From this likeness on two words are spellings of one name."""
SLIPPED, SELDOM, OFTEN = 0.74, 2, 8
"""A word that is this seldom follows one that is so often, one slip of the hand apart."""
BEARERS = 0.12
"""How much it counts who bears the two words."""
NEAR = 0.74
"""From this likeness on two names are near: one slip of the hand apart, or two names."""
WELL_KNOWN, OTHERS = 6, 0.3
"""Two words that so many bear are two names where their bearers have less in common than this: Latif and Latifa."""

Bearing = tuple[str, str]
"""Who bears a word: a place in names with a sex, or a nationality."""


class Folded(NamedTuple):
    """A field of a name as it is compared."""

    key: str
    """Of all its spellings."""
    near: str
    """Of all names that are near it."""
    spelled: str
    sound: str
    """Its consonants."""
    share: float
    """Of all names, those with this key."""
    bearers: int
    """How many have this very spelling."""


def folded(entries: Sequence[Entry]) -> dict[str, Folded]:
    """Fold the given, fathers' and family names of a table of records; each field as it stands there."""
    fields: Counter[str] = Counter()
    bearings: defaultdict[str, Counter[Bearing]] = defaultdict(Counter)
    joined: dict[str, Part] = {}
    for entry in entries:
        for place, field in enumerate((entry.given, entry.father, entry.family)):
            if field:
                one = joined.get(field) or joined.setdefault(field, _part(field))
                fields[field] += 1
                bearings[one.word] += Counter(_bearings(entry, place))
    words: Counter[str] = Counter()
    for field, count in fields.items():
        words[joined[field].word] += count
    parts = {each.word: each for each in joined.values()}
    leaders = _leaders(parts, words, bearings, FOLLOWS)
    shares: Counter[str] = Counter()
    for word, count in words.items():
        shares[leaders[word]] += count
    near = _leaders({word: parts[word] for word in shares}, shares, bearings, NEAR)
    total = max(words.total(), 1)
    return {
        field: Folded(key, near[key], spelled(one), sound(one), shares[key] / total, words[one.word])
        for field, one in joined.items()
        if one.word and (key := leaders[one.word])
    }


def _bearings(entry: Entry, place: int) -> Iterator[Bearing]:
    if place == 0 and entry.sex:
        yield "given", entry.sex
    elif place:
        yield ("father", "family")[place - 1], ""
    if entry.nationality:
        yield "nationality", entry.nationality


def spelled(one: Part) -> str:
    """Return the spelling that is compared letter by letter."""
    return one.words[0] if one.words else one.text


def sound(one: Part) -> str:
    """Return the classes of its consonants, of several readings the first."""
    return next(iter(one.skeletons), "")


def _part(field: str) -> Part:
    """Take a field for one name, in however many words it was written."""
    words = [each.word for each in parts_of(field)]
    return part(words[0] if len(words) == 1 else "".join(words).replace(" ", ""))


def _leaders(
    parts: Mapping[str, Part], counted: Mapping[str, int], bearings: Mapping[str, Mapping[Bearing, int]], least: float
) -> dict[str, str]:
    near: defaultdict[str, list[str]] = defaultdict(list)
    found: dict[str, str] = {}
    # Spellings that have their vowels lead, since others can be read as them and not the other way round.
    for word in sorted(parts, key=lambda word: (not parts[word].spellings, -counted[word], word)):
        one = parts[word]
        keys = sorted(_keys(one))
        candidates = {leader for key in keys for leader in near[key]}
        likest = max((_fits(one, parts[each], counted, bearings, least) for each in candidates), default=(0.0, ""))
        found[word] = likest[1] or word
        if not likest[1]:
            for key in keys:
                near[key].append(word)
    return found


def _fits(
    one: Part,
    leader: Part,
    counted: Mapping[str, int],
    bearings: Mapping[str, Mapping[Bearing, int]],
    least: float,
) -> tuple[float, str]:
    """Say how well a word follows a leader, and the leader's word where it does so at all."""
    alike = compare_parts(one, leader)
    seldom = counted[one.word] <= SELDOM and counted[leader.word] >= OFTEN
    if alike < (min(SLIPPED, least) if seldom else least):
        return 0.0, ""
    together = _alike(bearings[one.word], bearings[leader.word])
    if together < OTHERS and min(counted[one.word], counted[leader.word]) >= WELL_KNOWN:
        return 0.0, ""
    return alike + BEARERS * together, leader.word


def _alike(one: Mapping[Bearing, int], other: Mapping[Bearing, int]) -> float:
    """Return the cosine of two counts of bearers."""
    dot = sum(count * other.get(key, 0) for key, count in one.items())
    return dot / sqrt(sum(c * c for c in one.values()) * sum(c * c for c in other.values())) if dot else 0.0


def _keys(one: Part) -> set[str]:
    return {key for word in one.words for key in deletions(word)} | {f"/{skeleton}" for skeleton in one.skeletons}
