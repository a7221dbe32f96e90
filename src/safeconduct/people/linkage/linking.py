"""Pairs of a table of records, with the weight of each comparison: the model run by Splink, on DuckDB or on Spark."""

from __future__ import annotations

import logging
from typing import Any

import duckdb
import pyarrow as pa

from safeconduct.people.linkage.comparisons import COMPARISONS

_CHOSEN = "unique_id_l, unique_id_r, match_probability, match_weight, " + ", ".join(
    f"gamma_{name}" for name in COMPARISONS
)


def pairs(table: pa.Table, model: dict[str, Any], least: float = 0.0, memory: str = "", spill: str = "") -> pa.Table:
    """Return the pairs that are looked at and whose probability is at least ``least``.

    Columns: ``unique_id_l``, ``unique_id_r``, ``match_probability``, ``match_weight`` (bits), and for each comparison
    the number of its level ``gamma_…``. DuckDB works in memory, and spills to a folder where one is named.
    """
    from splink import DuckDBAPI  # noqa: PLC0415 - it takes a second to load, which every command would wait for

    connection = duckdb.connect()
    if memory:
        connection.execute("SET memory_limit = ?", [memory])
    if spill:
        connection.execute("SET temp_directory = ?", [spill])
    try:
        found = _predicted(DuckDBAPI(connection), table, model, least)
        return connection.sql(f"SELECT {_CHOSEN} FROM {found.physical_name} ORDER BY ALL").to_arrow_table()  # noqa: S608
    finally:
        connection.close()


def _predicted(engine: Any, table: Any, model: dict[str, Any], least: float) -> Any:  # noqa: ANN401
    from splink import Linker  # noqa: PLC0415

    linker = Linker(engine.register(table), model, log_level=logging.ERROR)
    return linker.inference.predict(threshold_match_probability=least or None, warning_mode="never")
