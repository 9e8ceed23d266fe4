"""How figures are written down and put together."""

import json

import pytest

from scripts import figures as printing
from tests import figures


def test_a_figure_is_written_with_its_test(tmp_path, monkeypatch):
    monkeypatch.setenv("FIGURES_FILE", str(tmp_path / "lines"))
    figures.record("facts_total", 78)
    assert json.loads((tmp_path / "lines").read_text()) == {
        "name": "facts_total",
        "value": 78,
        "test": "tests/test_figures.py::test_a_figure_is_written_with_its_test",
    }


def test_nothing_is_written_when_nobody_asked(tmp_path, monkeypatch):
    monkeypatch.delenv("FIGURES_FILE", raising=False)
    monkeypatch.chdir(tmp_path)
    figures.record("facts_total", 78)
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="facts_lost"):
        figures.record("facts_lost", 0)


def test_different_tests_add_up_and_a_test_run_twice_counts_once():
    def line(name: str, test: str, value: float) -> str:
        return json.dumps({"name": name, "test": test, "value": value})

    lines = [
        line("crash_cases", "tests/a.py::test_one[x]", 1),
        line("crash_cases", "tests/a.py::test_one[x]", 1),
        line("crash_cases", "tests/a.py::test_one[y]", 1),
        line("first_start_s", "tests/b.py::test_start", 20.5),
        line("first_start_s", "tests/b.py::test_start", 19.25),
    ]
    assert printing.figures(lines) == {
        "crash_cases": (2, ["tests/a.py::test_one"]),
        "first_start_s": (19.25, ["tests/b.py::test_start"]),
    }
