"""The same model on Apache Spark, for registers beyond one machine; needs the extra ``spark`` and Java 17 or later."""

from __future__ import annotations

import logging
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

COLUMNS = ["unique_id_l", "unique_id_r", "match_probability"]
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.log.level": "ERROR",
    "spark.driver.memory": "2g",
    "spark.sql.shuffle.partitions": "4",
    # Each rule would be compiled apart, which takes longer than it saves.
    "spark.sql.codegen.wholeStage": "false",
}
"""Of a session on this machine; one that is given keeps its own."""


def spark_pairs(table: pa.Table, model: dict[str, Any], least: float, session: Any = None) -> pa.Table:  # noqa: ANN401
    """Return pairs with their probability, found by Spark with the text of the model that DuckDB uses.

    ``session`` is a Spark session, by default one on this machine, which ends with this.
    """
    # A file, since Spark would copy a table from memory into its plan once for each rule of what is looked at.
    with TemporaryDirectory() as folder:
        file = Path(folder) / "records.parquet"
        pq.write_table(table, file)
        return spark_pairs_of(str(file), model, least, session)


def spark_pairs_of(file: str, model: dict[str, Any], least: float, session: Any = None) -> pa.Table:  # noqa: ANN401
    """Return the pairs of a Parquet file of :func:`.columns.columns`, wherever Spark reads files from."""
    if session is not None:
        return _pairs(file, model, least, session)
    spark = _local()
    try:
        return _pairs(file, model, least, spark)
    finally:
        spark.stop()


def _local() -> Any:  # noqa: ANN401
    from pyspark.sql import SparkSession  # noqa: PLC0415

    builder = SparkSession.builder.master("local[*]")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def _pairs(file: str, model: dict[str, Any], least: float, spark: Any) -> pa.Table:  # noqa: ANN401
    from splink import Linker, SparkAPI  # noqa: PLC0415

    engine = SparkAPI(spark_session=spark, break_lineage_method="persist", num_partitions_on_repartition=8)  # type: ignore[no-untyped-call]
    linker = Linker(engine.register(spark.read.parquet(file)), model, log_level=logging.ERROR)
    found = linker.inference.predict(threshold_match_probability=least, warning_mode="never")
    rows = spark.table(found.physical_name).select(*COLUMNS).collect()
    return pa.Table.from_pylist([row.asDict() for row in rows])
