"""Questions of the Washington Group: who is asked what, which answers there are, and where the cut-off lies."""

from __future__ import annotations

from datetime import date

import pytest

from safeconduct.people import functioning
from safeconduct.people.codes import NotACodeList, codes, read_codes
from safeconduct.people.functioning import Assessment, NotAnAnswer, NotAQuestionSet, question_set, read_set, set_for

ON = date(2027, 1, 13)


@pytest.mark.parametrize(
    ("age", "name"),
    [(1, ""), (2, "child-2-4"),
     (4, "child-2-4"), (5, "child-5-17"), (17, "child-5-17"), (18, "short-set"), (None, "short-set")],
)  # fmt: skip
def test_each_age_has_its_questions(age: int | None, name: str) -> None:
    assert set_for(age) == name


def test_the_short_set_asks_six_questions_on_one_scale() -> None:
    its = question_set("short-set")
    assert list(its.questions) == ["seeing", "hearing", "walking", "remembering", "self-care", "communicating"]
    assert list(its.scales["difficulty"].answers) == ["none", "some", "a lot", "cannot"]


@pytest.mark.parametrize(("answer", "counted"),
    [("none", ()), ("some", ()), ("a lot", ("seeing",)), ("cannot", ("seeing",))])  # fmt: skip
def test_the_cut_off_is_a_lot_of_difficulty(answer: str, counted: tuple[str, ...]) -> None:
    assert question_set("short-set").at_the_cut_off({"seeing": answer, "hearing": "some"}) == counted


def test_a_child_is_counted_for_behaviour_and_moods_by_their_own_cut_offs() -> None:
    young, older = question_set("child-2-4"), question_set("child-5-17")
    assert young.at_the_cut_off({"behaviour": "more"}) == ()
    assert young.at_the_cut_off({"behaviour": "a lot more"}) == ("behaviour",)
    assert older.at_the_cut_off({"anxiety": "weekly", "depression": "daily"}) == ("depression",)


def test_what_is_asked_follows_from_what_was_answered() -> None:
    older = question_set("child-5-17")
    assert "seeing-with" not in older.asked({}) and "seeing-with" in older.asked({"glasses": "yes"})
    with_aid = {"walking-equipment": "yes", "walking-100-without": "cannot", "walking-100-with": "none"}
    assert "walking-500-without" not in older.asked(with_aid) and "walking-500-with" in older.asked(with_aid)
    assert older.at_the_cut_off(with_aid) == ("walking",)


def test_nobody_must_answer() -> None:
    made = Assessment("short-set", ON, {"seeing": "refused", "hearing": "not known"})
    assert functioning.read(functioning.written(made)) == made
    assert question_set("short-set").at_the_cut_off(made.answers) == ()


@pytest.mark.parametrize("answers", [{"seeing": "badly"}, {"smelling": "none"}, {"seeing": "daily"}], ids=str)
def test_an_answer_that_the_scale_does_not_have_is_refused(answers: dict[str, str]) -> None:
    with pytest.raises(NotAnAnswer):
        Assessment("short-set", ON, answers)


def test_files_that_cannot_be_used_say_where() -> None:
    with pytest.raises(NotAQuestionSet, match=r"x\.yaml"):
        read_set("x", "sources: [a]\nstatus: {}\nages: [1, 2]\nanswered by: nobody\nscales: {}\nquestions: {}")
    text = (
        "sources: [a]\nstatus: {}\nages: [1, 2]\nanswered by: the person\nscales: {}\n"
        + "questions: {a: {domain: b, scale: c, text: {en: d}}}"
    )
    with pytest.raises(NotAQuestionSet, match="a needs"):
        read_set("x", text)
    with pytest.raises(NotACodeList, match="needs a label"):
        read_codes("x", "sources: [a]\nstatus: {}\ncodes: {a: {en: b}}")


@pytest.mark.parametrize("name", ["documents", "languages", "nationalities", "relationships", "support"])
def test_code_lists_are_read_with_a_label_in_every_language(name: str) -> None:
    its = codes(name)  # type: ignore[arg-type]
    assert its.sources and all(label for _, label in its.choices("ar"))


def test_those_without_a_nationality_have_codes() -> None:
    its = codes("nationalities")
    assert [its.label(code, "en") for code in ("XXA", "XXX")] == ["Stateless", "Not known"]
    assert {"XXB", "XXC", "SYR", "UKR"} <= set(its.codes) and its.label("QQQ", "en") == "QQQ"
