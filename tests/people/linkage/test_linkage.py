"""Records of one person are found among invented ones, with reasons, and nothing is decided by itself."""

from __future__ import annotations

from functools import cache

import msgspec
import pyarrow as pa
import pytest
from typer.testing import CliRunner

from safeconduct.cli.main import app
from safeconduct.people.linkage.columns import columns
from safeconduct.people.linkage.comparisons import COMPARISONS
from safeconduct.people.linkage.entry import Entry, NotEntries, entries_of
from safeconduct.people.linkage.folding import folded
from safeconduct.people.linkage.invented import HELD_OUT, Invented, cultures, held_out, invented
from safeconduct.people.linkage.linking import pairs
from safeconduct.people.linkage.measuring import quality, true_pairs
from safeconduct.people.linkage.model import CARD, MODEL, card, carded, model, written
from safeconduct.people.linkage.offices import patronymic
from safeconduct.people.linkage.proposal import Proposal
from safeconduct.people.linkage.proposing import LEAST, proposals, proposed
from safeconduct.people.linkage.scoring import scored
from safeconduct.people.linkage.training import trained
from safeconduct.people.linkage.words import told, words_of
from safeconduct.people.scorecards import NoCard

GIRL = Entry("gedaref", "Letebrhan", "Tesfay", "Haile", "2009-01-01", "female", "+249912345678", "ERI")
AGAIN = Entry("kassala", "ለተብርሃን", "ተስፋይ", "ሃይለ", "2009-01-01", "female", "", "ERI")
SISTER = Entry("sister", "Freweyni", "Tesfay", "Haile", "2011-01-01", "female", "+249912345678", "ERI")
STRANGER = Entry("stranger", "Blessing", "", "Okafor", "1988-03-12", "female", "+249912345678", "NGA")


@cache
def everybody(people: int = 1500, seed: int = 7) -> tuple[Invented, ...]:
    return tuple(invented(people, seed))


def persons(records: tuple[Invented, ...]) -> dict[str, int]:
    return {each.entry.id: each.person for each in records}


@cache
def found() -> pa.Table:
    return pairs(columns([each.entry for each in everybody()]), model())


def test_the_same_seed_invents_the_same_records() -> None:
    assert list(invented(200, 3)) == list(invented(200, 3))
    assert list(invented(200, 3)) != list(invented(200, 4))


def test_invented_records_have_every_culture_script_and_mistake_of_the_field() -> None:
    records = everybody()
    assert {each.culture for each in records} == set(cultures())
    assert {each.script for each in records} == {"Latn", "Arab", "Cyrl", "Ethi"}
    born = [each.entry.born for each in records]
    assert any(not each for each in born)
    assert any(len(each) == len("1990") for each in born)
    assert sum(each.endswith("-01-01") for each in born) > len(born) / 10
    phones = [each.entry.phone for each in records if each.entry.phone]
    assert len(set(phones)) < len(phones)


@pytest.mark.parametrize(
    ("father", "son", "daughter"),
    [("Іван", "Іванович", "Іванівна"), ("Андрій", "Андрійович", "Андріївна"), ("Петро", "Петрович", "Петрівна")],
)
def test_ukrainian_patronymics(father: str, son: str, daughter: str) -> None:
    assert (patronymic(father, "male"), patronymic(father, "female")) == (son, daughter)


def test_spellings_of_one_name_have_one_key() -> None:
    spellings = ["Mohammed", "Mohamed", "Muhammad", "محمد", "Mohamad"]
    known = folded([Entry(str(place), word, sex="male") for place, word in enumerate(spellings)])
    assert len({known[word].key for word in spellings}) == 1


def test_most_records_of_one_person_are_found_and_few_others() -> None:
    chances = zip(
        *(found()[name].to_pylist() for name in ("unique_id_l", "unique_id_r", "match_probability")), strict=True
    )
    likely = [(one, other) for one, other, chance in chances if chance >= 0.5]
    reached = quality(likely, persons(everybody()))["all"]
    assert reached.f1 >= 0.92, reached
    assert reached.there == len(set(true_pairs(persons(everybody()))))


def test_names_that_nothing_was_changed_for_are_found_as_well() -> None:
    records = tuple(held_out(1500, 7, mistakes=False))
    assert not set(cultures()["arabic"].male) & set(cultures(HELD_OUT)["arabic"].male)
    likely = pairs(columns([each.entry for each in records]), model(), 0.5)
    ids = zip(likely["unique_id_l"].to_pylist(), likely["unique_id_r"].to_pylist(), strict=True)
    reached = quality(ids, persons(records))["all"]
    assert reached.f1 >= 0.92, reached


def test_other_mistakes_are_made_in_some_records_and_the_same_seed_makes_the_same() -> None:
    spoiled, whole = list(held_out(300, 3)), list(held_out(300, 3, mistakes=False))
    assert spoiled == list(held_out(300, 3))
    assert [each.person for each in spoiled] == [each.person for each in whole]
    changed = sum(one != other for one, other in zip(spoiled, whole, strict=True))
    assert 0.1 * len(whole) < changed < 0.4 * len(whole)


