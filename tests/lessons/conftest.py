"""Helpers of the page tests: how many questions a page asks."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


@pytest.fixture
def queries():
    """`queries(client, address)` is the number of queries that a page of code 200 asks."""

    def count(client: Client, address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            response = client.get(address)
        assert response.status_code == 200
        return len(asked)

    return count
