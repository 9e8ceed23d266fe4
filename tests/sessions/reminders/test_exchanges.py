"""Reminders: once each, on time, after a missed night, for the day that holds now; nobody else."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Notice
from clusters.partial_dates import PartialDate
from sessions import actions
from sessions.models import ExchangeSession, Minutes, Part, Reminder
from sessions.models.seat import PersonReply
from sessions.reminders import exchanges, telling
from sessions.reminders.due import Due
from tests import builders
from tests.racing import at_once
from tests.sessions.helpers import actor, part_row, plan

pytestmark = pytest.mark.django_db
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
# The session of the helpers takes place on Thursday 26/11/2026 at 13:30.
DAY = date(2026, 11, 26)


def at(day: date | int, hour: int = 9, minute: int = 0) -> datetime:
    """An hour of a day in Vietnam; a number counts the days before the session."""
    on = day if isinstance(day, date) else DAY - timedelta(days=day)
    return datetime.combine(on, time(hour, minute), VIETNAM)


EARLY = at(30)


def planned(world, **fields) -> ExchangeSession:
    """Scheduled a month before, with the guest's school not answered and one person listed."""
    exchange = actions.schedule(
        by=actor(world.cluster_head),
        data=plan(world, **fields),
        now=EARLY,
        announce=True,
    )
    builders.make_roster_entry(exchange, world.subject_head)
    Notice.objects.all().delete()
    return exchange


def told(what: str = "reminder") -> set[tuple[str, str]]:
    rows = Notice.objects.filter(kind=what).order_by("pk")
    return {(str(one.user), one.title) for one in rows}


def names(**fields) -> set[str]:
    return {str(one.user) for one in Notice.objects.filter(**fields)}


# --- who, what, when ------------------------------------------------------------------------


def test_who_is_expected_and_who_has_not_answered_is_told(world):
    exchange = planned(world)
    assert exchanges.remind(now=at(7)) == 1
    assert told() == {
        ("Vàng Thị Mai", "Còn 7 ngày: Áp suất chất lỏng"),
        ("Nguyễn Thu Hà", "Còn 7 ngày: Áp suất chất lỏng"),
        ("Đường Thị Ân", "THCS Pa Sương chưa trả lời: Áp suất chất lỏng"),
        ("Dương Quốc Đạt", "THCS Pa Sương chưa trả lời: Áp suất chất lỏng"),
    }
    mine = Notice.objects.get(user=world.teacher)
    assert mine.text == "Thứ Năm, ngày 26/11/2026 · 13 giờ 30 · PTDTBT THCS Nậm Xuân"
    assert mine.path == f"/hoat-dong/{exchange.pk}/"
    assert mine.mail_due_at == at(7)
    unit = exchange.units.get(school=world.guest)
    asked = Notice.objects.get(user=world.guest_principal)
    assert asked.path == f"/hoat-dong/{exchange.pk}/tra-loi/{unit.pk}/"


def test_a_school_that_answered_is_not_asked_again(world):
    exchange = planned(world)
    exchange.units.filter(school=world.guest).update(reply="yes", replied_at=EARLY)
    exchanges.remind(now=at(7))
    assert names(kind="reminder") == {"Vàng Thị Mai", "Nguyễn Thu Hà"}


def test_who_said_no_is_not_reminded(world):
    exchange = planned(world)
    entry = exchange.roster.get(user=world.subject_head)
    PersonReply.objects.create(entry=entry, answer="no", at=EARLY)
    exchanges.remind(now=at(7))
    assert "Nguyễn Thu Hà" not in names(kind="reminder")


def test_who_has_left_or_is_locked_is_not_reminded(world):
    planned(world)
    world.subject_head.posts.update(valid_to=date(2026, 11, 1))
    type(world.teacher).objects.filter(pk=world.teacher.pk).update(is_active=False)
    exchanges.remind(now=at(7))
    assert names(title__startswith="Còn") == set()


def test_each_reads_it_in_their_own_language(world):
    planned(world)
    type(world.teacher).objects.filter(pk=world.teacher.pk).update(language="en")
    exchanges.remind(now=at(7))
    mine = Notice.objects.get(user=world.teacher)
    assert mine.title == "In 7 days: Áp suất chất lỏng"
    assert mine.text.startswith("Thursday, 26/11/2026 · 13:30 · ")


