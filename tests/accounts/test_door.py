"""Signing in and out, and the form that was sent after the sign-in had expired."""

import html
import re
from datetime import timedelta

import pytest
from django.conf import settings as site
from django.contrib.auth import get_user
from django.http import HttpResponse
from django.test import Client
from django.urls import path, reverse
from django.utils import timezone

from accounts import carried
from accounts.models import SignInFailure, SignInName
from config import urls as site_urls
from tests import builders

pytestmark = pytest.mark.django_db
SIGN_IN = "/dang-nhap/"


def echo(request):
    """A view of signed-in people that says what reached it."""
    fields = sorted(
        f"{name}={value}" for name, values in request.POST.lists() for value in values
    )
    return HttpResponse("\n".join([request.user.full_name, *fields]))


urlpatterns = [*site_urls.urlpatterns, path("thu/", echo)]
handler404 = "django.views.defaults.page_not_found"


@pytest.fixture(autouse=True)
def _with_echo(settings):
    settings.ROOT_URLCONF = "tests.accounts.test_door"


@pytest.fixture
def person():
    return builders.make_person("Vàng Thị Mai", phone="+84912000001")


def sign_in(client, name="0912 000 001", password=builders.PASSWORD, **more):
    return client.post(
        SIGN_IN, {"sign_in_name": name, "password": password, "stay": "on", **more}
    )


def carried_of(response) -> str:
    found = re.search(r'name="carried" value="([^"]*)"', response.text)
    return html.unescape(found[1])


@pytest.mark.parametrize(
    "typed",
    ["0912 000 001", "+84 912.000.001", "84912000001", "Mai@Truong.vn", "nx/gv1"],
)
def test_one_field_takes_phone_email_and_staff_code(client, person, typed):
    for kind, value in (("email", "mai@truong.vn"), ("code", "NX/GV1")):
        SignInName.objects.create(user=person, kind=kind, normalised=value)
    response = sign_in(client, typed)
    assert (response.status_code, response.url) == (302, "/")
    assert get_user(client) == person
    assert SignInFailure.objects.count() == 0


def test_wrong_password_unknown_name_and_wrong_password_of_a_locked_account_are_answered_alike(
    client, person
):
    locked = builders.make_person("Khóa", phone="+84912000002", is_active=False)
    assert not locked.is_active
    answers = {
        re.sub(r'value="[^"]*"', "", sign_in(client, name, password).text)
        for name, password in [
            ("0912000001", "sai-mat-khau"),
            ("0912000777", "sai-mat-khau"),
            ("0912000002", "sai-mat-khau"),
            ("không phải tên", "sai-mat-khau"),
        ]
    }
    assert len(answers) == 1
    assert get_user(client).is_anonymous


def test_what_was_typed_stays_but_not_the_password(client, person):
    response = sign_in(client, "0912 000 001", "sai-mat-khau")
    assert 'value="0912 000 001"' in response.text
    assert "sai-mat-khau" not in response.text


def test_the_door_closes_after_ten_failures_and_says_when_it_opens(client, person):
    for _ in range(10):
        sign_in(client, password="sai-mat-khau")
    response = sign_in(client)
    assert get_user(client).is_anonymous
    until = timezone.localtime() + timedelta(minutes=15)
    assert re.search(rf"{until.hour}( giờ |:)", response.text) or until.minute == 0


