"""The facts of a news report: everything a session's rows say, and nothing else."""

from __future__ import annotations

from datetime import date

from django.db.models import Prefetch

from clusters.models import Document
from clusters.partial_dates import PartialDate
from reports.facts.plans import agreed_plans, looked_at
from reports.facts.shapes import (
    BasisFacts,
    DecisionFacts,
    ItemFacts,
    LessonFacts,
    NewsFacts,
    PartFacts,
    PartnershipFacts,
    PartyFacts,
    PersonFacts,
    UnitFacts,
    WhenFacts,
)
from reports.models import Photo
from sessions.models import (
    ExchangeSession,
    Item,
    Lesson,
    Part,
    RosterEntry,
    SessionUnit,
)
from sessions.models.exchange import TOOK_PLACE
from sessions.models.roster import Capacity


def _date(value: PartialDate | None) -> str:
    return "" if value is None else str(value)


def _clock(value) -> str:
    return "" if value is None else value.strftime("%H:%M")


def _when(row: ExchangeSession | Part) -> WhenFacts:
    return WhenFacts(
        on=_date(row.on),
        half_day=row.half_day,
        starts_at=_clock(getattr(row, "starts_at", None)),
        date_as_printed=row.date_as_printed,
        duration=row.duration_as_printed,
    )


def _unit(unit: SessionUnit) -> UnitFacts:
    kind = "name"
    if unit.school_id:
        kind = "school"
    elif unit.authority_id:
        kind = "authority"
    elif unit.cluster_id:
        kind = "cluster"
    return UnitFacts(
        name=unit.label,
        kind=kind,
        hosts=unit.hosts,
        organises=unit.organises,
        inner_unit=unit.inner_unit,
        took_part=unit.took_part,
    )


def _issuer(document: Document) -> str:
    if document.issuer_as_printed:
        return document.issuer_as_printed
    return ", ".join(
        str(
            (issuer.authority and issuer.authority.label)
            or (issuer.school and f"trường {issuer.school.name}")
            or issuer.cluster
        )
        for issuer in document.issuers.all()
    )


def _place(part: Part) -> str:
    if part.place_as_printed:
        return part.place_as_printed
    return f"trường {part.site_name}" if part.site else ""


def _site(part: Part) -> str:
    return part.site_name if part.place_as_printed else ""


def _lesson(lesson: Lesson, with_photos: set[int]) -> LessonFacts:
    subject = lesson.subject
    return LessonFacts(
        kind=lesson.kind,
        word=lesson.word_as_printed,
        subject=lesson.subject_label,
        subject_is_short=bool(
            subject
            and subject.short_name
            and lesson.subject_label == subject.short_name
        ),
        grade=str(lesson.grade) if lesson.grade else "",
        klass=lesson.klass,
        topic=lesson.topic,
        teachers=tuple(lesson.teacher_names),
        school=lesson.school_name,
        has_photo=lesson.pk in with_photos,
    )


def _partnership(exchange: ExchangeSession) -> PartnershipFacts | None:
    partnership = exchange.partnership
    if partnership is None:
        return None
    period = partnership.period_as_printed or "-".join(
        date.in_news().removeprefix("năm ")
        for date in (partnership.period_from, partnership.period_to)
        if date
    )
    owner = partnership.programme_owner_as_printed or (
        partnership.programme_owner.label if partnership.programme_owner else ""
    )
    return PartnershipFacts(
        instrument=partnership.instrument_as_printed,
        programme=partnership.programme_name,
        owner=owner,
        period=period,
        signed=partnership.state != partnership.State.DRAFT,
        parties=tuple(
            PartyFacts(
                name=party.name_as_printed or str(party.school or party.authority),
                signer=party.signer_as_printed,
                title=party.signer_title_as_printed,
            )
            for party in partnership.parties.all()
        ),
        commitments=tuple(
            commitment.text for commitment in partnership.commitments.all()
        ),
        signed_on=_date(partnership.signed_on),
    )


def _loaded(exchange: ExchangeSession) -> ExchangeSession:
    return (
        ExchangeSession.objects.select_related(
            "cluster",
            "lead_cluster",
            "lead_school",
            "lead_authority",
            "school_year",
            "partnership__programme_owner",
        )
        .prefetch_related(
            "units__school",
            "units__authority",
            "units__cluster",
            Prefetch(
                "parts", Part.objects.select_related("site").prefetch_related("groups")
            ),
            Prefetch(
                "lessons",
                Lesson.objects.select_related(
                    "subject", "grade", "school"
                ).prefetch_related("teachers"),
            ),
            "roster",
            "stated_totals",
            "documents__document__issuers__authority",
            "documents__document__issuers__school",
            "documents__document__issuers__cluster",
            Prefetch(
                "items",
                Item.objects.select_related("group").prefetch_related("said_by"),
            ),
            "decisions__owners__school",
            "decisions__owners__cluster",
            "decisions__owners__user",
            "partnership__parties__school",
            "partnership__parties__authority",
            "partnership__commitments",
            Prefetch("photos", Photo.objects.only("pk", "exchange", "lesson", "order")),
        )
        .get(pk=exchange.pk)
    )


