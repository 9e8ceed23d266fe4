import pytest

from tests.reports.production.conftest import own_folders  # noqa: F401


@pytest.fixture(autouse=True)
def _own_folders(own_folders):  # noqa: F811
    """Files, job folders and messages of one test: its own."""
