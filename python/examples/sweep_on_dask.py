"""A sweep on Dask: every task writes its shard itself, and the folder is read as one table."""

from pathlib import Path
from tempfile import TemporaryDirectory

from dask.distributed import Client, as_completed

import eastwest as ew

DATASETS = Path(__file__).resolve().parents[2] / "datasets"
SHARDS = 4  # of 100,000 scenarios or more each, where the grid is large


def answer(shard: int, sweep: ew.Sweep, folder: str) -> int:
    return int(sweep.to_shard(folder, shard, SHARDS).rows)


def main() -> None:
    case = ew.Case.read(DATASETS / "china").one_period()
    grid = {"carbon_price": {"range": {"from": 0, "to": 400, "steps": 500}}, "bandwidth_price*": [0.5, 1, 2, 4]}
    sweep = case.sweep(grid, threads=1)
    with TemporaryDirectory() as folder, Client(n_workers=2, threads_per_worker=1, dashboard_address=None) as client:
        where = str(Path(folder) / "shards")  # on a cluster: a folder that all nodes see
        held = client.scatter(sweep, broadcast=True)
        tasks = client.map(answer, range(1, SHARDS + 1), sweep=held, folder=where, retries=5, pure=False)
        for task in as_completed(tasks):
            print(f"{task.result():,} rows more")
        print(ew.verify_shards(where))


if __name__ == "__main__":
    main()