def test_staying_is_a_choice(client, person):
    sign_in(client)
    assert client.session.get_expire_at_browser_close() is False
    other = Client()
    other.post(SIGN_IN, {"sign_in_name": "0912000001", "password": builders.PASSWORD})
    assert other.session.get_expire_at_browser_close() is True


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/tai-khoan/?a=1", "/tai-khoan/?a=1"),
        ("https://xau.vn/", "/"),
        ("//xau.vn/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_signing_in_leads_back_to_our_own_pages_only(client, person, wanted, reached):
    assert sign_in(client, next=wanted).url == reached


def test_a_page_of_signed_in_people_leads_to_the_door_and_back(client, person):
    response = client.get("/tai-khoan/?x=1&y=2")
    assert response.status_code == 302
    assert response.url == "/dang-nhap/?next=/tai-khoan/%3Fx%3D1%26y%3D2"
    page = client.get(response.url)
    assert 'name="next" value="/tai-khoan/?x=1&amp;y=2"' in page.text


def test_who_is_signed_in_is_sent_on(client, person):
    client.force_login(person)
    assert client.get(SIGN_IN).url == "/"
    assert client.get(SIGN_IN + "?next=/tai-khoan/").url == "/tai-khoan/"


def test_an_empty_installation_leads_to_the_first_run(client):
    assert client.get(SIGN_IN).url == reverse(site.FIRST_RUN_URL)


def test_signing_out_is_a_post(client, person):
    client.force_login(person)
    assert client.get("/dang-xuat/").status_code == 405
    response = client.post("/dang-xuat/")
    assert response.url == SIGN_IN
    assert get_user(client).is_anonymous


def test_a_locked_account_is_signed_out_at_once(client, person):
    client.force_login(person)
    assert client.get("/tai-khoan/").status_code == 200
    person.is_active = False
    person.save()
    assert client.get("/tai-khoan/").status_code == 302


def choose_at_the_door(client, language="en"):
    """The page of the door after pressing its switch."""
    return client.post(
        "/ngon-ngu/", {"language": language, "next": SIGN_IN}, follow=True
    )


def test_a_language_chosen_at_the_door_is_the_persons_after_signing_in(client, person):
    page = choose_at_the_door(client)
    assert '<html lang="en"' in page.text
    assert 'name="chosen_language" value="en"' in page.text
    answer = sign_in(client, chosen_language="en")
    person.refresh_from_db()
    assert (person.language, client.cookies["language"].value) == ("en", "en")
    said = [str(one) for one in client.get(answer.url).context["messages"]]
    assert len(said) == 1
    assert said[0].startswith("As chosen before signing in, your pages are in English")


def test_a_choice_at_the_door_survives_a_wrong_password(client, person):
    choose_at_the_door(client)
    page = client.post(
        SIGN_IN,
        {"sign_in_name": "x", "password": "y", "chosen_language": "en"},
    )
    assert 'name="chosen_language" value="en"' in page.text


def test_the_next_person_at_a_shared_computer_keeps_their_own_language(client, person):
    choose_at_the_door(client)
    # Somebody else opens the door anew: the device still speaks English, nobody chose it.
    page = client.get(SIGN_IN)
    assert '<html lang="en"' in page.text
    assert "chosen_language" not in page.text
    sign_in(client)
    person.refresh_from_db()
    assert (person.language, client.cookies["language"].value) == ("vi", "vi")


@pytest.mark.parametrize("chosen", ["", "vi", "xx", "<script>"])
def test_nothing_chosen_or_nonsense_changes_no_profile(client, person, chosen):
    client.cookies["chosen_language"] = chosen
    answer = sign_in(client, chosen_language=chosen)
    person.refresh_from_db()
    assert person.language == "vi"
    assert [str(one) for one in client.get(answer.url).context["messages"]] == []


def test_vietnamese_chosen_at_the_door_wins_over_an_english_profile(client, person):
    person.language = "en"
    person.save()
    choose_at_the_door(client, "vi")
    sign_in(client, chosen_language="vi")
    person.refresh_from_db()
    assert (person.language, client.cookies["language"].value) == ("vi", "vi")


def test_the_language_is_kept_on_the_device_and_in_the_profile(client, person):
    sign_in(client)
    assert client.cookies["language"].value == "vi"
    client.post("/ngon-ngu/", {"language": "en", "next": "/tai-khoan/"})
    person.refresh_from_db()
    assert person.language == "en"
    response = client.post("/ngon-ngu/", {"language": "xx", "next": "//xau.vn/"})
    assert response.url == SIGN_IN
    person.refresh_from_db()
    assert person.language == "en"


# --- the form that was sent too late ------------------------------------------------------

TEXT = 'Học sinh "tự làm"\r\nthí nghiệm, so sánh <b>áp suất</b> & ghi lại.'


def test_a_late_form_goes_on_after_signing_in(client, person):
    sign_in(client)
    client.post("/dang-xuat/")
    fields = {"text": TEXT, "row": ["một", "hai"], "save": "1"}
    late = client.post("/thu/?a=1", fields)
    assert late.status_code == 401
    assert "Học sinh" in late.text
    packed = carried_of(late)

    wrong = sign_in(client, password="sai-mat-khau", carried=packed)
    assert carried_of(wrong) == packed

    page = sign_in(client, carried=packed)
    assert page.status_code == 200
    assert get_user(client) == person
    assert 'action="/thu/?a=1"' in page.text
    assert "data-auto-submit" in page.text
    sent = [
        (html.unescape(name), html.unescape(value))
        for name, value in re.findall(
            r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text
        )
        if name != "csrfmiddlewaretoken"
    ]
    assert (
        client.post("/thu/?a=1", {"text": dict(sent)["text"]}).text
        == f"Vàng Thị Mai\ntext={TEXT}"
    )
    assert [value for name, value in sent if name == "row"] == ["một", "hai"]


def test_the_carried_form_passes_the_forgery_check(person):
    client = Client(enforce_csrf_checks=True)
    client.get(SIGN_IN)
    token = client.cookies["csrftoken"].value
    late = client.post("/thu/", {"text": TEXT, "csrfmiddlewaretoken": token})
    page = sign_in(client, carried=carried_of(late), csrfmiddlewaretoken=token)
    fresh = re.findall(r'csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert len(set(fresh)) == 1
    answer = client.post("/thu/", {"text": TEXT, "csrfmiddlewaretoken": fresh[0]})
    assert answer.text.startswith("Vàng Thị Mai")


HERE = {"HTTP_ORIGIN": "http://testserver"}


def test_a_form_outlives_its_cookies_and_is_shown_before_it_goes_on(person):
    client = Client(enforce_csrf_checks=True)
    late = client.post("/thu/", {"title": "Hết phiên", "text": TEXT}, **HERE)
    assert late.status_code == 401
    client.get(SIGN_IN)
    token = client.cookies["csrftoken"].value
    page = sign_in(client, carried=carried_of(late), csrfmiddlewaretoken=token)
    assert "data-auto-submit" not in page.text
    assert '<input type="hidden" name="title" value="Hết phiên">' in page.text
    assert "Lưu dưới tên Vàng Thị Mai" in html.unescape(page.text)


def test_a_form_with_an_old_protection_code_goes_on_with_a_new_one(person):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    fields = {"title": "Hết phiên", "csrfmiddlewaretoken": "x" * 64}
    stale = client.post("/thu/?a=1", fields, **HERE)
    assert stale.status_code == 403
    assert 'action="/thu/?a=1"' in stale.text
    assert "data-auto-submit" not in stale.text
    assert '<input type="hidden" name="title" value="Hết phiên">' in stale.text
    fresh = re.findall(r'csrfmiddlewaretoken" value="([^"]+)"', stale.text)
    answer = client.post(
        "/thu/", {"text": TEXT, "csrfmiddlewaretoken": fresh[0]}, **HERE
    )
    assert answer.text.startswith("Vàng Thị Mai")


def test_a_form_of_another_site_never_goes_on(person):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    for origin in ({}, {"HTTP_ORIGIN": "http://nơi-khác.vn"}, {"HTTP_ORIGIN": "null"}):
        answer = client.post("/thu/", {"text": TEXT}, **origin)
        assert answer.status_code == 403
        assert "<form" not in answer.text
        assert html.escape(TEXT) in answer.text


def test_another_person_is_told_before_the_text_is_saved(client, person):
    builders.make_person("Mùa A Dơ", phone="+84912000007")
    sign_in(client)
    client.post("/dang-xuat/")
    late = client.post("/thu/", {"text": TEXT})
    page = sign_in(client, "0912000007", carried=carried_of(late))
    assert "data-auto-submit" not in page.text
    assert page.context["other"] is True
    assert "Mùa A Dơ" in page.text
    # The page shows what would be saved.
    assert html.escape(TEXT) in page.text


def test_files_must_be_chosen_again_and_it_says_so(client, person, tmp_path):
    photo = tmp_path / "ảnh lớp.jpg"
    photo.write_bytes(b"x")
    with photo.open("rb") as upload:
        late = client.post("/thu/", {"text": TEXT, "photo": upload})
    assert "ảnh lớp.jpg" in late.text
    page = sign_in(client, carried=carried_of(late))
    assert "ảnh lớp.jpg" in page.text
    assert "data-auto-submit" not in page.text


def test_passwords_are_not_carried(client, person):
    late = client.post("/tai-khoan/mat-khau/", {"new_password": "bi-mat-1234"})
    assert late.status_code == 401
    assert "bi-mat-1234" not in late.text


def test_five_thousand_fields_travel(client, person):
    fields = {f"row-{number}": f"Dòng số {number}" for number in range(4990)}
    late = client.post("/thu/", fields)
    page = sign_in(client, carried=carried_of(late))
    assert page.text.count('type="hidden" name="row-') == 4990


def test_text_too_long_to_travel_is_shown_to_copy(client, person, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 110_000
    late = client.post("/thu/", {"text": "Dài lắm " * 5000})
    assert late.status_code == 401
    assert 'name="carried"' not in late.text
    assert "Dài lắm Dài lắm" in late.text


@pytest.mark.parametrize("spoil", [lambda text: text + "x", lambda text: "{}:a:b"])
def test_a_forged_carried_form_is_dropped(client, person, spoil):
    late = client.post("/thu/", {"text": TEXT})
    response = sign_in(client, carried=spoil(carried_of(late)))
    assert (response.status_code, response.url) == (302, "/")


def test_a_carried_form_leads_to_our_own_pages_only(client, person, rf):
    request = rf.post("/thu/", {"a": "1"})
    request.get_full_path = lambda: "https://xau.vn/"
    assert carried.unpack(carried.pack(request)) is None


def test_a_reloaded_page_goes_on_as_well(client, person):
    late = client.post("/thu/", {"text": TEXT})
    packed = carried_of(late)
    sign_in(client, carried=packed)
    again = sign_in(client, carried=packed)
    assert 'action="/thu/"' in again.text


@pytest.mark.parametrize("header", ["fetch", "autosave", "upload"])
def test_a_script_gets_401_as_json(client, person, header):
    response = client.post(
        "/thu/", {"text": TEXT}, headers={"X-Requested-With": header}
    )
    assert response.status_code == 401
    assert response.json()["error"] == "signed_out"


def test_htmx_gets_the_door_in_place_of_the_whole_page(client, person):
    response = client.post("/thu/", {"text": TEXT}, headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Retarget"]) == (200, "body")
    assert carried.unpack(carried_of(response)).path == "/thu/"
    fragment = client.get("/thu/", headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment["HX-Refresh"]) == (401, "true")


def test_a_spoiled_person_cookie_means_nobody(rf):
    request = rf.get("/")
    request.COOKIES[carried.PERSON_COOKIE] = "7:x:y"
    assert carried.last_person(request) is None


def test_whoever_knows_the_password_of_a_locked_account_is_told_that_it_is_locked(
    client, person
):
    person.is_active = False
    person.save()
    page = sign_in(client).text
    assert "mở khóa" in page
    assert get_user(client).is_anonymous
    assert SignInFailure.objects.count() == 2
    assert "mở khóa" not in sign_in(client, password="sai-mat-khau").text
