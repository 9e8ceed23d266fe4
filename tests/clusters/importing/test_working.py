"""The machine: in the background, once, in portions, whole people or none."""

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, SignInName, User
from accounts.verbs import Actor, Refused
from clusters.actions import imports as actions
from clusters.importing import working
from clusters.models import (
    ClusterMembership,
    ClusterOffice,
    ImportRow,
    PeopleImport,
    Post,
)
from clusters.models.people_import import IMPORT_MOVES, ImportState
from tests.clusters.importing.making import begin, many, people, read, workbook, write
from tests.figures import record

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TWO = (
    ("Lò Thị Ánh", "0987654321", "Tổ trưởng", "Toán, Tin học"),
    ("Hà Văn Bảo", "", "Giáo viên", ""),
)


def test_people_get_name_post_subjects_and_a_line_in_the_log(world):
    brought = write(read(world.host, people(*TWO), world.principal))
    assert (brought.state, brought.done, brought.total) == ("done", 2, 2)
    post = Post.objects.get(user__full_name="Lò Thị Ánh")
    assert (post.school, post.kind, post.title, post.valid_from) == (
        world.host,
        "subject_head",
        "Tổ trưởng",
        timezone.localdate(),
    )
    assert post.user.sign_in_names.get().normalised == "+84987654321"
    assert not post.user.has_usable_password()
    assert post.user.sort_key
    verbs = AuditEntry.objects.filter(object_id=str(post.user.pk)).values_list(
        "verb", "actor", "request_id"
    )
    assert sorted(verbs) == [
        (verb, world.principal.pk, f"import {brought.pk}")
        for verb in (
            "accounts.add_sign_in_name",
            "accounts.create_person",
            "clusters.give_post",
        )
    ]


def test_nothing_is_added_before_somebody_confirmed(world):
    before = User.objects.count()
    brought = read(world.host, people(*TWO), world.principal)
    assert working.work(brought.pk, now=NOW) is False
    assert User.objects.count() == before


def test_answers_decide_and_no_answer_leaves_out(world):
    brought = read(
        world.host,
        people(
            ("Vàng Thị Mai", "", "", ""),
            ("Nguyễn Thu Hà", "", "", ""),
            ("Lường Văn Sơn", "", "", ""),
            ("Mùa A Dơ", "0912000007", "Giáo viên", ""),
        ),
        world.principal,
    )
    rows = {row.number: row for row in brought.rows.all()}
    answers = {
        rows[2].pk: str(world.teacher.pk),
        rows[3].pk: "new",
        rows[5].pk: str(world.far_teacher.pk),
    }
    by = Actor(user=world.principal)
    assert actions.answer_rows(by=by, brought=brought, answers=answers, now=NOW) == 3
    write(brought)
    outcomes = {row.number: row.outcome for row in brought.rows.all()}
    assert outcomes == {2: "joined", 3: "added", 4: "left_out", 5: "joined"}
    assert User.objects.filter(full_name="Nguyễn Thu Hà").count() == 2
    assert User.objects.filter(full_name="Vàng Thị Mai").count() == 1
    assert Post.objects.filter(user=world.far_teacher, school=world.host).count() == 1


def test_an_answer_that_was_not_offered_is_no_answer(world):
    brought = read(world.host, people(("Vàng Thị Mai", "", "", "")), world.principal)
    row = brought.rows.get()
    for answer in (str(world.officer.pk), "anything", "-1"):
        changed = actions.answer_rows(
            by=Actor(user=world.principal),
            brought=brought,
            answers={row.pk: answer},
            now=NOW,
        )
        assert changed == 0


def test_a_number_taken_meanwhile_leaves_only_its_line_out(world):
    brought = read(world.host, people(*TWO), world.principal)
    SignInName.objects.create(
        user=world.far_teacher, kind="email", normalised="do@nx.edu.vn"
    )
    SignInName.objects.create(
        user=world.far_principal, kind="phone", normalised="+84987654321"
    )
    write(brought)
    rows = {row.number: (row.outcome, row.verdict) for row in brought.rows.all()}
    assert rows == {2: ("left_out", "error"), 3: ("added", "new")}


