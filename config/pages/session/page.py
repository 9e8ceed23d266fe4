"""The page itself: what is read once, and what of it each piece of the page needs."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clusters.standing import standing_of
from config.pages.session.duty import duty_of, my_hosts, my_units
from config.pages.session.moves import moves_of, next_step
from config.pages.session.offered import (
    adds_photos,
    agreement,
    asks_clashes,
    has_bare_names,
    has_bare_units,
    is_unseen,
    keeps_list,
    mark_observed,
    own_units,
)
from config.pages.session.shown import (
    check_in_qr,
    crumb,
    parts_shown,
    subtitle,
    units_shown,
)
from config.pages.session.steps import steps_of
from lessons.page import lessons_of, sees_plans_of
from reports.page import papers_of, to_write
from reports.who import writers_of
from sessions import page as sessions_page
from sessions import permissions
from sessions.approval import approvers_of
from sessions.deadlines import deadlines_of
from sessions.defaults import WITHOUT_LESSONS
from sessions.doors import check_in_times, is_open
from sessions.heirs import gone_from, heirs_of
from sessions.models import (
    PartState,
    State,
)
from sessions.models.roster import Capacity
from sessions.plan_page import opens_plan


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
    mark_observed(facts, lessons)
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
        unseen=is_unseen(request.user, exchange, facts.today),
    )
    gone = gone_from(exchange, units=facts.units, parts=facts.parts, today=facts.today)
    happening = exchange.state == State.SCHEDULED and any(
        part.state == PartState.PLANNED for part in open_parts
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
        "grants_hours": exchange.state not in {State.DRAFT, State.CANCELLED}
        and permissions.can_grant_hours(request.user, exchange),
        "may_write": may_write,
        "asks_lessons": may_complete and exchange.kind not in WITHOUT_LESSONS,
        "asks_names": (may_complete and has_bare_names(facts, lessons))
        or (may_edit and has_bare_units(facts)),
        # Until its file is closed: then nothing of it is awaited any more.
        "deadlines": deadlines_of(exchange, facts.parts)
        if exchange.state != State.CLOSED
        else [],
        "asks_clashes": asks_clashes(facts, moves, may_complete=may_complete),
        "gone": gone,
        "heirs": heirs_of(gone),
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
        "happening": happening,
        "asks_feedback": (happening or over) and not exchange.recorded,
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
