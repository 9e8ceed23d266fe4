"""What clashes is told while choosing: people, classes, rooms, schools, exams, holidays; no secrets."""

from datetime import date, time

import pytest

from clusters.models import Grade, Level, Post
from clusters.partial_dates import PartialDate
from sessions.clashes import asked_by, asked_of, clashes_of, with_rows
from sessions.models import Part, SessionUnit
from sessions.models.exchange import Kind
from sessions.rows import Details, LessonRow, NewExchange, PartRow, TeacherRow, UnitRow
from tests import builders
from tests.figures import record

# A Thursday.
DAY = date(2026, 11, 26)
TODAY = date(2026, 11, 20)


def other(world, **fields):
    """A session of the North cluster at the host school, on the same afternoon, from 13:30."""
    fields.setdefault("cluster", world.north)
    fields.setdefault("host", world.host)
    fields.setdefault("schools", [world.host])
    fields.setdefault("state", "scheduled")
    fields.setdefault("title", "Định lí Pythagore")
    fields.setdefault("on", DAY)
    return builders.make_exchange(**fields)


def planned(world, *, day=DAY, start=time(14), lead=None, **fields) -> NewExchange:
    part = fields.pop("part", {})
    return NewExchange(
        details=Details(
            kind="lesson_study", lead=lead or world.north, **fields.pop("details", {})
        ),
        parts=[
            PartRow(
                on=PartialDate.of(day) if isinstance(day, date) else day,
                starts_at=start,
                site=part.pop("site", None),
                **part,
            )
        ],
        units=fields.pop("units", ()),
        lessons=fields.pop("lessons", ()),
        lessons_in=1,
    )


def check(new, viewer, today=TODAY):
    keys = [str(number) for number in range(len(new.parts))]
    return clashes_of(asked_by(new, keys), viewer=viewer, today=today)


def said(found) -> list[str]:
    return [clash.text for clash in found.clashes]


def taught_by(person, klass="8A1", **fields) -> list[LessonRow]:
    return [
        LessonRow(
            subject_as_printed="Toán",
            klass=klass,
            teachers=[TeacherRow(name=str(person), user=person)],
            **fields,
        )
    ]


# --- people ---------------------------------------------------------------------------------


def test_a_teacher_who_teaches_elsewhere_is_told_with_whom_to_call(world):
    builders.make_lesson(other(world, schools=[]), teacher=world.teacher)
    found = check(planned(world, lessons=taught_by(world.teacher)), world.principal)
    clash = found.clashes[0]
    assert (
        clash.text == "“Định lí Pythagore”, 13:30 26/11: Vàng Thị Mai cũng có mặt ở đó."
    )
    assert clash.call.words == "Liên hệ: Dương Quốc Đạt (Cụm 1)."
    assert clash.exchange.title == "Định lí Pythagore"


def test_a_person_on_another_list_counts_for_the_parts_he_is_invited_to(world):
    exchange = other(world, schools=[])
    second = Part.objects.create(
        exchange=exchange, order=2, on=PartialDate(2026, 11, 27), starts_at=time(14)
    )
    builders.make_roster_entry(exchange, world.teacher).parts.set([second])
    new = planned(world, lessons=taught_by(world.teacher))
    assert not check(new, world.principal)
    new = planned(world, day=date(2026, 11, 27), lessons=taught_by(world.teacher))
    assert said(check(new, world.principal)) == [
        "“Định lí Pythagore”, 14:00 27/11: Vàng Thị Mai cũng có mặt ở đó."
    ]


@pytest.mark.parametrize(
    ("start", "end", "half", "clashes"),
    [
        (time(14), None, "", True),
        (time(12), time(13, 30), "", False),
        (time(12), time(13, 31), "", True),
        (time(18), None, "", False),
        (None, None, "morning", False),
        (None, None, "afternoon", True),
        (None, None, "all_day", True),
        (None, None, "", True),
    ],
)
def test_only_what_can_be_at_the_same_hour_clashes(world, start, end, half, clashes):
    """The other part begins at 13:30 and nobody wrote its end: it can last all afternoon."""
    builders.make_lesson(other(world, schools=[]), teacher=world.teacher)
    new = planned(
        world,
        start=start,
        part={"ends_at": end, "half_day": half},
        lessons=taught_by(world.teacher),
    )
    assert bool(check(new, world.principal)) is clashes


