"""Sets of criteria: what every installation has, which one stands beside notes, never changed once used."""

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
