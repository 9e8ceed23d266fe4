"""State moves over the web: every verb × every state × everybody, by GET and by POST."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from clusters.partial_dates import PartialDate
from sessions import actions
from sessions.models import ExchangeSession, State
from sessions.rows import PersonRow
from tests import builders
from tests.sessions.helpers import (
    DAY,
    actor,
    in_state,
    part_row,
    recorded,
    scheduled,
    verbs,
)

CAST = (
    "teacher",
    "subject_head",
    "principal",
    "guest_principal",
    "cluster_head",
    "officer",
    "far_teacher",
    "far_principal",
    "other_officer",
    "admin",
)
# Who sees a session of the North cluster: a draft only its makers, the host's principal, the
# administrator; afterwards all of the cluster and those above.
SEES_DRAFT = {"subject_head", "principal", "cluster_head", "admin"}
SEES = {
    "teacher",
    "subject_head",
    "principal",
    "guest_principal",
    "cluster_head",
    "officer",
    "admin",
}
EDITS = {"cluster_head"}
EDITS_DRAFT = {"cluster_head", "subject_head"}


def may(verb: str, state: str) -> set[str]:
    if verb == "approve":
        return {"cluster_head"}
    return EDITS_DRAFT if state in {"draft", "proposed"} else EDITS


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize(
    "verb", ["propose", "approve", "hold", "close", "cancel", "back_to_draft"]
)
def test_strangers_find_nothing_insiders_are_refused_and_asking_changes_nothing(
    world, signed_in, verb, state
):
    exchange = in_state(world, state)
    url = reverse("sessions:move", args=[exchange.pk, verb])
    before = AuditEntry.objects.count()
    seen = SEES_DRAFT if state == "draft" else SEES
    for name in CAST:
        client = signed_in(getattr(world, name))
        expected = 404 if name not in seen else 403
        if name in may(verb, state):
            assert client.get(url).status_code == 200, name
        else:
            assert client.get(url).status_code == expected, name
            # Who made this very change already is not scolded for the second press.
            second = (name, verb, state) == ("subject_head", "propose", "proposed")
            answer = client.post(url, {"reason": "x"})
            assert answer.status_code == (302 if second else expected), name
    exchange.refresh_from_db()
    assert exchange.state == state
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize(
    ("state", "verb", "who", "target"),
    [
        ("draft", "propose", "subject_head", "proposed"),
        ("draft", "propose", "cluster_head", "scheduled"),
        ("proposed", "approve", "cluster_head", "scheduled"),
        ("draft", "hold", "subject_head", "held"),
        ("held", "close", "cluster_head", "closed"),
        ("scheduled", "cancel", "cluster_head", "cancelled"),
        ("scheduled", "back_to_draft", "cluster_head", "draft"),
    ],
)
def test_a_press_moves_the_session(world, signed_in, state, verb, who, target):
    exchange = in_state(world, state)
    if verb == "hold":
        # Whoever writes down what took place does so after its day.
        part = exchange.parts.get()
        part.on = PartialDate.of(timezone.localdate())
        part.save()
    url = reverse("sessions:move", args=[exchange.pk, verb])
    answer = signed_in(getattr(world, who)).post(url, {"reason": "Lý do"})
    assert (answer.status_code, answer.url) == (
        302,
        reverse("session", args=[exchange.pk]),
    )
    exchange.refresh_from_db()
    assert exchange.state == target


def test_a_refused_move_says_why_and_keeps_the_reason(world, signed_in):
    exchange = in_state(world, "closed")
    url = reverse("sessions:move", args=[exchange.pk, "cancel"])
    answer = signed_in(world.cluster_head).post(url, {"reason": "Bão số 5"})
    assert answer.status_code == 200
    assert "Bão số 5" in answer.text


def test_a_reason_is_asked_beside_its_field(world, signed_in):
    exchange = in_state(world, "scheduled")
    url = reverse("sessions:move", args=[exchange.pk, "cancel"])
    answer = signed_in(world.cluster_head).post(url, {"reason": " "})
    assert 'id="id_reason_error"' in answer.text


def test_an_unknown_verb_is_not_found(world, signed_in):
    exchange = in_state(world, "scheduled")
    client = signed_in(world.cluster_head)
    part = exchange.parts.get()
    for url in (
        reverse("sessions:move", args=[exchange.pk, "explode"]),
        reverse("sessions:move_part", args=[exchange.pk, part.pk, "explode"]),
    ):
        assert client.get(url).status_code == 404


@pytest.mark.parametrize(
    ("verb", "target"),
    [("postpone", "postponed"), ("cancel", "cancelled")],
)
def test_a_part_leaves_the_plan_and_comes_back(world, signed_in, verb, target):
    exchange = scheduled(world, parts=[part_row(), part_row()])
    part = exchange.parts.first()
    client = signed_in(world.cluster_head)
    url = reverse("sessions:move_part", args=[exchange.pk, part.pk, verb])
    assert client.get(url).status_code == 200
    client.post(url, {"reason": "Mưa lũ"})
    part.refresh_from_db()
    assert (part.state, part.state_reason) == (target, "Mưa lũ")
    if target == "postponed":
        client.post(reverse("sessions:move_part", args=[exchange.pk, part.pk, "plan"]))
        part.refresh_from_db()
        assert part.state == "planned"


def test_to_cancel_the_only_part_left_is_to_cancel_the_session(world, signed_in):
    later = DAY + timedelta(days=7)
    exchange = scheduled(world, parts=[part_row(), part_row(later)])
    client = signed_in(world.cluster_head)
    first, second = exchange.parts.all()
    address = partial(reverse, "sessions:move_part")
    assert (
        client.get(address(args=[exchange.pk, first.pk, "cancel"])).status_code == 200
    )
    client.post(address(args=[exchange.pk, first.pk, "cancel"]), {"reason": "Mưa lớn"})
    answer = client.get(address(args=[exchange.pk, second.pk, "cancel"]))
    assert answer.url == reverse("sessions:move", args=[exchange.pk, "cancel"])
    postponed = client.get(address(args=[exchange.pk, second.pk, "postpone"]))
    assert postponed.status_code == 200


def test_a_part_is_not_held_before_its_day_over_the_web(world, signed_in):
    exchange = scheduled(world, parts=[part_row(date(2100, 1, 1))])
    part = exchange.parts.get()
    url = reverse("sessions:move_part", args=[exchange.pk, part.pk, "hold"])
    answer = signed_in(world.cluster_head).post(url)
    assert answer.status_code == 200
    assert "01/01/2100" in answer.text
    part.refresh_from_db()
    assert part.state == "planned"


@pytest.mark.parametrize("who", CAST)
def test_only_the_lead_moves_parts(world, signed_in, who):
    exchange = scheduled(world, parts=[part_row(), part_row()])
    url = reverse(
        "sessions:move_part", args=[exchange.pk, exchange.parts.first().pk, "cancel"]
    )
    expected = 200 if who in EDITS else 403 if who in SEES else 404
    assert signed_in(getattr(world, who)).get(url).status_code == expected


@pytest.mark.parametrize("who", CAST)
def test_a_draft_made_by_mistake_is_deleted_by_its_makers(world, signed_in, who):
    exchange = in_state(world, "draft")
    url = reverse("sessions:delete", args=[exchange.pk])
    client = signed_in(getattr(world, who))
    if who in EDITS_DRAFT:
        assert client.get(url).status_code == 200
        assert ExchangeSession.objects.exists()
        assert client.post(url).url == reverse("sessions:list")
        assert not ExchangeSession.objects.exists()
    else:
        expected = 403 if who in SEES_DRAFT else 404
        assert client.get(url).status_code == expected
        assert client.post(url).status_code == expected
        assert ExchangeSession.objects.exists()


def test_what_people_know_of_is_not_deleted(world, signed_in):
    exchange = in_state(world, "scheduled")
    url = reverse("sessions:delete", args=[exchange.pk])
    assert signed_in(world.cluster_head).post(url).status_code == 403
    page = signed_in(world.cluster_head).get(reverse("session", args=[exchange.pk]))
    assert url not in page.text
    assert "Hủy hoạt động" in page.text


def test_what_was_announced_once_is_cancelled_as_a_draft_not_deleted(world, signed_in):
    exchange = in_state(world, "scheduled")
    head = signed_in(world.cluster_head)
    back = reverse("sessions:move", args=[exchange.pk, "back_to_draft"])
    assert "chỉ hủy được kèm lý do" in head.get(back).text
    head.post(back, {"reason": "Đổi ngày"})
    page = head.get(reverse("session", args=[exchange.pk])).text
    cancel = reverse("sessions:move", args=[exchange.pk, "cancel"])
    assert cancel in page
    assert reverse("sessions:delete", args=[exchange.pk]) not in page
    head.post(cancel, {"reason": "Bão số 5"})
    seen = signed_in(world.teacher).get(reverse("session", args=[exchange.pk]))
    assert "Bão số 5" in seen.text


def test_a_draft_that_nobody_knows_is_deleted_not_cancelled(world, signed_in):
    exchange = in_state(world, "draft")
    head = signed_in(world.cluster_head)
    cancel = reverse("sessions:move", args=[exchange.pk, "cancel"])
    assert cancel not in head.get(reverse("session", args=[exchange.pk])).text
    assert "hãy xóa" in head.post(cancel, {"reason": "x"}).text
    delete = head.get(reverse("sessions:delete", args=[exchange.pk])).text
    assert "chưa được duyệt" in delete


def test_deleting_a_record_says_that_it_stood_on_the_calendar(world, signed_in):
    record = recorded(world, lessons=[])
    page = signed_in(world.cluster_head).get(
        reverse("sessions:delete", args=[record.pk])
    )
    assert "không còn thấy" in page.text


def test_the_head_confirms_what_others_wrote_down_for_the_cluster(world, signed_in):
    record = recorded(world, by=world.principal)
    head = signed_in(world.cluster_head)
    asked = "Đã ghi lại thay đơn vị của thầy cô"
    assert asked in head.get("/").text
    assert asked not in signed_in(world.principal).get("/").text
    url = reverse("sessions:move", args=[record.pk, "confirm_record"])
    assert url in head.get(reverse("session", args=[record.pk])).text
    assert signed_in(world.principal).post(url).status_code == 403
    assert head.post(url).status_code == 302
    record.refresh_from_db()
    assert (record.state, record.state_by) == ("held", world.cluster_head)
    assert asked not in head.get("/").text
    assert url not in head.get(reverse("session", args=[record.pk])).text
    # Pressed again it changes nothing.
    assert head.post(url).status_code == 302
    assert verbs().count("sessions.confirm_record") == 1


def test_what_is_confirmed_is_judged_by_the_day_of_the_word(world):
    """Written down by the secretary, who leaves the office before somebody looks at it."""
    office = builders.make_office(world.teacher, world.north, "secretary")
    record = recorded(world, by=world.teacher)
    now = timezone.now()
    office.valid_to = timezone.localdate(now) + timedelta(days=30)
    office.save()
    for days, confirmed in ((1, 0), (60, 1)):
        actions.confirm_record(
            exchange=record,
            by=actor(world.cluster_head),
            now=now + timedelta(days=days),
        )
        assert verbs().count("sessions.confirm_record") == confirmed


def test_what_an_officer_of_the_cluster_wrote_down_waits_for_nobody(world, signed_in):
    builders.make_office(world.teacher, world.north, "secretary")
    recorded(world, by=world.teacher)
    assert "Đã ghi lại thay đơn vị" not in signed_in(world.cluster_head).get("/").text


@pytest.mark.parametrize("who", CAST)
def test_a_principal_answers_for_his_school_only(world, signed_in, who):
    exchange = scheduled(world)
    unit = exchange.units.get(school=world.guest)
    url = reverse("sessions:reply", args=[exchange.pk, unit.pk])
    client = signed_in(getattr(world, who))
    answer = client.post(url, {"answer": "yes", "count": "4"})
    unit.refresh_from_db()
    if who in {"guest_principal", "cluster_head"}:
        assert answer.status_code == 302
        assert (unit.reply, unit.reply_count) == ("yes", 4)
    else:
        assert answer.status_code == (403 if who in SEES else 404)
        assert unit.reply == ""


def test_an_answer_must_be_chosen(world, signed_in):
    exchange = scheduled(world)
    unit = exchange.units.get(school=world.guest)
    url = reverse("sessions:reply", args=[exchange.pk, unit.pk])
    answer = signed_in(world.guest_principal).post(url, {"count": "không"})
    assert answer.status_code == 200
    assert "invalid-feedback" in answer.text
    assert 'value="không"' in answer.text


def test_an_answer_that_comes_too_late_is_told(world, signed_in):
    exchange = in_state(world, "held")
    unit = exchange.units.get(school=world.guest)
    url = reverse("sessions:reply", args=[exchange.pk, unit.pk])
    answer = signed_in(world.guest_principal).post(url, {"answer": "no"})
    assert answer.status_code == 200
    unit.refresh_from_db()
    assert unit.reply == ""


def test_the_secretary_of_the_day_writes_items_but_does_not_move_the_session(
    world, signed_in
):
    people = [PersonRow(name="Cô Mai", user=world.teacher, capacities=["secretary"])]
    exchange = scheduled(world, people=people)
    client = signed_in(world.teacher)
    for name in ("items", "decisions"):
        assert (
            client.get(reverse(f"sessions:{name}", args=[exchange.pk])).status_code
            == 200
        )
    for name in (
        "details",
        "parts",
        "add_part",
        "units",
        "lessons",
        "people",
        "documents",
    ):
        url = reverse(f"sessions:{name}", args=[exchange.pk])
        assert client.get(url).status_code == 403
        assert client.post(url).status_code == 403


def test_what_the_session_is_is_changed_by_the_lead_the_rest_filled_in_by_the_host_too(
    world, signed_in
):
    exchange = scheduled(world)
    lead, host = {"cluster_head"}, {"cluster_head", "principal"}
    names = {
        **dict.fromkeys(["details", "parts", "units"], lead),
        **dict.fromkeys(["lessons", "people", "documents", "items", "decisions"], host),
    }
    for who in CAST:
        client = signed_in(getattr(world, who))
        for name, allowed in names.items():
            expected = 200 if who in allowed else 403 if who in SEES else 404
            url = reverse(f"sessions:{name}", args=[exchange.pk])
            assert client.get(url).status_code == expected, (who, name)
            if expected != 200:
                assert client.post(url).status_code == expected, (who, name)


def test_the_host_finds_the_buttons_of_what_it_may_fill_in(world, signed_in):
    exchange = scheduled(world)
    page = signed_in(world.principal).get(reverse("session", args=[exchange.pk])).text
    part = exchange.parts.get()
    offered = {
        name: reverse(f"sessions:{name}", args=[exchange.pk]) in page
        for name in ("lessons", "people", "documents", "items", "units", "details")
    }
    assert offered == {
        "lessons": True,
        "people": True,
        "documents": True,
        "items": True,
        "units": False,
        "details": False,
    }
    assert reverse("sessions:edit_part", args=[exchange.pk, part.pk]) in page
    assert reverse("sessions:add_part", args=[exchange.pk]) not in page


def test_an_answer_shows_day_and_place_and_takes_two_presses_from_today(
    world, signed_in
):
    parts = [part_row(timezone.localdate() + timedelta(days=3), site=world.host)]
    exchange = scheduled(world, parts=parts)
    client = signed_in(world.guest_principal)
    unit = exchange.units.get(school=world.guest)
    url = reverse("sessions:reply", args=[exchange.pk, unit.pk])
    assert f'href="{url}"' in client.get("/").text
    page = client.get(url).text
    assert f"{timezone.localdate() + timedelta(days=3):%d/%m/%Y}" in page
    assert world.host.name in page
    assert client.post(url, {"answer": "yes", "count": "4"}).status_code == 302
    unit.refresh_from_db()
    assert (unit.reply, unit.reply_count, unit.reply_note) == ("yes", 4, "")


def test_a_school_that_cannot_come_says_why_and_no_number(world, signed_in):
    exchange = scheduled(world)
    unit = exchange.units.get(school=world.guest)
    url = reverse("sessions:reply", args=[exchange.pk, unit.pk])
    client = signed_in(world.guest_principal)
    given = {"answer": "no", "count": "5", "note": "Trùng lịch thi"}
    assert client.post(url, given).status_code == 302
    unit.refresh_from_db()
    assert (unit.reply, unit.reply_count) == ("no", None)
    assert unit.reply_note == "Trùng lịch thi"
    page = reverse("session", args=[exchange.pk])
    assert "Trùng lịch thi" in signed_in(world.cluster_head).get(page).text
    # Another answer leaves no reason behind.
    client.post(url, {"answer": "yes", "note": "Trùng lịch thi"})
    unit.refresh_from_db()
    assert unit.reply_note == ""


def test_an_answer_that_is_none_is_asked_for_again(world, signed_in):
    exchange = scheduled(world)
    unit = exchange.units.get(school=world.guest)
    url = reverse("sessions:reply", args=[exchange.pk, unit.pk])
    answer = signed_in(world.guest_principal).post(url, {"answer": "maybe"})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.text