@pytest.mark.parametrize(
    "day", [PartialDate(2026, 11), PartialDate(None, 11, 26), None]
)
def test_a_day_that_is_not_known_in_full_clashes_with_nothing(world, day):
    builders.make_lesson(other(world), teacher=world.teacher)
    new = planned(
        world,
        day=day,
        units=[UnitRow(school=world.host, hosts=True)],
        lessons=taught_by(world.teacher),
    )
    assert not check(new, world.principal)


def test_a_month_in_another_session_clashes_with_nothing(world):
    exchange = other(world)
    exchange.parts.update(on=PartialDate(2026, 11), on_sort=date(2026, 11, 1))
    new = planned(world, day=date(2026, 11, 2), units=[UnitRow(school=world.host)])
    assert not check(new, world.principal)


def test_a_part_without_a_day_is_on_the_day_of_its_session(world):
    exchange = other(world)
    exchange.parts.update(on=None, on_sort=None, starts_at=None)
    found = check(planned(world, units=[UnitRow(school=world.host)]), world.principal)
    assert said(found) == [
        "“Định lí Pythagore”, 26/11, chưa rõ giờ: PTDTBT THCS Nậm Xuân tham gia."
    ]


@pytest.mark.parametrize("state", ["draft", "cancelled"])
def test_what_is_not_announced_or_called_off_stands_in_nobody_s_way(world, state):
    other(world, state=state)
    assert not check(
        planned(world, units=[UnitRow(school=world.host)]), world.principal
    )


@pytest.mark.parametrize("state", ["postponed", "cancelled"])
def test_a_part_that_is_off_stands_in_nobody_s_way(world, state):
    other(world).parts.update(state=state, state_reason="Mưa")
    assert not check(
        planned(world, units=[UnitRow(school=world.host)]), world.principal
    )


def test_a_day_that_is_over_is_not_asked_about(world):
    other(world)
    new = planned(world, units=[UnitRow(school=world.host)])
    assert not check(new, world.principal, today=date(2026, 11, 27))


def test_a_session_never_clashes_with_itself(world):
    exchange = other(world)
    builders.make_lesson(exchange, teacher=world.teacher)
    assert not clashes_of(asked_of(exchange), viewer=world.principal, today=TODAY)


# --- classes, rooms, schools -------------------------------------------------------------------


def test_the_class_that_is_taught_elsewhere_is_told_however_it_is_written(world):
    builders.make_lesson(other(world, schools=[]), klass="lớp 8A2")
    new = planned(
        world,
        part={"site": world.host},
        lessons=[LessonRow(klass="8a2", topic="Tam giác đồng dạng")],
    )
    assert said(check(new, world.principal)) == [
        "“Định lí Pythagore”, 13:30 26/11: lớp 8A2 có tiết dạy ở đó."
    ]


def test_a_class_of_the_same_name_at_another_school_is_another_class(world):
    builders.make_lesson(other(world, schools=[]), klass="8A2")
    new = planned(
        world,
        part={"site": world.guest},
        lessons=[LessonRow(klass="8A2", topic="Tam giác đồng dạng")],
    )
    assert not check(new, world.principal)


def test_the_room_is_the_same_however_it_is_written(world):
    exchange = other(world, schools=[])
    exchange.parts.update(place_as_printed="Phòng Hội đồng, PTDTBT THCS Nậm Xuân")
    new = planned(
        world, part={"site": world.host, "place_as_printed": "phòng hội đồng"}
    )
    assert said(check(new, world.principal)) == [
        "“Định lí Pythagore”, 13:30 26/11: cùng địa điểm (Phòng Hội đồng, PTDTBT THCS Nậm Xuân)."
    ]
    elsewhere = planned(
        world, part={"site": world.host, "place_as_printed": "Phòng Tin học"}
    )
    assert not check(elsewhere, world.principal)


