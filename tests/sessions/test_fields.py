"""Words that people type: partial dates, several names, suggestions, pasted lists."""

import pytest
from django.core.exceptions import ValidationError

from clusters.forms.dates import PartialDateField, read_partial, written
from clusters.models import ClusterMembership
from clusters.partial_dates import PartialDate
from sessions import defaults
from sessions.forms.fields import separated
from sessions.forms.minutes.items import ends_first
from sessions.models.exchange import Kind
from sessions.permissions import can_create_for
from sessions.rows import LessonRow, UnitRow
from sessions.suggestions import MOST_PEOPLE, near_exchange, near_leads
from tests import builders
from tests.sessions.helpers import scheduled


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("07/12/2023", "2023-12-07"),
        ("7-12-2023", "2023-12-07"),
        ("7.12.2023", "2023-12-07"),
        ("2023-12-07", "2023-12-07"),
        ("Ngày 7 tháng 12 năm 2023", "2023-12-07"),
        ("12/2023", "2023-12"),
        ("2023-12", "2023-12"),
        ("tháng 12/2023", "2023-12"),
        ("tháng 12 năm 2023", "2023-12"),
        ("2023", "2023"),
        ("năm 2023", "2023"),
        ("6/4", "--04-06"),
        ("ngày 6/4", "--04-06"),
        ("ngày 6 tháng 4", "--04-06"),
        ("29/2", "--02-29"),
        ("tháng 3", "--03"),
    ],
)
def test_a_day_is_read_as_people_write_it(typed, stored):
    assert str(read_partial(typed)) == stored
    # What the form shows again is read as the same day.
    assert read_partial(written(read_partial(typed))) == read_partial(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "31/02/2026",
        "31/2",
        "29/02/2023",
        "12/13/2023",
        "13/2023",
        "tháng 13",
        "0/5",
        "1/1/0001",
        "9999",
        "hôm qua",
        "7",
        pytest.param("x" * 1000, id="endless"),
        "-",
        "2023-00-00",
    ],
)
def test_a_day_that_does_not_exist_is_refused_with_a_sentence(typed):
    with pytest.raises(ValidationError) as refusal:
        read_partial(typed)
    assert len(refusal.value.messages[0]) > 20


def test_an_empty_day_is_an_unknown_day():
    field = PartialDateField()
    assert field.clean("") is None
    assert field.clean("  ") is None
    assert field.clean(None) is None
    assert field.has_changed(PartialDate(2023, 12, 7), "07/12/2023") is False
    assert field.has_changed(None, "2023") is True


def test_several_names_stand_in_one_field():
    assert separated(" Lò Văn  Inh ;Cà Thị Bình;; \nMùa A Dơ\n") == [
        "Lò Văn Inh",
        "Cà Thị Bình",
        "Mùa A Dơ",
    ]


def test_near_a_session_are_its_units_its_clusters_schools_and_their_people(world):
    exchange = scheduled(world)
    near = near_exchange(exchange)
    assert set(near.units) == {
        "PTDTBT THCS Nậm Xuân",
        "THCS Pa Sương",
        "Phòng GD&ĐT huyện Nậm Xuân",
        "Cụm 1",
    }
    assert list(near.people) == [
        "Đường Thị Ân · THCS Pa Sương",
        "Dương Quốc Đạt · THCS Pa Sương",
        "Nguyễn Thu Hà · PTDTBT THCS Nậm Xuân",
        "Vàng Thị Mai · PTDTBT THCS Nậm Xuân",
        "Lường Văn Sơn · PTDTBT THCS Nậm Xuân",
        "Lò Minh Thư · Phòng GD&ĐT huyện Nậm Xuân",
    ]


def test_a_suggestion_is_a_person_but_a_name_is_not(world):
    near = near_exchange(scheduled(world))
    assert near.person("Vàng Thị Mai · PTDTBT THCS Nậm Xuân").user == world.teacher
    assert near.person("Vàng Thị Mai") is None
    assert near.person("vàng thị mai · ptdtbt thcs nậm xuân") is None


def test_two_people_of_one_name_at_one_school_are_two_suggestions(world):
    twin = builders.make_person("Vàng Thị Mai")
    builders.make_post(twin, world.host, title="Tổ phó")
    near = near_exchange(scheduled(world))
    found = {near.people[label].user for label in near.people if "Mai" in label}
    assert found == {world.teacher, twin}
    assert len([label for label in near.people if "Mai" in label]) == 2


