"""Minutes go round, are answered, confirmed, opened again: states, exactly once, who is told what."""

import contextlib
from datetime import date, time, timedelta

import pytest

from accounts.models import AuditEntry, Notice
from accounts.verbs import Refused
from clusters.partial_dates import PartialDate
from reports.facts.minutes import minutes_facts
from sessions import actions, tasks
from sessions.forms.minutes.sheet import MinutesSheet
from sessions.minutes import confirming, words
from sessions.minutes import page as minutes_page
from sessions.minutes.circulation import concerned_schools, edited_since, usual_days
from sessions.minutes.reading import reading_of
from sessions.models import (
    MINUTES_MOVES,
    Item,
    Minutes,
    MinutesAnswer,
    MinutesRevision,
    SessionUnit,
)
from sessions.rows import OwnerRow
from tests.sessions.helpers import actor, recorded
from tests.sessions.minutes.making import (
    NOW,
    OVER,
    agree,
    all_agree,
    answer,
    begun,
    confirm,
    confirmed,
    held,
    later,
    line,
    minutes_in,
    new,
    row,
    save,
    sent,
    with_people,
    written,
)

STATES = ("draft", "circulated", "confirmed")


def told(kind="minutes"):
    rows = Notice.objects.filter(kind=kind).select_related("user").order_by("pk")
    return [(one.user.full_name, one.key.split(" ", 2)[2]) for one in rows]


def names(*people):
    return {one.full_name for one in people}


# --- sending --------------------------------------------------------------------------------------


def test_what_is_sent_is_frozen_and_asks_every_school_concerned(world):
    revision = sent(world)
    assert (revision.number, revision.answer_until) == (1, date(2026, 12, 4))
    assert [(one.school, one.answer) for one in revision.answers.all()] == [
        (world.host, ""),
        (world.guest, ""),
    ]
    item = Item.objects.get()
    save(revision.minutes, row(item, "Khác"), by=world.cluster_head)
    revision.refresh_from_db()
    content = minutes_page.content_from(revision.content)
    assert [one.text for one in content.items] == ["Học sinh mạnh dạn"]
    assert minutes_page.digest_of(content) == revision.digest


def test_the_leaders_of_the_schools_are_told_once(world):
    revision = sent(world)
    assert {name for name, _key in told()} == names(
        world.principal, world.guest_principal
    )
    sent(world, revision.minutes)
    assert len(told()) == 2


def test_sent_twice_with_nothing_changed_it_is_one_revision(world):
    revision = sent(world)
    assert sent(world, revision.minutes, days=7) == revision
    assert MinutesRevision.objects.count() == 1


def test_sent_again_changed_it_asks_the_schools_anew_and_says_what_changed(world):
    first = sent(world)
    all_agree(world, first)
    save(
        first.minutes, row(Item.objects.get(), "Học sinh tự tin"), by=world.cluster_head
    )
    second = sent(world, first.minutes, days=2, note="Sửa theo góp ý")
    assert (second.number, second.note) == (2, "Sửa theo góp ý")
    assert [one.answer for one in second.answers.all()] == ["", ""]
    old, new_ = (minutes_page.content_from(one.content) for one in (first, second))
    assert minutes_page.changes(old, new_) == [
        minutes_page.Change("Ưu điểm", "Học sinh mạnh dạn", "Học sinh tự tin")
    ]


def test_nothing_is_sent_while_nothing_is_written(world):
    with pytest.raises(Refused):
        sent(world, begun(world))


def test_nothing_is_sent_while_two_texts_wait(world):
    minutes = written(world)
    old = row(Item.objects.get(), "Của B")
    save(minutes, row(Item.objects.get(), "Của A"), by=world.cluster_head)
    save(minutes, old, by=world.principal)
    with pytest.raises(Refused):
        sent(world, minutes)
    assert not MinutesRevision.objects.exists()


@pytest.mark.parametrize("days", [0, 31, -1])
def test_the_days_to_answer_are_few_or_many_but_not_any(world, days):
    with pytest.raises(Refused) as refused:
        sent(world, days=days)
    assert refused.value.field == "days"


def test_the_days_given_last_are_offered_next(world):
    minutes = written(world)
    assert usual_days(minutes.exchange) == 3
    sent(world, minutes, days=7)
    assert usual_days(minutes.exchange) == 7


