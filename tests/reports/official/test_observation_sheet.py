"""The blank sheet for observing: what is known of the lesson, the criteria of the day, room to write."""

import io

import docx
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.verbs import SYSTEM
from lessons import criteria
from lessons.models import CriteriaSet, Criterion
from reports import production
from reports.actions import papers as actions
from reports.models import Paper
from reports.official_documents import observation_sheet_document
from reports.rendering.official import Grid
from tests import builders
from tests.reports.rendering.reading import text
from tests.sessions.helpers import DAY, part_row, scheduled

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(world):
    criteria.load()
    exchange = scheduled(world, parts=[part_row(DAY, site=world.host)])
    return builders.make_lesson(
        exchange,
        klass="8A2",
        topic="Áp suất",
        teacher=world.teacher,
        school=world.host,
    )


def sheet(lesson):
    lesson.refresh_from_db()
    return observation_sheet_document(lesson, today=DAY)


def grids(document):
    return [block for block in document.blocks if isinstance(block, Grid)]


def url(lesson):
    return reverse("reports:observation_sheet", args=[lesson.pk])


def plain(words):
    return " ".join(words.replace("\u00a0", " ").split())


def test_it_is_made_once_as_pdf_and_word_of_one_leaf(world, lesson, signed_in):
    client = signed_in(world.principal)
    for _press in range(2):
        assert client.post(url(lesson)).status_code == 302
    paper = Paper.objects.get()
    assert production.produce(paper.pk, now=timezone.now()) is True
    paper.refresh_from_db()
    # Front and back of one leaf.
    assert (paper.kind, paper.page_count) == ("observe", 2)
    with paper.pdf.open("rb") as file:
        printed = plain(text(file.read()))
    for words in (
        "PHIẾU QUAN SÁT GIỜ HỌC",
        "Lớp 8A2; bài Áp suất",
        str(world.teacher),
        "13 giờ 30, ngày 26 tháng 11 năm 2026",
        "4. kết luận, nhận định",
    ):
        assert words in printed
    # No authority issues it, and it marks nobody.
    assert "Độc lập" not in printed
    assert "Điểm" not in printed
    with paper.docx.open("rb") as file:
        tables = docx.Document(io.BytesIO(file.read())).tables
    assert "Học sinh làm gì" in tables[1].rows[0].cells[2].text
    assert "PDF" in client.get(url(lesson)).text


def test_it_bears_the_criteria_that_are_offered_for_the_lesson(world, lesson):
    own = CriteriaSet.objects.create(
        code="lao-cai", title="Phiếu của Sở", authority=world.north.managing_authority
    )
    Criterion.objects.create(criteria=own, order=1, text="Em nào hỏi bạn?")
    timed, looked = grids(sheet(lesson))
    assert len(timed.groups[0].rows) == 12
    assert looked.groups[0].rows == (("Em nào hỏi bạn?", ""),)
    own.delete()
    assert len(grids(sheet(lesson))[1].groups) == 3


def test_points_stand_on_it_only_where_the_cluster_gives_them(world, lesson):
    own = CriteriaSet.objects.create(
        code="lao-cai", title="Phiếu của Sở", authority=world.north.managing_authority
    )
    Criterion.objects.create(criteria=own, order=1, text="Một", points="2.5")
    Criterion.objects.create(criteria=own, order=2, text="Hai")
    assert len(grids(sheet(lesson))[1].columns) == 2
    type(world.north).objects.filter(pk=world.north.pk).update(observation_points=True)
    lesson = type(lesson).objects.get(pk=lesson.pk)
    looked = grids(sheet(lesson))[1]
    assert looked.columns[2] == "Điểm"
    assert [row[2] for row in looked.groups[0].rows] == ["……/2,5", ""]


def test_of_a_lesson_of_which_nearly_nothing_is_known(world):
    exchange = builders.make_exchange(
        cluster=world.north, schools=[world.host], on=None, state="scheduled"
    )
    exchange.parts.all().delete()
    lesson = exchange.lessons.create(order=9, topic="Áp suất")
    document = sheet(lesson)
    assert (document.above, document.under) == ("", ("Bài Áp suất",))
    assert len(grids(document)) == 1
    paper = actions.ask_for_observation_sheet(lesson=lesson, by=SYSTEM, today=DAY)
    assert production.produce(paper.pk, now=timezone.now()) is True


def test_who_sees_the_session_prints_it_and_strangers_do_not(world, lesson, signed_in):
    paper = actions.ask_for_observation_sheet(lesson=lesson, by=SYSTEM, today=DAY)
    for person, seen in ((world.subject_head, True), (world.far_teacher, False)):
        status = 200 if seen else 404
        assert signed_in(person).get(url(lesson)).status_code == status
        assert Paper.objects.visible_to(person).filter(pk=paper.pk).exists() is seen


def test_the_host_finds_it_beside_the_lesson(world, lesson, signed_in):
    session = reverse("session", args=[lesson.exchange_id])
    assert url(lesson) in signed_in(world.principal).get(session).text
    assert url(lesson) not in signed_in(world.subject_head).get(session).text