def test_who_lost_the_right_meanwhile_adds_nobody(world):
    brought = read(world.host, people(*TWO), world.principal)
    Post.objects.filter(user=world.principal).update(valid_to="2026-01-01")
    brought = PeopleImport.objects.get(pk=brought.pk)
    write(brought)
    assert set(brought.rows.values_list("outcome", flat=True)) == {"left_out"}


@pytest.mark.parametrize("answer", ["new", "join"])
def test_an_answer_outlives_no_right(world, answer):
    """Answered while the school was in the cluster, confirmed when it had left."""
    headings = ("Họ và tên", "Chức vụ", "Trường")
    line = ("Vàng Thị Mai", "Giáo viên", world.host.name)
    brought = read(world.north, workbook(line, headings=headings), world.cluster_head)
    row = brought.rows.get()
    assert row.verdict == "question"
    row.answer = "new" if answer == "new" else str(world.teacher.pk)
    row.save()
    ClusterMembership.objects.filter(school=world.host).delete()
    posts = Post.objects.count()
    write(brought)
    row.refresh_from_db()
    assert (row.outcome, row.verdict, row.says) == (
        "left_out",
        "error",
        [["school_not_yours", {}]],
    )
    assert Post.objects.count() == posts


def test_an_answer_outlives_no_right_to_appoint(world):
    """Who led the cluster and is the deputy of one of its schools keeps adding teachers there, and no
    principal."""
    headings = ("Họ và tên", "Chức vụ", "Trường")
    lines = (
        ("Đường Thị Ân", "Hiệu trưởng", world.guest.name),
        ("Dương Quốc Đạt", "Giáo viên", world.guest.name),
    )
    data = workbook(*lines, headings=headings)
    brought = read(world.north, data, world.cluster_head)
    assert set(brought.rows.values_list("verdict", flat=True)) == {"question"}
    brought.rows.update(answer="new")
    ClusterOffice.objects.filter(person=world.cluster_head).update(
        valid_to="2026-01-01"
    )
    write(PeopleImport.objects.get(pk=brought.pk))
    assert list(brought.rows.order_by("number").values_list("outcome", "says")) == [
        ("left_out", [["principal_not_yours", {}]]),
        ("added", brought.rows.order_by("number").last().says),
    ]
    leaders = Post.objects.filter(school=world.guest, kind=Post.Kind.PRINCIPAL)
    assert [post.user for post in leaders] == [world.guest_principal]


def test_a_second_worker_does_nothing_while_the_first_is_at_it(world):
    brought = begin(world.host, people(*TWO), world.principal)
    PeopleImport.objects.update(claim="somebody", claimed_at=NOW)
    assert working.work(brought.pk, now=NOW) is False
    later = NOW + timedelta(minutes=10)
    assert working.work(brought.pk, now=later) is True


def test_a_worker_that_died_in_the_middle_leaves_whole_people(world, monkeypatch):
    monkeypatch.setattr(working, "PORTION", 3)
    lines = [(f"Hà Văn Ba{'abcdefgh'[n]}o", "", "Giáo viên", "") for n in range(8)]
    brought = read(world.host, people(*lines), world.principal)
    actions.confirm_import(by=Actor(user=world.principal), brought=brought, now=NOW)
    written = working._write_portion
    calls = []

    def dies(*args, **kwargs):
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("power cut")
        written(*args, **kwargs)

    monkeypatch.setattr(working, "_write_portion", dies)
    assert working.work(brought.pk, now=NOW) is False
    brought.refresh_from_db()
    assert (brought.state, brought.done, brought.attempts) == ("writing", 3, 1)
    assert Post.objects.filter(user__full_name__startswith="Hà Văn Ba").count() == 3
    assert working.work(brought.pk, now=NOW) is True
    brought.refresh_from_db()
    assert (brought.state, brought.done) == ("done", 8)
    assert Post.objects.filter(user__full_name__startswith="Hà Văn Ba").count() == 8


def test_a_fault_while_reading_is_told_after_three_tries(world, monkeypatch):
    brought = begin(world.host, people(*TWO), world.principal)

    def broken(data):
        raise MemoryError

    monkeypatch.setattr(working, "table_of", broken)
    for attempt in range(1, working.MAX_ATTEMPTS + 1):
        assert working.work(brought.pk, now=NOW) is False
        brought.refresh_from_db()
        assert brought.attempts == attempt
    assert (brought.state, brought.fault) == ("failed", {"word": "fault"})


