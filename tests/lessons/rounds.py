"""Pressing the buttons of a round in tests."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from accounts.verbs import Actor
from lessons import actions
from lessons.models import LessonPlan, PlanComment, PlanRevision, State

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
DAY = date(2026, 11, 26)


def revise(plan, person) -> PlanRevision:
    number = plan.revisions.count() + 1
    return PlanRevision.objects.create(
        plan=plan,
        number=number,
        file=f"plans/{number}.pdf",
        original_name=f"Bản {number}.pdf",
        size=7,
        sha256=str(number) * 64,
        created_by=person,
    )


def newest(plan) -> PlanRevision:
    return plan.revisions.order_by("-number").first()


def say(plan, person, text="Thêm câu hỏi dẫn dắt", **more) -> PlanComment:
    return actions.comment(
        **{
            "revision": newest(plan),
            "section": "a1",
            "text": text,
            "client_key": "",
            "by": Actor(person),
            "now": NOW,
        }
        | more
    )


def answer(comment, person, answer="adopted", text="") -> PlanComment:
    return actions.answer_comment(
        comment=comment, answer=answer, text=text, by=Actor(person), now=NOW
    )


def put(plan, state) -> None:
    LessonPlan.objects.filter(pk=plan.pk).update(
        state=state,
        agreed_revision=newest(plan) if state == State.AGREED else None,
        agreed_at=NOW if state == State.AGREED else None,
    )
    plan.refresh_from_db()


def press(verb, plan, person) -> None:
    by = Actor(person)
    if verb == "return":
        actions.return_plan(plan=plan, reason="Thêm hoạt động 3", by=by, now=NOW)
    elif verb == "agree":
        actions.agree_plan(plan=plan, revision=newest(plan), by=by, now=NOW)
    else:
        actions.reopen_plan(plan=plan, reason="Dạy lại", by=by, now=NOW)
