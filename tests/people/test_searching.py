"""The index finds what comparing with everybody finds, as people come and go."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from safeconduct.people.names import compare
from safeconduct.people.searching import BORN, LEAST, Found, Index
from tests.people.pairs import OTHER, SAME

PAIRS = [pair for pairs in SAME.values() for pair in pairs]
NAMES = sorted({name for pairs in (SAME, OTHER) for found in pairs.values() for pair in found for name in pair[:2]})
WORDS = sorted({word for name in NAMES for word in name.split()})
MADE = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
ANY_NAME = st.one_of(st.sampled_from(NAMES), MADE)


def brute(people: dict[str, list[str]], text: str) -> list[Found]:
    """Compare with everybody."""
    best = {person: max((compare(text, name) for name in names), default=0.0) for person, names in people.items()}
    found = [Found(person, value) for person, value in best.items() if value >= LEAST]
    return sorted(found, key=lambda each: (-each.score, each.person))


def index_of(people: dict[str, list[str]]) -> Index:
    """Build an index."""
    index = Index()
    for person, names in people.items():
        index.add(person, names)
    return index


@pytest.fixture(scope="module")
def everybody() -> Index:
    """Everybody of the worked pairs by the first of their names, each under a number."""
    return index_of({name: [name] for name in NAMES})


@pytest.mark.parametrize(("one", "other", "why"), PAIRS)
def test_a_person_is_found_under_every_variant(everybody: Index, one: str, other: str, why: str) -> None:
    assert one in [found.person for found in everybody.search(other)], why
    assert other in [found.person for found in everybody.search(one)], why


@given(st.lists(st.lists(ANY_NAME, min_size=1, max_size=3), max_size=12), ANY_NAME)
@settings(max_examples=150, deadline=None)
def test_the_index_finds_what_comparing_with_everybody_finds(names: list[list[str]], text: str) -> None:
    people = {f"p{number}": known for number, known in enumerate(names)}
    assert index_of(people).search(text, limit=100) == brute(people, text)


@given(st.lists(st.text(max_size=30), max_size=8), st.text(max_size=30))
def test_any_text_is_borne(names: list[str], text: str) -> None:
    people = {f"p{number}": [name] for number, name in enumerate(names)}
    assert index_of(people).search(text, limit=100) == brute(people, text)


@given(st.sampled_from(NAMES), st.data())
def test_a_slip_of_the_hand_is_forgiven(name: str, data: st.DataObject) -> None:
    words = name.split()
    place = data.draw(st.sampled_from([i for i, word in enumerate(words) if len(word) >= 7] or [-1]))
    if place < 0 or not words[place].isascii() or not words[place].isalpha():
        return
    cut = data.draw(st.integers(1, len(words[place]) - 2))
    doubled = words[place][:cut] + words[place][cut - 1] + words[place][cut:]
    slipped = " ".join([*words[:place], doubled, *words[place + 1 :]])
    assert [found.person for found in index_of({"p": [name]}).search(slipped)] == ["p"]


class Coming(RuleBasedStateMachine):
    """People are added, changed and removed; after each step the index is as if built anew."""

    people = Bundle("people")

    def __init__(self) -> None:
        super().__init__()
        self.index = Index()
        self.known: dict[str, list[str]] = {}
        self.numbers: dict[str, str] = {}

    @rule(target=people, person=st.integers(0, 20).map(str), names=st.lists(ANY_NAME, max_size=3))
    def add(self, person: str, names: list[str]) -> str:
        self.index.add(person, names, [f"A-{person}/7"])
        self.known[person], self.numbers[person] = names, f"A-{person}/7"
        return person

    @rule(person=consumes(people))
    def remove(self, person: str) -> None:
        self.index.remove(person)
        self.known.pop(person, None)
        self.numbers.pop(person, None)

    @rule(text=ANY_NAME)
    def search(self, text: str) -> None:
        assert self.index.search(text, limit=50) == brute(self.known, text)

    @invariant()
    def numbers_hold(self) -> None:
        for person in map(str, range(21)):
            assert self.index.numbered(f"a{person} 7") == ((person,) if person in self.numbers else ())

    def teardown(self) -> None:
        """Nobody leaves anything behind."""
        for person in list(self.known):
            self.index.remove(person)
        assert len(self.index) == 0
        assert traces(self.index) == set()


Coming.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestComing = Coming.TestCase


def traces(index: Index) -> set[str]:
    """Every text that the index still holds, wherever it holds it."""
    parts = vars(index)["_parts"]
    held = vars(parts)
    words = {part.word for part in held["_parts"] if part}
    keys = set(held["_numbers"]) | set(vars(held["_near"])["_held"]) | set(vars(held["_alike"])["_held"])
    people = {person for person in vars(index)["_who"] if person} | set(vars(index)["_numbers"])
    return words | keys | people


def test_removing_leaves_no_trace() -> None:
    index = index_of({"a": ["Željko Jovanović"], "b": ["Anna Novák"]})
    kept = traces(index_of({"b": ["Anna Novák"]}))
    index.remove("a")
    assert index.search("Zeljko Jovanovic") == []
    assert traces(index) == kept
    assert "a" not in index
    assert "b" in index


def test_a_changed_name_replaces_the_former() -> None:
    index = index_of({"a": ["Anna Novák"]})
    index.add("a", ["Anna Dvořák"])
    assert index.search("Anna Novak") == []
    assert index.search("Anna Dvorak") == [Found("a", 1.0)]


def test_the_date_of_birth_decides_between_namesakes() -> None:
    index = Index()
    index.add("younger", ["Mohamed Ali"], born="1990-04-17")
    index.add("elder", ["Mohamed Ali"], born="1950")
    index.add("unknown", ["Mohamed Ali"])
    found = index.search("Mohamed Ali", born="1990")
    assert [each.person for each in found] == ["younger", "unknown", "elder"]
    assert found[0].score == pytest.approx(1 + BORN)
    assert next(each.person for each in index.search("Mohamed Ali", born="1950-12-24")) == "elder"


def test_more_names_than_places_grow_the_index() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    people = {f"p{n}": [f"Anna {letters[n % 26]}{letters[n // 26 % 26]}ovicova"] for n in range(1500)}
    people["long"] = ["Ana Beatriz Carla Delfina Eduarda Fernanda Gabriela Helena Inês"]
    index = index_of(people)
    assert [found.person for found in index.search("Helena Fernanda")] == ["long"]
    assert len(index.search("Anna", limit=2000)) == 200
    assert len(index) == 1501


def test_threads_may_search_while_people_come_and_go() -> None:
    index = index_of({f"p{number}": [name] for number, name in enumerate(NAMES)})
    wrong: list[list[Found]] = []

    def search() -> None:
        for _ in range(100):
            found = index.search("Anna Dvorak")
            if "steady" not in [each.person for each in found]:
                wrong.append(found)

    index.add("steady", ["Anna Dvořák"])
    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for turn in range(200):
        index.add("restless", ["Anna Novák" if turn % 2 else "Anna Dvořáková"])
    for thread in threads:
        thread.join()
    assert wrong == []


def test_old_numbers_are_found_exactly() -> None:
    index = Index()
    index.add("a", ["Anna"], ["OAM-1234/2020", ""])
    index.add("b", ["Anna"], ["oam 1234 2020"])
    assert index.numbered("OAM-1234-2020") == ("a", "b")
    assert index.numbered("OAM-1234-202") == ()
    assert index.numbered("") == ()
