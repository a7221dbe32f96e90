"""The files of the demonstration fit the procedures, and a file that does not is named."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import safeconduct.cases.seed
from safeconduct.cases.seed.habits import Habits, all_habits
from safeconduct.cases.seed.people import load_lists
from safeconduct.cases.seed.reading import DEMO, ContentError, content, read
from safeconduct.cases.seed.telling import Texts
from safeconduct.procedures.brought_forward import standing_named
from safeconduct.procedures.library import Library

HABITS = all_habits()
FORBIDDEN = {"django", "random", "secrets", "time", "sqlite3", "socket", "ninja"}


@pytest.mark.parametrize("habits", HABITS, ids=lambda h: h.procedure)
def test_habits_name_what_the_procedure_has(habits: Habits) -> None:
    p = Library.default().load(habits.procedure)
    in_stages = {stage: {s.name for s in p.stages[stage].steps} for stage in habits.when}
    assert all(set(steps) <= in_stages[stage] for stage, steps in habits.when.items())
    assert set(habits.always) <= {s.name for s in p.always}
    assert set(habits.answers) == set(p.opinions)
    assert all(set(a.answers) == set(p.opinions[name].answers) for name, a in habits.answers.items())
    assert set(habits.remedies) == set(p.remedies)
    assert set(habits.circumstances) == set(p.circumstances)
    assert set(habits.people) == set(p.people)
    assert set(habits.fees) <= set(p.fees)
    assert {habits.person, *habits.cast, *habits.filed_by} <= set(p.parties)


@pytest.mark.parametrize("habits", HABITS, ids=lambda h: h.procedure)
def test_plots_stand_where_a_case_can_stand_and_tilt_what_there_is(habits: Habits) -> None:
    p = Library.default().load(habits.procedure)
    words = {s.name for s in p.steps} | {a for o in p.opinions.values() for a in o.answers} | set(p.remedies)
    words |= {"silent", "returned", "not collected", "lawyer", "upholds", "annuls", "replaces", "confirms", "declines"}
    for plot in habits.plots:
        assert not plot.stands_in or standing_named(p, plot.stands_in), plot.title
        assert set(plot.tilt) <= words, plot.title


@pytest.mark.parametrize("habits", HABITS, ids=lambda h: h.procedure)
def test_every_ground_has_reasons(habits: Habits) -> None:
    p = Library.default().load(habits.procedure)
    grounds = {g.name for step in p.steps for g in step.grounds}
    assert grounds <= set(content("texts", Texts).reasons)


@pytest.mark.parametrize("habits", HABITS, ids=lambda h: h.procedure)
def test_some_office_acts_as_each_party(habits: Habits) -> None:
    p = Library.default().load(habits.procedure)
    steps = {s.by for s in p.steps} | {o.of for o in p.opinions.values()} | {r.before for r in p.remedies.values()}
    assert steps - set(habits.cast) - {"anyone"} <= set(load_lists().of_party)


ASKED_OF_THE_OFFICE = {"common/access-to-data", "common/rectification", "common/restriction"}
"""Requests about one's own data are not invented: nobody is to learn how often people ask from a demonstration."""

OF_THE_REGISTRY = {
    "es/correction-of-an-entry",
    "es/determination-of-statelessness",
    "es/late-birth-registration",
    "es/loss-and-theft-of-a-document",
    "es/registration-on-two-witnesses",
}
"""Who was born where, and who belongs to which state, is not invented by the hundred either."""


def test_every_procedure_of_the_library_has_habits() -> None:
    known = {e.id for e in Library.default().newest()}
    assert {h.procedure for h in HABITS} == known - ASKED_OF_THE_OFFICE - OF_THE_REGISTRY


def test_occupations_have_codes_of_isco_08() -> None:
    codes = [o.isco for o in load_lists().occupations]
    assert all(re.fullmatch(r"[1-9]\d{3}", code) for code in codes)
    assert len(codes) == len(set(codes))


def test_each_file_says_that_it_is_invented() -> None:
    for path in DEMO.rglob("*.yaml"):
        head = " ".join(line for line in path.read_text(encoding="utf-8").splitlines()[:4] if line.startswith("#"))
        assert "invented" in head or "ISCO-08" in head, path.name


def test_a_file_with_an_unknown_word_is_named(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    text = (DEMO / "habits" / "eu-single-permit.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("share: 6", "shares: 6"), encoding="utf-8")
    with pytest.raises(ContentError, match=r"wrong\.yaml.*shares"):
        read(path, Habits)


def test_the_room_is_pure() -> None:
    for path in Path(safeconduct.cases.seed.__file__).parent.glob("*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        names = [a.name for n in nodes if isinstance(n, ast.Import) for a in n.names]
        names += [n.module or "" for n in nodes if isinstance(n, ast.ImportFrom)]
        assert not FORBIDDEN & {name.partition(".")[0] for name in names}, path.name
