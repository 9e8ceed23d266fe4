"""The facts of the confirmation that somebody took part in the sessions of a school year. Reads only."""

from __future__ import annotations

from datetime import date

from accounts.models import User
from clusters.models import Document, Post, School, SchoolYear
from reports.facts.letterhead import letterhead_facts
from reports.facts.papers import (
    AttendedFacts,
    DecidedFacts,
    EventFacts,
    ParticipationFacts,
    SignerFacts,
)
from sessions.models import ExchangeSession
from sessions.own_year import OwnSession, own_year


def participation_facts(
    user: User, year: SchoolYear, *, today: date
) -> ParticipationFacts:
    """What was attended, oldest first; letterhead and signer are of the school of today, the school in
    each line of the day of that session."""
    mine = own_year(user, year)
    post = post_of(user, today=today)
    school = post.school if post else None
    return ParticipationFacts(
        letterhead=letterhead_facts(school, today) if school else None,
        name=user.full_name,
        title=post.title if post else "",
        school=school.name_on(today) if school else "",
        school_year=year.label,
        sessions=tuple(_attended(one) for one in reversed(mine.attended)),
        periods=str(mine.periods.normalize()) if mine.counted else "",
        counted=len(mine.counted),
        left_out=mine.undecided + mine.in_part,
        signer=_principal(school, user, today) if school else None,
    )


def post_of(user: User, *, today: date) -> Post | None:
    """The post at a school that the person holds today; of several the first that began."""
    return (
        Post.objects.on(today)
        .filter(user=user, school__isnull=False)
        .select_related("school")
        .order_by("valid_from", "pk")
        .first()
    )


def _attended(one: OwnSession) -> AttendedFacts:
    whole = one.attended and one.decided is not None
    return AttendedFacts(
        when=one.when,
        event=_event(one.exchange),
        lessons=one.teaches,
        capacities=one.capacities,
        school=one.school,
        there=one.there,
        parts=one.parts,
        periods=str(one.decided.normalize()) if whole and one.decided else "",
        decided=_decided(one.document) if whole and one.document else None,
    )


def _event(exchange: ExchangeSession) -> EventFacts:
    return EventFacts(
        kind=exchange.kind,
        called=exchange.called,
        title=exchange.title,
        rounds=exchange.rounds_as_printed,
    )


def _decided(document: Document) -> DecidedFacts:
    return DecidedFacts(
        kind=document.type_as_printed,
        number=document.number,
        on=str(document.issued_on) if document.issued_on else "",
        otherwise=document.raw or document.summary,
    )


def _principal(school: School, user: User, today: date) -> SignerFacts | None:
    """Who leads the school today; None where nobody is noted, several are, or it is the person's own
    paper: nobody confirms the own presence."""
    heads = list(
        Post.objects.on(today)
        .filter(school=school, kind=Post.Kind.PRINCIPAL, user__isnull=False)
        .select_related("user")[:2]
    )
    if len(heads) != 1 or heads[0].user_id == user.pk:
        return None
    return SignerFacts(heads[0].user.full_name)
