"""The same start on PostgreSQL and Redis, as a district would run it."""

import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from tests.running import ROOT, Started, plain_environment

pytestmark = pytest.mark.postgres


@pytest.fixture
def servers(transactional_db) -> dict[str, str]:
    """The addresses of the test database and of Redis, for another process."""
    given = connection.settings_dict
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{given['NAME']}")
    return {
        "DATABASE_URL": address.geturl(),
        "REDIS_URL": str(settings.CELERY_BROKER_URL),
    }


def test_it_starts_without_a_demonstration_and_the_worker_answers(servers, tmp_path):
    with Started(tmp_path / "var", servers) as app:
        app.ready().worker_ready()
        assert "chungtay2026" not in app.output()
        assert app.stop() == 0
        assert app.survivors(within=8) == {}


def test_the_demonstration_is_refused_because_its_passwords_are_known(
    servers, tmp_path
):
    done = subprocess.run(
        [sys.executable, "manage.py", "load_demo"],
        cwd=ROOT,
        env=plain_environment(CHUNGTAY_DATA=str(tmp_path / "var"), **servers),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "DATABASE_URL" in done.stderr