@pytest.mark.parametrize(
    ("moment", "title"),
    [
        (at(8), None),
        (at(7, 5, 59), None),
        (at(7, 6), "Còn 7 ngày: Áp suất chất lỏng"),
        (at(4), "Còn 4 ngày: Áp suất chất lỏng"),
        (at(2, 23, 59), "Còn 2 ngày: Áp suất chất lỏng"),
        (at(1, 5, 59), "Ngày mai: Áp suất chất lỏng"),
        (at(1, 6), "Ngày mai: Áp suất chất lỏng"),
        (at(0, 7), "Hôm nay: Áp suất chất lỏng"),
        (at(0, 13, 29), "Hôm nay: Áp suất chất lỏng"),
        (at(0, 13, 30), None),
        (at(-1), None),
    ],
)
def test_the_hour_at_which_beat_comes_back_decides_what_is_said(world, moment, title):
    """Asked for the first time at that moment: what was missed is made up for while it helps."""
    planned(world)
    exchanges.remind(now=moment)
    found = {text for who, text in told() if who == "Vàng Thị Mai"}
    assert found == ({title} if title else set())


def test_each_minute_of_a_fortnight_makes_two_reminders(world):
    exchange = planned(world)
    moment, made = at(10, 0), 0
    while moment < at(-2):
        made += exchanges.remind(now=moment)
        moment += timedelta(minutes=97)
    assert made == 2
    assert sorted(exchange.reminders.values_list("what", "on")) == [
        ("day", DAY),
        ("week", DAY),
    ]


def test_after_three_days_without_beat_the_week_s_is_skipped_when_the_day_s_is_due(
    world,
):
    exchange = planned(world)
    assert exchanges.remind(now=at(8)) == 0
    exchanges.remind(now=at(1))
    assert list(exchange.reminders.values_list("what", flat=True)) == ["day"]
    exchanges.remind(now=at(0, 8))
    assert exchange.reminders.count() == 1


def test_what_was_just_scheduled_is_not_reminded_of_the_week(world):
    """Five days ahead: the invitation has just been read. The day before, it is."""
    actions.schedule(
        by=actor(world.cluster_head), data=plan(world), now=at(5), announce=True
    )
    assert exchanges.remind(now=at(4)) == 0
    assert exchanges.remind(now=at(1)) == 1


def test_without_an_hour_nothing_comes_once_the_day_has_begun(world):
    planned(world, parts=[part_row(starts_at=None, site=world.host)])
    assert exchanges.remind(now=at(0, 0, 1)) == 0


def test_an_afternoon_without_an_hour_begins_at_noon(world):
    row = part_row(starts_at=None, half_day="afternoon", site=world.host)
    planned(world, parts=[row])
    assert exchanges.remind(now=at(0, 12)) == 0
    exchanges.remind(now=at(0, 11, 59))
    mine = Notice.objects.get(user=world.teacher)
    assert mine.text == "Thứ Năm, ngày 26/11/2026 · Buổi chiều · PTDTBT THCS Nậm Xuân"


def test_two_parts_of_one_day_are_one_reminder_and_of_two_days_two(world):
    exchange = planned(
        world,
        parts=[
            part_row(starts_at=time(7, 30), site=world.host),
            part_row(site=world.host),
            part_row(DAY + timedelta(days=7), site=world.host),
        ],
    )
    assert exchanges.remind(now=at(7)) == 1
    mine = Notice.objects.get(user=world.teacher)
    assert [line.split(" · ")[1] for line in mine.text.splitlines()] == [
        "7 giờ 30",
        "13 giờ 30",
    ]
    exchanges.remind(now=at(0))
    assert exchange.reminders.filter(what="week").count() == 2


def test_only_those_of_the_day_s_parts(world):
    exchange = planned(
        world,
        parts=[part_row(site=world.host), part_row(DAY + timedelta(days=7))],
    )
    second = exchange.parts.get(order=2)
    exchange.roster.get(user=world.subject_head).parts.add(second)
    exchanges.remind(now=at(7))
    assert names(title__startswith="Còn 7 ngày") == {"Vàng Thị Mai"}
    exchanges.remind(now=at(0))
    assert "Nguyễn Thu Hà" in names(title__startswith="Còn 7 ngày")


