"""The door: signed in, a known phone, a personal link; it names nobody else and changes nothing by
being looked at."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import actions as accounts_actions
from accounts.models import KnownPhone
from accounts.phones import label_of
from sessions import actions
from sessions.models import Attendance, AttendanceChange
from sessions.rows import PersonRow
from sessions.views.load import page_of
from tests import builders
from tests.sessions.helpers import AFTER, actor, in_state, part_row, scheduled

ANDROID = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
# Who stands on the list of `today`.
NAMES = ("Vàng Thị Mai", "Lò Văn Ính", "tổ KHTN")


def door_of(exchange):
    return reverse("sessions:door", args=[exchange.code])


def test_the_address_on_the_wall_is_in_capitals_and_any_case_opens_it(today, client):
    assert door_of(today) == f"/DD/{today.code}"
    for path in (f"/DD/{today.code}", f"/dd/{today.code.lower()}/"):
        assert client.get(path).status_code == 200


def test_an_unknown_phone_sees_what_and_when_and_no_name(today, client):
    page = client.get(door_of(today)).text
    assert today.title in page
    assert not [name for name in NAMES if name in page]
    assert f"{reverse('accounts:sign_in')}?next={door_of(today)}" in page
    assert "<button" not in page


def test_a_guest_with_only_the_code_is_told_what_to_do_next(today, client):
    page = client.get(door_of(today)).text
    assert "Khách mời, chưa có tài khoản" in page
    assert "Xin báo họ tên và đơn vị tại bàn thư ký" in page


def test_once_all_is_over_nobody_is_sent_to_the_desk(world, signed_in, today, client):
    past = timezone.localdate() - timedelta(days=3)
    today.parts.update(on=past.isoformat(), on_sort=past)
    page = client.get(door_of(today)).text
    assert "bàn thư ký" not in page
    assert f"{reverse('accounts:sign_in')}?next={door_of(today)}" in page
    page = signed_in(world.principal).get(door_of(today)).text
    assert "không có trong danh sách của hoạt động này." in page
    assert "bàn thư ký" not in page


def test_an_unknown_phone_that_presses_all_the_same_notes_nobody(today, part, client):
    answer = client.post(door_of(today), {"part": part.pk})
    assert answer.status_code == 200
    assert not Attendance.objects.exists()


def test_signing_in_leads_back_to_the_door(world, today, client):
    answer = client.post(
        reverse("accounts:sign_in"),
        {
            "sign_in_name": "0912000001",
            "password": "chung-tay-2026",
            "next": door_of(today),
        },
    )
    assert answer.url == door_of(today)


def test_looking_changes_nothing_and_the_press_is_read_from_the_row(
    world, signed_in, today, part
):
    client = signed_in(world.teacher)
    page = client.get(door_of(today))
    assert f'data-mark="{today.roster.first().pk}:{part.pk}"' in page.text
    assert not Attendance.objects.exists()
    for _ in range(2):
        assert client.post(door_of(today), {"part": part.pk}).url == door_of(today)
    mark = Attendance.objects.get()
    assert (mark.entry.user, mark.how) == (world.teacher, "button")
    at = timezone.localtime(mark.at)
    assert f"{at:%d/%m/%Y}" in client.get(door_of(today)).text


def test_whoever_is_not_on_the_list_is_sent_to_the_desk(world, signed_in, today, part):
    for stranger in (world.principal, world.far_teacher):
        answer = signed_in(stranger).post(door_of(today), {"part": part.pk})
        assert answer.status_code == 200
        assert stranger.full_name in answer.text
        assert "Vàng Thị Mai" not in answer.text
    assert not Attendance.objects.exists()


def test_the_page_that_was_opened_too_early_checks_in_later(world, signed_in):
    now = timezone.localtime()
    soon = now + timedelta(hours=3)
    exchange = scheduled(
        world,
        parts=[part_row(soon.date(), starts_at=soon.time())],
        people=[PersonRow(name="Cô Mai", user=world.teacher)],
    )
    client, part = signed_in(world.teacher), exchange.parts.get()
    opens = f"{soon - timedelta(hours=2):%H:%M}"
    page = client.get(door_of(exchange))
    assert opens in page.text
    assert 'name="part"' in page.text
    refused = client.post(door_of(exchange), {"part": part.pk})
    assert opens in refused.text
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("state", ["draft", "proposed", "cancelled"])
def test_a_session_that_does_not_take_place_has_no_door(world, client, state):
    exchange = in_state(world, state)
    assert client.get(door_of(exchange)).status_code == 404


def test_a_wrong_code_asks_again_and_many_wrong_ones_have_to_wait(
    today, client, settings
):
    settings.CODE_TRIES_PER_ADDRESS = 3
    for _ in range(3):
        assert client.get("/DD/AAAAAA").status_code == 404
    assert client.get("/DD/AAAAAB").status_code == 429
    # A whole school behind one address types the right code as often as it likes.
    settings.CODE_TRIES_PER_ADDRESS = 5
    for _ in range(20):
        assert client.get(door_of(today)).status_code == 200


@pytest.mark.parametrize("typed", ["7k4-mq", "", "ABC", "đđđđđđ", "<script>"])
def test_a_code_typed_by_hand_that_is_none_is_said_so(client, typed):
    answer = client.get(reverse("sessions:door_by_hand"), {"ma": typed})
    assert answer.status_code == (200 if typed == "" else 400)
    assert "<script>" not in answer.text.split("<main")[1]


def test_a_code_typed_by_hand_opens_the_door(today, client):
    typed = f" {today.code[:3].lower()} {today.code[3:]} "
    answer = client.get(reverse("sessions:door_by_hand"), {"ma": typed})
    assert answer.url == door_of(today)


# --- known phones -----------------------------------------------------------------------------


@pytest.fixture
def known(world, signed_in, today, part):
    """A phone that the teacher made known after checking in, signed out by time."""
    client = signed_in(world.teacher)
    client.post(door_of(today), {"part": part.pk})
    answer = client.post(
        reverse("sessions:remember", args=[today.code]), headers={"User-Agent": ANDROID}
    )
    assert answer.url == door_of(today)
    del client.cookies[settings.SESSION_COOKIE_NAME]
    return client


def test_a_known_phone_checks_in_without_signing_in(world, known):
    other = scheduled(
        world,
        parts=[part_row(timezone.localdate(), starts_at=None)],
        people=[PersonRow(name="Vàng Thị Mai", user=world.teacher)],
    )
    page = known.get(door_of(other))
    assert "Vàng Thị Mai" in page.text
    known.post(door_of(other), {"part": other.parts.get().pk})
    change = AttendanceChange.objects.latest("pk")
    assert (change.through, change.by, change.how) == ("phone", world.teacher, "button")
    phone = KnownPhone.objects.get()
    assert (phone.user, phone.label) == (world.teacher, "Chrome, Android")
    assert phone.expires_at - phone.made_at == timedelta(days=180)


def test_a_known_phone_does_nothing_else(known, today):
    for path in (
        reverse("today"),
        reverse("session", args=[today.pk]),
        reverse("sessions:check_in", args=[today.pk]),
        reverse("accounts:profile"),
    ):
        assert known.get(path).status_code == 302
    remember = reverse("sessions:remember", args=[today.code])
    assert known.post(remember).status_code == 401


def test_only_who_checked_in_makes_a_phone_known(world, signed_in, today):
    client = signed_in(world.teacher)
    url = reverse("sessions:remember", args=[today.code])
    assert client.post(url).status_code == 404
    assert signed_in(world.principal).post(url).status_code == 404
    assert not KnownPhone.objects.exists()


def is_known(client, today):
    return "Vàng Thị Mai" in client.get(door_of(today)).text


def test_the_profile_forgets_a_phone(world, signed_in, known, today):
    assert is_known(known, today)
    profile = signed_in(world.teacher)
    phone = KnownPhone.objects.get()
    assert phone.label in profile.get(reverse("accounts:profile")).text
    url = reverse("accounts:forget_phone", args=[phone.pk])
    assert signed_in(world.principal).post(url).status_code == 404
    assert is_known(known, today)
    profile.post(url)
    profile.post(url)
    assert not is_known(known, today)
    assert phone.label not in profile.get(reverse("accounts:profile")).text


def test_what_ends_the_sign_ins_ends_known_phones(world, known, today):
    accounts_actions.sign_out_everywhere(person=world.teacher, by=actor(world.teacher))
    assert not is_known(known, today)


def test_a_new_password_ends_known_phones(world, known, today):
    accounts_actions.change_password(
        person=world.teacher,
        password="mot-cau-khac-2026",
        by=actor(world.teacher),
        now=timezone.now(),
    )
    assert not is_known(known, today)


def test_a_locked_account_has_no_known_phone(world, known, today):
    accounts_actions.deactivate(
        person=world.teacher, by=actor(world.admin), now=timezone.now()
    )
    assert not is_known(known, today)


def test_signing_out_on_the_phone_forgets_it(world, signed_in, known, today):
    known.force_login(world.teacher)
    known.post(reverse("accounts:sign_out"))
    assert not is_known(known, today)
    assert KnownPhone.objects.get().forgotten_at is not None


def test_after_half_a_year_a_phone_is_not_known_any_more(known, today):
    past = timezone.now() - timedelta(days=181)
    KnownPhone.objects.update(made_at=past, expires_at=past + timedelta(days=180))
    assert not is_known(known, today)


@pytest.mark.parametrize("word", ["", "x", "9" * 4000, "<script>"])
def test_a_word_that_we_did_not_give_knows_nobody(today, word):
    client = Client()
    client.cookies["phone"] = word
    assert client.get(door_of(today)).status_code == 200
    assert not is_known(client, today)


def test_of_many_phones_the_oldest_is_forgotten(world, signed_in, today, part):
    for _ in range(7):
        client = signed_in(world.teacher)
        client.post(door_of(today), {"part": part.pk})
        client.post(reverse("sessions:remember", args=[today.code]))
    assert KnownPhone.objects.filter(forgotten_at=None).count() == 5


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        (ANDROID, "Chrome, Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Version/17.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 12) Chrome/99 Zalo android", "Zalo, Android"),
    ],
)
def test_a_phone_is_called_what_its_owner_knows_it_by(agent, label):
    assert label_of(agent) == label


# --- personal links ---------------------------------------------------------------------------


@pytest.fixture
def link(world, today):
    return actions.issue_link(
        exchange=today,
        purpose="check_in",
        entry=today.roster.get(name_as_printed="Lò Văn Ính"),
        by=actor(world.cluster_head),
        now=timezone.now(),
    )


def by_link(link):
    return reverse("sessions:door_by_link", args=[link.code])


def test_a_link_checks_in_its_one_person(today, part, link, client):
    page = client.get(by_link(link))
    assert "Lò Văn Ính" in page.text
    # Who teaches stands there once, as who reads the feedback; nobody else of the list does.
    assert page.text.count("Vàng Thị Mai") == 1
    assert "Vàng Thị Mai, người dạy tiết này" in page.text
    assert "tổ KHTN" not in page.text
    assert page["Referrer-Policy"] == "no-referrer"
    assert not Attendance.objects.exists()
    for _ in range(2):
        assert client.post(by_link(link), {"part": part.pk}).url == by_link(link)
    mark = Attendance.objects.get()
    assert (mark.entry.name_as_printed, mark.how, mark.by) == (
        "Lò Văn Ính",
        "button",
        None,
    )
    assert AttendanceChange.objects.get().through == "link"


def test_a_link_that_was_taken_back_or_is_for_replies_opens_no_door(
    world, today, link, client
):
    actions.revoke_link(link=link, by=actor(world.cluster_head), now=timezone.now())
    reply = actions.issue_link(
        exchange=today,
        purpose="reply",
        entry=link.entry,
        by=actor(world.cluster_head),
        now=timezone.now(),
    )
    for one in (link, reply):
        answer = client.get(by_link(one))
        assert answer.status_code == 404
        assert "Lò Văn Ính" not in answer.text


def test_a_link_of_somebody_with_an_account_makes_the_phone_known(
    world, today, part, client
):
    link = actions.issue_link(
        exchange=today,
        purpose="check_in",
        entry=today.roster.get(user=world.teacher),
        by=actor(world.cluster_head),
        now=timezone.now(),
    )
    client.post(by_link(link), {"remember": "1"})
    assert not KnownPhone.objects.exists()
    client.post(by_link(link), {"part": part.pk})
    client.post(by_link(link), {"remember": "1"})
    assert KnownPhone.objects.get().user == world.teacher
    assert is_known(client, today)


def test_links_are_made_for_all_without_an_account_and_shown_to_be_sent(
    world, signed_in, today
):
    client = signed_in(world.principal)
    url = reverse("sessions:door_links", args=[today.pk])
    for _ in range(2):
        client.post(url)
    link = today.personal_links.get()
    assert link.entry.name_as_printed == "Lò Văn Ính"
    assert by_link(link) in client.get(url).text
    mai = today.roster.get(user=world.teacher)
    client.post(url, {"who": mai.pk})
    assert today.personal_links.filter(entry=mai).count() == 1


def test_who_has_no_title_stands_there_with_the_unit_alone(world, signed_in, today):
    unit = today.units.first()
    builders.make_roster_entry(today, "Vì Thị Lan", unit=unit)
    page = signed_in(world.principal).get(
        reverse("sessions:door_links", args=[today.pk])
    )
    assert f"<small>{unit.label}</small>" in page.text


def test_who_has_no_account_stands_first(world, signed_in, today):
    page = signed_in(world.principal).get(
        reverse("sessions:door_links", args=[today.pk])
    )
    mai, inh = (page.text.index(f"<b>{one}</b>") for one in NAMES[:2])
    assert inh < mai
    page = signed_in(world.principal).get(reverse("sessions:links", args=[today.pk]))
    mai, inh = (page.text.index(f"<b>{one}</b>") for one in NAMES[:2])
    assert inh < mai


# --- the code for the room --------------------------------------------------------------------


def test_the_screen_shows_the_code_and_no_name(world, signed_in, today):
    page = signed_in(world.teacher).get(reverse("sessions:screen", args=[today.pk]))
    code = page.text.split('<p class="code num">')[1].split("</p>")[0]
    assert code.replace(" ", "") == today.code
    assert not [name for name in NAMES[1:] if name in page.text]


@pytest.mark.parametrize("who", ["principal", "cluster_head"])
def test_who_keeps_the_list_shows_the_code_with_one_press(world, signed_in, today, who):
    client = signed_in(getattr(world, who))
    panel = check_in_panel(client.get(page_of(today)).text)
    screen = reverse("sessions:screen", args=[today.pk])
    assert panel.count(f'href="{screen}"') == 1
    # On a phone as well: it stands in nothing that only a wide screen shows.
    assert screen not in panel.split('<p class="hide-wide')[0]
    wall = client.get(screen).text
    assert f"{today.code[:3]} {today.code[3:]}" in wall
    assert not [name for name in NAMES if name in wall]


def test_who_keeps_no_list_has_the_own_code_and_no_press_for_the_wall(
    world, signed_in, today
):
    panel = check_in_panel(signed_in(world.teacher).get(page_of(today)).text)
    assert f"{today.code[:3]} {today.code[3:]}" in panel
    assert "ma-diem-danh" not in panel


def check_in_panel(page: str) -> str:
    return page.split('id="check-in"')[1].split("</section>")[0]


@pytest.mark.parametrize(
    "path", ["/DD/{code}", "/dd/{code}/", "/D/{code}", "/diem-danh/?ma={code}"]
)
def test_a_code_lists_nobody_to_whoever_only_holds_the_code(today, client, path):
    page = client.get(path.format(code=today.code), follow=True)
    assert page.status_code == 200
    assert today.title in page.text
    assert not [name for name in NAMES if name in page.text]


def test_after_the_file_is_closed_the_door_says_that_it_is_over(world, signed_in):
    exchange = scheduled(
        world, people=[PersonRow(name="Cô Mai", user=world.teacher)], parts=[part_row()]
    )
    actions.hold_part(
        part=exchange.parts.get(), by=actor(world.cluster_head), now=AFTER
    )
    page = signed_in(world.teacher).get(door_of(exchange))
    assert page.status_code == 200
    if timezone.now() > AFTER:
        assert 'name="part"' not in page.text


@pytest.mark.parametrize("people", [1, 3])
def test_the_door_asks_as_often_for_many_as_for_one(
    world, signed_in, django_assert_num_queries, people
):
    exchange = scheduled(
        world,
        parts=[part_row(timezone.localdate(), starts_at=None)] * people,
        people=[
            PersonRow(name="Cô Mai", user=world.teacher),
            *[PersonRow(name=f"Khách {n}") for n in range(people - 1)],
        ],
    )
    client = signed_in(world.teacher)
    client.get(door_of(exchange))
    # Ten of the door, eight of the sheets of feedback that open below it.
    with django_assert_num_queries(18):
        client.get(door_of(exchange))
