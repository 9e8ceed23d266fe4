"""Sets of criteria: what every installation has, which one stands beside notes, never changed once used."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from clusters import programme
from clusters.models import Grade
from lessons import criteria
from lessons.models import CriteriaSet, Observation
from tests import builders
from tests.lessons.giving import client_of, session_of_today

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(world):
    programme.load()
    criteria.load()
    lesson = session_of_today(world)[1]
    lesson.grade = Grade.objects.get(number=8)
    lesson.save()
    return lesson


def offered(lesson):
    return criteria.offered_for(lesson, today=timezone.localdate())


def test_loading_again_creates_nothing_and_brings_nothing_back(lesson):
    CriteriaSet.objects.update(title="Đổi tên", retired_on=timezone.localdate())
    assert criteria.load() == 0
    assert set(CriteriaSet.objects.values_list("title", flat=True)) == {"Đổi tên"}


def test_the_letter_is_for_secondary_schools_and_cited(lesson):
    assert offered(lesson).code == "cv-5555"
    assert "5555/BGDĐT-GDTrH" in offered(lesson).source
    assert offered(lesson).rows.count() == 12
    lesson.grade = Grade.objects.get(number=3)
    assert offered(lesson).code == "quan-sat-viec-hoc"


def test_a_local_set_wins_in_its_province_and_nowhere_else(lesson, world):
    local = CriteriaSet.objects.create(
        code="tinh", title="Của tỉnh", authority=world.north.managing_authority.parent
    )
    assert offered(lesson) == local
    local.authority = builders.make_authority("Sở GD&ĐT tỉnh khác")
    local.save()
    assert offered(lesson).code == "cv-5555"


def test_a_newer_version_is_offered_and_a_retired_one_is_not(lesson):
    newer = CriteriaSet.objects.create(code="cv-5555", version=2, title="Bản mới")
    newer.levels.add(lesson.grade.level)
    assert offered(lesson) == newer
    newer.retired_on = timezone.localdate()
    newer.save()
    assert offered(lesson).version == 1


def test_notes_keep_the_set_with_which_they_began(lesson):
    entry = builders.make_roster_entry(
        lesson.exchange, builders.make_person("Hà Quan Sát")
    )
    client = client_of(entry)
    address = reverse("lessons:observe", args=[lesson.pk])
    client.post(address, {"moment": "task"})
    CriteriaSet.objects.update(retired_on=timezone.localdate())
    client.post(address, {"moment": "work"})
    assert Observation.objects.get().criteria.code == "cv-5555"
    assert "Em nào" not in client.get(address).content.decode()
    assert "Học sinh chủ động" in client.get(address).content.decode()


PASTED = """Kế hoạch bài dạy:
1. Mục tiêu có rõ không? (2)
- Học liệu có phù hợp không?\t1,5
Hoạt động của học sinh:
Em nào cần giúp?
"""


@pytest.fixture
def office(lesson, world, client):
    client.force_login(world.officer)
    return client


def add(client, world, **said):
    return client.post(
        reverse("lessons:criteria_new"),
        {
            "title": "Phiếu của tỉnh",
            "source": "Công văn 478",
            "authority": world.north.managing_authority_id,
            "rows": PASTED,
            **said,
        },
    )


def test_an_office_pastes_its_local_set_and_observers_have_it(lesson, world, office):
    assert add(office, world).status_code == 302
    row = offered(lesson)
    assert row.title == "Phiếu của tỉnh"
    assert [(one.group, one.text, one.points) for one in row.rows.all()] == [
        ("Kế hoạch bài dạy", "Mục tiêu có rõ không?", 2),
        ("Kế hoạch bài dạy", "Học liệu có phù hợp không?", Decimal("1.5")),
        ("Hoạt động của học sinh", "Em nào cần giúp?", None),
    ]


@pytest.mark.parametrize("rows", ["", "Chỉ có nhóm:\n", "x" * 501, "Một câu\n" * 61])
def test_rows_that_are_none_or_too_many_are_refused(lesson, world, office, rows):
    assert add(office, world, rows=rows).status_code == 200
    assert CriteriaSet.objects.count() == 2


def test_a_new_version_leaves_the_old_one_as_it_was(lesson, world, office):
    add(office, world)
    old = offered(lesson)
    address = reverse("lessons:criteria_version", args=[old.pk])
    assert "Mục tiêu có rõ không? (2)" in office.get(address).content.decode()
    said = {"title": "Bản hai", "authority": old.authority_id, "rows": "Một câu khác"}
    assert office.post(address, said).status_code == 302
    new = offered(lesson)
    old.refresh_from_db()
    assert (new.code, new.version, new.title) == (old.code, 2, "Bản hai")
    assert (old.rows.count(), old.retired_on) == (3, timezone.localdate())
    assert office.post(address, said).status_code == 200
    assert CriteriaSet.objects.filter(code=old.code).count() == 2


def test_a_retired_set_is_offered_no_more(lesson, world, office):
    add(office, world)
    retire = reverse("lessons:criteria_retire", args=[offered(lesson).pk])
    for _time in range(2):
        assert office.post(retire).status_code == 302
    assert offered(lesson).code == "cv-5555"


def test_an_office_changes_neither_everybodys_sets_nor_those_of_others(
    lesson, world, office
):
    everybody = offered(lesson)
    for name in ("criteria_version", "criteria_retire"):
        address = reverse(f"lessons:{name}", args=[everybody.pk])
        assert office.post(address).status_code == 403
    other = CriteriaSet.objects.create(
        code="khac",
        title="Của nơi khác",
        authority=builders.make_authority("Sở GD&ĐT tỉnh khác"),
    )
    assert (
        office.get(reverse("lessons:criteria_set", args=[other.pk])).status_code == 404
    )
    assert add(office, world, authority=other.authority_id).status_code == 200
    seen = office.get(reverse("lessons:criteria_sets")).content.decode()
    assert "Của nơi khác" not in seen
    assert everybody.title in seen
