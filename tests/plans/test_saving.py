"""Versions: what is in force stays, what is typed is never lost, what is pasted is never doubled."""

from dataclasses import replace

import pytest

from accounts.verbs import Refused
from clusters.models import SchoolYear
from clusters.partial_dates import PartialDate
from sessions.actions import Overtaken, Repeated, plans
from sessions.models import PlanRound, PlanVersion, YearPlan
from sessions.planning.comparing import changes
from sessions.planning.content import line_of, rows_of
from sessions.planning.rows import HostLine, PlanWords, TeacherLine
from tests.plans.helpers import (
    NOW,
    actor,
    form_of,
    in_state,
    lesson_line,
    round_line,
    saved,
    school_year,
)


def lines_of(version):
    return [line_of(row) for row in rows_of(version)]


def test_a_table_is_stored_as_it_was_typed(world):
    line = round_line(
        world.host,
        label="Đợt 3",
        note="Mang theo máy tính",
        chair=TeacherLine(name="Dương Quốc Đạt", user=world.cluster_head),
        hosts=(
            HostLine(name=world.host.name, school=world.host),
            HostLine(name="Trung tâm GDTX"),
        ),
        lessons=(
            lesson_line(user=world.teacher, school=world.host),
            lesson_line(teacher="", subject_as_printed="Toán 9"),
        ),
    )
    version = saved(world, [line])
    [stored] = lines_of(version)
    assert replace(stored, round=None) == line


def test_a_form_that_says_nothing_makes_no_plan(world):
    assert saved(world, []) is None
    assert not YearPlan.objects.exists()


def test_changing_what_is_in_force_makes_a_new_version_and_the_old_one_holds(world):
    approved = in_state(world, "approved")
    round_key = approved.rows.get().round_id
    second = saved(world, [round_line(world.guest, round=round_key)], base=approved)
    approved.refresh_from_db()
    assert (approved.state, second.state, second.number) == ("approved", "draft", 2)
    assert second.rows.get().round_id == round_key
    assert lines_of(approved)[0].hosts[0].school == world.host


def test_saving_what_is_in_force_unchanged_makes_no_version(world):
    approved = in_state(world, "approved")
    assert saved(world, lines_of(approved), base=approved) == approved
    assert PlanVersion.objects.count() == 1


def test_differences_are_told_row_for_row(world):
    approved = saved(
        world, [round_line(world.host), round_line(world.guest, label="Lần 2")]
    )
    plans.send(version=approved, by=actor(world.cluster_head), now=NOW)
    first, second = lines_of(approved)
    newer = saved(
        world,
        [
            replace(first, on=PartialDate(2026, 11), when_as_printed="11/2026"),
            round_line(world.host, label="Lần 3"),
        ],
        base=approved,
    )
    found = changes(lines_of(approved), lines_of(newer))
    assert [change.what for change in found] == ["changed", "added", "removed"]
    assert [(str(c.name), c.before, c.after) for c in found[0].cells] == [
        ("Thời gian", "10/2026", "11/2026")
    ]
    assert found[2].line == second


def test_two_people_editing_at_once_overwrite_nothing(world):
    base = in_state(world, "draft")
    mine = form_of(base, "tab-mine")
    saved(world, [round_line(world.guest)], base=base, word="tab-theirs")
    with pytest.raises(Overtaken):
        plans.save(
            cluster=world.north,
            school_year=school_year(),
            lines=[],
            form=mine,
            by=actor(world.secretary),
            now=NOW,
        )
    assert lines_of(base)[0].hosts[0].school == world.guest


def test_the_same_form_pressed_twice_is_one_change(world):
    saved(world, word="tab-typed")
    with pytest.raises(Repeated):
        saved(world, word="tab-typed")
    assert PlanVersion.objects.get().rows.count() == 1


def test_a_plan_that_waits_is_not_changed(world):
    version = in_state(world, "sent")
    with pytest.raises(Refused, match="đang chờ duyệt"):
        saved(world, [round_line(world.guest)], base=version)


def test_a_round_with_a_session_does_not_leave_the_plan(world):
    approved = in_state(world, "approved")
    row = approved.rows.get()
    plans.schedule(planned=row.round, by=actor(world.cluster_head), now=NOW)
    with pytest.raises(Refused, match="không bỏ khỏi kế hoạch được"):
        saved(world, [round_line(world.guest, label="Lần 9")], base=approved)
    assert PlanVersion.objects.count() == 1


