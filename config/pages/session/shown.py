"""What the session page shows of parts and units, in lines and words of its own."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.addresses import public_url
from accounts.models import User
from accounts.qr import qr_svg
from config.pages.session.duty import asked
from config.pages.session.moves import part_moves_of
from config.pages.session.steps import part_heading
from lessons.page import LessonRow
from sessions import permissions
from sessions.announcing import Changed, announced_of, changes_between
from sessions.models import (
    ExchangeSession,
    Part,
    PartState,
    SessionUnit,
    State,
)
from sessions.models.part import Purpose
from sessions.page import SessionFacts
from sessions.when import long_day_words


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


SUBJECTS_SHOWN = 4


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


def check_in_qr(request: HttpRequest, exchange: ExchangeSession) -> SafeString:
    """The drawing of the door's address: it leads straight to the button, on any phone."""
    address = public_url(request, reverse("sessions:door", args=[exchange.code]))
    return qr_svg(address.upper(), _("QR code to check in"))
