"""Slips by their pages: looking is free, using is once, guessing is hopeless."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.utils import timezone

from accounts import actions, codes
from accounts.models import Slip
from accounts.verbs import Actor
from tests import builders

pytestmark = pytest.mark.django_db
NEW = {"new_password": "Moi-2026-x", "new_password_again": "Moi-2026-x"}


@pytest.fixture
def issuer():
    return builders.make_person("Lường Văn Sơn")


@pytest.fixture
def person():
    return builders.make_person("Vàng Thị Mai", phone="+84912000001")


@pytest.fixture
def slip(person, issuer):
    return actions.issue_slip(
        person=person,
        purpose=Slip.Purpose.PASSWORD,
        by=Actor(user=issuer),
        now=timezone.now(),
        place="THCS Nậm Xuân",
    )


def test_a_code_is_ten_letters_without_look_alikes_in_two_groups():
    for _ in range(50):
        code = codes.code_of(codes.new_seed())
        assert len(code) == 10
        assert not set(code) & set("01ILOU")
        assert codes.grouped(code) == f"{code[:5]}-{code[5:]}"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("7k4mq-2xanp", "7K4MQ2XANP"),
        (" 7K4MQ 2XANP ", "7K4MQ2XANP"),
        ("7K4MQ2XAN", None),
        ("7K4MQ2XAN0", None),
        ("đ7K4MQ2XAN", None),
        ("", None),
    ],
)
def test_a_code_is_read_as_people_type_it(typed, read):
    assert codes.read_code(typed) == read


def test_another_secret_key_gives_other_codes(settings):
    seed = codes.new_seed()
    first = codes.code_of(seed)
    settings.SECRET_KEY = "another"
    assert codes.code_of(seed) != first


def test_looking_at_a_slip_never_uses_it_up(client, slip):
    for _ in range(3):
        page = client.get(f"/vao/{slip.code}/")
        assert page.status_code == 200
        assert client.head(f"/vao/{slip.code}/").status_code == 200
    assert "Vàng Thị Mai" in page.text
    assert "THCS Nậm Xuân" in page.text
    assert "912 000" not in page.text
    slip.refresh_from_db()
    assert slip.used_at is None
    assert page["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_the_greeting_keeps_its_two_words_in_one_line(client, slip, person):
    slip.purpose = Slip.Purpose.INVITATION
    slip.save()
    page = client.get(f"/vao/{slip.code}/")
    assert f"Kính chào thầy\u00a0cô {person}" in page.text


def test_a_slip_sets_the_password_and_signs_in(client, slip, person):
    response = client.post(f"/vao/{slip.code.lower()}/", {**NEW, "sign_in_name": ""})
    assert response.url == "/"
    assert get_user(client) == person
    person.refresh_from_db()
    assert person.check_password("Moi-2026-x")


def test_a_used_slip_says_whom_to_ask(client, slip):
    client.post(f"/vao/{slip.code}/", NEW)
    page = Client().get(f"/vao/{slip.code}/")
    assert page.status_code == 410
    assert "Lường Văn Sơn" in page.text
    again = Client().post(f"/vao/{slip.code}/", NEW)
    assert again.status_code == 410


def test_an_expired_or_revoked_slip_opens_nothing(client, slip, person, issuer):
    Slip.objects.update(
        issued_at=timezone.now() - timedelta(days=9),
        expires_at=timezone.now() - timedelta(minutes=1),
        issued_by=None,
    )
    assert client.get(f"/vao/{slip.code}/").status_code == 410
    fresh = actions.issue_slip(
        person=person, purpose="password", by=Actor(user=issuer), now=timezone.now()
    )
    actions.deactivate(person=person, by=Actor(user=issuer), now=timezone.now())
    assert client.post(f"/vao/{fresh.code}/", NEW).status_code == 410
    assert get_user(client).is_anonymous


def test_a_slip_that_is_used_in_between_is_refused(client, slip, monkeypatch):
    monkeypatch.setattr(Slip, "opens", lambda self, *, now: True)
    client.post(f"/vao/{slip.code}/", NEW)
    late = Client()
    page = late.post(f"/vao/{slip.code}/", NEW)
    assert page.status_code == 200
    assert page.context["form"].non_field_errors()
    assert get_user(late).is_anonymous


def test_the_wrong_form_keeps_the_slip(client, slip):
    page = client.post(
        f"/vao/{slip.code}/", {"sign_in_name": "mai@truong.vn", "new_password": "ngan"}
    )
    assert page.status_code == 200
    assert 'value="mai@truong.vn"' in page.text
    slip.refresh_from_db()
    assert slip.used_at is None


def test_who_has_no_name_to_sign_in_with_must_give_one(client, slip, person):
    person.sign_in_names.all().delete()
    page = client.post(f"/vao/{slip.code}/", NEW)
    assert list(page.context["form"].errors) == ["sign_in_name"]
    client.post(f"/vao/{slip.code}/", {**NEW, "sign_in_name": "mai@truong.vn"})
    assert person.sign_in_names.get().normalised == "mai@truong.vn"


def test_somebody_else_on_this_device_is_named_before_being_signed_out(slip, issuer):
    client = Client()
    client.force_login(issuer)
    page = client.get(f"/vao/{slip.code}/")
    assert page.context["others"] is True
    client.post(f"/vao/{slip.code}/", NEW)
    assert get_user(client) == slip.user


def test_a_code_typed_by_hand_leads_to_the_slip(client, slip):
    assert client.get("/vao/").status_code == 200
    typed = slip.code.lower().replace("-", " ")
    response = client.post("/vao/", {"code": typed})
    assert response.url == f"/vao/{slip.code}/"
    wrong = client.post("/vao/", {"code": "khong phai"})
    assert 'value="khong phai"' in wrong.text


@pytest.mark.parametrize("code", ["22222-22222", "x", "1" * 200, "%3Cscript%3E"])
def test_an_unknown_code_says_so_and_nothing_else(client, slip, code):
    page = client.get(f"/vao/{code}/")
    assert page.status_code == 404
    assert page.context["form"].errors["code"]
    assert "Vàng Thị Mai" not in page.text


def test_guessing_codes_from_one_address_ends_soon(client, slip):
    for _ in range(30):
        client.get("/vao/22222-22222/")
    assert client.get("/vao/22222-22222/").status_code == 429
    assert client.get(f"/vao/{slip.code}/").status_code == 429
    assert client.get(f"/vao/{slip.code}/", REMOTE_ADDR="10.0.0.7").status_code == 200


def test_opening_real_slips_is_not_counted(client, slip):
    for _ in range(40):
        assert client.get(f"/vao/{slip.code}/").status_code == 200