def test_a_list_that_kills_its_worker_is_given_up_after_three_tries(world, monkeypatch):
    class Killed(BaseException):
        """What nothing can be done about: the system ended the process for its memory."""

    def killed(data):
        raise Killed

    brought = begin(world.host, people(*TWO), world.principal)
    monkeypatch.setattr(working, "table_of", killed)
    later = NOW
    for _attempt in range(working.MAX_ATTEMPTS):
        with pytest.raises(Killed):
            working.work(brought.pk, now=later)
        later += timedelta(hours=1)
        working.sweep(now=later)
    brought.refresh_from_db()
    assert (brought.state, brought.fault) == ("failed", {"word": "fault"})
    assert brought.data is None


def test_a_list_whose_writing_stops_waits_to_be_confirmed_again(
    world, signed_in, monkeypatch
):
    monkeypatch.setattr(working, "PORTION", 1)
    brought = read(world.host, people(*TWO), world.principal)
    by = Actor(user=world.principal)
    actions.confirm_import(by=by, brought=brought, now=NOW)
    written, calls = working._write_portion, []

    def dies_after_the_first(*args, **kwargs):
        calls.append(1)
        if len(calls) > 1:
            raise MemoryError
        written(*args, **kwargs)

    with monkeypatch.context() as broken:
        broken.setattr(working, "_write_portion", dies_after_the_first)
        for _attempt in range(working.MAX_ATTEMPTS):
            assert working.work(brought.pk, now=NOW) is False
    brought.refresh_from_db()
    assert (brought.state, brought.done, brought.stopped) == ("checked", 1, True)
    page = signed_in(world.principal).get(reverse("clusters:import", args=[brought.pk]))
    assert "dừng sau 1 trên 2 dòng" in page.text
    assert reverse("clusters:import_drop", args=[brought.pk]) not in page.text
    assert page.context["to_write"] == 1
    with pytest.raises(Refused, match="không bỏ"):
        actions.drop_import(by=by, brought=brought, now=NOW)
    actions.confirm_import(by=by, brought=brought, now=NOW)
    assert working.work(brought.pk, now=NOW) is True
    brought.refresh_from_db()
    assert (brought.state, brought.done) == ("done", 2)
    assert brought.rows.filter(outcome="added").count() == 2


def test_of_a_list_given_back_only_what_waits_can_be_answered(world, signed_in):
    """A line that was written already is no question any more, whoever posts an answer to it."""
    twins = [(world.teacher.full_name, "", "Giáo viên", "")] * 2
    brought = read(world.host, people(*twins), world.principal)
    brought.rows.update(answer="new", verdict="question")
    written, waiting = brought.rows.order_by("number")
    ImportRow.objects.filter(pk=written.pk).update(outcome="added")
    answers = {written.pk: "skip", waiting.pk: "skip"}
    by = Actor(user=world.principal)
    changed = actions.answer_rows(by=by, brought=brought, answers=answers, now=NOW)
    assert changed == 1
    assert list(brought.rows.order_by("number").values_list("answer", flat=True)) == [
        "new",
        "skip",
    ]
    page = signed_in(world.principal).get(
        reverse("clusters:import", args=[brought.pk]), {"phan": "hoi"}
    )
    asked = {row.pk: bool(row.options) for row in page.context["page"].object_list}
    assert asked == {written.pk: False, waiting.pk: True}


def test_tries_of_reading_are_none_of_writing(world):
    """A worker that died twice while reading leaves three tries to write; nothing is said to have
    stopped."""
    brought = begin(world.host, people(*TWO), world.principal)
    PeopleImport.objects.update(attempts=working.MAX_ATTEMPTS - 1, error="died")
    assert working.work(brought.pk, now=NOW) is True
    brought.refresh_from_db()
    assert (brought.state, brought.attempts, brought.error) == ("checked", 0, "")
    assert not brought.stopped