def test_no_more_people_are_suggested_than_can_be_looked_through(world):
    for number in range(MOST_PEOPLE):
        builders.make_post(builders.make_person(f"Cô Số {number}"), world.host)
    assert len(near_exchange(scheduled(world)).people) == MOST_PEOPLE


def test_people_who_left_are_not_suggested(world):
    world.teacher.is_active = False
    world.teacher.save()
    assert "Mai" not in " ".join(near_exchange(scheduled(world)).people)


def test_two_clusters_of_one_name_at_one_place_are_told_apart(world):
    twin = builders.make_cluster("Cụm 1", area="Nậm Xuân")
    world.north.area = "Nậm Xuân"
    world.north.save()
    exchange = scheduled(world, units=[UnitRow(cluster=twin)])
    near = near_exchange(exchange)
    assert near.label_of(twin) != near.label_of(world.north)
    assert near.unit(near.label_of(twin)) == twin
    assert near.label_of(world.far) == f"THCS Phiêng Ban ({world.far.pk})"
    assert near.label_of(None) == ""


def test_a_session_of_a_school_is_near_its_neighbours(world):
    exchange = scheduled(
        world,
        by=world.principal,
        lead=world.host,
        units=[UnitRow(school=world.host, organises=True)],
    )
    assert set(near_exchange(exchange).schools) == {
        "PTDTBT THCS Nậm Xuân",
        "THCS Pa Sương",
    }


def test_a_person_with_two_posts_is_suggested_once(world):
    builders.make_post(world.teacher, world.guest)
    near = near_exchange(scheduled(world))
    assert [label for label in near.people if "Mai" in label] == [
        "Vàng Thị Mai · PTDTBT THCS Nậm Xuân"
    ]


def test_a_school_far_away_is_nobodys_whole_name(world):
    near = near_exchange(scheduled(world))
    assert near.unit("THCS Phiêng Ban") is None
    assert near.unit(f"THCS Phiêng Ban ({world.far.pk})") == world.far
    assert near.unit("") is None


def test_a_principal_sees_the_schools_of_his_cluster_before_there_is_a_session(world):
    near = near_leads(can_create_for(world.principal))
    assert set(near.schools) == {"PTDTBT THCS Nậm Xuân", "THCS Pa Sương"}
    builders.make_school("THCS Thứ Ba")
    third = builders.make_school("THCS Thứ Tư")
    ClusterMembership.objects.create(cluster=world.north, school=third)
    assert "THCS Thứ Tư" in near_leads(can_create_for(world.principal)).schools
    assert "THCS Thứ Ba" not in near_leads(can_create_for(world.principal)).schools


def test_an_officer_sees_the_schools_of_his_authority(world):
    near = near_leads(can_create_for(world.officer))
    assert set(near.schools) == {
        "PTDTBT THCS Nậm Xuân",
        "THCS Pa Sương",
        "THCS Phiêng Ban",
    }


def test_the_title_comes_from_the_first_lesson_that_says_something():
    assert defaults.title_from([]) == ""
    assert (
        defaults.title_from([LessonRow(), LessonRow(topic="Thấu kính")]) == "Thấu kính"
    )
    lesson = LessonRow(subject_as_printed="KHTN", klass="7A1")
    assert defaults.title_from([lesson]) == "KHTN 7A1"


def test_every_kind_has_its_parts_and_lessons_stand_where_teaching_is():
    assert set(defaults.PARTS) == set(Kind.values)
    assert {kind: defaults.taught_in(kind) for kind in Kind.values} == {
        "lesson_study": 2,
        "demo_lessons": 1,
        "exchange": None,
        "joint_exam": None,
        "signing": None,
        "conference": None,
        "visit": None,
    }


@pytest.mark.parametrize(
    ("start", "end", "backwards"),
    [
        ("31/3", "30/3", True),
        ("30/3", "31/3", False),
        ("31/3", "31/3", False),
        ("31/3/2026", "30/3/2026", True),
        ("tháng 4", "tháng 3", True),
        ("4/2026", "3/2026", True),
        ("2026", "2025", True),
        # A school year turns: which year the second day is of nobody wrote.
        ("31/3/2026", "30/3", False),
        ("12/2026", "31/12/2026", False),
        ("", "30/3", False),
    ],
)
def test_a_period_that_certainly_ends_before_it_starts(start, end, backwards):
    days = [read_partial(text) if text else None for text in (start, end)]
    assert ends_first(*days) is backwards
