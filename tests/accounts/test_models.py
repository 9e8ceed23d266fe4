"""Rows of accounts: what they promise by themselves."""

from datetime import UTC, datetime

import pytest

from accounts import audit
from accounts.models import AuditEntry, SignInFailure, SignInName, Slip, User
from accounts.signin_names import normalise, normalise_phone
from accounts.verbs import SYSTEM, Actor, actor_of
from tests import builders

pytestmark = pytest.mark.django_db


def test_an_audit_entry_is_never_changed_and_never_deleted():
    person = builders.make_person("Vàng Thị Mai")
    entry = audit.record(by=SYSTEM, verb="accounts.create_person", row=person)
    for change in (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(verb="x"),
    ):
        with pytest.raises(TypeError):
            change()
    assert AuditEntry.objects.get().verb == "accounts.create_person"
    assert str(entry) == f"accounts.create_person accounts.user {person.pk}"


def test_the_actor_of_a_request_is_whoever_is_signed_in(rf):
    request = rf.get("/")
    request.user = builders.make_person("Vàng Thị Mai")
    assert actor_of(request) == Actor(user=request.user)
    request.request_id = "abc"
    assert actor_of(request) == Actor(user=request.user, request_id="abc")


def test_a_person_has_full_name_given_name_and_initials():
    person = builders.make_person("Nguyễn Thị Hằng Nga", phone="+84912000001")
    assert person.get_full_name() == "Nguyễn Thị Hằng Nga"
    assert person.get_short_name() == "Nga"
    assert person.initials == "HN"
    assert str(person) == "Nguyễn Thị Hằng Nga"
    assert str(SignInName.objects.get()) == "+84912000001"


def test_no_older_secret_key_keeps_a_cookie_alive():
    person = builders.make_person("Vàng Thị Mai")
    assert list(person.get_session_auth_fallback_hash()) == []


def test_people_are_found_by_the_words_of_their_name():
    builders.make_person("Đường Thị Ân")
    builders.make_person("Dương Quốc Đạt")
    builders.make_person("Lò Văn Inh")

    def found(words: str) -> list[str]:
        return [person.full_name for person in User.objects.named_like(words)]

    assert found("duong") == ["Đường Thị Ân", "Dương Quốc Đạt"]
    assert found("an  ĐƯỜNG") == ["Đường Thị Ân"]
    assert found("") == ["Đường Thị Ân", "Dương Quốc Đạt", "Lò Văn Inh"]


def test_rows_say_what_they_are():
    at = datetime(2026, 11, 22, 8, 5, tzinfo=UTC)
    failure = SignInFailure(kind="account", key="k", at=at)
    assert str(failure) == "account 2026-11-22 08:05"
    slip = Slip(user=User(full_name="Vàng Thị Mai"), purpose="invitation")
    assert str(slip).endswith(": Vàng Thị Mai")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("0912 345 678", [("phone", "+84912345678")]),
        ("84 912345678", [("phone", "+84912345678")]),
        ("+1 (202) 555-0100", [("phone", "+12025550100")]),
        ("Mai@Truong.VN", [("email", "mai@truong.vn")]),
        ("nx / gv 7", [("code", "NX/GV 7")]),
        ("/gv7", []),
        ("nx/", []),
        ("912345678", []),
        ("mai", []),
        ("", []),
    ],
)
def test_what_people_type_to_sign_in(typed, meant):
    assert normalise(typed) == meant


@pytest.mark.parametrize("typed", ["84123", "12345678901", "++84912345678", "0"])
def test_what_is_no_phone_number(typed):
    assert normalise_phone(typed) is None