def test_without_a_place_of_its_own_a_part_is_at_the_first_host_stored_or_typed(world):
    first, second = sorted([world.host, world.guest], key=lambda one: -one.pk)
    exchange = builders.make_exchange(cluster=world.north, on=DAY, title="x")
    for order, school in enumerate([first, second], start=1):
        SessionUnit.objects.create(
            exchange=exchange, order=order, school=school, hosts=True
        )
    part = exchange.parts.get()
    typed = with_rows(
        exchange, [("row", part.pk, PartRow(on=PartialDate.of(DAY)))], whole=True
    )
    assert [one.site for one in asked_of(exchange).parts] == [first.pk]
    assert [one.site for one in typed.parts] == [first.pk]


def test_a_school_is_engaged_for_the_half_day(world):
    """Another session at 16:00 does not keep a class busy at 13:30, but a school's people."""
    exchange = other(world)
    exchange.parts.update(starts_at=time(16))
    new = planned(
        world,
        start=time(13, 30),
        part={"ends_at": time(15)},
        units=[UnitRow(school=world.host), UnitRow(school=world.guest)],
    )
    assert said(check(new, world.principal)) == [
        "“Định lí Pythagore”, 16:00 26/11: PTDTBT THCS Nậm Xuân tham gia."
    ]
    morning = planned(world, start=time(8), units=[UnitRow(school=world.host)])
    assert not check(morning, world.principal)


def test_of_many_schools_the_first_few_are_named_and_the_others_counted(world):
    schools = [builders.make_school(f"THCS {number}") for number in range(1, 7)]
    other(world, host=None, schools=schools)
    new = planned(world, units=[UnitRow(school=school) for school in schools])
    assert said(check(new, world.principal)) == [
        "“Định lí Pythagore”, 13:30 26/11: THCS 1, THCS 2, THCS 3 và 3 trường khác tham gia."
    ]


def test_a_school_that_said_no_is_free(world):
    exchange = other(world)
    SessionUnit.objects.filter(exchange=exchange).update(
        reply="no", replied_at=exchange.state_at
    )
    exchange.parts.update(site=None)
    assert not check(
        planned(world, units=[UnitRow(school=world.host)]), world.principal
    )


# --- joint exams, holidays, Sundays --------------------------------------------------------------


@pytest.fixture
def grade_8(db) -> Grade:
    level = Level.objects.create(
        code="thcs-t", name="THCS", short_name="THCS", order=90
    )
    return Grade.objects.create(level=level, number=8, name="Lớp 8 (thử)", order=90)


def exam(world, grade=None, **fields):
    fields.setdefault("schools", [])
    made = other(world, kind=Kind.JOINT_EXAM, title="Khảo sát giữa kì", **fields)
    if grade:
        made.grades.set([grade])
    return made


def lesson_for(klass):
    return [LessonRow(klass=klass, topic="Áp suất")]


def test_a_joint_exam_of_the_grade_in_the_area_is_told(world, grade_8):
    exam(world, grade_8, host=None)
    host = [UnitRow(school=world.host, hosts=True)]
    found = check(
        planned(world, units=host, lessons=lesson_for("8A2")), world.principal
    )
    assert said(found) == [
        "“Khảo sát giữa kì”, 13:30 26/11: đó là kỳ khảo sát chung của khối."
    ]
    assert not check(
        planned(world, units=host, lessons=lesson_for("7A1")), world.principal
    )


def test_an_exam_of_the_office_above_the_school_is_in_the_area_one_far_away_is_not(
    world, grade_8
):
    exam(world, grade_8, host=None, cluster=None, lead=world.province)
    far = builders.make_authority("Sở khác")
    exam(world, grade_8, host=None, cluster=None, lead=far)
    above = builders.make_person("Người Của Sở")
    builders.make_post(above, world.province, Post.Kind.OFFICER)
    host = [UnitRow(school=world.host, hosts=True)]
    new = planned(world, units=host, lessons=lesson_for("8A2"))
    assert said(check(new, above)) == [
        "“Khảo sát giữa kì”, 13:30 26/11: đó là kỳ khảo sát chung của khối."
    ]
    # Who may not see it hears no more than that the school is engaged.
    assert said(check(new, world.principal)) == [
        "Trường đăng cai đã có lịch trong buổi này."
    ]


