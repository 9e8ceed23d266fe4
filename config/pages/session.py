"""The session page: gathers from sessions, lessons and reports; every part has its own edit page."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.addresses import public_url
from accounts.models import User
from accounts.qr import qr_svg
from clusters.permissions import can_manage_partnership, partnerships_visible_to
from clusters.standing import standing_of
from config.pages.duty import asked, duty_of, my_hosts, my_units
from config.pages.moves import Move, moves_of, next_step, part_moves_of
from config.pages.steps import part_heading, steps_of
from lessons.page import LessonRow, lessons_of, sees_plans_of
from reports.page import papers_of, to_write
from reports.who import writers_of
from sessions import page as sessions_page
from sessions import permissions
from sessions.announcing import Changed, announced_of, changes_between
from sessions.approval import approvers_of
from sessions.clashes import STILL_AHEAD
from sessions.deadlines import deadlines_of
from sessions.desk import parts_to_keep
from sessions.doors import check_in_times, is_open
from sessions.models import (
    ExchangeSession,
    Part,
    PartState,
    SessionUnit,
    State,
)
from sessions.models.exchange import Kind
from sessions.models.part import Purpose
from sessions.models.roster import Capacity
from sessions.page import SessionFacts
from sessions.plan_page import opens_plan
from sessions.when import long_day_words

SUBJECTS_SHOWN = 4


@require_safe
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """One session, for everyone who may see it; the buttons are those of the reader's rights."""
    exchange = sessions_page.load(pk, request.user)
    if exchange is None:
        raise Http404
    facts = sessions_page.session_facts(exchange, request.user, now=timezone.now())
    schools = {unit.school_id for unit in facts.units if unit.school_id}
    lessons = lessons_of(
        exchange,
        request.user,
        sees_plans=sees_plans_of(
            request.user, schools, on_roster=facts.mine is not None
        ),
    )
    leads = permissions.can_edit(request.user, exchange)
    # Chair and secretary of the day write down what was said and add photos.
    writes = leads or bool(
        facts.mine
        and exchange.state != State.DRAFT
        and {"chair", "secretary"} & set(facts.mine.capacities)
    )
    papers = papers_of(exchange, request.user, writes=writes)
    taught = {lesson.pk: lesson.line for lesson in lessons}
    for photo in papers.photos:
        photo.alt = photo.caption or taught.get(photo.lesson_id, "")  # type: ignore[attr-defined]
    # News are still written when the file is closed; its data are not changed any more.
    may_edit = leads and exchange.open_to_edits
    completes = permissions.can_complete(request.user, exchange)
    may_complete = completes and exchange.open_to_edits
    notes = writes or completes
    may_write = notes and exchange.open_to_edits
    open_parts = facts.open_parts
    at = facts.mine.at if facts.mine else set()
    my_parts = sessions_page.parts_to_check_in(facts)
    checked_in = bool(my_parts) and {part.pk for part in my_parts} <= at
    awaited = [
        part for part in my_parts if part.pk not in at and is_open(part, facts.now)
    ]
    over = exchange.state in {State.HELD, State.CLOSED}
    news_to_write = (
        to_write(
            exchange,
            papers.articles,
            writes=writes
            or exchange.cluster_id in standing_of(request.user).officed_clusters,
            schools=[
                (unit.school_id, unit.label)
                for unit in own_units(request.user, facts)
                if unit.school_id
            ],
        )
        if over
        else []
    )
    moves = moves_of(
        request.user,
        facts,
        may_edit=leads,
        news_out=any(one.state == "published" for one in papers.articles),
        unseen=is_unseen(request.user, exchange),
    )
    context = {
        # Who only reads, mostly on a phone, does not pay for the tools of those who write.
        "base": "base_desk.html" if may_edit or may_write else "base.html",
        "exchange": exchange,
        "facts": facts,
        "subtitle": subtitle(facts, lessons),
        "crumb": crumb(exchange),
        "lessons": lessons,
        "parts": parts_shown(
            request.user, facts, may_edit=may_edit, may_complete=may_complete
        ),
        "several_parts": len(facts.parts) > 1,
        "focus_heading": _("Part %(number)s")
        % {"number": facts.parts.index(facts.focus) + 1}
        if facts.focus and len(facts.parts) > 1
        else "",
        "chairs": facts.holding(Capacity.CHAIR),
        "secretaries": facts.holding(Capacity.SECRETARY),
        "papers": papers,
        "steps": steps_of(
            facts, [(one.state, one.get_state_display()) for one in papers.articles]
        ),
        "may_edit": may_edit,
        "may_complete": may_complete,
        "may_write": may_write,
        "asks_names": (may_complete and has_bare_names(facts, lessons))
        or (may_edit and has_bare_units(facts)),
        # Until its file is closed: then nothing of it is awaited any more.
        "deadlines": deadlines_of(exchange, facts.parts)
        if exchange.state != State.CLOSED
        else [],
        "asks_clashes": asks_clashes(facts, moves, may_complete=may_complete),
        "moves": moves,
        "approvers": approvers_of(exchange) if exchange.state == State.PROPOSED else [],
        "other_moves": [move for move in moves if not move.next],
        "next_step": next_step(
            facts,
            moves,
            may_edit=leads,
            awaits_news=bool(news_to_write) and not papers.articles,
        ),
        "duty": duty_of(request.user, facts, lessons),
        # Who leads it makes sessions for its lead: nobody is asked again.
        "may_clone": permissions.leads(request.user, exchange),
        "may_delete": not facts.somebody_knows
        # Photos and plans hold a session: it is not offered to delete what then refuses.
        and not papers.photos
        and not any(lesson.plan or lesson.plan_state for lesson in lessons)
        and permissions.can_delete(request.user, exchange),
        "news_to_write": news_to_write,
        "news_writers": writers_of(
            exchange,
            facts.today,
            at_desk=[
                person.name
                for role in (Capacity.CHAIR, Capacity.SECRETARY)
                for person in facts.holding(role)
                if person.user is not None
            ],
        )[:4]
        if over and not papers.articles and not news_to_write
        else [],
        "adds_photos": adds_photos(request.user, facts, lessons, writes=notes),
        "units": units_shown(facts),
        "my_units": my_units(request.user, facts),
        "my_hosts": my_hosts(request.user, facts),
        "happening": exchange.state == State.SCHEDULED
        and any(part.state == PartState.PLANNED for part in open_parts),
        "open_parts": open_parts,
        "checked_in": checked_in,
        "check_in_qr": check_in_qr(request, exchange) if open_parts else "",
        **agreement(request.user, exchange),
        # Of two parts of one day the later one that is open.
        "check_in_part": awaited[-1] if awaited else None,
        "check_in_opens": next(
            (
                times[0]
                for part in open_parts
                if (times := check_in_times(part)) and facts.now < times[0]
            ),
            None,
        ),
        "keeps_list": keeps_list(request.user, facts, writes=writes),
        "opens_plan": opens_plan(request.user, facts.exchange),
    }
    return render(request, "pages/session.html", context)


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