def _first_day(row: ExchangeSession) -> date | None:
    """The first day that is known of the session or of one of its parts."""
    days = [row.on_sort, *(part.on_sort for part in row.parts.all())]
    return min((day for day in days if day is not None), default=None)


def news_facts(exchange: ExchangeSession) -> NewsFacts:
    """Everything the session's rows say that a news report may tell. Reads only."""
    row = _loaded(exchange)
    units = list(row.units.all())
    unit_at = {unit.pk: index for index, unit in enumerate(units)}
    lessons = list(row.lessons.all())
    lesson_at = {lesson.pk: index for index, lesson in enumerate(lessons)}
    part_at = {part.pk: index for index, part in enumerate(row.parts.all())}
    photos = list(row.photos.all())
    with_photos = {photo.lesson_id for photo in photos if photo.lesson_id}
    lead_kinds = {"cluster": row.lead_cluster, "school": row.lead_school}
    return NewsFacts(
        kind=row.kind,
        called=row.called,
        title=row.title,
        address=row.address,
        held=row.state in TOOK_PLACE,
        cluster=row.cluster.label if row.cluster else "",
        cluster_area=row.cluster.area_on(_first_day(row)) if row.cluster else "",
        area_as_typed=row.cluster.area if row.cluster else "",
        plans=agreed_plans(lesson_at),
        moments=looked_at(lesson_at),
        lead=getattr(row.lead, "label", None) or row.lead_name,
        lead_kind=next(
            (kind for kind, lead in lead_kinds.items() if lead), "authority"
        ),
        school_year=row.school_year.label if row.school_year else "",
        rounds=row.rounds_as_printed,
        when=_when(row),
        purpose=row.purpose,
        units=tuple(_unit(unit) for unit in units),
        people=tuple(_person(entry, unit_at) for entry in row.roster.all()),
        totals=tuple(total.text for total in row.stated_totals.all()),
        bases=tuple(
            BasisFacts(
                role=citation.role,
                opening_words=citation.opening_words,
                type=citation.document.type_as_printed,
                number=citation.document.number,
                issued_on=_date(citation.document.issued_on),
                issuer=_issuer(citation.document),
                summary=citation.document.summary,
                raw=citation.document.raw,
            )
            for citation in row.documents.all()
        ),
        parts=tuple(
            PartFacts(
                order=part.order,
                title=part.title,
                when=_when(part),
                place=_place(part),
                state=part.state,
                groups=tuple(group.name for group in part.groups.all()),
                site=_site(part),
            )
            for part in row.parts.all()
        ),
        lessons=tuple(_lesson(lesson, with_photos) for lesson in lessons),
        items=tuple(
            _item(item, lesson_at, part_at, unit_at) for item in row.items.all()
        ),
        decisions=tuple(
            DecisionFacts(
                text=decision.text,
                due=_date(decision.due),
                due_until=_date(decision.due_until),
                when=decision.when_as_printed,
                frequency=decision.frequency,
                owners=tuple(str(owner) for owner in decision.owners.all()),
            )
            for decision in row.decisions.all()
        ),
        partnership=_partnership(row),
        photos=tuple(photo.pk for photo in photos),
    )


def _person(entry: RosterEntry, unit_at: dict[int, int]) -> PersonFacts:
    return PersonFacts(
        name=entry.name_as_printed,
        title=entry.title_as_printed,
        organisation=entry.organisation_as_printed,
        kind=entry.kind,
        unit=unit_at.get(entry.unit_id, -1) if entry.unit_id else -1,
        capacities=tuple(
            capacity for capacity in Capacity.values if capacity in entry.capacities
        ),
        count=entry.group_count,
    )


def _item(
    item: Item,
    lesson_at: dict[int, int],
    part_at: dict[int, int],
    unit_at: dict[int, int],
) -> ItemFacts:
    return ItemFacts(
        key=item.pk,
        kind=item.kind,
        text=item.text,
        group=item.group.name if item.group else "",
        part=part_at.get(item.part_id, -1) if item.part_id else -1,
        lesson=lesson_at.get(item.lesson_id, -1) if item.lesson_id else -1,
        said_by=tuple(
            (
                entry.name_as_printed,
                entry.title_as_printed,
                unit_at.get(entry.unit_id, -1) if entry.unit_id else -1,
            )
            for entry in sorted(item.said_by.all(), key=lambda entry: entry.order)
        ),
    )