def test_a_session_whose_minutes_went_round_is_not_deleted(world):
    exchange = recorded(world)
    sent(world, written(world, exchange))
    exchange.refresh_from_db()
    assert exchange.told_at == NOW
    with pytest.raises(Refused):
        actions.delete(exchange=exchange, by=actor(world.cluster_head))


def test_a_cluster_that_takes_part_as_a_whole_is_asked_school_by_school(world):
    exchange = held(world)
    SessionUnit.objects.create(exchange=exchange, order=9, cluster=world.south)
    assert concerned_schools(exchange, today=NOW.date()) == [
        world.host,
        world.guest,
        world.far,
    ]
    exchange.units.all().delete()
    assert concerned_schools(exchange, today=NOW.date()) == [world.host, world.guest]


# --- answering ------------------------------------------------------------------------------------


def test_a_school_confirms_and_may_change_its_mind(world):
    revision = sent(world)
    for _press in range(2):
        stored = answer(revision, world.host, by=world.principal)
    assert (stored.answer, stored.by, stored.at) == ("agrees", world.principal, NOW)
    stored = answer(revision, world.host, "comments", " Thiếu ý ", by=world.principal)
    assert (stored.answer, stored.text) == ("comments", "Thiếu ý")
    assert AuditEntry.objects.filter(verb="sessions.answer_minutes").count() == 2


@pytest.mark.parametrize(
    ("says", "text"),
    [("comments", "  "), ("", ""), ("no", "x"), ("comments", "x" * 5001)],
)
def test_an_answer_says_something(world, says, text):
    with pytest.raises(Refused):
        answer(sent(world), world.host, says, text, by=world.principal)
    assert not MinutesAnswer.objects.exclude(answer="").exists()


def test_the_writers_hear_of_a_comment_and_the_school_of_its_response(world):
    revision = sent(world)
    Notice.objects.all().delete()
    answer(revision, world.host, "comments", "Thiếu ý", by=world.principal)
    assert {name for name, _ in told()} == names(world.cluster_head)
    Notice.objects.all().delete()
    for _press in range(2):
        actions.respond(
            answer=revision.answers.get(school=world.host),
            text="Đã bổ sung",
            by=actor(world.cluster_head),
            now=NOW,
        )
    assert {name for name, _ in told()} == names(world.principal)
    assert Notice.objects.count() == 1


def test_only_a_comment_is_responded_to_and_with_words(world):
    revision = sent(world)
    row_ = revision.answers.get(school=world.host)
    for text in ("", "Rồi", "x" * 5001):
        with pytest.raises(Refused):
            actions.respond(
                answer=row_, text=text, by=actor(world.cluster_head), now=NOW
            )


def test_an_older_revision_is_not_answered_any_more(world):
    first = sent(world)
    save(first.minutes, new("Thêm", number=1), by=world.cluster_head)
    sent(world, first.minutes)
    with pytest.raises(Refused):
        answer(first, world.host, by=world.principal)


def test_confirmed_minutes_are_not_answered_any_more(world):
    minutes = confirmed(world)
    with pytest.raises(Refused):
        answer(
            minutes.revisions.get(), world.host, "comments", "Muộn", by=world.principal
        )


# --- confirming -----------------------------------------------------------------------------------


def test_the_chair_confirms_when_every_school_has_answered(world):
    revision = sent(world)
    answer(revision, world.host, by=world.principal)
    with pytest.raises(Refused):
        confirm(world, revision.minutes)
    answer(revision, world.guest, by=world.guest_principal)
    for _press in range(2):
        confirm(world, revision.minutes)
    revision.refresh_from_db()
    assert (revision.confirmed_at, revision.confirmed_by) == (NOW, world.cluster_head)
    assert AuditEntry.objects.filter(verb="sessions.confirm_minutes").count() == 1
    confirmed_keys = [key for _name, key in told() if key.startswith("confirmed")]
    assert set(confirmed_keys) == {"confirmed 1"}


def test_a_comment_without_response_is_not_passed_over(world):
    revision = sent(world)
    all_agree(world, revision)
    answer(revision, world.host, "comments", "Thiếu ý", by=world.principal)
    with pytest.raises(Refused):
        confirm(world, revision.minutes)
    assert confirming.confirm_overdue(now=OVER) == 0
    actions.respond(
        answer=revision.answers.get(school=world.host),
        text="Giữ nguyên, vì đã có ở mục 2",
        by=actor(world.cluster_head),
        now=NOW,
    )
    confirm(world, revision.minutes)
    assert Minutes.objects.get().state == "confirmed"


