"""The environment is read once, and what cannot be right is refused with its name."""

import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment


@pytest.mark.parametrize(
    ("raw", "value"),
    [("1", True), ("on", True), ("YES", True), (" true ", True), ("0", False), ("off", False)],
)  # fmt: skip
def test_a_flag_understands_what_people_write(monkeypatch, raw, value):
    monkeypatch.setenv("SECURE_COOKIES", raw)
    assert environment.flag("SECURE_COOKIES") is value


@pytest.mark.parametrize("default", [True, False])
def test_an_empty_flag_is_its_default(monkeypatch, default):
    monkeypatch.setenv("SECURE_COOKIES", "")
    assert environment.flag("SECURE_COOKIES", default=default) is default


def test_a_flag_that_cannot_be_understood_is_refused_with_its_name(monkeypatch):
    monkeypatch.setenv("SECURE_COOKIES", "maybe")
    with pytest.raises(ImproperlyConfigured, match="SECURE_COOKIES='maybe'"):
        environment.flag("SECURE_COOKIES")


def test_words_are_separated_by_commas_or_spaces(monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", "a.example, b.example c.example")
    assert environment.words("ALLOWED_HOSTS") == ["a.example", "b.example", "c.example"]


def test_a_number_is_read_or_refused_with_its_name(monkeypatch):
    assert environment.number("NOT_SET", 7) == 7
    monkeypatch.setenv("PORT", "9000")
    assert environment.number("PORT", 8000) == 9000
    monkeypatch.setenv("PORT", "-1")
    with pytest.raises(ImproperlyConfigured, match="PORT='-1'"):
        environment.number("PORT", 8000)


def test_the_secret_key_is_made_once_and_kept_for_its_owner_only(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    first = environment.secret_key(tmp_path)
    assert len(first) >= 60
    assert environment.secret_key(tmp_path) == first
    kept = tmp_path / "secret_key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [kept]


def test_a_given_secret_key_wins(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "given")
    assert environment.secret_key(tmp_path) == "given"
    assert list(tmp_path.iterdir()) == []


def test_the_data_folder_is_made_and_others_keep_out(tmp_path, monkeypatch):
    monkeypatch.delenv("CHUNGTAY_DATA", raising=False)
    folder = environment.data_folder(tmp_path / "var")
    assert stat.S_IMODE(folder.stat().st_mode) & 0o007 == 0
    assert list(folder.iterdir()) == []


def test_a_data_folder_that_cannot_be_written_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("CHUNGTAY_DATA", str(tmp_path / "file" / "var"))
    (tmp_path / "file").touch()
    with pytest.raises(ImproperlyConfigured, match="CHUNGTAY_DATA"):
        environment.data_folder(tmp_path)