@dataclass(frozen=True)
class PartShown:
    """A part as the page shows it."""

    part: Part
    heading: str
    when: str
    teaches: bool
    may_edit: bool
    groups: list[str]
    moves: list[tuple[str, str]]
    # What is another than people were first told, until the part took place.
    changes: list[Changed]

    @property
    def place(self) -> str:
        """The id of its panel."""
        return f"part-{self.part.pk}"


def parts_shown(
    user: User, facts: SessionFacts, *, may_edit: bool, may_complete: bool
) -> list[PartShown]:
    """The parts in order; a part without a day of its own shows none, never the session's."""
    return [
        PartShown(
            part=part,
            heading=part_heading(part, number, len(facts.parts)),
            when=long_day_words(part.on),
            teaches=not part.purposes or Purpose.TEACH in part.purposes,
            may_edit=may_complete
            and permissions.can_complete_part(user, facts.exchange, part),
            groups=[line.text for line in facts.groups if line.part == part.pk],
            changes=changes_of(part, facts.exchange),
            # The only part moves with its session, unless it was put off.
            moves=part_moves_of(
                part,
                facts,
                may_edit=may_edit
                and (len(facts.parts) > 1 or part.state == PartState.POSTPONED),
            ),
        )
        for number, part in enumerate(facts.parts, 1)
    ]


def changes_of(part: Part, exchange: ExchangeSession) -> list[Changed]:
    """Old → new of a part that is still to come, since it was announced; asks the database nothing."""
    still = exchange.state == State.SCHEDULED and part.state == PartState.PLANNED
    if not still or not part.announced:
        return []
    return changes_between(part.announced, announced_of(part, exchange))


@dataclass(frozen=True)
class UnitShown:
    """A unit as the page shows it; `awaited` while it is asked and silent."""

    unit: SessionUnit
    awaited: bool


def units_shown(facts: SessionFacts) -> list[UnitShown]:
    """The units in printed order. Whoever organises a session of schools is asked to agree to it."""
    state, lead = facts.exchange.state, facts.exchange.lead_school_id
    return [
        UnitShown(
            unit,
            awaited=not unit.reply
            and (
                (state in {State.PROPOSED, State.SCHEDULED} and asked(unit, facts))
                or (state == State.PROPOSED and lead is not None and unit.organises)
            ),
        )
        for unit in facts.units
    ]


def subtitle(facts: SessionFacts, lessons: list[LessonRow]) -> str:
    """Subjects, cluster and host in one line, as far as they are known."""
    subjects = facts.subjects or list(
        dict.fromkeys(lesson.subject for lesson in lessons if lesson.subject)
    )
    exchange = facts.exchange
    words = [
        ", ".join(subjects[:SUBJECTS_SHOWN])
        + (" …" if len(subjects) > SUBJECTS_SHOWN else ""),
        str(exchange.cluster or exchange.lead_name),
    ]
    if hosts := [unit.label for unit in facts.hosts]:
        words.append(_("host: %(school)s") % {"school": ", ".join(hosts)})
    if not any(part.on for part in facts.parts):
        words.append(
            long_day_words(exchange.on)
            or exchange.date_as_printed
            or _("day not known")
        )
    return " · ".join(word for word in words if word)


def crumb(exchange: ExchangeSession) -> dict[str, str]:
    """Where "back" leads: the list of the session's cluster, else of its school year."""
    if exchange.cluster:
        return {"words": str(exchange.cluster), "query": f"?cum={exchange.cluster_id}"}
    if exchange.school_year:
        year = exchange.school_year
        return {"words": str(year), "query": f"?nam={year.label}"}
    return {"words": exchange.get_kind_display(), "query": f"?loai={exchange.kind}"}


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


def is_unseen(user: User, exchange: ExchangeSession) -> bool:
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
            permissions.unseen_by_the_lead(), pk=exchange.pk
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


def check_in_qr(request: HttpRequest, exchange: ExchangeSession) -> SafeString:
    """The drawing of the door's address: it leads straight to the button, on any phone."""
    address = public_url(request, reverse("sessions:door", args=[exchange.code]))
    return qr_svg(address.upper(), _("QR code to check in"))
