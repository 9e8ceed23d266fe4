"""Figures that a test measured: `record("routes_total", 41)`; `make figures` prints them.

Each line of the file named by FIGURES_FILE is one figure with the test that computed it.
Without that variable nothing is written.
"""

import json
import os
from pathlib import Path

NAMES = (
    "facts_found",
    "facts_total",
    "routes_total",
    "routes_in_matrix",
    "first_start_s",
    "second_start_s",
    "session_page_queries",
    "session_page_kb_first",
    "axe_violations",
    "hostile_inputs_tried",
    "hostile_inputs_survived",
    "crash_cases",
    "crash_cases_exactly_once",
    "ics_events_parsed",
    "checkin_touches",
    "checkins_lost_of_150",
    "races_tested",
    "schedule_clicks",
    "schedule_fields",
    "clash_check_queries",
    "list_queries_3_rows",
    "list_queries_1_row",
    "import_3000_rows_s",
    "plan_taps",
    "answers_paired_of_10",
    "feedback_touches",
    "feedback_first_kb",
    "feedback_repeat_kb",
    "feedback_fcp_slow3g_s",
    "offline_notes_lost",
    "diff_cases",
)


def record(name: str, value: float) -> None:
    """Write that the running test measured `value`. The name must be one of NAMES.

    A figure that several tests share (crash cases, hostile inputs) is recorded once by a
    test that counts them, or several times: numbers recorded under one name by different
    tests are added up.
    """
    if name not in NAMES:
        raise ValueError(f"{name!r} is not a figure of this project (tests/figures.py)")
    target = os.environ.get("FIGURES_FILE")
    if not target:
        return
    test = os.environ.get("PYTEST_CURRENT_TEST", "").rsplit(" (", 1)[0]
    line = json.dumps({"name": name, "value": value, "test": test}, ensure_ascii=False)
    with Path(target).open("a", encoding="utf-8") as lines:
        lines.write(line + "\n")
