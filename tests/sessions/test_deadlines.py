"""Deadlines follow from the days of the parts, until somebody sets them."""

from datetime import date

import pytest

from clusters.partial_dates import PartialDate
from sessions.deadlines import COMMENTS, MINUTES, NEWS, deadline_of, deadlines_of
from sessions.models import ExchangeSession, Part


def exchange(**fields) -> ExchangeSession:
    fields.setdefault("state", "scheduled")
    return ExchangeSession(kind="lesson_study", **fields)


def part(on, *purposes, **fields) -> Part:
    return Part(
        on=PartialDate.parse(on) if on else None, purposes=list(purposes), **fields
    )


AGREE = part("2026-11-19", "agree_plan")
TEACH = part("2026-11-26", "teach", "draw_lessons")


def said(session, parts) -> dict[str, date]:
    return {one.name: one.on for one in deadlines_of(session, parts)}


def test_comments_end_the_day_before_teaching_minutes_and_news_follow_the_last_part():
    assert said(exchange(), [AGREE, TEACH]) == {
        COMMENTS: date(2026, 11, 25),
        MINUTES: date(2026, 11, 29),
        NEWS: date(2026, 12, 1),
    }


def test_they_stand_in_the_order_in_which_they_come_up():
    rushed = exchange(news_due=date(2026, 11, 27))
    assert [one.name for one in deadlines_of(rushed, [AGREE, TEACH])] == [
        COMMENTS,
        NEWS,
        MINUTES,
    ]


def test_what_somebody_set_holds_and_is_marked():
    chosen = exchange(minutes_due=date(2026, 12, 10))
    minutes = next(one for one in deadlines_of(chosen, [TEACH]) if one.name == MINUTES)
    assert (minutes.on, minutes.is_set) == (date(2026, 12, 10), True)
    assert not minutes.is_over(date(2026, 12, 10))
    assert minutes.is_over(date(2026, 12, 11))


@pytest.mark.parametrize("state", ["postponed", "cancelled"])
def test_a_part_that_is_off_sets_no_deadline(state):
    off = part("2026-11-26", "teach", state=state, state_reason="Bão số 5")
    assert COMMENTS not in said(exchange(), [AGREE, off])


def test_while_a_part_has_no_day_only_comments_are_known():
    assert said(exchange(), [TEACH, part(None)]) == {COMMENTS: date(2026, 11, 25)}
    assert said(exchange(), [TEACH, part("2026-12")]) == {COMMENTS: date(2026, 11, 25)}


def test_a_part_without_a_day_has_the_session_s():
    whole = exchange(on=PartialDate(2026, 11, 26))
    assert said(whole, [part(None, "visit")]) == {
        MINUTES: date(2026, 11, 29),
        NEWS: date(2026, 12, 1),
    }


def test_what_is_not_about_lessons_has_no_comments():
    assert COMMENTS not in said(exchange(), [part("2026-11-26", "visit")])


@pytest.mark.parametrize("fields", [{"recorded": True}, {"state": "cancelled"}])
def test_what_was_written_down_afterwards_or_called_off_has_none(fields):
    assert deadlines_of(exchange(**fields), [TEACH]) == []


def test_one_can_be_asked_for():
    assert deadline_of(exchange(), MINUTES, [TEACH]) == date(2026, 11, 29)
    assert deadline_of(exchange(), MINUTES, []) is None
