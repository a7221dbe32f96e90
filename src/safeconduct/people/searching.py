"""An index of names in memory: who may be meant by a name as somebody wrote it, best first, in a few milliseconds.

Names are taken apart (:mod:`.names`). Every distinct part is kept once, under all words that one letter less makes of
it and under the classes of its consonants, so that few are compared; each has an array of the names that contain it.
A query adds up how well its parts are found, keeps the names with enough of them, and ranks the best with care.

People come and go one by one. A part that nobody bears any more is forgotten with its last bearer.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from threading import RLock
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from safeconduct.people.born import agreement, day_number
from safeconduct.people.names import ENOUGH_TO_MISS_ONE, LACKING, SPARE, Part, assigned, compare_parts, parts_of, total
from safeconduct.people.spelling import deletions

Slots: TypeAlias = NDArray[np.int32]
Scores: TypeAlias = NDArray[np.float32]

LEAST = 0.6
"""Whoever scores less is not shown."""
RANKED = 200
"""So many of the best are ranked with care: two parts asked for are never found in one part of a name."""
BORN = 0.05
"""What a date of birth that agrees adds, and one that does not takes away."""
FEW_PARTS, FEW_NAMES, NO_PART, NO_SLOT = 4, 1024, -1, -1


class Found(NamedTuple):
    """Somebody who may be meant: who, and how much the names have in common (0 to 1)."""

    person: str
    score: float


class Index:
    """Names and earlier numbers of people. Several threads may use it."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._parts = _Parts()
        self._first: dict[str, int] = {}
        self._next = array("i")
        self._who: list[str] = []
        self._free: list[int] = []
        self._rows: Slots = np.full((FEW_NAMES, FEW_PARTS), NO_PART, np.int32)
        self._counts: NDArray[np.uint8] = np.zeros(FEW_NAMES, np.uint8)
        self._born: Slots = np.zeros(FEW_NAMES, np.int32)
        self._scratch = _Scratch(FEW_NAMES)
        self._numbers: dict[str, set[str]] = {}
        self._numbers_of: dict[str, tuple[str, ...]] = {}

    def __len__(self) -> int:
        return len(self._first)

    def __contains__(self, person: str) -> bool:
        return person in self._first or person in self._numbers_of

    def add(self, person: str, names: Iterable[str], numbers: Iterable[str] = (), born: str = "") -> None:
        """Enter somebody, in place of what was known of them before."""
        with self._lock:
            self.remove(person)
            slot = NO_SLOT
            for parts in dict.fromkeys(parts_of(name) for name in names):
                if parts:
                    slot = self._enter(person, parts, day_number(born), slot)
            if slot != NO_SLOT:
                self._first[person] = slot
            self._enter_numbers(person, numbers)

    def remove(self, person: str) -> None:
        """Forget somebody; nothing happens where nobody is known by this."""
        with self._lock:
            slot = self._first.pop(person, NO_SLOT)
            while slot != NO_SLOT:
                slot = self._leave(slot)
            for number in self._numbers_of.pop(person, ()):
                self._numbers[number].discard(person)
                if not self._numbers[number]:
                    del self._numbers[number]

    def search(self, text: str, limit: int = 20, born: str = "") -> list[Found]:
        """Return who may be meant by a name, the likeliest first; a date of birth moves those whom it fits up."""
        asked = parts_of(text)
        with self._lock:
            found = [self._parts.like(part) for part in asked]
            slots, scores = self._scratch.gather([self._parts.named(likenesses) for likenesses in found], self._counts)
            slots, scores = self._with_born(slots, scores, born)
            best = _best(slots, scores)
            return self._ranked(best, asked, found, born)[:limit]

    def numbered(self, number: str) -> tuple[str, ...]:
        """Return those whom an earlier system knew under a number, whatever its spaces, dashes and capitals."""
        with self._lock:
            return tuple(sorted(self._numbers.get(plain_number(number), ())))

    # ---- names coming and going --------------------------------------------------------------------------------------

    def _enter(self, person: str, parts: Sequence[Part], born: int, following: int) -> int:
        slot = self._slot()
        self._who[slot], self._next[slot] = person, following
        if len(parts) > self._rows.shape[1]:
            wider = np.full((len(self._rows), len(parts)), NO_PART, np.int32)
            wider[:, : self._rows.shape[1]] = self._rows
            self._rows = wider
        numbers = [self._parts.take(part, slot) for part in parts]
        self._rows[slot, : len(numbers)] = numbers
        self._counts[slot], self._born[slot] = len(numbers), born
        return slot

    def _leave(self, slot: int) -> int:
        for number in dict.fromkeys(self._rows[slot, : self._counts[slot]].tolist()):
            self._parts.release(number, slot)
        self._rows[slot], self._counts[slot], self._born[slot], self._who[slot] = NO_PART, 0, 0, ""
        self._free.append(slot)
        return self._next[slot]

    def _slot(self) -> int:
        if self._free:
            return self._free.pop()
        slot = len(self._who)
        self._who.append("")
        self._next.append(NO_SLOT)
        if slot == len(self._rows):
            self._grow(2 * slot)
        return slot

    def _grow(self, size: int) -> None:
        rows = np.full((size, self._rows.shape[1]), NO_PART, np.int32)
        rows[: len(self._rows)] = self._rows
        self._rows = rows
        self._counts = np.concatenate([self._counts, np.zeros(size - len(self._counts), np.uint8)])
        self._born = np.concatenate([self._born, np.zeros(size - len(self._born), np.int32)])
        self._scratch = _Scratch(size)

    def _enter_numbers(self, person: str, numbers: Iterable[str]) -> None:
        plain = tuple(dict.fromkeys(filter(None, map(plain_number, numbers))))
        if plain:
            self._numbers_of[person] = plain
        for number in plain:
            self._numbers.setdefault(number, set()).add(person)

    # ---- ranking -----------------------------------------------------------------------------------------------------

    def _with_born(self, slots: Slots, scores: Scores, born: str) -> tuple[Slots, Scores]:
        if not born:
            return slots, scores
        return slots, scores + np.float32(BORN) * agreement(self._born[slots], day_number(born))

    def _ranked(self, slots: Slots, asked: Sequence[Part], found: list[dict[int, float]], born: str) -> list[Found]:
        """Score the best anew as :func:`.names.score` does, and keep of each person the best name."""
        known: dict[tuple[int, ...], float] = {}
        best: dict[str, float] = {}
        bonus = (BORN * agreement(self._born[slots], day_number(born))).tolist() if born else [0.0] * len(slots)
        for slot, more in zip(slots.tolist(), bonus, strict=True):
            numbers = tuple(self._rows[slot, : self._counts[slot]].tolist())
            if numbers not in known:
                likenesses = [[likeness.get(number, 0.0) for number in numbers] for likeness in found]
                known[numbers] = total(assigned(likenesses), len(asked), len(numbers))
            if known[numbers] >= LEAST:
                person = self._who[slot]
                best[person] = max(best.get(person, 0.0), known[numbers] + more)
        return sorted((Found(*each) for each in best.items()), key=lambda each: (-each.score, each.person))


