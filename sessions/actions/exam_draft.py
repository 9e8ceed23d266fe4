"""A decision becomes the draft of the joint exam that it speaks of, in one press."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.verbs import Actor, Refused
from clusters.models import Grade
from clusters.programme import KnownSubjects
from sessions.actions.create import schedule
from sessions.actions.guard import lock
from sessions.minutes.exam_said import days_said, grades_said, subjects_said
from sessions.models import Decision, ExchangeSession
from sessions.models.exchange import Kind
from sessions.models.part import Purpose
from sessions.rows import Details, NewExchange, PartRow, UnitRow

MOST_TITLE = 250


def start_exam(*, decision: Decision, by: Actor, now: datetime) -> ExchangeSession:
    """Make the draft of the joint exam, for the lead of the session that agreed on it: a part for each
    day that is said, the subjects and grades of the words (else of the session), the owners as
    units (else the session's). Pressed twice it is the same draft; refused for what is closed."""
    with transaction.atomic():
        exchange = lock(decision.exchange)
        locked = Decision.objects.select_for_update().filter(pk=decision.pk).first()
        if locked is None:
            raise Refused(_("Somebody else removed this task meanwhile."))
        if locked.starts is not None:
            return locked.starts
        if locked.status != Decision.Status.OPEN:
            raise Refused(_("This task is closed already."))
        made = schedule(by=by, data=_planned(locked, exchange), now=now)
        locked.starts = made
        locked.save(update_fields=["starts"])
        audit.record(
            by=by,
            verb="sessions.start_exam",
            row=locked,
            after={"starts": made.pk},
        )
        return made


def _planned(decision: Decision, exchange: ExchangeSession) -> NewExchange:
    said = f"{decision.text} {decision.when_as_printed}"
    subjects = subjects_said(decision.text, KnownSubjects())
    numbers = grades_said(decision.text)
    grades = list(Grade.objects.filter(number__in=numbers)) if numbers else []
    days = days_said(
        said, decision.due, decision.due_until, agreed_on=exchange.named_day
    )
    return NewExchange(
        details=Details(
            kind=Kind.JOINT_EXAM,
            lead=exchange.lead,
            cluster=exchange.cluster,
            partnership=exchange.partnership,
            school_year=exchange.school_year,
            follows=exchange,
            title=decision.text[:MOST_TITLE],
            date_as_printed="" if days else decision.when_as_printed,
            subjects=subjects or list(exchange.subjects.all()),
            grades=grades or list(exchange.grades.all()),
            address=exchange.address,
        ),
        parts=[PartRow(on=day, purposes=[Purpose.EXAM]) for day in days]
        or [PartRow(purposes=[Purpose.EXAM])],
        units=_units(decision, exchange),
        client_key=f"decision:{decision.pk}",
    )


def _units(decision: Decision, exchange: ExchangeSession) -> list[UnitRow]:
    owners = list(decision.owners.select_related("school", "cluster"))
    rows = [
        UnitRow(school=one.school, cluster=one.cluster)
        for one in owners
        if one.school or one.cluster
    ]
    if rows:
        # One unit stands there once, however often it was named.
        return list({(one.school, one.cluster): one for one in rows}.values())
    return [
        UnitRow(
            school=unit.school,
            authority=unit.authority,
            cluster=unit.cluster,
            name_as_printed=unit.name_as_printed,
        )
        for unit in exchange.units.select_related("school", "authority", "cluster")
        if unit.authority is None
    ]
