"""Names that are one person's in two spellings, and names that are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from safeconduct.people.equivalents import NotEquivalents, table
from safeconduct.people.letters import NotALetterTable, letters, read_letters
from safeconduct.people.names import LIKELY, compare, likely_same, part, parts_of, score
from safeconduct.people.spelling import deletions, likeness, spelling
from tests.people.pairs import OTHER, SAME

WORKED_SAME = [(family, *pair) for family, pairs in SAME.items() for pair in pairs]
WORKED_OTHER = [(family, *pair) for family, pairs in OTHER.items() for pair in pairs]
ENOUGH_PAIRS = 25
NAMES = sorted({name for _, one, other, _ in WORKED_SAME + WORKED_OTHER for name in (one, other)})
TEXTS = st.one_of(st.text(max_size=40), st.sampled_from(NAMES))


@pytest.mark.parametrize("family", SAME)
def test_each_family_of_scripts_has_enough_worked_pairs(family: str) -> None:
    assert len({pair[:2] for pair in SAME[family]}) >= ENOUGH_PAIRS
    assert len({pair[:2] for pair in OTHER[family]}) >= ENOUGH_PAIRS


@pytest.mark.parametrize(("family", "one", "other", "why"), WORKED_SAME)
def test_one_name_in_two_spellings(family: str, one: str, other: str, why: str) -> None:
    assert likely_same(one, other), why
    assert likely_same(other, one), why
    assert compare(one, other) >= LIKELY - 0.02, why


@pytest.mark.parametrize(("family", "one", "other", "why"), WORKED_OTHER)
def test_two_names(family: str, one: str, other: str, why: str) -> None:
    assert not likely_same(one, other), why
    assert not likely_same(other, one), why


@given(TEXTS, TEXTS)
def test_comparing_is_mutual_and_bounded(one: str, other: str) -> None:
    assert 0.0 <= compare(one, other) <= 1.0
    assert likely_same(one, other) == likely_same(other, one)


@given(TEXTS)
def test_a_name_is_itself(name: str) -> None:
    parts = parts_of(name)
    assert score(parts, parts) == (1.0 if parts else 0.0)


@given(TEXTS)
def test_capitals_and_spaces_do_not_count(name: str) -> None:
    spaced = "  ".join(name.split())
    assert [p.text for p in parts_of(spaced)] == [p.text for p in parts_of(name)]
    assert [p.text for p in parts_of(name.replace("ß", "ss").upper())] or not parts_of(name)


@pytest.mark.parametrize("name", NAMES)
def test_capitals_do_not_count(name: str) -> None:
    assert compare(name.upper(), name) == 1.0 if "ß" not in name else compare(name.upper(), name) > LIKELY


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=12), st.text("abcdefghijklmnopqrstuvwxyz", max_size=12))
def test_words_one_edit_apart_share_a_deletion(one: str, other: str) -> None:
    if OSA.distance(one, other) <= 1:
        assert deletions(one) & deletions(other)


@given(st.text("abehiklmnrstuvyz", max_size=10), st.text("abehiklmnrstuvyz", max_size=10))
def test_likeness_is_mutual_and_found_by_its_blocks(one: str, other: str) -> None:
    """The index compares only words that share a deletion or a skeleton: no others may be alike."""
    first, second = spelling(one), spelling(other)
    assert likeness(first, second) == likeness(second, first)
    if likeness(first, second):
        assert deletions(one) & deletions(other) or first.skeleton == second.skeleton


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Abd al-Rahman", ["abd al rahman"]),
        ("van den Berg", ["van den berg"]),
        ("Ahmed bin Saleh", ["ahmed", "saleh"]),
        ("عبد الرحمن", ["عبد الرحمن"]),
        ("O’Brien-Smith, J.", ["obrien", "smith"]),
        ("Иван Иванов", ["ivan", "ivanov"]),
        ("王 小明", ["王", "小明"]),
        ("J.", ["j"]),
        ("  ", []),
        ("1234 !", []),
    ],
)
def test_parts(name: str, words: list[str]) -> None:
    assert [p.word for p in parts_of(name)] == words


def test_a_script_that_is_not_known_is_compared_letter_by_letter() -> None:
    assert compare("王 小明", "小明 王") == 1.0
    assert compare("王 小明", "李 小明") == 0.0
    assert compare("চৌধুরী", "চৌধুরী") == 1.0


TRANSLATED = [
    ("Микола Бондар", "Nikolai Bondar"),
    ("Олександр Бондар", "Александр Бондар"),
    ("Volodymyr Bondar", "Vladimir Bondar"),
    ("Md Rahman", "Mohammad Rahman"),
    ("Hatice Demir", "Khadija Demir"),
    ("Катерина Бондар", "Ekaterina Bondar"),
]


@pytest.mark.parametrize(("one", "other"), TRANSLATED)
def test_a_translated_name_is_found_under_both(one: str, other: str) -> None:
    assert likely_same(one, other)
    assert compare(one, other) < compare(one, one)


@pytest.mark.parametrize(
    ("groups", "says"),
    [("[[Ana]]", "is one spelling"), ("[[Ana, Eva], [Eva, Iva]]", "in two groups"), ("5", "Expected `array`")],
)
def test_groups_that_cannot_be_used_are_refused(groups: str, says: str) -> None:
    with pytest.raises(NotEquivalents, match=says):
        table(f"{{sources: [], status: assumed, note: none, groups: {groups}}}")


def test_an_initial_does_not_hide_the_whole_name() -> None:
    assert compare("J. Smith", "John Smith") > 0.9
    assert compare("Иванов И. И.", "Иван Иванович Иванов") > 0.9
    assert not likely_same("J. Smith", "John Smith")


def test_an_article_is_found_without_and_in_one_word() -> None:
    assert set(part("al asad").words) == {"alasad", "asad"}


def test_the_letters_of_the_library_are_complete() -> None:
    table = letters()
    assert set("абвгґдеёжзийклмнопрстуфхцчшщъыьэюяіїєљњћџј") <= set(table.cyrillic)
    assert set("بتثجحخدذرزسشصضطظغفقلمنه") <= set(table.arabic)
    assert table.status == "assumed"


@pytest.mark.parametrize("wrong", ["arabic: {ب: {reads as: B, skeleton: b}}", "latin: 5", "unknown: {}"])
def test_letters_that_cannot_be_used_are_refused(wrong: str) -> None:
    with pytest.raises(NotALetterTable, match=r"library/people/letters\.yaml"):
        read_letters(wrong)
