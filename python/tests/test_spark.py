"""A folder of shards as Spark reads it. Needs pyspark and Java, which `.ci/python` installs with EASTWEST_SPARK=1: they are half a gigabyte."""

from __future__ import annotations

import csv
import os

import eastwest as ew
import pytest
from conftest import DATASETS

sql = pytest.importorskip("pyspark.sql")

GRID = {
    "electricity_price.west*": {"range": {"from": 0.5, "to": 2, "steps": 40}},
    "carbon_price": {"range": {"from": 0, "to": 500, "steps": 25}},
}


def test_a_folder_of_shards_is_one_table(tmp_path):
    sweep, folder = ew.Case.read(DATASETS / "tiny").sweep(GRID), tmp_path / "rows"
    for shard in (1, 2, 3):
        sweep.to_shard(folder, shard, 3)
    sweep.to_csv(tmp_path / "whole.csv")
    with open(tmp_path / "whole.csv", newline="") as file:
        header, *expected = csv.reader(file)
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    spark = sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    try:
        table = spark.read.parquet(str(folder))
        assert table.columns == header
        rows = table.orderBy("scenario").collect()
    finally:
        spark.stop()
    assert len(rows) == len(expected) == 1000
    for found, cells in zip(rows, expected, strict=True):
        for value, cell in zip(found, cells, strict=True):
            assert (float(cell) == value) if isinstance(value, (int, float)) else (value or "") == cell
