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


@pytest.mark.parametrize(
    ("given", "host", "port", "tls", "ssl"),
    [
        ("", "", 25, False, False),
        ("smtp://mail.example", "mail.example", 25, False, False),
        ("smtp+tls://mail.example", "mail.example", 587, True, False),
        ("smtps://mail.example", "mail.example", 465, False, True),
        ("smtps://mail.example:2465", "mail.example", 2465, False, True),
    ],
)
def test_a_mail_server_is_one_address(monkeypatch, given, host, port, tls, ssl):
    monkeypatch.setenv("EMAIL_URL", given)
    read = environment.mail_server("EMAIL_URL")
    assert (read["EMAIL_HOST"], read["EMAIL_PORT"]) == (host, port)
    assert (read["EMAIL_USE_TLS"], read["EMAIL_USE_SSL"]) == (tls, ssl)
    assert (read["EMAIL_HOST_USER"], read["EMAIL_HOST_PASSWORD"]) == ("", "")


def test_name_and_password_of_a_mail_server_are_taken_out_of_its_address(monkeypatch):
    monkeypatch.setenv("EMAIL_URL", "smtp+tls://cum%40so.vn:b%C3%AD%2Fm%3At@mail.so.vn")
    read = environment.mail_server("EMAIL_URL")
    assert read["EMAIL_HOST_USER"] == "cum@so.vn"
    assert read["EMAIL_HOST_PASSWORD"] == "bí/m:t"
    assert read["EMAIL_HOST"] == "mail.so.vn"


@pytest.mark.parametrize(
    "given", ["mail.example", "http://mail.example", "smtp://", "smtp://host:port"]
)
def test_a_mail_server_that_cannot_be_read_is_refused_without_its_password(
    monkeypatch, given
):
    monkeypatch.setenv("EMAIL_URL", given.replace("//", "//user:bi-mat@", 1))
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL") as refused:
        environment.mail_server("EMAIL_URL")
    assert "bi-mat" not in str(refused.value)


def test_our_e_mail_is_from_the_public_address_unless_it_is_said(monkeypatch):
    monkeypatch.delenv("EMAIL_FROM", raising=False)
    site = "https://cum.example.vn:8443"
    assert (
        environment.sender("EMAIL_FROM", site) == "Chung Tay <no-reply@cum.example.vn>"
    )
    assert environment.sender("EMAIL_FROM", "") == "Chung Tay <no-reply@localhost>"
    monkeypatch.setenv("EMAIL_FROM", "Cụm 1 <thuky@so.vn>")
    assert environment.sender("EMAIL_FROM", site) == "Cụm 1 <thuky@so.vn>"
