"""What the session page offers its reader, by rights and the state of the work."""

from datetime import date

from accounts.models import User
from clusters.permissions import can_manage_partnership, partnerships_visible_to
from clusters.standing import standing_of
from config.pages.session.moves import Move
from lessons import observing
from lessons.page import LessonRow
from sessions import permissions
from sessions.clashes import STILL_AHEAD
from sessions.desk import parts_to_keep
from sessions.models import (
    ExchangeSession,
    SessionUnit,
    State,
)
from sessions.models.exchange import Kind
from sessions.page import SessionFacts


def agreement(user: User, exchange: ExchangeSession) -> dict[str, bool]:
    """Whether the reader may open the session's agreement, and should note that it was signed."""
    partnership = exchange.partnership
    if partnership is None:
        return {"opens_agreement": False, "notes_signing": False}
    seen = partnerships_visible_to(user).filter(pk=partnership.pk)
    return {
        "opens_agreement": seen.exists(),
        "notes_signing": exchange.kind == Kind.SIGNING
        and exchange.state in {State.HELD, State.CLOSED}
        and partnership.state == partnership.State.DRAFT
        and can_manage_partnership(user, partnership),
    }


def has_bare_names(facts: SessionFacts, lessons: list[LessonRow]) -> bool:
    """Whether somebody stands here by name only: then the page asks for those who bear the name."""
    return any(lesson.nameless for lesson in lessons) or any(
        person.user is None and not person.is_group
        for group in facts.people
        for person in group.people
    )


def has_bare_units(facts: SessionFacts) -> bool:
    """Whether a unit is only a name: then the page asks for schools of that name."""
    return any(
        not (unit.school_id or unit.authority_id or unit.cluster_id)
        for unit in facts.units
    )


def asks_clashes(facts: SessionFacts, moves: list[Move], *, may_complete: bool) -> bool:
    """Whether clashes are looked for: by its people and who approves it, while a day lies ahead or
    is today."""
    known = [part.on.exact for part in facts.parts if part.on and part.on.exact]
    ahead = any(day >= facts.today for day in known)
    works = may_complete or any(move.verb == "approve" for move in moves)
    return ahead and works and facts.exchange.state in STILL_AHEAD


def is_unseen(user: User, exchange: ExchangeSession, today: date) -> bool:
    """Whether somebody else wrote the session down in the name of this person's unit and nobody
    there has confirmed it; a query only for what was written down afterwards."""
    asked = (
        exchange.recorded
        and exchange.state == State.HELD
        and exchange.created_by_id not in {None, user.pk}
        and exchange.state_by_id == exchange.created_by_id
        and permissions.leads(user, exchange)
    )
    return (
        asked
        and ExchangeSession.objects.filter(
            permissions.unseen_by_the_lead(today), pk=exchange.pk
        ).exists()
    )


def own_units(user: User, facts: SessionFacts) -> list[SessionUnit]:
    """The schools that the person leads and that took part, as far as anybody knows."""
    led = standing_of(user).led_schools
    return [
        unit
        for unit in facts.units
        if unit.school_id in led and unit.took_part is not False
    ]


def adds_photos(
    user: User, facts: SessionFacts, lessons: list[LessonRow], *, writes: bool
) -> bool:
    """Photos come from many phones (who: `reports.permissions.can_add_photos`), without a query."""
    if facts.exchange.state == State.CANCELLED:
        return False
    if writes or facts.exchange.state == State.DRAFT:
        return writes
    schools = standing_of(user).schools
    return (
        facts.mine is not None
        or any(lesson.mine for lesson in lessons)
        or any(
            unit.school_id in schools and unit.took_part is not False
            for unit in facts.units
        )
    )


def keeps_list(user: User, facts: SessionFacts, *, writes: bool) -> bool:
    """Whether this person can tick for others now (who: `permissions.can_keep_attendance`), without
    a query: who writes here, and who leads a hosting school."""
    led = standing_of(user).led_schools
    keeps = writes or any(unit.school_id in led for unit in facts.hosts)
    return keeps and bool(parts_to_keep(facts.exchange, facts.parts, facts.now))


def mark_observed(facts: SessionFacts, lessons: list[LessonRow]) -> None:
    """Say of each lesson whether its notes are open to the reader (who: `lessons.permissions`),
    without a query: to who is on the list, and of an own lesson to who teaches it."""
    for lesson in lessons:
        parts = [part for part in facts.parts if lesson.part in (None, part.pk)]
        lesson.observed = (
            facts.mine is not None or lesson.mine
        ) and observing.has_begun(facts.exchange, parts, now=facts.now)
