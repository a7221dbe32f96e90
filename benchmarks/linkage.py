"""How well records of one person are found: our model beside Splink as its manual sets it up, on the same records.

The plain model compares given, father's and family name, date of birth, telephone, sex and nationality as they were
written, with the comparisons that Splink brings for names and dates, and learns without labels. Both run on DuckDB.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from benchmarks.measuring import Result
from safeconduct.people.linkage.columns import columns
from safeconduct.people.linkage.entry import FIELDS
from safeconduct.people.linkage.invented import Invented, held_out, invented
from safeconduct.people.linkage.linking import pairs
from safeconduct.people.linkage.measuring import Pair, Quality, quality
from safeconduct.people.linkage.model import model

PEOPLE, SEED, SAME, F1 = 12_000, 2, 0.5, 0.96
RULES = (
    ("given", "family"),
    ("given", "born"),
    ("family", "born"),
    ("father", "born"),
    ("phone",),
)
CUTS = (0.1, 0.5, 0.9, 0.99, 0.999)
Scored = tuple[str, str, float]


def linkage_hard() -> Iterator[Result]:
    """Measure on people whom no weight was found from; then with names, then with mistakes, of which that holds too."""
    sets = {
        "other people": invented(PEOPLE, SEED),
        "other names": held_out(PEOPLE, SEED, mistakes=False),
        "other names and mistakes": held_out(PEOPLE, SEED),
    }
    for name, invented_records in sets.items():
        records = list(invented_records)
        started = time.process_time()
        found = list(likely(records))
        between = time.process_time()
        plain = best(plainly(records), persons(records))
        ours, theirs = between - started, time.process_time() - between
        mine = quality(found, persons(records))["all"]
        aim, met = (f">= {F1}", mine.f1 >= F1) if name == "other people" else ("said", True)
        yield line(f"linkage_hard F1, {name}", mine.f1, plain.f1, aim, met)
        yield line(f"linkage_hard precision, {name}", mine.precision, plain.precision)
        yield line(f"linkage_hard recall, {name}", mine.recall, plain.recall)
        yield line(f"linkage_hard seconds, {name}", ours, theirs)


def line(name: str, ours: float, reference: float, aim: str = "said", met: bool = True) -> Result:
    """Make one line; what is only said is always met."""
    return Result(name, ours, reference, ours / reference, aim, met)


def persons(records: Iterable[Invented]) -> dict[str, int]:
    """Say of which person each record is."""
    return {each.entry.id: each.person for each in records}


def best(found: Sequence[Scored], person_of: Mapping[str, int]) -> Quality:
    """Measure pairs from that probability on which is best for them: more than anybody has who knows no answers."""
    return max(
        (quality([(a, b) for a, b, chance in found if chance >= least], person_of)["all"] for least in CUTS),
        key=lambda each: each.f1,
    )


def likely(records: Sequence[Invented], using: dict[str, Any] | None = None) -> Iterator[Pair]:
    """Find pairs with the model of the library, or with another one."""
    found = pairs(columns([each.entry for each in records]), using or model(), SAME)
    yield from zip(found["unique_id_l"].to_pylist(), found["unique_id_r"].to_pylist(), strict=True)


def plainly(records: Sequence[Invented]) -> list[Scored]:
    """Find pairs with a plain model of Splink, and how likely each is."""
    rows = [{field: getattr(each.entry, field) or None for field in FIELDS} for each in records]
    with duckdb.connect() as connection:
        linker = plain_model(connection, pa.Table.from_pylist(rows))
        found = linker.inference.predict(threshold_match_probability=CUTS[0], warning_mode="never")
        return connection.sql(f"SELECT id_l, id_r, match_probability FROM {found.physical_name}").fetchall()  # noqa: S608


def plain_model(connection: duckdb.DuckDBPyConnection, table: pa.Table) -> Any:  # noqa: ANN401
    """Set a model up as the manual of Splink does, and let it learn without labels."""
    import splink.comparison_library as compared  # noqa: PLC0415 - it takes a second to load, which others would wait for
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on  # noqa: PLC0415

    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        comparisons=[
            *(compared.NameComparison(name) for name in ("given", "father", "family")),
            compared.DateOfBirthComparison("born", input_is_string=True),
            *(compared.ExactMatch(name) for name in ("phone", "sex", "nationality")),
        ],
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in RULES],
    )
    linker = Linker(DuckDBAPI(connection).register(table), settings, log_level=logging.ERROR)
    sure = [block_on("given", "family", "born"), block_on("given", "father", "family")]
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.3)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (("given", "family"), ("given", "born")):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*rule))
    return linker
