"""A fresh copy of the project on this machine: `make run`, stop, `make run` again.

How long it took is a figure and no condition: other tests keep the processors busy meanwhile.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests import figures
from tests.running import ROOT, Started, free_port


@pytest.fixture
def fresh_copy(tmp_path: Path) -> Path:
    """What git knows or would add, and nothing else: no environment, no data."""
    copy = tmp_path / "chung tay"  # a folder with a space is a folder too
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            target = copy / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target)
    return copy


def test_make_run_starts_on_a_fresh_copy_and_once_more(fresh_copy):
    words, port = ("make", "-s", "run"), free_port()
    data = fresh_copy / "var"
    with Started(data, {}, words, fresh_copy, port, patience=600) as first:
        first.ready().worker_ready()
        assert "0900000001" in first.output()
        first.stop()
        assert first.survivors(within=10) == {}
    with Started(data, {}, words, fresh_copy, port, patience=180) as second:
        second.ready()
        second.stop()
        assert second.survivors(within=10) == {}
    figures.record("first_start_s", round(first.seconds, 1))
    figures.record("second_start_s", round(second.seconds, 1))