def test_an_exam_whose_grades_nobody_wrote_can_be_meant(world):
    exam(world, host=None)
    host = [UnitRow(school=world.host, hosts=True)]
    assert check(planned(world, units=host, lessons=lesson_for("8A2")), world.principal)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (
            date(2026, 11, 24),
            "Thứ Ba, ngày 24/11/2026 là ngày nghỉ lễ: Ngày Văn hóa Việt Nam.",
        ),
        (
            date(2027, 2, 8),
            "Thứ Hai, ngày 08/02/2027 là ngày nghỉ lễ: Mùng ba Tết Nguyên Đán.",
        ),
        (
            date(2028, 1, 25),
            "Thứ Ba, ngày 25/01/2028 là ngày nghỉ lễ: Giao thừa Tết Nguyên Đán.",
        ),
        (date(2026, 11, 29), "Chủ nhật, ngày 29/11/2026: các trường nghỉ Chủ nhật."),
    ],
)
def test_holidays_with_tet_and_sundays_are_told(world, day, words):
    assert said(check(planned(world, day=day), world.principal)) == [words]


# --- what the reader may not see --------------------------------------------------------------------


def test_of_a_hidden_exam_the_first_host_is_to_be_called(world, grade_8):
    exam(world, grade_8, host=None, cluster=None, lead=world.province)
    first, second = sorted([world.host, world.guest], key=lambda one: -one.pk)
    new = planned(
        world,
        units=[UnitRow(school=school, hosts=True) for school in (first, second)],
        lessons=lesson_for("8A2"),
    )
    [clash] = check(new, world.principal).clashes
    assert clash.exchange is None
    assert clash.text == "Trường đăng cai đã có lịch trong buổi này."
    assert clash.call.where == first.name


def test_a_secret_title_of_another_cluster_does_not_appear(world):
    secret = other(
        world,
        cluster=world.south,
        host=world.far,
        schools=[world.far, world.host],
        title="BÍ MẬT: thanh tra đột xuất",
    )
    secret.parts.update(place_as_printed="Phòng kín")
    builders.make_lesson(secret, teacher=world.teacher, klass="9B")
    # Neither of the North cluster nor of a school concerned.
    viewer = builders.make_person("Khách Lạ")
    new = planned(
        world,
        units=[UnitRow(school=world.host, hosts=True)],
        lessons=taught_by(world.teacher),
    )
    found = check(new, viewer)
    assert said(found) == [
        "Vàng Thị Mai đã có lịch vào thời gian này.",
        "PTDTBT THCS Nậm Xuân đã có lịch trong buổi này.",
    ]
    assert all(clash.exchange is None for clash in found.clashes)
    everything = repr(found.clashes) + " ".join(one.sentence for one in found.clashes)
    for secret_word in (
        "BÍ MẬT",
        "Phòng kín",
        "Cụm 2",
        "THCS Phiêng Ban",
        "9B",
        "13:30",
    ):
        assert secret_word not in everything.replace("AskedPart", "")
    assert found.clashes[1].call.words == (
        "Liên hệ: Lường Văn Sơn (PTDTBT THCS Nậm Xuân)."
    )


def test_phone_numbers_are_for_those_who_see_them_anyway(world):
    other(world, cluster=None, lead=world.host, schools=[world.host, world.guest])
    new = planned(world, units=[UnitRow(school=world.host)])
    calls = {
        str(viewer): check(new, viewer).clashes[0].call.words
        for viewer in (world.officer, world.cluster_head)
    }
    assert calls == {
        "Lò Minh Thư": "Liên hệ: Lường Văn Sơn (PTDTBT THCS Nậm Xuân), 0912 000 003.",
        "Dương Quốc Đạt": "Liên hệ: Lường Văn Sơn (PTDTBT THCS Nậm Xuân).",
    }


