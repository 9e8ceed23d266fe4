"""One's own account by its pages."""

import pytest
from django.contrib.auth import get_user
from django.test import Client

from accounts.models import SignInName
from tests import builders

pytestmark = pytest.mark.django_db
PASSWORD = {"password": builders.PASSWORD}


@pytest.fixture
def person():
    return builders.make_person("Vàng Thị Mai", phone="+84912000001")


@pytest.fixture
def mine(person):
    client = Client()
    client.force_login(person)
    return client


def test_the_profile_shows_names_as_people_write_them(mine, person):
    SignInName.objects.create(user=person, kind="email", normalised="mai@truong.vn")
    page = mine.get("/tai-khoan/")
    assert "0912 000 001" in page.text
    assert "mai@truong.vn" in page.text


def test_somebody_without_a_name_is_told_to_add_one(mine, person):
    person.sign_in_names.all().delete()
    assert "/tai-khoan/ten-dang-nhap/" in mine.get("/tai-khoan/").text


def test_a_new_password_signs_other_devices_out_but_not_this_one(mine, person):
    other = Client()
    other.force_login(person)
    response = mine.post(
        "/tai-khoan/mat-khau/",
        {**PASSWORD, "new_password": "Moi-2026-x", "new_password_again": "Moi-2026-x"},
    )
    assert response.url == "/tai-khoan/"
    assert get_user(mine) == person
    assert get_user(other).is_anonymous
    person.refresh_from_db()
    assert person.check_password("Moi-2026-x")


@pytest.mark.parametrize(
    ("old", "new", "again", "field"),
    [
        ("sai", "Moi-2026-x", "Moi-2026-x", "password"),
        (builders.PASSWORD, "Moi-2026-x", "Moi-2026-y", "new_password_again"),
        (builders.PASSWORD, "ngan", "ngan", "new_password"),
        (builders.PASSWORD, "1234567890", "1234567890", "new_password"),
        (builders.PASSWORD, "", "", "new_password"),
    ],
)
def test_a_wrong_new_password_is_refused_beside_its_field(
    mine, person, old, new, again, field
):
    page = mine.post(
        "/tai-khoan/mat-khau/",
        {"password": old, "new_password": new, "new_password_again": again},
    )
    assert next(iter(page.context["form"].errors)) == field
    person.refresh_from_db()
    assert person.check_password(builders.PASSWORD)


def test_guessing_the_present_password_is_counted(mine, person):
    form = {"new_password": "Moi-2026-x", "new_password_again": "Moi-2026-x"}
    for guess in range(10):
        mine.post("/tai-khoan/mat-khau/", {"password": f"doan-{guess}", **form})
    mine.post("/tai-khoan/mat-khau/", {**PASSWORD, **form})
    person.refresh_from_db()
    assert person.check_password(builders.PASSWORD)


def test_mistakes_beside_the_password_are_not_counted(mine, person):
    for _ in range(12):
        mine.post("/tai-khoan/mat-khau/", {**PASSWORD, "new_password": "ngan"})
    form = {"new_password": "Moi-2026-x", "new_password_again": "Moi-2026-x"}
    assert mine.post("/tai-khoan/mat-khau/", {**PASSWORD, **form}).status_code == 302


def test_a_sign_in_name_is_added_with_the_password(mine, person):
    address = "/tai-khoan/ten-dang-nhap/"
    assert mine.get(address).status_code == 200
    wrong = mine.post(address, {"sign_in_name": "mai@truong.vn", "password": "sai"})
    assert 'value="mai@truong.vn"' in wrong.text
    assert person.sign_in_names.count() == 1
    mine.post(address, {"sign_in_name": "mai@truong.vn", **PASSWORD})
    assert person.sign_in_names.count() == 2
    builders.make_person("Mùa A Dơ", phone="+84912000007")
    taken = mine.post(address, {"sign_in_name": "0912000007", **PASSWORD})
    assert taken.context["form"].errors.keys() == {"sign_in_name"}


def test_a_sign_in_name_is_changed_and_taken_away(mine, person):
    name = person.sign_in_names.get()
    address = f"/tai-khoan/ten-dang-nhap/{name.pk}/"
    assert 'value="0912 000 001"' in mine.get(address).text
    mine.post(address, {"sign_in_name": "0912 000 002", **PASSWORD})
    name.refresh_from_db()
    assert name.normalised == "+84912000002"
    last = mine.post(
        address, {"sign_in_name": "0912 000 002", "remove": "1", **PASSWORD}
    )
    assert last.status_code == 200
    SignInName.objects.create(user=person, kind="email", normalised="mai@truong.vn")
    mine.post(address, {"sign_in_name": "0912 000 002", "remove": "1", **PASSWORD})
    assert [one.kind for one in person.sign_in_names.all()] == ["email"]


def test_names_of_others_and_staff_codes_do_not_exist_here(mine, person):
    other = builders.make_person("Mùa A Dơ", phone="+84912000007")
    code = SignInName.objects.create(user=person, kind="code", normalised="NX/1")
    for name in (other.sign_in_names.get(), code):
        address = f"/tai-khoan/ten-dang-nhap/{name.pk}/"
        assert mine.get(address).status_code == 404
        assert mine.post(address, {"remove": "1", **PASSWORD}).status_code == 404


def test_signing_out_everywhere_keeps_this_device(mine, person):
    other = Client()
    other.force_login(person)
    assert mine.get("/tai-khoan/dang-xuat-het/").status_code == 200
    assert get_user(other) == person
    response = mine.post("/tai-khoan/dang-xuat-het/")
    assert response.url == "/tai-khoan/"
    assert get_user(mine) == person
    assert get_user(other).is_anonymous