class _Parts:
    """The distinct parts of names, under the words and skeletons they are looked up by."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._parts: list[Part | None] = []
        self._names: list[array[int]] = []
        self._free: list[int] = []
        self._near = _Buckets()
        self._alike = _Buckets()

    def take(self, part: Part, slot: int) -> int:
        """Note that a name contains a part; return its number."""
        number = self._numbers.get(part.word)
        if number is None:
            number = self._new(part)
        names = self._names[number]
        if not names or names[-1] != slot:
            names.append(slot)
        return number

    def release(self, number: int, slot: int) -> None:
        """Note that a name is gone; forget a part that no name has any more."""
        names = self._names[number]
        names.remove(slot)
        if not names:
            self._forget(number)

    def like(self, asked: Part) -> dict[int, float]:
        """Return the parts that may be the one asked for, with their likeness."""
        near = {number for word in asked.words for key in deletions(word) for number in self._near.get(key)}
        near.update(number for skeleton in asked.skeletons for number in self._alike.get(skeleton))
        found = {number: compare_parts(asked, known) for number in near if (known := self._parts[number])}
        return {number: likeness for number, likeness in found.items() if likeness}

    def named(self, likenesses: dict[int, float]) -> tuple[Slots, Scores]:
        """Return the names that contain any of these parts, each once, with the best likeness."""
        rising = sorted(likenesses, key=likenesses.__getitem__)
        arrays = [np.frombuffer(self._names[number], np.int32).copy() for number in rising]
        if not arrays:
            return np.empty(0, np.int32), np.empty(0, np.float32)
        values = np.repeat(
            np.array([likenesses[number] for number in rising], np.float32), [len(names) for names in arrays]
        )
        return np.concatenate(arrays), values

    def _new(self, part: Part) -> int:
        if self._free:
            number = self._free.pop()
            self._parts[number] = part
        else:
            number = len(self._parts)
            self._parts.append(part)
            self._names.append(array("i"))
        self._numbers[part.word] = number
        for bucket, key in self._keys(part):
            bucket.put(key, number)
        return number

    def _forget(self, number: int) -> None:
        part = self._parts[number]
        if part is None:
            return
        self._parts[number], self._names[number] = None, array("i")
        del self._numbers[part.word]
        for bucket, key in self._keys(part):
            bucket.drop(key, number)
        self._free.append(number)

    def _keys(self, part: Part) -> Iterator[tuple[_Buckets, str]]:
        for key in {key for word in part.words for key in deletions(word)}:
            yield self._near, key
        for skeleton in part.skeletons:
            yield self._alike, skeleton


class _Buckets:
    """Numbers under keys. Most keys have one number, so that is kept without a list around it."""

    def __init__(self) -> None:
        self._held: dict[str, int | list[int]] = {}

    def get(self, key: str) -> Sequence[int]:
        found = self._held.get(key, ())
        return (found,) if isinstance(found, int) else found

    def put(self, key: str, number: int) -> None:
        held = self._held.get(key)
        if held is None:
            self._held[key] = number
        elif isinstance(held, int):
            self._held[key] = [held, number]
        else:
            held.append(number)

    def drop(self, key: str, number: int) -> None:
        left = [each for each in self.get(key) if each != number]
        if left:
            self._held[key] = left[0] if len(left) == 1 else left
        else:
            self._held.pop(key, None)


class _Scratch:
    """Room to add up likenesses in, one place for each name, always left empty."""

    def __init__(self, size: int) -> None:
        self._sums: Scores = np.zeros(size, np.float32)
        self._hits: NDArray[np.uint8] = np.zeros(size, np.uint8)
        self._marks: Slots = np.zeros(size, np.int32)

    def gather(self, named: Sequence[tuple[Slots, Scores]], counts: NDArray[np.uint8]) -> tuple[Slots, Scores]:
        """Return the names in which enough of the parts were found, with a first score."""
        touched = [self._count(slots, values) for slots, values in named]
        if not touched:
            return np.empty(0, np.int32), np.empty(0, np.float32)
        slots = self._once(np.concatenate(touched))[0]
        sums, hits = self._sums[slots], self._hits[slots].astype(np.int32)
        self._sums[slots], self._hits[slots] = 0, 0
        fewer = np.minimum(counts[slots].astype(np.int32), len(named))
        enough = hits >= fewer - (fewer >= ENOUGH_TO_MISS_ONE)
        slots, sums, hits = slots[enough], sums[enough], hits[enough]
        spare = counts[slots].astype(np.int32) - hits
        return slots, sums / hits - LACKING * (len(named) - hits) - SPARE * np.maximum(spare, 0)

    def _count(self, slots: Slots, values: Scores) -> Slots:
        once, kept = self._once(slots)
        self._sums[once] += values[kept]
        self._hits[once] += 1
        return once

    def _once(self, slots: Slots) -> tuple[Slots, NDArray[np.bool_]]:
        """Return each name once, and which of those given were kept: the last of each."""
        order = np.arange(len(slots), dtype=np.int32)
        self._marks[slots] = order
        kept = self._marks[slots] == order
        return slots[kept], kept


def _best(slots: Slots, scores: Scores) -> Slots:
    if len(slots) <= RANKED:
        return slots
    return slots[np.argpartition(-scores, RANKED)[:RANKED]]


def plain_number(number: str) -> str:
    """Return a number of an earlier system in the form it is compared in."""
    return "".join(sign for sign in number.upper() if sign.isalnum())