@pytest.mark.parametrize("known", [PartialDate(2026, 11), PartialDate(2026), None])
def test_a_day_that_nobody_knows_is_reminded_of_by_nobody(world, known):
    exchange = planned(world)
    exchange.parts.update(on=known, on_sort=known.first_day if known else None)
    ExchangeSession.objects.filter(pk=exchange.pk).update(on=None, on_sort=None)
    assert exchanges.remind(now=at(1)) == 0


def test_a_part_without_a_day_has_the_session_s(world):
    exchange = planned(world)
    exchange.parts.update(on=None, on_sort=None)
    day = PartialDate.of(DAY)
    ExchangeSession.objects.filter(pk=exchange.pk).update(on=day, on_sort=DAY)
    exchanges.remind(now=at(1))
    assert Notice.objects.get(user=world.teacher).text.startswith("Thứ Năm, ngày 26/11")


# --- what changes -------------------------------------------------------------------------


def test_another_day_is_another_reminder(world):
    exchange = planned(world)
    exchanges.remind(now=at(7))
    later = DAY + timedelta(days=7)
    part = exchange.parts.get()
    part.on = PartialDate.of(later)
    part.save()
    assert exchanges.remind(now=at(6)) == 0
    assert exchanges.remind(now=at(0)) == 1
    days = exchange.reminders.filter(what="week").values_list("on", flat=True)
    assert sorted(days) == [DAY, later]
    assert Notice.objects.filter(user=world.teacher, kind="reminder").count() == 2


def test_another_hour_of_the_same_day_is_no_other_reminder(world):
    exchange = planned(world)
    exchanges.remind(now=at(7))
    exchange.parts.update(starts_at=time(7, 30))
    assert exchanges.remind(now=at(6)) == 0


@pytest.mark.parametrize("state", ["draft", "proposed", "held", "closed", "cancelled"])
def test_only_what_is_scheduled_is_reminded_of(world, state):
    exchange = planned(world)
    reason = "Bão số 5" if state == "cancelled" else ""
    ExchangeSession.objects.filter(pk=exchange.pk).update(
        state=state, state_reason=reason
    )
    assert exchanges.remind(now=at(1)) == 0
    assert not Notice.objects.exists()


def test_what_was_written_down_afterwards_is_not(world):
    exchange = planned(world)
    ExchangeSession.objects.filter(pk=exchange.pk).update(recorded=True)
    assert exchanges.remind(now=at(1)) == 0


@pytest.mark.parametrize("state", ["postponed", "cancelled"])
def test_a_part_that_is_off_is_not(world, state):
    exchange = planned(world)
    exchange.parts.update(state=state, state_reason="Mưa lũ")
    assert exchanges.remind(now=at(1)) == 0


def test_what_is_called_off_between_looking_and_telling_is_not_told(world):
    """The row is looked at again under its lock."""
    exchange = planned(world)
    due = Due(exchange.pk, "day", DAY)
    exchange.parts.update(on=PartialDate.of(DAY + timedelta(days=1)))
    assert not telling.make(due, now=at(1))
    ExchangeSession.objects.filter(pk=exchange.pk).delete()
    assert not telling.make(due, now=at(1))
    assert not Reminder.objects.exists()


def test_one_session_that_cannot_be_told_of_does_not_silence_the_others(
    world, monkeypatch, caplog
):
    first, second = planned(world), planned(world)
    told_of = telling.people_of

    def breaks(exchange, **more):
        if exchange.pk == first.pk:
            raise RuntimeError("broken")
        return told_of(exchange, **more)

    monkeypatch.setattr(telling, "people_of", breaks)
    assert exchanges.remind(now=at(7)) == 1
    assert list(Reminder.objects.values_list("exchange", flat=True)) == [second.pk]
    assert "no reminder week" in caplog.text
    monkeypatch.undo()
    assert exchanges.remind(now=at(7)) == 1


# --- deadlines ----------------------------------------------------------------------------


def teaching(world) -> ExchangeSession:
    return planned(world, parts=[part_row(site=world.host, purposes=["teach"])])


def test_who_comments_hears_of_it_the_day_before(world):
    exchange = teaching(world)
    exchanges.remind(now=at(7))
    Notice.objects.all().delete()
    assert exchanges.remind(now=at(2, 5)) == 0
    assert exchanges.remind(now=at(2, 6)) == 1
    assert told() == {
        ("Nguyễn Thu Hà", "Đến hạn góp ý kế hoạch bài dạy: Áp suất chất lỏng")
    }
    text = Notice.objects.get().text
    assert "Thứ Tư, ngày 25/11/2026" in text
    assert exchanges.remind(now=at(2, 7)) == 0
    assert exchange.reminders.filter(what="comments").count() == 1