def test_where_a_school_has_no_principal_its_vice_principal_is_called(world):
    other(
        world, cluster=None, lead=world.guest, host=world.guest, schools=[world.guest]
    )
    Post.objects.filter(user=world.guest_principal).delete()
    found = check(
        planned(world, units=[UnitRow(school=world.guest)]), world.cluster_head
    )
    assert found.clashes[0].call.name == "Dương Quốc Đạt"


# --- free slots ---------------------------------------------------------------------------------


def slots(found) -> list[str]:
    return [slot.value for slot in found.parts[0].slots]


def test_three_free_half_days_are_offered_the_nearest_first(world):
    builders.make_lesson(other(world, schools=[]), teacher=world.teacher)
    found = check(planned(world, lessons=taught_by(world.teacher)), world.principal)
    # The morning of the day itself, then the afternoons of its neighbours at the same hour.
    assert slots(found) == [
        "2026-11-26 07:30",
        "2026-11-25 14:00",
        "2026-11-27 14:00",
    ]
    assert found.parts[0].slots[0].words == "Sáng Thứ Năm 26/11"


def test_slots_avoid_sundays_holidays_and_whatever_takes_the_host(world):
    for day in (21, 23, 25, 27, 28):
        blocked = other(world, on=date(2026, 11, day))
        blocked.parts.update(starts_at=None)
    builders.make_lesson(other(world), teacher=world.teacher)
    new = planned(
        world,
        units=[UnitRow(school=world.host, hosts=True)],
        lessons=taught_by(world.teacher),
    )
    # 22 and 29 are Sundays, 24 is a holiday.
    assert slots(check(new, world.principal)) == [
        "2026-11-26 07:30",
        "2026-11-30 14:00",
        "2026-11-30 07:30",
    ]


def test_slots_stay_between_the_parts_before_and_after(world):
    builders.make_lesson(other(world, schools=[]), teacher=world.teacher)
    new = planned(world, lessons=taught_by(world.teacher))
    new = NewExchange(
        details=new.details,
        parts=[
            PartRow(on=PartialDate(2026, 11, 25), starts_at=time(14)),
            new.parts[0],
            PartRow(on=PartialDate(2026, 11, 28), starts_at=time(14)),
        ],
        lessons=new.lessons,
        lessons_in=2,
    )
    found = check(new, world.principal)
    assert slots(found) == ["2026-11-26 07:30", "2026-11-27 14:00", "2026-11-27 07:30"]


def test_no_slot_lies_in_the_past(world):
    other(world)
    new = planned(world, units=[UnitRow(school=world.host, hosts=True)])
    found = check(new, world.principal, today=DAY)
    assert slots(found) == [
        "2026-11-27 14:00",
        "2026-11-27 07:30",
        "2026-11-28 14:00",
    ]


# --- cost ------------------------------------------------------------------------------------------


def crowd(world, number: int) -> None:
    for one in range(number):
        made = other(world, title=f"Chuyên đề {one}")
        builders.make_lesson(made, teacher=world.teacher, klass="8A2")
        builders.make_roster_entry(made, world.principal)
        exam(world, host=None, schools=[world.host])


@pytest.mark.parametrize("rows", [1, 3])
def test_a_check_costs_the_same_whatever_the_number_of_sessions(
    world, rows, django_assert_num_queries
):
    crowd(world, rows)
    new = planned(
        world,
        units=[UnitRow(school=world.host, hosts=True)],
        lessons=taught_by(world.teacher),
    )
    with django_assert_num_queries(12) as queries:
        found = check(new, world.officer)
    assert len(found.clashes) == 2 * rows
    if rows == 3:
        record("clash_check_queries", len(queries))


@pytest.mark.parametrize("rows", [1, 3])
def test_a_stored_session_is_read_in_the_same_number_of_queries(
    world, rows, django_assert_num_queries
):
    exchange = other(world)
    for _one in range(rows):
        builders.make_lesson(exchange, teacher=world.teacher)
        builders.make_roster_entry(exchange, builders.make_person("Người Khác"))
    with django_assert_num_queries(6):
        asked_of(exchange)


def test_without_a_day_nothing_is_asked(world, django_assert_num_queries):
    with django_assert_num_queries(0):
        check(planned(world, day=None), world.principal)
