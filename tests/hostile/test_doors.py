"""The pages for people who are not signed in yet: sign-in, slip, first run."""

from urllib.parse import quote

import pytest
from django.urls import reverse

from accounts import setup
from tests.builders import PASSWORD
from tests.hostile.inputs import LONG, NUL, TEXTS, assert_answered, counts, shown_typed


@pytest.mark.parametrize("name", TEXTS)
def test_a_strange_sign_in_name_comes_back(client, world, tried, name):
    before = counts()
    typed = TEXTS[name]
    answer = client.post(
        reverse("accounts:sign_in"), {"sign_in_name": typed, "password": PASSWORD}
    )
    assert_answered(answer, before=before)
    assert shown_typed(answer, typed)
    assert "_auth_user_id" not in client.session
    tried()


@pytest.mark.parametrize("name", TEXTS)
def test_a_strange_password_opens_nothing_and_is_not_shown(client, world, tried, name):
    before = counts()
    typed = TEXTS[name]
    answer = client.post(
        reverse("accounts:sign_in"), {"sign_in_name": "0912000005", "password": typed}
    )
    assert_answered(answer, before=before)
    assert not typed or not shown_typed(answer, typed)
    assert shown_typed(answer, "0912000005")
    assert "_auth_user_id" not in client.session
    tried()


@pytest.mark.parametrize("name", TEXTS)
def test_a_strange_code_of_a_slip_comes_back(client, world, tried, name):
    before = counts()
    answer = client.post(reverse("accounts:slip_by_hand"), {"code": TEXTS[name]})
    assert_answered(answer, before=before)
    tried()


@pytest.mark.parametrize("name", sorted(set(TEXTS) - {"empty", "long"}))
def test_a_strange_address_of_a_slip_is_answered(client, world, tried, name):
    before = counts()
    answer = client.get(f"/vao/{quote(TEXTS[name], safe='')}/")
    assert_answered(answer, before=before)
    tried()


@pytest.mark.parametrize("name", TEXTS)
def test_a_strange_code_of_the_installation_opens_nothing(client, db, tried, name):
    before = counts()
    answer = client.post(reverse("clusters:first_run"), {"code": TEXTS[name]})
    if TEXTS[name]:
        assert_answered(answer, before=before)
    assert counts() == before
    tried()


@pytest.mark.parametrize("field", ["full_name", "sign_in_name"])
@pytest.mark.parametrize("typed", ["", LONG, NUL * 500])
def test_a_strange_first_person_comes_back(client, db, tried, field, typed):
    client.get(reverse("clusters:first_run"), {"ma": setup.setup_code()})
    before = counts()
    person = {
        "full_name": "Lò Minh Thư",
        "sign_in_name": "thu@so.vn",
        "new_password": "Mat-khau-2026",
        "new_password_again": "Mat-khau-2026",
    }
    answer = client.post(reverse("clusters:first_run"), {**person, field: typed})
    assert_answered(answer, before=before)
    assert shown_typed(answer, typed)
    tried()
