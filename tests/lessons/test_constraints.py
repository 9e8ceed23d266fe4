"""What the database itself refuses of lessons, past the forms and the actions."""

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from lessons.models import (
    LessonPlan,
    PlanAuthor,
    PlanRevision,
    RevisionWithdrawal,
    Teaching,
)
from tests import builders

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


FORBIDDEN = {
    "plan_state": lambda rows: LessonPlan.objects.create(state="lost"),
    "plan_form": lambda rows: LessonPlan.objects.create(form="poem"),
    "plan_author_order": lambda rows: [rows.author(), rows.author(rows.other)],
    "plan_author_once": lambda rows: [rows.author(), rows.author(order=2)],
    "plan_revision_number": lambda rows: [rows.revision(), rows.revision()],
    "plan_revision_from_one": lambda rows: rows.revision(number=0),
    "plan_revision_not_empty": lambda rows: rows.revision(size=0),
    "plan_withdrawal_has_reason": lambda rows: RevisionWithdrawal.objects.create(
        revision=rows.revision(), reason="", at=timezone.now(), by=rows.person
    ),
}


def test_every_constraint_of_lessons_is_tried():
    named = {
        constraint.name
        for model in apps.get_app_config("lessons").get_models()
        for constraint in model._meta.constraints
    }
    assert named == FORBIDDEN.keys()


@pytest.mark.parametrize("name", sorted(FORBIDDEN))
def test_the_database_refuses_the_row(name):
    rows = Rows()
    with pytest.raises(IntegrityError), transaction.atomic():
        FORBIDDEN[name](rows)


def test_a_lesson_is_taught_from_one_plan():
    rows = Rows()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.taught_twice()


def test_a_revision_is_never_changed():
    revision = Rows().revision()
    revision.note = "khác"
    with pytest.raises(TypeError, match="never changed"):
        revision.save()
