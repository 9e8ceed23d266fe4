"""Clashes on the pages: beside the form, on the page of the session, in the approval, once saved."""

from datetime import date

import pytest
from django.urls import reverse

from sessions.models import ExchangeSession, State
from tests import builders
from tests.sessions.helpers import posted

STUDY = reverse("sessions:schedule", args=["nghien-cuu-bai-hoc"])
BESIDE = reverse("sessions:clashes_of_new", args=["nghien-cuu-bai-hoc"])
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def head(world, signed_in):
    return signed_in(world.cluster_head)


@pytest.fixture
def taken(world) -> ExchangeSession:
    """A session far ahead that takes the host: Thursday 25/11/2027, from 13:30."""
    return builders.make_exchange(
        cluster=world.north,
        host=world.host,
        title="Định lí Pythagore",
        on=date(2027, 11, 25),
        state="scheduled",
    )


def filled_in(world, head, **changes):
    form = posted(head.get(STUDY), title="x", host=str(world.host.pk), then="draft")
    return form | {"parts-0-on": "2027-11-25", "parts-0-starts_at": "14:00"} | changes


def test_beside_the_form_it_is_told_while_choosing_and_nothing_is_stored(
    world, head, taken
):
    answer = head.post(BESIDE, filled_in(world, head), headers=FRAGMENT)
    assert "“Định lí Pythagore”</a>, 13:30 25/11" in answer.text
    assert 'name="fill" value="parts-0 2027-11-25 07:30"' in answer.text
    assert ExchangeSession.objects.count() == 1


@pytest.mark.parametrize(
    "broken", [{"parts-0-on": "31/02/2027"}, {"lead": "x"}, {"parts-TOTAL_FORMS": "x"}]
)
def test_a_form_that_is_half_filled_or_wrong_is_read_as_far_as_it_goes(
    world, head, taken, broken
):
    answer = head.post(BESIDE, filled_in(world, head, **broken), headers=FRAGMENT)
    assert answer.status_code == 200
    assert head.post(BESIDE, {}, headers=FRAGMENT).status_code == 200


def test_a_free_half_day_fills_the_row_also_without_script(world, head, taken):
    form = filled_in(world, head, fill="parts-0 2027-11-26 14:00")
    form |= {"parts-0-ends_at": "16:30", "parts-0-starts_at": "14:30"}
    page = head.post(STUDY, form)
    assert posted(page)["parts-0-on"] == ["2027-11-26"]
    assert posted(page)["parts-0-starts_at"] == ["14:00"]
    assert posted(page)["parts-0-ends_at"] == ["16:00"]
    assert ExchangeSession.objects.count() == 1


@pytest.mark.parametrize(
    "value", ["parts-0 2027-02-31 14:00", "lessons-0 2027-11-26 14:00", "x", "parts-0"]
)
def test_a_fill_that_is_no_half_day_of_ours_saves_like_any_other_press(
    world, head, value
):
    head.post(STUDY, filled_in(world, head, fill=value))
    assert ExchangeSession.objects.count() == 1


def test_without_script_it_is_told_on_the_saved_page_with_it_only_once(
    world, head, taken
):
    said = head.post(STUDY, filled_in(world, head), follow=True).text
    assert "“Định lí Pythagore”, 13:30 25/11" in said
    seen = filled_in(world, head, clashes_seen="1")
    assert "“Định lí Pythagore”, 13:30" not in head.post(STUDY, seen, follow=True).text


def test_the_page_of_a_session_asks_for_its_people_and_while_it_lies_ahead(
    world, signed_in, taken
):
    address = reverse("sessions:clashes", args=[taken.pk])
    for person, asks in ((world.cluster_head, True), (world.teacher, False)):
        page = signed_in(person).get(reverse("session", args=[taken.pk])).text
        assert (address in page) is asks
    taken.parts.update(on="2020-11-25", on_sort=date(2020, 11, 25))
    assert (
        address
        not in signed_in(world.cluster_head)
        .get(reverse("session", args=[taken.pk]))
        .text
    )