def test_what_was_changed_after_sending_is_not_confirmed(world):
    revision = sent(world)
    all_agree(world, revision)
    save(revision.minutes, new("Thêm", number=1), by=world.cluster_head)
    with pytest.raises(Refused):
        confirm(world, revision.minutes)
    assert confirming.confirm_overdue(now=OVER) == 0
    assert Minutes.objects.get().state == "circulated"


def test_what_only_follows_the_data_does_not_hold_the_confirmation_up(world):
    revision = sent(world)
    all_agree(world, revision)
    part = revision.minutes.exchange.parts.get()
    part.place_as_printed = "Phòng 2"
    part.save()
    minutes = Minutes.objects.get()
    assert not edited_since(revision, minutes_page.content_of(minutes), minutes)
    confirm(world, minutes)
    assert minutes_page.content_from(revision.content).line("place") != "Phòng 2"


def test_silence_is_no_objection_once_the_days_are_over(world):
    revision = sent(world)
    answer(revision, world.host, by=world.principal)
    # The last day counts whole.
    assert confirming.confirm_overdue(now=OVER - timedelta(minutes=15)) == 0
    assert confirming.confirm_overdue(now=OVER) == 1
    revision.refresh_from_db()
    assert (revision.confirmed_at, revision.confirmed_by) == (OVER, None)
    entry = AuditEntry.objects.get(verb="sessions.confirm_minutes")
    assert (entry.actor, entry.after["silent"]) == (None, 1)


def test_the_clock_may_run_twice_or_have_been_off_for_a_month(world):
    sent(world)
    month = OVER + timedelta(days=30)
    assert confirming.confirm_overdue(now=month) == 1
    before = Notice.objects.count()
    assert confirming.confirm_overdue(now=month) == 0
    assert (
        confirming.confirm_when_over(minutes_pk=Minutes.objects.get().pk, now=month)
        is False
    )
    assert Notice.objects.count() == before
    assert AuditEntry.objects.filter(verb="sessions.confirm_minutes").count() == 1


def test_the_task_asks_the_clock_itself(world):
    sent(world, now=NOW - timedelta(days=3000))
    tasks.confirm_minutes()
    assert Minutes.objects.get().state == "confirmed"


def test_minutes_that_are_gone_are_nothing_to_confirm(world):
    assert confirming.confirm_when_over(minutes_pk=4711, now=OVER) is False


def test_owners_hear_of_a_decision_when_it_is_confirmed_and_once(world):
    minutes = written(world)
    agree(
        world,
        minutes.exchange,
        "Nộp báo cáo",
        owners=[OwnerRow(school=world.guest), OwnerRow(user=world.teacher)],
    )
    revision = sent(world, minutes)
    assert told("decision") == []
    all_agree(world, revision)
    confirm(world, minutes)
    assert {name for name, _ in told("decision")} == names(
        world.guest_principal, world.cluster_head, world.teacher
    )
    count = len(told("decision"))
    minutes = actions.reopen_minutes(
        minutes=minutes, reason="Sót ý", by=actor(world.cluster_head), now=NOW
    )
    revision = sent(world, minutes)
    all_agree(world, revision)
    confirm(world, minutes)
    assert len(told("decision")) == count


# --- frozen ---------------------------------------------------------------------------------------


def test_what_stands_in_confirmed_minutes_is_not_changed_elsewhere(world):
    minutes = written(world)
    [decision] = agree(world, minutes.exchange, "Nộp báo cáo")
    confirmed(world, minutes)
    with pytest.raises(Refused):
        actions.save_items(
            exchange=minutes.exchange,
            rows=[],
            removed=[Item.objects.get().pk],
            by=actor(world.cluster_head),
        )
    with pytest.raises(Refused):
        actions.save_decisions(
            exchange=minutes.exchange,
            rows=[],
            removed=[decision.pk],
            by=actor(world.cluster_head),
        )
    assert Item.objects.count() == 1


def test_how_far_a_decision_has_come_is_not_frozen(world):
    minutes = written(world)
    [decision] = agree(world, minutes.exchange, "Nộp báo cáo")
    confirmed(world, minutes)
    actions.finish_decision(
        decision=decision, proof="Đã nộp", by=actor(world.principal), now=NOW
    )
    decision.refresh_from_db()
    assert decision.status == "done"


