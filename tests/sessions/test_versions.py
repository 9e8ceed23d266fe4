"""Nothing is overwritten that somebody did not see: forms, their marks, and what has no field."""

import pytest
from django.urls import reverse

from sessions import actions, snapshots
from sessions.forms.details import DetailsSheet
from sessions.forms.lessons import LessonSheet
from sessions.models import ExchangeSession
from sessions.rows import LessonRow, TotalRow
from tests.sessions.helpers import (
    AFTER,
    BEFORE,
    actor,
    details,
    part_row,
    posted,
    scheduled,
)


@pytest.fixture
def exchange(world):
    return scheduled(world)


@pytest.fixture
def head(world):
    return actor(world.cluster_head)


def rename(exchange, topic, by):
    stored = exchange.lessons.get()
    actions.save_lessons(
        exchange=exchange, rows=[LessonRow(pk=stored.pk, topic=topic)], by=by
    )


def test_a_save_between_the_mark_and_the_rows_overtakes_the_form(
    exchange, head, monkeypatch
):
    """Whoever saves while a form is being drawn is not overwritten by what the form still shows."""
    build = LessonSheet.build

    def drawn_slowly(sheet):
        build(sheet)
        if sheet.data is None:
            rename(exchange, "Của người kia", head)

    monkeypatch.setattr(LessonSheet, "build", drawn_slowly)
    sheet = LessonSheet(exchange)
    stored = exchange.lessons.get()
    with pytest.raises(actions.Overtaken):
        actions.save_lessons(
            exchange=exchange,
            rows=[LessonRow(pk=stored.pk, topic="Của tôi")],
            version=sheet.version,
            by=head,
        )
    assert exchange.lessons.get().topic == "Của người kia"


def test_the_details_show_what_their_mark_says(world, exchange, head):
    """The session was read before the form: what was saved in between is shown, not overwritten."""
    early = ExchangeSession.objects.get(pk=exchange.pk)
    actions.edit_details(
        exchange=exchange,
        details=details(world.north, title="Của người kia"),
        by=head,
        now=AFTER,
    )
    sheet = DetailsSheet(early, user=world.cluster_head)
    mark = snapshots.version_of(snapshots.details(exchange))
    assert sheet.version.partition("-")[0] == mark
    assert sheet.form["title"].value() == "Của người kia"


@pytest.mark.parametrize("version", [None, "", "0123456789abcdef-x"])
def test_a_form_that_does_not_say_what_it_was_shown_overwrites_nothing(
    world, signed_in, exchange, version
):
    client = signed_in(world.cluster_head)
    url = reverse("sessions:lessons", args=[exchange.pk])
    data = posted(client.get(url), **{"lessons-0-topic": "Của tôi"})
    del data["version"]
    if version is not None:
        data["version"] = version
    answer = client.post(url, data)
    assert answer.status_code == 200
    assert exchange.lessons.get().topic == "Áp suất chất lỏng"
    # Both are shown, and saving again, knowing both, saves.
    assert 'value="Của tôi"' in answer.text
    assert "Áp suất chất lỏng" in answer.text
    assert client.post(url, posted(answer)).status_code == 302
    assert exchange.lessons.get().topic == "Của tôi"


def test_a_total_keeps_its_part(world, signed_in, head):
    exchange = scheduled(world, parts=[part_row(), part_row()])
    second = exchange.parts.last()
    actions.save_roster(
        exchange=exchange,
        rows=[],
        totals=[TotalRow(text="69 giáo viên", number=69, part=second)],
        by=head,
        now=BEFORE,
    )
    client = signed_in(world.cluster_head)
    url = reverse("sessions:people", args=[exchange.pk])
    answer = client.post(
        url, posted(client.get(url), **{"totals-0-text": "70 giáo viên"})
    )
    assert answer.status_code == 302
    total = exchange.stated_totals.get()
    assert (total.text, total.part) == ("70 giáo viên", second)


def test_the_part_of_a_total_stands_in_the_mark_of_the_people(world, exchange, head):
    total = TotalRow(text="69 giáo viên", number=69)
    actions.save_roster(exchange=exchange, rows=[], totals=[total], by=head, now=BEFORE)
    before = snapshots.people(exchange)
    exchange.stated_totals.update(part=exchange.parts.get())
    assert snapshots.version_of(snapshots.people(exchange)) != snapshots.version_of(
        before
    )
