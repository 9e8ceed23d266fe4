"""What a version holds: written from the table, pasted from Excel, begun from last year's plan."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts import audit
from accounts.verbs import Actor, Refused
from clusters.models import Cluster, SchoolYear
from clusters.partial_dates import PartialDate
from sessions.actions.plans.guard import (
    FORM,
    Held,
    lock_year,
    look_again,
    refuse_second_press,
    refuse_while_sent,
)
from sessions.actions.plans.writing import write_rows
from sessions.models import PlanState, PlanVersion, State, YearPlan
from sessions.models.year_plan import PLAN_TEXTS
from sessions.planning.comparing import repeats
from sessions.planning.content import line_of, rows_of, snapshot, texts_of
from sessions.planning.rows import PlanWords, RoundLine

MOST_ROUNDS = 200


def save(
    *,
    cluster: Cluster,
    school_year: SchoolYear,
    lines: Sequence[RoundLine],
    form: str,
    by: Actor,
    now: datetime,
) -> PlanVersion | None:
    """Bring the plan's table to what the form says. Where a version is in force and none is open, the
    change makes a new draft; a form that changes nothing makes none. None: there is still no plan.

    Refuses while the plan waits for approval, and to leave out a round that has a session.
    """
    with transaction.atomic():
        held = _taken_up(cluster, school_year, form, by)
        return _bring_to(held, "plans.save", lines=lines, form=form, by=by, now=now)


def save_words(
    *,
    cluster: Cluster,
    school_year: SchoolYear,
    words: PlanWords,
    form: str,
    by: Actor,
    now: datetime,
) -> PlanVersion | None:
    """Bring the texts around the table to what the form says; as `save` does it with the rows."""
    with transaction.atomic():
        held = _taken_up(cluster, school_year, form, by)
        return _bring_to(
            held, "plans.save_words", words=words, form=form, by=by, now=now
        )


def _taken_up(cluster: Cluster, school_year: SchoolYear, form: str, by: Actor) -> Held:
    """The locked plan, if nobody changed it since the form was opened and it may be changed now."""
    held = lock_year(cluster, school_year, by)
    look_again(held, form)
    refuse_while_sent(held)
    return held


def paste(
    *,
    cluster: Cluster,
    school_year: SchoolYear,
    lines: Sequence[tuple[RoundLine, bool]],
    form: str,
    by: Actor,
    now: datetime,
) -> PlanVersion | None:
    """Put pasted rounds into the plan: each replaces the round whose key it bears, or is added behind
    the others. With each line stands whether it is added even though the plan says the same already;
    otherwise what is there is not doubled, however often it is pasted.
    """
    with transaction.atomic():
        held = lock_year(cluster, school_year, by)
        refuse_while_sent(held)
        refuse_second_press(held, form)
        stored = _lines(held.base)
        known = {line.round: place for place, line in enumerate(stored)}
        result = list(stored)
        for line, forced in lines:
            if line.round in known:
                result[known[line.round]] = line
            elif forced or not any(repeats(line, one) for one in stored):
                result.append(replace(line, round=None))
        return _bring_to(held, "plans.paste", lines=result, form=form, by=by, now=now)


def copy_from_last_year(
    *, cluster: Cluster, school_year: SchoolYear, by: Actor, now: datetime
) -> PlanVersion:
    """Begin a draft from the version in force of the year before: each round a year later, known by
    its month only; who teaches is left open. Refuses where the year has rounds already."""
    with transaction.atomic():
        held = lock_year(cluster, school_year, by)
        if held.base is not None and held.base.rows.exists():
            raise Refused(
                _("There are rounds in this plan already. Nothing was copied.")
            )
        earlier = PlanVersion.objects.before(cluster, school_year)
        before = earlier.select_related("plan__school_year").first()
        if before is None:
            raise Refused(
                _("There is no approved plan of an earlier year to begin from.")
            )
        years = school_year.starts_on.year - before.plan.school_year.starts_on.year
        lines = [_later(line, years) for line in _lines(before)]
        words = replace(texts_of(before), number_as_printed="", issued_on=None)
        version = _bring_to(
            held, "plans.copy", lines=lines, words=words, by=by, now=now
        )
        if version is None:
            raise Refused(
                _("The plan of the earlier year has no rounds to begin from.")
            )
        return version


def _later(line: RoundLine, years: int) -> RoundLine:
    on = line.on
    if on is not None and on.year is not None:
        on = PartialDate(on.year + years, on.month)
    return replace(
        line,
        round=None,
        on=on,
        when_as_printed="" if on is not None else line.when_as_printed,
        lessons=tuple(replace(one, teachers=()) for one in line.lessons),
    )


def _lines(version: PlanVersion | None) -> list[RoundLine]:
    return [line_of(row) for row in rows_of(version)] if version is not None else []


def _bring_to(
    held: Held,
    verb: str,
    *,
    lines: Sequence[RoundLine] | None = None,
    words: PlanWords | None = None,
    form: str = "",
    by: Actor,
    now: datetime,
) -> PlanVersion | None:
    """Write rows and texts into the open version, or into a new one; None leaves that half."""
    base = held.base
    stored = _lines(base)
    old_words = texts_of(base) if base is not None else PlanWords()
    lines = list(stored if lines is None else lines)
    words = old_words if words is None else words
    before, wanted = snapshot(stored, old_words), snapshot(lines, words)
    if before == wanted:
        if base is None:
            held.plan.delete()
        return base
    if len(lines) > MOST_ROUNDS:
        raise Refused(
            _("A plan holds at most %(most)s rounds.") % {"most": MOST_ROUNDS}
        )
    _refuse_lost_sessions(held.plan, lines)
    version = held.open
    if version is None or not version.is_editable:
        version = _new_version(held.plan, by, now)
    version.number_as_printed, version.issued_on = (
        words.number_as_printed,
        words.issued_on,
    )
    for name in PLAN_TEXTS:
        setattr(version, name, getattr(words, name))
    version.save()
    write_rows(version, lines)
    _forget_unused(held.plan)
    audit.record(
        by=by,
        verb=verb,
        row=held.plan,
        before={"rows": len(stored), "content": before},
        after={
            "version": version.number,
            "rows": len(lines),
            "content": wanted,
            FORM: form,
        },
    )
    return version


def _new_version(plan: YearPlan, by: Actor, now: datetime) -> PlanVersion:
    last = plan.versions.aggregate(last=Max("number"))["last"] or 0
    return PlanVersion(
        plan=plan,
        number=last + 1,
        state=PlanState.DRAFT,
        state_at=now,
        state_by=by.user,
        created_by=by.user,
    )


def _refuse_lost_sessions(plan: YearPlan, lines: Sequence[RoundLine]) -> None:
    kept = {line.round for line in lines}
    lost = (
        plan.rounds.exclude(pk__in=[one for one in kept if one is not None])
        .filter(exchange__isnull=False)
        .exclude(exchange__state=State.CANCELLED)
        .select_related("exchange")
        .first()
    )
    if lost is not None:
        raise Refused(
            _(
                "The round with the session “%(title)s” cannot leave the plan. Cancel the session, or "
                "untie it from the plan first."
            )
            % {"title": lost.exchange}
        )


def _forget_unused(plan: YearPlan) -> None:
    """Rounds that stand in no version any more."""
    plan.rounds.filter(rows=None).delete()
