"""Two people at one moment, with real connections; on PostgreSQL they truly meet."""

import pytest

from accounts.models import AuditEntry, Notice
from accounts.verbs import Refused
from clusters import programme
from sessions import actions
from sessions.minutes import confirming
from sessions.models import (
    Decision,
    ExchangeSession,
    Item,
    Minutes,
    MinutesAside,
    MinutesRevision,
)
from tests.racing import at_once
from tests.sessions.helpers import actor
from tests.sessions.minutes.making import (
    NOW,
    OVER,
    agree,
    all_agree,
    begun,
    confirm,
    held,
    line,
    new,
    row,
    save,
    sent,
    written,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def faults(answers):
    return [one for one in answers if isinstance(one, Exception)]


def test_different_rows_saved_at_once_are_both_kept(world):
    minutes = begun(world)
    people = [world.cluster_head, world.principal] * 4
    answers = at_once(
        *[
            lambda number=number, by=by: save(
                minutes, new(f"Ý {number}", number=number), by=by
            )
            for number, by in enumerate(people)
        ]
    )
    assert faults(answers) == []
    assert sorted(Item.objects.values_list("text", flat=True)) == [
        f"Ý {number}" for number in range(8)
    ]


def test_the_same_row_saved_at_once_keeps_both_texts(world):
    minutes = written(world)
    item = Item.objects.get()
    of_a, of_b = row(item, "Của A"), row(item, "Của B")
    answers = at_once(
        lambda: save(minutes, of_a, by=world.cluster_head),
        lambda: save(minutes, of_b, by=world.principal),
    )
    assert sorted(one.outcome for [one] in answers) == ["aside", "kept"]
    texts = {Item.objects.get().text, MinutesAside.objects.get().text}
    assert texts == {"Của A", "Của B"}


def test_the_same_line_saved_at_once_keeps_both_texts(world):
    minutes = begun(world)
    answers = at_once(
        lambda: save(minutes, line("ended", "16 giờ", ""), by=world.cluster_head),
        lambda: save(minutes, line("ended", "17 giờ", ""), by=world.principal),
    )
    assert sorted(one.outcome for [one] in answers) == ["aside", "kept"]
    minutes.refresh_from_db()
    texts = {minutes.texts["ended"], MinutesAside.objects.get().text}
    assert texts == {"16 giờ", "17 giờ"}


def test_minutes_begun_at_once_are_the_same(world):
    exchange = held(world)
    answers = at_once(*[lambda: begun(world, exchange)] * 4)
    assert faults(answers) == []
    assert Minutes.objects.count() == 1


def test_sent_round_at_once_they_are_one_revision(world):
    minutes = written(world)
    answers = at_once(*[lambda: sent(world, minutes)] * 4)
    assert faults(answers) == []
    assert MinutesRevision.objects.count() == 1
    assert Notice.objects.filter(kind="minutes").count() == 2


def test_confirming_while_somebody_writes_freezes_what_was_sent_or_nothing(world):
    revision = sent(world)
    all_agree(world, revision)
    cell = row(Item.objects.get(), "Đổi đúng lúc")
    wrote, confirmed = at_once(
        lambda: save(revision.minutes, cell, by=world.principal),
        lambda: confirm(world, revision.minutes),
    )
    state, text = Minutes.objects.get().state, Item.objects.get().text
    if isinstance(wrote, Refused):
        assert (state, text) == ("confirmed", "Học sinh mạnh dạn")
    else:
        assert isinstance(confirmed, Refused)
        assert (state, text) == ("circulated", "Đổi đúng lúc")


def test_two_clocks_confirm_once(world):
    sent(world)
    Notice.objects.all().delete()
    answers = at_once(*[lambda: confirming.confirm_overdue(now=OVER)] * 4)
    assert sorted(answers) == [0, 0, 0, 1]
    assert AuditEntry.objects.filter(verb="sessions.confirm_minutes").count() == 1


def test_an_exam_made_at_once_is_one(world):
    programme.load()
    [decision] = agree(world, held(world), "Khảo sát chung môn Toán")

    def press():
        return actions.start_exam(
            decision=Decision.objects.get(pk=decision.pk),
            by=actor(world.cluster_head),
            now=NOW,
        )

    answers = at_once(*[press] * 4)
    assert faults(answers) == []
    assert ExchangeSession.objects.filter(kind="joint_exam").count() == 1