def test_opened_again_with_a_reason_the_confirmed_ones_stay_to_be_read(world):
    minutes = confirmed(world)
    with pytest.raises(Refused):
        actions.reopen_minutes(
            minutes=minutes, reason=" ", by=actor(world.cluster_head), now=NOW
        )
    for _press in range(2):
        minutes = actions.reopen_minutes(
            minutes=minutes, reason="Sót ý kiến", by=actor(world.cluster_head), now=NOW
        )
    assert (minutes.state, minutes.state_reason) == ("draft", "Sót ý kiến")
    save(minutes, row(Item.objects.get(), "Học sinh tự tin"), by=world.cluster_head)
    first = minutes.revisions.get()
    assert first.confirmed_at == NOW
    assert first.content["items"][0]["text"] == "Học sinh mạnh dạn"
    second = sent(world, minutes)
    assert (second.number, second.confirmed_at) == (2, None)


def test_a_revision_is_never_written_over(world):
    revision = sent(world)
    with pytest.raises(TypeError):
        revision.save()


# --- the whole table of moves ---------------------------------------------------------------------


def go(minutes, to, world, by):
    if to == "circulated":
        save(minutes, new("Thêm", number=7), by=by)
        actions.circulate(minutes=minutes, days=3, by=actor(by), now=NOW)
    elif to == "confirmed":
        confirm(world, minutes)
    else:
        actions.reopen_minutes(minutes=minutes, reason="Sót", by=actor(by), now=NOW)


@pytest.mark.parametrize("start", STATES)
@pytest.mark.parametrize("to", STATES)
def test_every_move_is_the_one_of_the_table(world, start, to):
    minutes = minutes_in(world, start)
    if start == "circulated":
        all_agree(world, minutes.revisions.get())
    possible = to in MINUTES_MOVES[start]
    with contextlib.suppress(Refused):
        go(minutes, to, world, world.cluster_head)
    state = Minutes.objects.get().state
    assert state == (to if possible else start)


def test_a_move_of_the_row_itself_asks_the_table(world):
    minutes = minutes_in(world, "draft")
    with pytest.raises(Refused):
        confirming.become(minutes, "confirmed", by=actor(world.cluster_head), now=NOW)


# --- what the data give ---------------------------------------------------------------------------


def test_minutes_begin_with_what_is_known(world):
    minutes = begun(world, with_people(world))
    lines = dict(minutes_page.content_of(minutes).lines)
    assert lines == {
        "began": "13 giờ 30, ngày 26 tháng 11 năm 2026",
        "place": "Trường PTDTBT THCS Nậm Xuân",
        "chair": "Lường Văn Sơn, Hiệu trưởng",
        "secretary": "Vàng Thị Mai, Giáo viên",
        "present": "Lò Văn Ính, THCS Pa Sương\ncác đồng chí tổ KHTN (4 người)",
        "absent": "",
        "agenda": "",
        "ended": "",
    }
    assert minutes_page.content_of(minutes).lessons == (
        "Tiết dạy môn KHTN 8, lớp 8A2, bài “Áp suất chất lỏng”; người dạy: Vàng Thị Mai",
    )


@pytest.mark.parametrize(
    ("on", "until", "said"),
    [
        (PartialDate(2026, 12), None, "tháng 12/2026"),
        (PartialDate(2027, 3, 31), PartialDate(2027, 4, 1), "31/03/2027 – 01/04/2027"),
        (PartialDate(None, 12), None, "tháng 12"),
        (PartialDate(2027), None, "năm 2027"),
        (None, None, "hằng tháng"),
    ],
)
def test_a_last_day_says_what_it_is(on, until, said):
    assert words.due(on, until, "", "hằng tháng") == said


def test_an_hour_has_no_nought_before_it():
    assert words.clock(time(7, 0)) == "7 giờ 00"


MEETING, TEACHING = "Nội dung trao đổi", "Người dạy tự suy ngẫm"


