"""A fixed sample of the mutations is judged right, and the kept table of all of them is not stale."""

from __future__ import annotations

import copy

import pytest

from tests.mutations import table
from tests.mutations.judging import judged, mutations_of
from tests.mutations.mutation import Mutation
from tests.mutations.published import published, tree_of
from tests.yaml_text import yaml_text

BROKEN, HARMLESS = 60, 15
SAMPLE_OF_BROKEN, SAMPLE_OF_HARMLESS = 4, 1


def sample_of(name: str) -> list[Mutation]:
    """A few mutations at equal distances, other ones in each procedure."""
    offset = published().index(name)
    found = mutations_of(name)
    broken = [m for m in found if not m.harmless]
    harmless = [m for m in found if m.harmless]
    return _spread(broken, SAMPLE_OF_BROKEN, offset) + _spread(harmless, SAMPLE_OF_HARMLESS, offset)


def _spread(found: list[Mutation], count: int, offset: int) -> list[Mutation]:
    return [found[(n * len(found) // count + 5 * offset) % len(found)] for n in range(count)]


@pytest.mark.parametrize("name", published())
def test_each_procedure_is_broken_in_enough_ways(name: str) -> None:
    found = mutations_of(name)
    assert sum(not m.harmless for m in found) >= BROKEN
    assert sum(m.harmless for m in found) >= HARMLESS
    labelled = {number for m in found for number in m.promises}
    assert labelled >= {1, 2, 3, 6, 7, 8, 9, 10}


@pytest.mark.parametrize("name", published())
def test_every_change_changes_the_text_or_only_its_form(name: str) -> None:
    """Every change can be made on the text of today, so that no site names what is gone."""
    for mutation in mutations_of(name):
        tree = copy.deepcopy(tree_of(name))
        before = yaml_text(tree)
        mutation.change(tree)
        assert yaml_text(tree) != before or mutation.harmless, mutation.id


@pytest.mark.parametrize("name", published())
def test_a_sample_is_judged_right(name: str) -> None:
    wrong = [v for v in (judged(name, m) for m in sample_of(name)) if v.judgement != "right"]
    assert not [v for v in wrong if not table.reason(name, v.id)]


@pytest.mark.parametrize("name", published())
def test_the_kept_table_is_of_these_procedures(name: str) -> None:
    assert not table.is_stale(name), "run: uv run --group dev python -m benchmarks stale-mutations"


def test_every_row_not_as_labelled_is_explained() -> None:
    page = table.PAGE.read_text(encoding="utf-8")
    assert page == table.page(table.kept()), "run: uv run --group dev python -m benchmarks stale-mutations"
    assert table.NOT_EXPLAINED not in page


@pytest.mark.parametrize("name", published())
def test_nearly_all_are_judged_right(name: str) -> None:
    found = table.kept()[name]
    (right, missed), (quiet, alarmed) = found.broken, found.harmless
    assert right + missed >= BROKEN
    assert quiet + alarmed >= HARMLESS
    assert missed + alarmed <= 0.05 * (right + missed + quiet + alarmed)
