"""The model text that DuckDB runs, run by Apache Spark: the same pairs."""

from __future__ import annotations

import shutil

import pytest

from safeconduct.people.linkage.columns import columns
from safeconduct.people.linkage.invented import invented
from safeconduct.people.linkage.linking import pairs
from safeconduct.people.linkage.model import model

PEOPLE, SEED, LEAST = 300, 11, 0.5


def test_spark_finds_the_pairs_that_duckdb_finds() -> None:
    pytest.importorskip("pyspark", reason="Spark is not installed: uv sync --group dev --extra spark")
    if not shutil.which("java"):
        pytest.skip("There is no Java, which Spark needs: apt-get install default-jre-headless")
    from safeconduct.people.linkage.spark import spark_pairs

    table = columns([each.entry for each in invented(PEOPLE, SEED)])
    ours, theirs = pairs(table, model(), LEAST), spark_pairs(table, model(), LEAST)
    assert chances(theirs) == pytest.approx(chances(ours))


def chances(found: object) -> dict[tuple[str, ...], float]:
    return {
        tuple(sorted((row["unique_id_l"], row["unique_id_r"]))): row["match_probability"]
        for row in found.to_pylist()  # type: ignore[attr-defined]
    }