def test_a_key_of_another_plan_makes_a_round_of_its_own(world):
    north = in_state(world, "draft")
    foreign = north.rows.get().round_id
    south = saved(
        world,
        [round_line(world.far, round=foreign)],
        cluster=world.south,
        by=world.far_principal,
    )
    assert south.rows.get().round_id != foreign


def test_rounds_that_stand_in_no_version_are_forgotten(world):
    base = in_state(world, "draft")
    saved(world, [round_line(world.guest)], base=base)
    assert PlanRound.objects.count() == 1


# --- pasting -------------------------------------------------------------------------------------
def pasted(world, *lines, form=""):
    return plans.paste(
        cluster=world.north,
        school_year=school_year(),
        lines=[(line, False) for line in lines],
        form=form,
        by=actor(world.cluster_head),
        now=NOW,
    )


def test_pasting_the_same_rows_again_doubles_nothing(world):
    line = round_line(world.host)
    pasted(world, line)
    version = pasted(world, line)
    assert version.rows.count() == 1


def test_pasting_again_does_not_undo_who_was_settled_meanwhile(world):
    line = round_line(world.host)
    version = pasted(world, line)
    settled = replace(lines_of(version)[0], lessons=(lesson_line(user=world.teacher),))
    saved(world, [settled], base=version)
    version = pasted(world, line)
    assert [one.lessons[0].teachers[0].user for one in lines_of(version)] == [
        world.teacher
    ]


def test_a_pasted_round_replaces_the_one_whose_key_it_bears(world):
    version = pasted(world, round_line(world.host))
    key = version.rows.get().round_id
    pasted(world, round_line(world.guest, round=key))
    assert [line.hosts[0].school for line in lines_of(version)] == [world.guest]


def test_a_round_added_on_purpose_is_added(world):
    line = round_line(world.host)
    pasted(world, line)
    version = plans.paste(
        cluster=world.north,
        school_year=school_year(),
        lines=[(line, True)],
        form="x-1",
        by=actor(world.cluster_head),
        now=NOW,
    )
    assert version.rows.count() == 2
    with pytest.raises(Repeated):
        plans.paste(
            cluster=world.north,
            school_year=school_year(),
            lines=[(line, True)],
            form="x-1",
            by=actor(world.cluster_head),
            now=NOW,
        )


def test_pasting_into_a_plan_in_force_makes_a_draft(world):
    in_state(world, "approved")
    version = pasted(world, round_line(world.guest, label="Lần 2"))
    assert (version.number, version.state, version.rows.count()) == (2, "draft", 2)


# --- texts, last year ----------------------------------------------------------------------------
def test_texts_around_the_table_are_kept_line_by_line(world):
    base = in_state(world, "draft")
    words = PlanWords(purposes="Nâng cao chất lượng\nDùng chung học liệu")
    version = plans.save_words(
        cluster=world.north,
        school_year=school_year(),
        words=words,
        form=form_of(base),
        by=actor(world.secretary),
        now=NOW,
    )
    version.refresh_from_db()
    assert version.purposes.split("\n") == [
        "Nâng cao chất lượng",
        "Dùng chung học liệu",
    ]
    assert version.rows.count() == 1


def test_last_years_plan_comes_a_year_later_without_its_teachers(world):
    year = school_year()
    before = SchoolYear.objects.get(label="2025-2026")
    line = round_line(
        world.host, on=PartialDate(2025, 10, 15), when_as_printed="15/10/2025"
    )
    old = plans.save(
        cluster=world.north,
        school_year=before,
        lines=[line],
        form=form_of(None),
        by=actor(world.cluster_head),
        now=NOW,
    )
    plans.send(version=old, by=actor(world.cluster_head), now=NOW)
    copied = plans.copy_from_last_year(
        cluster=world.north, school_year=year, by=actor(world.cluster_head), now=NOW
    )
    [found] = lines_of(copied)
    assert (found.on, found.when_as_printed) == (PartialDate(2026, 10), "")
    assert found.lessons[0].teachers == ()
    assert found.hosts == line.hosts
    with pytest.raises(Refused, match="đã có các đợt"):
        plans.copy_from_last_year(
            cluster=world.north, school_year=year, by=actor(world.cluster_head), now=NOW
        )


def test_without_an_earlier_plan_nothing_is_begun(world):
    with pytest.raises(Refused, match="năm trước"):
        plans.copy_from_last_year(
            cluster=world.north,
            school_year=school_year(),
            by=actor(world.cluster_head),
            now=NOW,
        )
    assert not YearPlan.objects.exists()