@pytest.mark.parametrize(
    ("purposes", "lessons", "first"),
    [
        (["agree_plan"], 0, MEETING),
        (["agree_plan", "teach"], 0, TEACHING),
        (["agree_plan"], 1, TEACHING),
        ([], 0, TEACHING),
    ],
)
def test_where_nobody_teaches_minutes_have_the_sections_of_a_discussion(
    world, purposes, lessons, first
):
    exchange = held(world)
    taught = exchange.parts.get()
    part = exchange.parts.create(order=2, purposes=purposes, state="held")
    assert exchange.lessons.update(part=part if lessons else taught) == 1
    minutes = begun(world, exchange, part=part)
    said = new("Nói gì đó", "subject" if first == MEETING else "reflection")
    save(minutes, said, by=world.cluster_head)
    headings = [block.heading for block in MinutesSheet(minutes).blocks]
    assert [one for one in headings if one in (MEETING, TEACHING)] == [first]
    read = reading_of(minutes, 0, user=world.cluster_head, writes=True)
    assert [one.heading for one in read.sections] == [first]
    paper = minutes_facts(minutes, None)
    assert [one.heading for one in paper.discussion] == [first]


def test_what_was_sent_before_keeps_the_sections_of_a_lesson(world):
    stored = sent(world).content
    assert stored.pop("taught") is True
    assert minutes_page.content_from(stored).sections[1].heading == TEACHING


def test_presence_says_who_was_there_and_how_many_of_a_group(world):
    exchange = with_people(world)
    part = exchange.parts.get()
    _chair, _secretary, inh, group = exchange.roster.order_by("order")
    group.attendances.create(part=part, how="desk", at=NOW, number=3)
    facts = minutes_page.facts_of(begun(world, exchange))
    assert facts.counted is True
    assert facts.lines["present"] == "các đồng chí tổ KHTN (3 người)"
    inh.attendances.create(part=part, how="desk", at=NOW)
    facts = minutes_page.facts_of(begun(world, exchange))
    assert facts.lines["present"].startswith("Lò Văn Ính")


def test_a_school_that_said_no_stands_among_the_absent(world):
    exchange = held(world)
    exchange.units.filter(school=world.guest).update(
        reply="no", replied_at=NOW, reply_note="bão"
    )
    lines = minutes_page.facts_of(begun(world, exchange)).lines
    assert lines["absent"] == "THCS Pa Sương (báo không dự: bão)"


def test_who_was_expected_and_did_not_come_stands_among_the_absent(world):
    exchange = with_people(world)
    part = exchange.parts.get()
    _chair, _secretary, inh, group = exchange.roster.order_by("order")
    assert minutes_page.facts_of(begun(world, exchange)).lines["absent"] == ""
    group.attendances.create(part=part, how="desk", at=NOW, number=3)
    # The chair has a line of his own, whether he signed the sheet or not.
    lines = minutes_page.facts_of(begun(world, exchange)).lines
    assert lines["absent"] == "Lò Văn Ính, THCS Pa Sương"
    inh.unit = exchange.units.get(school=world.guest)
    inh.save()
    exchange.units.filter(school=world.guest).update(reply="no", replied_at=NOW)
    lines = minutes_page.facts_of(begun(world, exchange)).lines
    assert lines["absent"] == "THCS Pa Sương (báo không dự)"


def test_open_decisions_of_the_session_before_stand_on_the_agenda(world):
    first = held(world)
    done, open_ = agree(world, first, "Xong rồi", "Còn mở")
    actions.finish_decision(
        decision=done, proof="Đã nộp", by=actor(world.principal), now=NOW
    )
    second = held(world)
    second.parts.update(on="2026-12-20", on_sort=date(2026, 12, 20))
    content = minutes_page.content_of(begun(world, second))
    assert [(one.key, one.text, one.status) for one in content.earlier] == [
        (open_.pk, "Còn mở", "open")
    ]
    # The session before has none of its own follower.
    agree(world, second, "Việc mới")
    assert minutes_page.content_of(begun(world, first)).earlier == ()


def test_lines_that_somebody_typed_are_a_change_of_theirs(world):
    revision = sent(world)
    save(revision.minutes, line("ended", "17 giờ 00", ""), by=world.cluster_head)
    minutes = Minutes.objects.get()
    assert edited_since(revision, minutes_page.content_of(minutes), minutes)
    second = sent(world, minutes, now=later(hours=1))
    assert minutes_page.changes(
        minutes_page.content_from(revision.content),
        minutes_page.content_from(second.content),
    ) == [minutes_page.Change("Kết thúc", "", "17 giờ 00")]
