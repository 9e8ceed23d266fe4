"""Rows and sessions for the tests of this app, made by the real verbs."""

from datetime import UTC, date, datetime, time

from lxml import html

from accounts.models import AuditEntry
from accounts.verbs import Actor
from clusters.models import Cluster, School
from clusters.partial_dates import PartialDate
from sessions import actions
from sessions.models import ExchangeSession
from sessions.rows import Details, LessonRow, NewExchange, PartRow, TeacherRow, UnitRow

DAY = date(2026, 11, 26)
BEFORE = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
# 26/11/2026, 14:00 in Vietnam.
DURING = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)
AFTER = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)


def actor(user=None) -> Actor:
    return Actor(user=user, request_id="test")


def details(lead, **fields) -> Details:
    fields.setdefault("kind", "lesson_study")
    fields.setdefault("title", "Áp suất chất lỏng")
    fields.setdefault("cluster", lead if isinstance(lead, Cluster) else None)
    return Details(lead=lead, **fields)


def part_row(day=DAY, **fields) -> PartRow:
    fields.setdefault("starts_at", time(13, 30))
    return PartRow(on=PartialDate.of(day) if day else None, **fields)


def plan(world, *, lead=None, parts=None, units=None, **fields) -> NewExchange:
    """A lesson study of the North cluster at the host school, on 26/11/2026."""
    return NewExchange(
        details=details(lead or world.north),
        parts=parts if parts is not None else [part_row(site=world.host)],
        units=units
        if units is not None
        else [
            UnitRow(school=world.host, hosts=True, organises=True),
            UnitRow(school=world.guest),
        ],
        lessons=fields.pop(
            "lessons",
            [
                LessonRow(
                    subject_as_printed="KHTN 8",
                    klass="8A2",
                    topic="Áp suất chất lỏng",
                    teachers=[TeacherRow(name="Vàng Thị Mai", user=world.teacher)],
                )
            ],
        ),
        lessons_in=1,
        **fields,
    )


def scheduled(world, *, by=None, **fields) -> ExchangeSession:
    return actions.schedule(
        by=actor(by or world.cluster_head),
        data=plan(world, **fields),
        now=BEFORE,
        announce=True,
    )


def recorded(world, *, by=None, **fields) -> ExchangeSession:
    return actions.record(
        by=actor(by or world.cluster_head), data=plan(world, **fields), now=AFTER
    )


def in_state(world, state: str) -> ExchangeSession:
    """A session of the North cluster, made by the subject head, brought to a state by the verbs."""
    exchange = actions.schedule(
        by=actor(world.subject_head), data=plan(world), now=BEFORE
    )
    head = actor(world.cluster_head)
    if state in {"proposed", "scheduled", "held", "closed", "cancelled"}:
        exchange = actions.propose(
            exchange=exchange, by=actor(world.subject_head), now=BEFORE
        )
    if state in {"scheduled", "held", "closed"}:
        exchange = actions.approve(exchange=exchange, by=head, now=BEFORE)
    if state in {"held", "closed"}:
        exchange = actions.hold_part(part=exchange.parts.get(), by=head, now=DURING)
    if state == "closed":
        exchange = actions.close(exchange=exchange, by=head, now=AFTER)
    if state == "cancelled":
        exchange = actions.cancel(
            exchange=exchange, by=head, now=BEFORE, reason="Bão số 5"
        )
    assert exchange.state == state
    return exchange


def verbs() -> list[str]:
    """The verbs of the audit log, oldest first."""
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


def school_unit(exchange: ExchangeSession, school: School):
    return exchange.units.get(school=school)


def posted(response, **changes: object) -> dict[str, object]:
    """What a browser would send back from the form of this page, with some fields changed.

    Reads the page itself, so that a field that is not drawn is not sent; the blank rows of a
    `<template>` are not part of a form.
    """
    fields: dict[str, list[str]] = {}
    for form in html.fromstring(response.content.decode()).forms:
        if "csrfmiddlewaretoken" in form.fields and form.action != "/dang-xuat/":
            for name, value in form.form_values():
                if "__prefix__" not in name:
                    fields.setdefault(name, []).append(value)
    return {**fields, **changes}