def test_two_names_are_one_only_where_the_same_people_bear_them() -> None:
    men = [Entry(f"m{n}", "Reza", "", "Akbari", sex="male", nationality="AFG") for n in range(8)]
    women = [Entry(f"w{n}", "Roza", "", "Moroz", sex="female", nationality="UKR") for n in range(8)]
    alone = folded([men[0], women[0]])
    known = folded([*men, *women, Entry("slip", "Rezza", "", "Akbari", sex="male", nationality="AFG")])
    assert alone["Reza"].key == alone["Roza"].key
    assert known["Reza"].key != known["Roza"].key
    assert known["Rezza"].key == known["Reza"].key


def test_a_pair_has_the_same_weight_alone_as_in_a_whole_register() -> None:
    table = columns([each.entry for each in everybody(300)])
    whole = {(row["unique_id_l"], row["unique_id_r"]): row["match_weight"] for row in pairs(table, model()).to_pylist()}
    alone = {
        (row["unique_id_l"], row["unique_id_r"]): row["match_weight"]
        for row in scored(table, table, model()).to_pylist()
    }
    assert whole
    assert {pair: pytest.approx(weight, abs=1e-6) for pair, weight in whole.items()} == {p: alone[p] for p in whole}


def test_a_girl_is_proposed_under_another_script_and_her_sister_is_not() -> None:
    (one,) = proposals([AGAIN], [GIRL, SISTER, STRANGER])
    assert {one.one, one.other} == {"gedaref", "kassala"}


def test_a_telephone_alone_proposes_nobody() -> None:
    same_phone_and_birth = msgspec.structs.replace(STRANGER, born=GIRL.born, nationality="ERI")
    assert proposals([same_phone_and_birth], [GIRL], least=0.0) == ()


def test_many_new_records_are_compared_with_one_another_too() -> None:
    records = [each.entry for each in everybody(700)]
    whole = proposals(records, ())
    assert whole
    assert all(each.probability >= LEAST for each in whole)
    assert [each.probability for each in whole] == sorted((each.probability for each in whole), reverse=True)


@pytest.mark.parametrize("language", ["en", "fr", "ar", "cs"])
def test_every_case_has_words(language: str) -> None:
    assert words_of(language).comparisons.keys() == COMPARISONS.keys()
    for each in proposed(found(), model())[:200]:
        assert all(told(each.reasons, language))


def test_reasons_say_what_speaks_for_one_person() -> None:
    (one,) = proposals([AGAIN], [GIRL])
    said = told(one.reasons, "en")
    assert any(line.startswith("Given name: ") and "for one person" in line for line in said), said
    assert "Telephone" not in " ".join(said)


def test_no_model_runs_without_a_card_written_for_it() -> None:
    text = written(model())
    with pytest.raises(NoCard, match=r"There is no library/scores/record-linkage\.yaml"):
        carded(text, "")
    with pytest.raises(NoCard, match="was written for the model"):
        carded(text.replace("0.", "0.0", 1), library(CARD))
    with pytest.raises(NoCard, match="contest says nothing"):
        carded(text, library(CARD).replace(card().contest, "").replace(contest_lines(), 'contest: " "\n'))
    assert carded(library(MODEL), library(CARD))[1].error["all"]["all"].f1 == card().error["all"]["all"].f1


def library(path: str) -> str:
    from importlib.resources import files

    return files("safeconduct").joinpath("library", path).read_text(encoding="utf-8")


def contest_lines() -> str:
    text = library(CARD)
    return text[text.index("contest:") : text.index("error:")]


def test_the_card_says_errors_by_script_culture_and_sex() -> None:
    assert {"all", "script", "culture", "sex"} == card().error.keys()
    assert {"female", "male"} <= card().error["sex"].keys()


def test_weights_are_found_from_records_of_known_persons() -> None:
    records = everybody(400, 5)
    made = trained((columns([each.entry for each in records]), persons(records)))
    born = next(each for each in made["comparisons"] if each["output_column_name"] == "born")
    said = {level["label_for_charts"]: level for level in born["comparison_levels"]}
    assert said["same day"]["m_probability"] > said["same day"]["u_probability"]
    assert said["differs"]["m_probability"] < said["differs"]["u_probability"]


def test_a_table_without_names_or_with_one_id_twice_is_refused() -> None:
    with pytest.raises(NotEntries, match="no column of names"):
        entries_of([{"id": "1", "born": "1990"}])
    with pytest.raises(NotEntries, match="twice"):
        entries_of([{"id": "1", "name": "A B"}, {"id": "1", "name": "C D"}])
    with pytest.raises(NotEntries, match="no id"):
        entries_of([{"name": "A B"}])


def test_the_command_links_a_file_and_gives_reasons(tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    source, to = folder / "records.csv", folder / "pairs.csv"
    source.write_text(
        "id,name,born,sex,phone,nationality\n"
        "1,Mohammed Khalid al-Khatib,1990-04-17,male,0912345678,SYR\n"
        "2,محمد خالد الخطيب,1990-04-17,male,,SYR\n"
        "3,Blessing Okafor,1988-03-12,female,0912345678,NGA\n",
        encoding="utf-8",
    )
    done = CliRunner().invoke(app, ["people", "link", str(source), "--to", str(to)])
    assert done.exit_code == 0, done.output
    assert "1 pairs" in done.output
    assert "born on the same day" in to.read_text(encoding="utf-8")


def test_proposals_travel_as_json() -> None:
    (one,) = proposals([AGAIN], [GIRL])
    assert msgspec.json.decode(msgspec.json.encode(one), type=Proposal) == one