def test_a_list_that_kills_its_writer_is_not_tried_for_ever(world):
    brought = read(world.host, people(*TWO), world.principal)
    actions.confirm_import(by=Actor(user=world.principal), brought=brought, now=NOW)
    PeopleImport.objects.update(
        attempts=working.MAX_ATTEMPTS, claim="dead", claimed_at=NOW
    )
    working.sweep(now=NOW + timedelta(seconds=1))
    brought.refresh_from_db()
    assert brought.state == "writing"
    working.sweep(now=NOW + timedelta(hours=1))
    brought.refresh_from_db()
    assert (brought.state, brought.stopped, brought.claim) == ("checked", True, "")


def test_an_unreadable_file_ends_with_its_reason(world):
    brought = read(world.host, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", world.principal)
    assert (brought.state, brought.fault["word"]) == ("failed", "old_excel")
    empty = read(world.host, workbook(), world.principal)
    assert (empty.state, empty.fault["word"]) == ("failed", "nobody")


def test_the_sweep_rings_for_whom_nobody_came_and_forgets_what_is_old(world, bells):
    waiting = begin(world.host, people(*TWO), world.principal)
    working.sweep(now=waiting.state_at)
    assert bells() == 0
    working.sweep(now=waiting.state_at + timedelta(minutes=2))
    assert bells() == 1
    PeopleImport.objects.filter(pk=waiting.pk).delete()
    done = write(read(world.host, people(*TWO), world.principal))
    dropped = read(world.host, people(*TWO), world.principal)
    working.sweep(now=NOW + working.KEPT + timedelta(days=1))
    assert list(PeopleImport.objects.all()) == [done]
    assert set(ImportRow.objects.values_list("digest", flat=True).distinct()) != {""}
    assert not ImportRow.objects.exclude(cells={}).exists()
    assert not PeopleImport.objects.filter(pk=dropped.pk).exists()
    # The line is still known when the list comes again next year.
    again = read(world.host, people(*TWO), world.principal)
    assert set(again.rows.values_list("verdict", flat=True)) == {"same"}


STATES = list(ImportState.values)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("to", STATES)
def test_the_table_of_states(world, state, to):
    brought = begin(world.host, people(*TWO), world.principal)
    PeopleImport.objects.filter(pk=brought.pk).update(state=state)
    brought.refresh_from_db()
    verb = {"writing": actions.confirm_import, "dropped": actions.drop_import}.get(to)
    assert brought.may_become(to) is (to in IMPORT_MOVES[state])
    if verb is None:
        return
    by = Actor(user=world.principal)
    again = (to, state) in {
        ("writing", "writing"),
        ("writing", "done"),
        ("dropped", "dropped"),
    }
    if to in IMPORT_MOVES[state]:
        assert verb(by=by, brought=brought, now=NOW).state == to
    elif again:
        assert verb(by=by, brought=brought, now=NOW).state == state
    else:
        with pytest.raises(Refused):
            verb(by=by, brought=brought, now=NOW)


def test_the_same_press_brings_one_list(world):
    one = begin(world.host, people(*TWO), world.principal, key="k-1")
    assert begin(world.host, people(*TWO), world.principal, key="k-1") == one
    assert PeopleImport.objects.count() == 1


def test_three_thousand_lines_are_read_and_written(world):
    """The goal is under 10 s; the time is a figure, never a condition of the test."""
    data = many(3000)
    started = time.monotonic()
    brought = read(world.host, data, world.principal)
    read_in = time.monotonic() - started
    assert brought.rows.filter(verdict="new").count() == 3000
    brought = write(brought)
    record("import_3000_rows_s", round(time.monotonic() - started, 2))
    assert (brought.state, brought.done) == ("done", 3000)
    assert Post.objects.filter(school=world.host, kind="teacher").count() == 3001
    assert read_in > 0


def test_reading_asks_as_many_questions_for_three_hundred_lines_as_for_three(world):
    asked = []
    for count in (3, 300):
        brought = begin(world.host, many(count), world.principal)
        with CaptureQueriesContext(connection) as queries:
            working.work(brought.pk, now=NOW)
        asked.append(sum(one["sql"].startswith("SELECT") for one in queries))
    assert asked[0] == asked[1]