def test_what_clashes_with_a_stored_session_is_a_page_and_a_fragment(
    world, head, taken
):
    second = builders.make_exchange(
        cluster=world.north,
        host=world.host,
        title="Áp suất",
        on=date(2027, 11, 25),
        state="proposed",
    )
    address = reverse("sessions:clashes", args=[second.pk])
    page, fragment = head.get(address), head.get(address, headers=FRAGMENT)
    assert "<h1>Trùng lịch</h1>" in page.text
    assert "<h1>" not in fragment.text
    for answer in (page, fragment):
        assert "“Định lí Pythagore”</a>, 13:30 25/11" in answer.text
    part = second.parts.get()
    link = f"{reverse('sessions:edit_part', args=[second.pk, part.pk])}?ngay=2027-11-25&amp;gio=07%3A30"
    assert link in fragment.text
    form = posted(head.get(link.replace("&amp;", "&")))
    assert form["part-on"] == ["25/11/2027"]
    assert form["part-starts_at"] == ["07:30"]
    # Whoever approves sees it before he says yes.
    asked = head.get(reverse("sessions:move", args=[second.pk, "approve"])).text
    assert "“Định lí Pythagore”" in asked


def test_where_nothing_clashes_the_page_says_so_and_the_fragment_nothing(head, taken):
    address = reverse("sessions:clashes", args=[taken.pk])
    assert "không trùng lịch với hoạt động nào" in head.get(address).text
    assert head.get(address, headers=FRAGMENT).text.strip() == ""


@pytest.mark.parametrize("state", [State.HELD, State.CLOSED, State.CANCELLED])
def test_what_is_over_or_off_clashes_with_nothing(world, head, taken, state):
    made = builders.make_exchange(
        cluster=world.north, host=world.host, on=date(2027, 11, 25), state=state
    )
    address = reverse("sessions:clashes", args=[made.pk])
    assert head.get(address, headers=FRAGMENT).text.strip() == ""


def test_beside_the_form_of_a_part_what_is_typed_counts(world, head, taken):
    made = builders.make_exchange(
        cluster=world.north, host=world.host, on=date(2027, 11, 18), state="scheduled"
    )
    part = made.parts.get()
    edit = reverse("sessions:edit_part", args=[made.pk, part.pk])
    beside = reverse("sessions:clashes_of_form", args=[made.pk, part.pk])
    form = posted(head.get(edit))
    assert "hint" not in head.post(beside, form, headers=FRAGMENT).text
    form |= {"part-on": "25/11/2027"}
    told = head.post(beside, form, headers=FRAGMENT).text
    assert "“Định lí Pythagore”</a>" in told
    assert 'value="part 2027-11-25 07:30"' in told
    pressed = head.post(edit, form | {"fill": "part 2027-11-24 13:30"})
    assert posted(pressed)["part-on"] == ["24/11/2027"]
    part.refresh_from_db()
    assert part.on.exact == date(2027, 11, 18)


def test_beside_the_forms_of_all_parts_and_of_a_new_one(world, head, taken):
    made = builders.make_exchange(
        cluster=world.north, host=world.host, on=date(2027, 11, 18), state="scheduled"
    )
    beside = reverse("sessions:clashes_of_form", args=[made.pk, 0])
    every = posted(head.get(reverse("sessions:parts", args=[made.pk])))
    every |= {"parts-0-on": "25/11/2027"}
    told = head.post(beside, every, headers=FRAGMENT).text
    assert 'value="parts-0 2027-11-25 07:30"' in told
    new = posted(head.get(reverse("sessions:add_part", args=[made.pk])))
    told = head.post(beside, new | {"part-on": "25/11/2027"}, headers=FRAGMENT).text
    assert "Buổi 2" in told
    assert "“Định lí Pythagore”</a>" in told
    assert head.post(beside, {}, headers=FRAGMENT).status_code == 200
