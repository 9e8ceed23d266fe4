"""What the database itself refuses of lessons, past the forms and the actions."""

import pytest
from django.utils import timezone

from lessons.models import (
    LessonPlan,
    PlanAuthor,
    PlanRevision,
    RevisionWithdrawal,
    Teaching,
)
from tests import builders
from tests.refusals import promises_of, refused_for

pytestmark = pytest.mark.django_db


class Rows:
    """Good rows to build the forbidden ones from."""

    def __init__(self):
        self.person = builders.make_person("Vàng Thị Mai")
        self.other = builders.make_person("Lò Văn Inh")
        self.plan = LessonPlan.objects.create(title="Áp suất")

    def author(self, user=None, order=1) -> PlanAuthor:
        return PlanAuthor.objects.create(
            plan=self.plan, user=user or self.person, order=order
        )

    def revision(self, **fields) -> PlanRevision:
        return PlanRevision.objects.create(
            **{
                "plan": self.plan,
                "number": 1,
                "original_name": "bai.pdf",
                "content_type": "application/pdf",
                "size": 7,
                "sha256": "a" * 64,
                "created_by": self.person,
                **fields,
            }
        )

    def taught_twice(self) -> None:
        lesson = builders.make_lesson(
            builders.make_exchange(host=builders.make_school())
        )
        for _ in range(2):
            Teaching.objects.create(lesson=lesson, plan=self.plan)

    def withdrawn_twice(self) -> None:
        revision = self.revision()
        for _ in range(2):
            self.withdrawal(revision)

    def withdrawal(self, revision: PlanRevision, reason="Nhầm tệp") -> None:
        RevisionWithdrawal.objects.create(
            revision=revision, reason=reason, at=timezone.now(), by=self.person
        )


FORBIDDEN = {
    "plan_state": lambda rows: LessonPlan.objects.create(state="lost"),
    "plan_form": lambda rows: LessonPlan.objects.create(form="poem"),
    "plan_author_order": lambda rows: [rows.author(), rows.author(rows.other)],
    "plan_author_once": lambda rows: [rows.author(), rows.author(order=2)],
    "plan_revision_number": lambda rows: [rows.revision(), rows.revision()],
    "plan_revision_from_one": lambda rows: rows.revision(number=0),
    "plan_revision_not_empty": lambda rows: rows.revision(size=0),
    "plan_withdrawal_has_reason": lambda rows: rows.withdrawal(rows.revision(), ""),
    "lessons_teaching.lesson_id": Rows.taught_twice,
    "lessons_revisionwithdrawal.revision_id": Rows.withdrawn_twice,
}


def test_every_constraint_has_its_forbidden_row():
    assert set(FORBIDDEN) == promises_of("lessons")


@pytest.mark.parametrize("name", FORBIDDEN)
def test_the_database_refuses(name):
    rows = Rows()
    with refused_for(name):
        FORBIDDEN[name](rows)


def test_a_revision_is_never_changed():
    revision = Rows().revision()
    revision.note = "khác"
    with pytest.raises(TypeError, match="never changed"):
        revision.save()
