"""What `make run` says when everything answers."""

import io

import pytest

from accounts.setup import setup_code
from config.management.commands import serve
from tests import builders

# The starter closes its connections, which would end a test inside a transaction.
pytestmark = pytest.mark.django_db(transaction=True)


def welcome() -> str:
    said = io.StringIO()
    serve.Command(stdout=said).welcome("192.168.1.7", 8000)
    return said.getvalue()


def test_an_empty_installation_is_told_how_to_set_it_up(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    said = welcome()
    assert f"    http://192.168.1.7:8000/bat-dau/?ma={setup_code()}\n" in said


def test_an_installation_with_people_prints_no_code(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    builders.make_person("Vàng Thị Mai")
    assert "/bat-dau/" not in welcome()
    assert not (tmp_path / "setup_code").exists()
