"""Tasks that were agreed: their owners are reminded of the last day, once each, for the day that holds."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Notice
from clusters.partial_dates import PartialDate
from sessions.models import Decision, DecisionOwner, ExchangeSession
from sessions.reminders import decisions
from tests import builders
from tests.racing import at_once
from tests.sessions.reminders.test_exchanges import DAY, EARLY, at, told

pytestmark = pytest.mark.django_db


def agreed(world, due: date | PartialDate | None, **fields) -> Decision:
    """A task of the host school, agreed a month before."""
    exchange = builders.make_exchange(
        cluster=world.north, host=world.host, state="held", by=world.cluster_head
    )
    ExchangeSession.objects.filter(pk=exchange.pk).update(state_at=EARLY)
    on = PartialDate.of(due) if isinstance(due, date) else due
    fields.setdefault("text", "Nộp đề khảo sát Toán 9")
    decision = Decision.objects.create(exchange=exchange, order=1, due=on, **fields)
    DecisionOwner.objects.create(decision=decision, order=1, school=world.host)
    return decision


@pytest.mark.parametrize(
    ("moment", "times"),
    [
        (at(8), 0),
        (at(7, 5, 59), 0),
        (at(7, 6), 1),
        (at(1, 6), 1),
        (at(0, 23, 59), 1),
        (at(-1, 0), 0),
    ],
)
def test_who_sees_to_a_task_hears_of_its_last_day(world, moment, times):
    decision = agreed(world, DAY)
    for _again in range(2):
        decisions.remind(now=moment)
    expected = {("Lường Văn Sơn", "Việc cần làm: Nộp đề khảo sát Toán 9")}
    assert told("decision") == (expected if times else set())
    assert Notice.objects.filter(kind="decision").count() == times
    if times:
        one = Notice.objects.get(kind="decision")
        assert one.path == f"/viec-da-thong-nhat/{decision.pk}/"
        assert one.text == (
            "Hạn: Thứ Năm, ngày 26/11/2026. Thống nhất tại: Áp suất chất lỏng."
        )


def test_a_task_is_told_a_week_and_a_day_before_and_anew_on_another_day(world):
    decision = agreed(world, DAY)
    for days in range(8, -2, -1):
        decisions.remind(now=at(days))
    assert Notice.objects.filter(kind="decision").count() == 2
    decision.due = PartialDate.of(DAY + timedelta(days=30))
    decision.save()
    decisions.remind(now=at(-24))
    assert Notice.objects.filter(kind="decision").count() == 3


def test_a_month_without_a_day_ends_with_its_last(world):
    agreed(world, PartialDate(2026, 11))
    decisions.remind(now=at(date(2026, 11, 24)))
    assert "30/11/2026" in Notice.objects.get(kind="decision").text


@pytest.mark.parametrize("change", ["done", "draft", "cancelled", "just agreed"])
def test_what_is_done_or_called_off_or_was_just_agreed_is_not_told(world, change):
    decision = agreed(world, DAY)
    if change == "done":
        Decision.objects.update(status="done", status_at=EARLY)
    elif change == "just agreed":
        ExchangeSession.objects.update(state_at=at(6))
    else:
        ExchangeSession.objects.filter(pk=decision.exchange_id).update(
            state=change, state_reason="Bão số 5"
        )
    decisions.remind(now=at(5))
    assert told("decision") == set()


def test_a_task_that_nobody_was_asked_to_do_is_told_nobody(world):
    decision = agreed(world, DAY)
    decision.owners.all().delete()
    assert decisions.remind(now=at(1)) == 0


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_the_same_moment_tell_a_task_once(world):
    agreed(world, DAY)
    at_once(*[lambda: decisions.remind(now=at(1))] * 4)
    assert Notice.objects.filter(kind="decision").count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_tasks_that_were_told_cost_the_same_for_one_and_three(world, rows):
    for _number in range(rows):
        agreed(world, DAY)
    decisions.remind(now=at(1))
    with CaptureQueriesContext(connection) as asked:
        assert decisions.remind(now=at(0)) == 0
    assert len(asked) == 4
