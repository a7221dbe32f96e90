"""The same model on Apache Spark, for registers beyond one machine; needs the extra ``spark`` and Java."""

from __future__ import annotations

import logging
from typing import Any

import pyarrow as pa

COLUMNS = ["unique_id_l", "unique_id_r", "match_probability"]


def spark_pairs(table: pa.Table, model: dict[str, Any], least: float, session: Any = None) -> pa.Table:  # noqa: ANN401
    """Return pairs with their probability, found by Spark with the text of the model that DuckDB uses.

    ``session`` is a Spark session, by default one on this machine.
    """
    from pyspark.sql import SparkSession  # noqa: PLC0415
    from splink import Linker, SparkAPI  # noqa: PLC0415

    spark = session or SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    frame = spark.createDataFrame(table.to_pandas())
    engine = SparkAPI(spark_session=spark, num_partitions_on_repartition=8)  # type: ignore[no-untyped-call]
    linker = Linker(engine.register(frame), model, log_level=logging.ERROR)
    found = linker.inference.predict(threshold_match_probability=least, warning_mode="never")
    rows = spark.table(found.physical_name).select(*COLUMNS).collect()
    return pa.Table.from_pylist([row.asDict() for row in rows])
