"""The confirmation of a school year: only what was attended, the school of each day, decided periods."""

import io
from datetime import date
from decimal import Decimal

import docx
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.verbs import SYSTEM, Actor, Refused
from clusters import programme
from clusters.actions.moves import move_person
from clusters.models import Post, SchoolYear
from reports import production
from reports.actions import papers as actions
from reports.models import Paper
from reports.official_documents import participation_document
from sessions import actions as sessions
from sessions.models import Attendance
from sessions.rows import DocumentRow, PersonRow
from tests.sessions.helpers import AFTER, DURING, actor, part_row, scheduled

TODAY = date(2027, 3, 20)
PAPER = DocumentRow(type_as_printed="Quyết định", number="12/QĐ-SGDĐT")


@pytest.fixture
def year(db):
    programme.load()
    return SchoolYear.objects.get(label="2026-2027")


def attended(world, day, *, there=True, parts=1, **fields):
    exchange = scheduled(
        world,
        parts=[part_row(day, site=world.host) for _ in range(parts)],
        people=[PersonRow(name=str(world.teacher), user=world.teacher, **fields)],
    )
    if there:
        Attendance.objects.create(
            entry=exchange.roster.get(user=world.teacher),
            part=exchange.parts.first(),
            how="desk",
            at=DURING,
        )
    type(exchange).objects.filter(pk=exchange.pk).update(state="held")
    return exchange


def moved(world):
    """To the other school, from January on, by the verb of the clusters."""
    move_person(
        person=world.teacher,
        leaves=world.host,
        to=world.far,
        kind=Post.Kind.TEACHER,
        since=date(2027, 1, 4),
        by=Actor(world.principal),
        now=AFTER,
    )


@pytest.fixture
def full_year(world, year):
    """One decided, one not, one in part, one missed; a move in the middle."""
    first = attended(world, date(2026, 10, 8), capacities=["secretary"])
    sessions.grant_hours(
        exchange=first,
        hours=Decimal("10"),
        document=PAPER,
        by=actor(world.cluster_head),
    )
    attended(world, date(2026, 11, 26), there=False)
    attended(world, date(2026, 12, 3), parts=2)
    moved(world)
    last = attended(world, date(2027, 3, 5))
    for exchange in (first, last):
        exchange.roster.update(unit=None, organisation_as_printed="")
        exchange.lessons.update(school=None)
    return year


def made(paper):
    assert production.produce(paper.pk, now=timezone.now()) is True
    paper.refresh_from_db()
    return paper


def table_of(document):
    return next(one for one in document.blocks if hasattr(one, "groups")).groups[0].rows


def test_only_what_was_attended_stands_there_oldest_first_with_the_school_of_its_day(
    world, full_year
):
    document = participation_document(world.teacher, full_year, today=TODAY)
    rows = table_of(document)
    assert [row[1] for row in rows] == ["08/10/2026", "03/12/2026", "05/03/2027"]
    assert [row[4].replace("\xa0", " ") for row in rows][::2] == [
        "PTDTBT THCS Nậm Xuân",
        "THCS Phiêng Ban",
    ]
    assert rows[0][5:] == ("10", rows[0][6])
    assert rows[0][6].replace("\xa0", " ") == "Quyết định số 12/QĐ-SGDĐT"
    assert "1/2 buổi" in rows[1][2].replace("\xa0", " ")
    assert [row[5] for row in rows[1:]] == ["chưa quy định"] * 2
    assert "thư ký" in rows[0][3].replace("\xa0", " ")


def test_it_is_signed_at_the_school_of_today_and_is_no_certificate(world, full_year):
    document = participation_document(world.teacher, full_year, today=TODAY)
    assert "PHIÊNG BAN" in document.issuer
    [signer] = document.signers
    assert (signer.role, signer.name) == ("HIỆU TRƯỞNG", "Cà Thị Bình")
    said = repr(document).replace("\xa0", " ")
    assert "chứng chỉ" not in said.lower()
    assert "10 tiết, của 1 buổi" in said
    assert "Không cộng vào tổng 2 buổi" in said


def test_nobody_confirms_the_own_presence(world, year):
    world.teacher.posts.update(kind=Post.Kind.PRINCIPAL)
    world.principal.posts.all().delete()
    attended(world, date(2026, 10, 8))
    document = participation_document(world.teacher, year, today=date(2026, 11, 1))
    assert [(one.role, one.name) for one in document.signers] == [
        ("NGƯỜI XÁC NHẬN", "")
    ]


def test_nothing_attended_or_no_school_is_refused(world, year):
    attended(world, date(2026, 11, 26), there=False)
    for _without in range(2):
        with pytest.raises(Refused):
            actions.ask_for_participation(
                user=world.teacher, year=year, by=SYSTEM, today=TODAY
            )
        attended(world, date(2026, 12, 3))
        world.teacher.posts.all().delete()
    assert Paper.objects.count() == 0


def test_it_is_made_as_pdf_and_word_once_and_opens_to_its_owner_alone(
    world, full_year, signed_in
):
    asked = [
        actions.ask_for_participation(
            user=world.teacher, year=full_year, by=SYSTEM, today=TODAY
        )
        for _twice in range(2)
    ]
    assert asked[0] == asked[1]
    paper = made(asked[0])
    assert (paper.kind, paper.final, paper.page_count) == ("taken", False, 1)
    with paper.docx.open("rb") as file:
        tables = docx.Document(io.BytesIO(file.read())).tables
    assert any("chưa quy định" in cell.text for t in tables for cell in t._cells)
    pdf = reverse("reports:paper_pdf", args=[paper.pk])
    opened = signed_in(world.teacher).get(pdf)
    assert b"".join(opened.streaming_content).startswith(b"%PDF")
    for other in (world.principal, world.cluster_head, world.admin):
        assert signed_in(other).get(pdf).status_code == 404


def test_the_page_asks_for_it_and_says_when_there_is_nothing(
    world, full_year, signed_in
):
    page = reverse("reports:participation_paper", args=["2026-2027"])
    teacher = signed_in(world.teacher)
    assert page in teacher.get(reverse("own") + "?nam=2026-2027").text
    assert teacher.get(page).status_code == 200
    assert teacher.post(page).url == page
    assert Paper.objects.get().participation.user == world.teacher
    signed_in(world.guest_principal).post(page)
    assert Paper.objects.count() == 1
    assert teacher.get(page.replace("2026-2027", "1999-2000")).status_code == 404
