"""The session page: gathers from sessions, lessons and reports; every part has its own edit page."""

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.models import User
from clusters.standing import standing_of
from config.pages.qr import qr_svg
from config.pages.steps import part_heading, steps_of
from lessons.page import LessonRow, lessons_of, sees_plans_of
from reports.page import papers_of
from sessions import page as sessions_page
from sessions import permissions
from sessions.models import (
    MOVES,
    PART_MOVES,
    ExchangeSession,
    Part,
    PartState,
    SessionUnit,
    State,
)
from sessions.models.part import Purpose
from sessions.models.roster import Capacity
from sessions.page import SessionFacts
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
    papers = papers_of(exchange, request.user)
    taught = {lesson.pk: lesson.line for lesson in lessons}
    for photo in papers.photos:
        photo.alt = photo.caption or taught.get(photo.lesson_id, "")  # type: ignore[attr-defined]
    leads = permissions.can_edit(request.user, exchange)
    # Chair and secretary of the day write down what was said and add photos.
    writes = leads or bool(
        facts.mine
        and exchange.state != State.DRAFT
        and {"chair", "secretary"} & set(facts.mine.capacities)
    )
    # News are still written when the file is closed; its data are not changed any more.
    may_edit = leads and exchange.open_to_edits
    may_write = writes and exchange.open_to_edits
    open_parts = facts.open_parts
    checked_in = bool(facts.mine and {part.pk for part in open_parts} <= facts.mine.at)
    over = exchange.state in {State.HELD, State.CLOSED}
    context = {
        # Who only reads, mostly on a phone, does not pay for the tools of those who write.
        "base": "base_desk.html" if may_edit or may_write else "base.html",
        "exchange": exchange,
        "facts": facts,
        "subtitle": subtitle(facts, lessons),
        "crumb": crumb(exchange),
        "lessons": lessons,
        "parts": parts_shown(facts, may_edit=may_edit),
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
        "may_write": may_write,
        "moves": moves_of(request.user, facts, may_edit=leads),
        "may_delete": not facts.somebody_knows
        and permissions.can_delete(request.user, exchange),
        "drafts_news": over and (writes or bool(own_units(request.user, facts))),
        "adds_photos": adds_photos(request.user, facts, lessons, writes=writes),
        "asks_replies": exchange.state in {State.PROPOSED, State.SCHEDULED},
        "my_units": my_units(request.user, facts),
        "happening": exchange.state == State.SCHEDULED
        and any(part.state == PartState.PLANNED for part in open_parts),
        "open_parts": open_parts,
        "checked_in": checked_in,
        "check_in_qr": check_in_qr(request, exchange) if open_parts else "",
        "may_check_in": bool(facts.mine and open_parts and not checked_in),
    }
    return render(request, "pages/session.html", context)


@dataclass(frozen=True)
class PartShown:
    """A part as the page shows it."""

    part: Part
    heading: str
    when: str
    teaches: bool
    groups: list[str]
    moves: list[tuple[str, str]]

    @property
    def place(self) -> str:
        """The id of its panel."""
        return f"part-{self.part.pk}"


def parts_shown(facts: SessionFacts, *, may_edit: bool) -> list[PartShown]:
    """The parts in order; a part without a day of its own shows none, never the session's."""
    return [
        PartShown(
            part=part,
            heading=part_heading(part, number, len(facts.parts)),
            when=long_day_words(part.on),
            teaches=not part.purposes or Purpose.TEACH in part.purposes,
            groups=[line.text for line in facts.groups if line.part == part.pk],
            # The only part moves with its session.
            moves=part_moves_of(
                part, facts, may_edit=may_edit and len(facts.parts) > 1
            ),
        )
        for number, part in enumerate(facts.parts, 1)
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
        str(exchange.cluster or exchange.lead),
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


@dataclass(frozen=True)
class Move:
    """A button that changes the state: the action's name, its words, an icon, how loud it is."""

    verb: str
    words: str
    icon: str
    look: str = "btn-quiet"


def moves_of(user: User, facts: SessionFacts, *, may_edit: bool) -> list[Move]:
    """The changes of state that this person may make now, the most likely first."""
    exchange = facts.exchange
    state = exchange.state
    approves = state == State.PROPOSED and permissions.can_approve(user, exchange)
    moves = []
    if approves:
        moves.append(Move("approve", _("Approve"), "check", "btn-primary"))
    if may_edit and state == State.DRAFT:
        moves.append(Move("propose", _("Announce"), "send", "btn-primary"))
    if may_edit and state == State.SCHEDULED and facts.may_be_held:
        moves.append(Move("hold", _("Mark as held"), "check", "btn-primary"))
    if may_edit and state == State.HELD:
        moves.append(Move("close", _("Close the file"), "lock"))
    if (may_edit or approves) and State.DRAFT in MOVES[state]:
        moves.append(Move("back_to_draft", _("Back to draft"), "undo-2"))
    if may_edit and State.CANCELLED in MOVES[state]:
        moves.append(Move("cancel", _("Cancel the session"), "circle-x"))
    return moves


_PART_WORDS = {
    PartState.HELD: ("hold", gettext_lazy("Mark as held")),
    PartState.PLANNED: ("plan", gettext_lazy("Plan it again")),
    PartState.POSTPONED: ("postpone", gettext_lazy("Postpone")),
    PartState.CANCELLED: ("cancel", gettext_lazy("Cancel the part")),
}


def part_moves_of(
    part: Part, facts: SessionFacts, *, may_edit: bool
) -> list[tuple[str, str]]:
    """The changes of one part's state: (verb, words). A part is held on its day or later."""
    if not may_edit or facts.exchange.state != State.SCHEDULED:
        return []
    early = part.on is not None and (part.on.first_day or facts.today) > facts.today
    return [
        (verb, str(words))
        for state, (verb, words) in _PART_WORDS.items()
        if state in PART_MOVES[part.state] and not (verb == "hold" and early)
    ]


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


def check_in_qr(request: HttpRequest, exchange: ExchangeSession) -> SafeString:
    """The drawing of the short link, which also works when typed in lower case."""
    path = reverse("sessions:short", args=[exchange.code])
    address = (
        f"{settings.PUBLIC_ADDRESS}{path}"
        if settings.PUBLIC_ADDRESS
        else request.build_absolute_uri(path)
    )
    return qr_svg(address, _("QR code to check in"))


def my_units(user: User, facts: SessionFacts) -> list[SessionUnit]:
    """The guests that this person speaks for: asked to come, neither host nor organiser."""
    if facts.exchange.state not in {State.PROPOSED, State.SCHEDULED}:
        return []
    led = standing_of(user).led_schools
    return [
        unit
        for unit in facts.units
        if unit.school_id in led
        and unit.invited
        and not unit.hosts
        and not unit.organises
    ]