def test_a_deadline_set_by_hand_holds_and_a_changed_one_is_another_reminder(world):
    exchange = teaching(world)
    ExchangeSession.objects.filter(pk=exchange.pk).update(comments_due=at(10).date())
    assert exchanges.remind(now=at(11)) == 1
    ExchangeSession.objects.filter(pk=exchange.pk).update(comments_due=at(8).date())
    assert exchanges.remind(now=at(9)) == 1
    assert exchange.reminders.filter(what="comments").count() == 2
    assert exchanges.remind(now=at(7, 5)) == 0


def test_where_nothing_is_taught_nobody_is_asked_to_comment(world):
    exchange = teaching(world)
    exchange.lessons.all().delete()
    exchanges.remind(now=at(1))
    assert not exchange.reminders.filter(what="comments").exists()


def held(world, **capacity) -> ExchangeSession:
    exchange = planned(world)
    if capacity:
        exchange.roster.filter(user=world.subject_head).update(**capacity)
    ExchangeSession.objects.filter(pk=exchange.pk).update(state="held")
    Part.objects.filter(exchange=exchange).update(state="held")
    return exchange


@pytest.mark.parametrize(
    ("moment", "late"),
    [
        (at(-3), False),
        (at(-4, 5, 59), False),
        (at(-4, 6), True),
        (at(-17), True),
        (at(-18), False),
    ],
)
def test_late_minutes_are_asked_for_once_by_who_writes_them(world, moment, late):
    exchange = held(world, capacities=["secretary"])
    assert exchanges.remind(now=moment) == int(late)
    assert exchanges.remind(now=moment + timedelta(seconds=1)) == 0
    expected = {("Nguyễn Thu Hà", "Biên bản nộp muộn: Áp suất chất lỏng")}
    assert told("minutes") == (expected if late else set())
    assert exchange.reminders.count() == int(late)


def test_without_a_desk_the_lead_is_asked(world):
    held(world)
    exchanges.remind(now=at(-5))
    assert names(kind="minutes") == {"Dương Quốc Đạt"}


def test_without_a_desk_the_secretary_of_the_leading_cluster_is_asked_too(world):
    held(world)
    builders.make_office(world.teacher, world.north, "secretary")
    exchanges.remind(now=at(-5))
    assert names(kind="minutes") == {"Dương Quốc Đạt", "Vàng Thị Mai"}


@pytest.mark.parametrize(("head", "asked"), [(0, 1), (1, 0)])
def test_minutes_that_were_sent_round_are_not_late(world, head, asked):
    exchange = held(world)
    Minutes.objects.create(exchange=exchange, state_at=at(-1), head=head)
    assert exchanges.remind(now=at(-5)) == asked


# --- twice --------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_the_same_moment_tell_once(world):
    for _number in range(3):
        planned(world)
    made = at_once(*[lambda: exchanges.remind(now=at(7))] * 4)
    assert sum(made) == 3
    assert Reminder.objects.count() == 3
    # Four people hear of three sessions.
    assert Notice.objects.count() == 12


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_day_that_changes_at_the_same_moment_is_told_as_it_is(world):
    """Whoever has the row's lock first decides; the other sees what he did."""
    exchange = planned(world)
    later = DAY + timedelta(days=14)

    @transaction.atomic
    def move() -> list[str]:
        ExchangeSession.objects.select_for_update().get(pk=exchange.pk)
        told = list(Notice.objects.values_list("text", flat=True))
        Part.objects.filter(exchange=exchange).update(
            on=PartialDate.of(later), on_sort=later
        )
        return told

    told_before, _made = at_once(move, lambda: exchanges.remind(now=at(1)))
    assert list(Notice.objects.values_list("text", flat=True)) == told_before
    assert all("26/11/2026" in text for text in told_before)


# --- cost ---------------------------------------------------------------------------------


@pytest.mark.parametrize("sessions", [1, 3])
def test_a_minute_in_which_nothing_is_new_costs_four_questions(world, sessions):
    for _number in range(sessions):
        teaching(world)
    exchanges.remind(now=at(2, 8))
    with CaptureQueriesContext(connection) as asked:
        assert exchanges.remind(now=at(2, 9)) == 0
    assert len(asked) == 4
