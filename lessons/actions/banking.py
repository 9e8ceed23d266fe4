"""An author takes an agreed plan out of the bank, and puts it back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.verbs import Actor, Refused
from lessons.models import LessonPlan, State
from lessons.searching import search_key_of


@transaction.atomic
def take_out_of_bank(*, plan: LessonPlan, by: Actor, now: datetime) -> LessonPlan:
    """Nobody finds the plan in the bank any more, also after it was agreed again; who takes part in
    its round still sees it. Out already is out once; refused of a plan that is not agreed."""
    row = _agreed(plan)
    if row.out_of_bank_at is None:
        row.out_of_bank_at = now
        row.save(update_fields=["out_of_bank_at"])
        record(by=by, verb="lessons.take_out_of_bank", row=row)
    return row


@transaction.atomic
def put_into_bank(*, plan: LessonPlan, by: Actor) -> LessonPlan:
    """The plan is found in the bank again, by what is written of it now. Twice is once; refused of a
    plan that is not agreed."""
    row = _agreed(plan)
    if row.out_of_bank_at is not None:
        row.out_of_bank_at = None
        row.search_key = search_key_of(row)
        row.save(update_fields=["out_of_bank_at", "search_key"])
        record(by=by, verb="lessons.put_into_bank", row=row)
    return row


def _agreed(plan: LessonPlan) -> LessonPlan:
    row = LessonPlan.objects.select_for_update().get(pk=plan.pk)
    if row.state != State.AGREED:
        raise Refused(
            _("This plan is not agreed at the moment, so it is not in the bank.")
        )
    return row
