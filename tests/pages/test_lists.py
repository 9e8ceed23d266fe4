"""Every list asks the database as often for three rows as for one, and today no more than twenty times."""

import pytest

from tests.figures import record
from tests.pages.lists import EVERYBODY, asked, begun, grow


@pytest.fixture
def growing(world):
    return begun(world)


def test_every_list_asks_the_same_for_one_row_and_for_three(growing):
    grow(growing)
    one = asked(growing)
    grow(growing)
    grow(growing)
    three = asked(growing)
    assert one == three
    # The dearest of all lists; which it is stands in the table of benchmarks/pages.py.
    record("list_queries_1_row", max(one.values()))
    record("list_queries_3_rows", max(three.values()))
    for who in EVERYBODY:
        assert three[f"today, {who}"] <= 20
        assert three[f"session, {who}"] <= 12
