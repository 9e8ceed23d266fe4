"""What people type into the search field, and how names of a pasted list find their school."""

import pytest

from sessions.forms.people import units_by_name
from sessions.models import ExchangeSession
from sessions.pasting import read_list
from tests.sessions.helpers import scheduled


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("KHTN8", True),
        ("khtn 8", True),
        ("KHTN9", False),
        ("26/11", True),
        ("26/11/2026", True),
        ("26-11 áp suất", True),
        ("26/11/2025", False),
        ("27/11", False),
        ("99/99", False),
        ("%", False),
        ("…", False),
        (" ", True),
    ],
)
def test_a_session_is_found_by_what_people_type(world, typed, found):
    scheduled(world)
    assert ExchangeSession.objects.matching(typed).exists() is found


def test_a_school_of_a_pasted_list_is_found_with_the_word_before_it(world):
    units = list(scheduled(world).units.order_by("order"))
    lines = "Trần Văn Bé, tổ trưởng, trường THCS Pa Sương\nLò A, GV, Trường ngoài"
    rows = read_list(lines, units_by_name(units)).people
    assert [(row.title, row.unit, row.organisation) for row in rows] == [
        ("tổ trưởng", units[1].pk, ""),
        ("GV", None, "Trường ngoài"),
    ]
