"""A sweep on a real Ray cluster of two nodes, one of which is killed in the middle. ``.ci/ray`` runs it, with what it needs."""

from __future__ import annotations

import os
import signal
import threading
import time

import eastwest as ew
import pytest
from conftest import DATASETS

ray = pytest.importorskip("ray")
from ray.cluster_utils import Cluster  # noqa: E402

# what the command reads, and the same from Python
GRID = """
[[parameter]]
key = "pue.west"
range = { from = 1.1, to = 1.5, steps = 140 }
[[parameter]]
key = "capacity.west"
as = "factor"
range = { from = 0.2, to = 2, steps = 100 }
[[parameter]]
key = "demand.inference"
as = "factor"
range = { from = 0.5, to = 1.5, steps = 10 }
"""
ROWS, SHARDS = 140 * 100 * 10, 7


@pytest.fixture
def cluster():
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    second = cluster.add_node(num_cpus=1)
    ray.init(address=cluster.address, log_to_driver=False)
    cluster.wait_for_nodes()
    yield cluster, second
    ray.shutdown()
    cluster.shutdown()


def writing(folder):
    """Process ids that hold the journal of a shard open, each with its shard."""
    found = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            opened = [os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")]
        except OSError:
            continue
        found.update({int(pid): path for path in opened if path.startswith(f"{folder}/_journals/") and path.endswith(".rows.csv")})
    return found


def node_of(pid):
    """The raylet that started a worker."""
    with open(f"/proc/{pid}/stat") as stat:
        return int(stat.read().rpartition(")")[2].split()[1])


def kill_while_it_writes(cluster, node, folder, killed):
    """Kills a node and its worker as a machine that loses its power does, once it has rows of a shard in its journal."""
    raylet = next(info.process.pid for infos in node.all_processes.items() if infos[0] == "raylet" for info in infos[1])
    until = time.monotonic() + 300
    while time.monotonic() < until:
        for pid, journal in writing(folder).items():
            if node_of(pid) == raylet and os.path.getsize(journal) > 20_000:
                cluster.remove_node(node, allow_graceful=False)
                os.kill(pid, signal.SIGKILL)
                killed.append(journal)
                return
        time.sleep(0.02)


def test_a_node_that_is_killed_loses_nothing(cluster, run, tmp_path, monkeypatch):
    cluster, second = cluster
    # a task for each of these shards, so that there is a middle to be killed in
    monkeypatch.setattr("eastwest.ray.LEAST", ROWS // SHARDS)
    case, grid, folder = ew.Case.read(DATASETS / "tiny"), tmp_path / "grid.toml", tmp_path / "rows"
    grid.write_text(GRID)
    killed, told = [], []
    killer = threading.Thread(target=kill_while_it_writes, args=(cluster, second, folder, killed))
    killer.start()
    done = ew.ray.sweep(case, grid, folder, shards=SHARDS, progress=lambda *progress: told.append(progress))
    killer.join()
    assert len(killed) == 1, "no node was killed: the sweep was too short"
    assert [one["shard"] for one in done] == list(range(1, SHARDS + 1))
    assert sum(done["rows"]) == ROWS and told[-1] == ("scenarios", ROWS, ROWS)
    assert ew.verify_shards(folder).to_dict() == {"shards": SHARDS, "rows": ROWS, "bytes": sum(done["bytes"])}

    # the command takes the folder for its own, and one shard of its own has the same bytes
    checked = run("merge", "--verify", folder)
    assert checked.returncode == 0, checked.stderr
    again = run("sweep", DATASETS / "tiny", grid, "--missing", folder)
    assert again.returncode == 0 and again.stdout == "", again.stderr
    number = next(one["shard"] for one in done if one["file"].split(".")[0] in killed[0])
    own = tmp_path / "own"
    assert run("sweep", DATASETS / "tiny", grid, "--shard", f"{number}/{SHARDS}", "-o", f"{own}/").returncode == 0
    (file,) = own.glob("*.parquet")
    assert file.read_bytes() == (folder / file.name).read_bytes()

    # and all of them are those of one process, and stay when it is asked again
    assert run("merge", folder, "-o", tmp_path / "merged.parquet").returncode == 0
    assert run("sweep", DATASETS / "tiny", grid, "-o", tmp_path / "whole.parquet").returncode == 0
    assert (tmp_path / "merged.parquet").read_bytes() == (tmp_path / "whole.parquet").read_bytes()
    assert ew.ray.sweep(case, grid, folder, shards=SHARDS) == done

    # a folder of another sweep is refused before anything runs
    with pytest.raises(ew.CaseError, match="another sweep: its case differs"):
        ew.ray.sweep(ew.Case.read(DATASETS / "china").one_period(), {"carbon_price": [1, 2] * 4}, folder, shards=SHARDS)
    # and what cannot be written is said as it is where nobody is far away
    os.unlink(folder / done["file"][0])
    os.mkdir(folder / done["file"][0])
    with pytest.raises(OSError):
        ew.ray.sweep(case, grid, folder, shards=SHARDS, retries=1)
