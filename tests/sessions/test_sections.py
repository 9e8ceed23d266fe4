"""Editing the sections of a session: rows kept, ordered, versioned, audited."""

import pytest

from accounts.models import AuditEntry
from accounts.verbs import Refused
from clusters.models import Document
from clusters.partial_dates import PartialDate
from sessions import actions, snapshots
from sessions.models import ExchangeSession, Part
from sessions.rows import (
    DecisionRow,
    DocumentRow,
    GroupRow,
    ItemRow,
    LessonRow,
    OwnerRow,
    PartRow,
    PersonRow,
    TeacherRow,
    TotalRow,
    UnitRow,
)
from tests.sessions import helpers
from tests.sessions.helpers import (
    AFTER,
    BEFORE,
    actor,
    details,
    in_state,
    part_row,
    recorded,
    scheduled,
)


@pytest.fixture
def head(world):
    return actor(world.cluster_head)


@pytest.fixture
def exchange(world) -> ExchangeSession:
    return scheduled(world)


def topics(exchange) -> list[tuple[int, str]]:
    return list(exchange.lessons.values_list("order", "topic"))


def lesson(topic, pk=None, **fields) -> LessonRow:
    return LessonRow(pk=pk, topic=topic, **fields)


def test_rows_keep_their_key_when_they_change_places(exchange, head):
    actions.save_lessons(
        exchange=exchange,
        rows=[lesson("A"), lesson("B"), lesson("C")],
        removed=list(exchange.lessons.values_list("pk", flat=True)),
        by=head,
    )
    keys = {one.topic: one.pk for one in exchange.lessons.all()}
    actions.save_lessons(
        exchange=exchange,
        rows=[lesson("C", keys["C"]), lesson("A", keys["A"]), lesson("B", keys["B"])],
        by=head,
    )
    assert topics(exchange) == [(1, "C"), (2, "A"), (3, "B")]
    assert {one.topic: one.pk for one in exchange.lessons.all()} == keys


def test_rows_that_were_not_shown_stay_where_they_are(exchange, head):
    first = exchange.lessons.get()
    actions.save_lessons(
        exchange=exchange,
        rows=[lesson("A", first.pk), lesson("B"), lesson("C")],
        by=head,
    )
    middle = exchange.lessons.get(topic="B")
    actions.save_lessons(
        exchange=exchange, rows=[lesson("B1", middle.pk), lesson("B2")], by=head
    )
    assert topics(exchange) == [(1, "A"), (2, "B1"), (3, "B2"), (4, "C")]


def test_a_row_that_somebody_else_deleted_is_written_anew(exchange, head):
    gone = exchange.lessons.get().pk
    exchange.lessons.all().delete()
    actions.save_lessons(exchange=exchange, rows=[lesson("Mới", gone)], by=head)
    assert topics(exchange) == [(1, "Mới")]


def test_removing_what_is_gone_already_is_no_fault(exchange, head):
    actions.save_lessons(exchange=exchange, rows=[], removed=[999_999], by=head)
    assert exchange.lessons.count() == 1


def test_a_removed_row_is_gone_and_the_others_close_up(exchange, head):
    first = exchange.lessons.get()
    actions.save_lessons(
        exchange=exchange, rows=[lesson("B")], removed=[first.pk], by=head
    )
    assert topics(exchange) == [(1, "B")]


def test_only_what_changed_stands_in_the_audit_entry(exchange, head, world):
    stored = exchange.lessons.get()
    rows = [
        LessonRow(
            pk=stored.pk,
            part=stored.part,
            subject_as_printed="KHTN 8",
            klass="8A2",
            topic="Áp suất chất lỏng",
            teachers=[TeacherRow(name="Vàng Thị Mai", user=world.teacher)],
        )
    ]
    count = AuditEntry.objects.count()
    actions.save_lessons(exchange=exchange, rows=rows, by=head)
    assert AuditEntry.objects.count() == count
    actions.save_lessons(exchange=exchange, rows=[*rows, lesson("B")], by=head)
    entry = AuditEntry.objects.first()
    assert (entry.verb, entry.object_type) == (
        "sessions.save_lessons",
        "exchange_sessions.exchangesession",
    )
    assert entry.before == {}
    assert [row["topic"] for row in entry.after.values()] == ["B"]


def test_the_second_of_two_editors_overwrites_nothing(exchange, head, world):
    shown = snapshots.version_of(snapshots.lessons(exchange))
    stored = exchange.lessons.get()
    actions.save_lessons(
        exchange=exchange,
        rows=[lesson("Của người kia", stored.pk)],
        version=shown,
        by=head,
    )
    with pytest.raises(actions.Overtaken):
        actions.save_lessons(
            exchange=exchange,
            rows=[lesson("Của tôi", stored.pk)],
            version=shown,
            by=head,
        )
    assert topics(exchange) == [(1, "Của người kia")]


def test_the_same_form_sent_twice_is_saved_once(exchange, head):
    shown = snapshots.version_of(snapshots.lessons(exchange)) + "-word"
    actions.save_lessons(exchange=exchange, rows=[lesson("B")], version=shown, by=head)
    with pytest.raises(actions.Repeated):
        actions.save_lessons(
            exchange=exchange, rows=[lesson("B")], version=shown, by=head
        )
    assert topics(exchange) == [(1, "Áp suất chất lỏng"), (2, "B")]
    assert AuditEntry.objects.first().after["form"] == shown


def test_saving_the_same_again_with_the_shown_version_is_no_conflict(exchange, head):
    shown = snapshots.version_of(snapshots.units(exchange))
    units = list(exchange.units.values_list("pk", flat=True))
    for _ in range(2):
        actions.save_units(exchange=exchange, rows=[], version=shown, by=head)
    assert list(exchange.units.values_list("pk", flat=True)) == units
    assert snapshots.version_of(snapshots.units(exchange)) == shown


@pytest.mark.parametrize("state", ["closed", "cancelled"])
def test_the_data_of_what_is_over_does_not_change(world, head, state):
    exchange = in_state(world, state)
    part = exchange.parts.get()
    calls = [
        lambda: actions.edit_details(
            exchange=exchange, details=details(world.north), by=head, now=AFTER
        ),
        lambda: actions.save_parts(exchange=exchange, rows=[], by=head, now=AFTER),
        lambda: actions.save_part(part=part, row=PartRow(), by=head, now=AFTER),
        lambda: actions.save_units(exchange=exchange, rows=[], by=head),
        lambda: actions.save_lessons(exchange=exchange, rows=[], by=head),
        lambda: actions.save_roster(exchange=exchange, rows=[], by=head, now=BEFORE),
        lambda: actions.save_documents(exchange=exchange, rows=[], by=head),
        lambda: actions.save_items(exchange=exchange, rows=[], by=head),
        lambda: actions.save_decisions(exchange=exchange, rows=[], by=head),
    ]
    for call in calls:
        with pytest.raises(Refused):
            call()


def test_details_are_replaced_and_the_search_key_follows(exchange, head, world):
    actions.edit_details(
        exchange=exchange,
        details=details(
            world.north,
            title="Thấu kính",
            on=PartialDate(2026, 11),
            rounds_as_printed="lần 2",
        ),
        by=head,
        now=AFTER,
    )
    exchange.refresh_from_db()
    assert (exchange.title, str(exchange.on), str(exchange.on_sort)) == (
        "Thấu kính",
        "2026-11",
        "2026-11-01",
    )
    assert list(ExchangeSession.objects.matching("thau kinh")) == [exchange]
    entry = AuditEntry.objects.first()
    assert entry.before == {
        "on": None,
        "title": "Áp suất chất lỏng",
        "rounds_as_printed": "",
    }


def test_the_lead_may_pass_to_another_kind_of_body(exchange, head, world):
    actions.edit_details(
        exchange=exchange,
        details=details(world.host, cluster=world.north),
        by=head,
        now=AFTER,
    )
    exchange.refresh_from_db()
    assert (exchange.lead_cluster, exchange.lead_school) == (None, world.host)


def test_parts_take_the_state_of_their_session(world, head):
    exchange = recorded(world)
    actions.save_parts(
        exchange=exchange, rows=[part_row(None, title="Buổi 2")], by=head, now=AFTER
    )
    assert set(exchange.parts.values_list("state", flat=True)) == {"held"}


def test_a_part_where_people_checked_in_is_not_removed(world, head):
    exchange = scheduled(world, people=[PersonRow(name="Lò Văn Inh")])
    part = exchange.parts.get()
    actions.check_in(
        entry=exchange.roster.get(), part=part, by=head, now=helpers.DURING
    )
    with pytest.raises(Refused):
        actions.save_parts(
            exchange=exchange, rows=[part_row()], removed=[part.pk], by=head, now=AFTER
        )
    assert exchange.parts.get() == part


def test_an_announced_session_keeps_a_part(exchange, head):
    with pytest.raises(Refused):
        actions.save_parts(
            exchange=exchange,
            rows=[],
            removed=[exchange.parts.get().pk],
            by=head,
            now=AFTER,
        )
    assert exchange.parts.exists()


def test_a_part_and_its_groups_are_saved_together(exchange, head):
    part = exchange.parts.get()
    actions.save_part(
        part=part,
        row=part_row(title="Dạy minh họa"),
        groups=[GroupRow(name="Ngữ văn"), GroupRow(name="Toán")],
        reason="Đổi phòng",
        by=head,
        now=AFTER,
    )
    part.refresh_from_db()
    assert part.title == "Dạy minh họa"
    assert list(part.groups.values_list("order", "name")) == [
        (1, "Ngữ văn"),
        (2, "Toán"),
    ]
    actions.save_part(
        part=part,
        row=part_row(),
        groups=[GroupRow(name="Tiếng Anh")],
        removed_groups=[part.groups.first().pk],
        by=head,
        now=AFTER,
    )
    # Rows that the form did not name keep their place; the new one comes after them.
    assert list(part.groups.values_list("name", flat=True)) == ["Toán", "Tiếng Anh"]


def test_a_part_is_added_with_its_groups(exchange, head):
    part = actions.add_part(
        exchange=exchange,
        row=part_row(title="Họp nhóm"),
        groups=[GroupRow(name="Ngữ văn"), GroupRow(name="Toán")],
        by=head,
        now=AFTER,
    )
    assert (part.order, list(part.groups.values_list("order", "name"))) == (
        2,
        [(1, "Ngữ văn"), (2, "Toán")],
    )


def test_a_part_that_somebody_removed_is_not_saved(exchange, head):
    part = exchange.parts.get()
    Part.objects.all().delete()
    with pytest.raises(Refused):
        actions.save_part(part=part, row=PartRow(), by=head, now=AFTER)


def test_a_unit_that_becomes_another_school_loses_the_answer(exchange, head, world):
    unit = exchange.units.get(school=world.guest)
    actions.reply_for_school(
        unit=unit,
        answer="yes",
        count=4,
        by=actor(world.guest_principal),
        now=helpers.BEFORE,
    )
    actions.save_units(
        exchange=exchange, rows=[UnitRow(pk=unit.pk, school=world.far)], by=head
    )
    unit.refresh_from_db()
    assert (unit.school, unit.reply, unit.reply_count, unit.replied_at) == (
        world.far,
        "",
        None,
        None,
    )


def test_a_unit_keeps_its_answer_when_its_name_is_spelt_anew(exchange, head, world):
    unit = exchange.units.get(school=world.guest)
    actions.reply_for_school(
        unit=unit,
        answer="yes",
        count=4,
        by=actor(world.guest_principal),
        now=helpers.BEFORE,
    )
    row = UnitRow(pk=unit.pk, school=world.guest, name_as_printed="THCS Pa Xương")
    actions.save_units(exchange=exchange, rows=[row], by=head)
    unit.refresh_from_db()
    assert (unit.label, unit.reply, unit.reply_count) == ("THCS Pa Xương", "yes", 4)


def test_the_same_school_twice_is_refused_with_a_sentence(exchange, head, world):
    with pytest.raises(Refused):
        actions.save_units(
            exchange=exchange, rows=[UnitRow(school=world.host)], by=head
        )
    assert exchange.units.count() == 2


def test_a_school_answers_and_may_change_its_mind(exchange, world):
    unit = exchange.units.get(school=world.guest)
    by = actor(world.guest_principal)
    actions.reply_for_school(
        unit=unit, answer="yes", count=3, by=by, now=helpers.BEFORE
    )
    actions.reply_for_school(unit=unit, answer="no", count=3, by=by, now=helpers.BEFORE)
    unit.refresh_from_db()
    assert (unit.reply, unit.reply_count, unit.replied_by) == (
        "no",
        None,
        world.guest_principal,
    )
    assert AuditEntry.objects.first().before == {
        "unit": unit.pk,
        "reply": "yes",
        "count": 3,
    }


def test_a_school_taken_off_the_list_cannot_answer_any_more(exchange, head, world):
    unit = exchange.units.get(school=world.guest)
    actions.save_units(exchange=exchange, rows=[], removed=[unit.pk], by=head)
    with pytest.raises(Refused):
        actions.reply_for_school(
            unit=unit, answer="yes", by=actor(world.guest_principal), now=helpers.BEFORE
        )


def test_an_answer_is_yes_or_no(exchange, world):
    with pytest.raises(Refused):
        actions.reply_for_school(
            unit=exchange.units.first(),
            answer="maybe",
            by=actor(world.principal),
            now=helpers.BEFORE,
        )


@pytest.mark.parametrize("state", ["draft", "held", "closed", "cancelled"])
def test_invitations_are_answered_before_the_session_only(world, state):
    exchange = in_state(world, state)
    with pytest.raises(Refused):
        actions.reply_for_school(
            unit=exchange.units.first(),
            answer="yes",
            by=actor(world.principal),
            now=helpers.BEFORE,
        )


def test_roster_rows_are_kept_as_printed(exchange, head, world):
    unit = exchange.units.get(school=world.guest)
    actions.save_roster(
        exchange=exchange,
        rows=[
            PersonRow(
                name="Nguyễn Thị Hằng Nga",
                title="Hiệu trưởng",
                organisation="Tiểu học Đô thị Việt Hưng",
                capacities=["signer", "speaker"],
            ),
            PersonRow(name="Vàng Thị Mai", user=world.teacher),
            PersonRow(
                name="các đồng chí GV dạy Văn - Toán - Anh lớp 9",
                is_group=True,
                unit=unit.pk,
            ),
        ],
        totals=[TotalRow(text="69 cán bộ, giáo viên", number=69)],
        by=head,
        now=BEFORE,
    )
    assert list(
        exchange.roster.values_list(
            "kind", "name_as_printed", "user", "unit", "group_count"
        )
    ) == [
        ("name", "Nguyễn Thị Hằng Nga", None, None, None),
        ("person", "Vàng Thị Mai", world.teacher.pk, None, None),
        ("group", "các đồng chí GV dạy Văn - Toán - Anh lớp 9", None, unit.pk, None),
    ]
    assert exchange.roster.first().capacities == ["signer", "speaker"]
    assert exchange.stated_totals.get().number == 69
    actions.save_roster(exchange=exchange, rows=[], by=head, now=BEFORE)
    assert exchange.stated_totals.count() == 1


def test_one_account_stands_on_the_roster_once(exchange, head, world):
    row = PersonRow(name="Vàng Thị Mai", user=world.teacher)
    with pytest.raises(Refused):
        actions.save_roster(exchange=exchange, rows=[row, row], by=head, now=BEFORE)
    assert not exchange.roster.exists()


def test_a_unit_of_another_session_is_not_taken(exchange, head, world):
    other = scheduled(world).units.first()
    actions.save_roster(
        exchange=exchange,
        rows=[PersonRow(name="A", unit=other.pk)],
        by=head,
        now=BEFORE,
    )
    assert exchange.roster.get().unit is None


def test_150_roster_rows_are_kept_in_their_order(exchange, head):
    rows = [PersonRow(name=f"Người thứ {number}") for number in range(1, 151)]
    actions.save_roster(exchange=exchange, rows=rows, by=head, now=BEFORE)
    assert list(exchange.roster.values_list("order", "name_as_printed")) == [
        (number, f"Người thứ {number}") for number in range(1, 151)
    ]


def test_too_many_rows_are_refused(exchange, head):
    rows = [PersonRow(name="x")] * 2001
    with pytest.raises(Refused, match="2000"):
        actions.save_roster(exchange=exchange, rows=rows, by=head, now=BEFORE)


CITED = {
    "type_as_printed": "công văn",
    "number": "1000/KH-PGDĐT",
    "issued_on": PartialDate(2023, 9, 7),
    "issuer_as_printed": "Phòng Giáo dục và Đào tạo",
    "summary": "hướng dẫn thực hiện nhiệm vụ giáo dục cấp THCS năm học 2023-2024",
}


def test_a_document_is_kept_as_printed_even_where_type_and_number_disagree(
    exchange, head
):
    actions.save_documents(
        exchange=exchange,
        rows=[DocumentRow(role="carries_out", opening_words="Thực hiện", **CITED)],
        by=head,
    )
    line = exchange.documents.get()
    assert {name: getattr(line.document, name) for name in CITED} == CITED
    assert (line.role, line.opening_words) == ("carries_out", "Thực hiện")


def test_the_same_document_in_two_sessions_is_one_document(world, exchange, head):
    other = scheduled(world)
    for one in (exchange, other):
        actions.save_documents(exchange=one, rows=[DocumentRow(**CITED)], by=head)
    assert Document.objects.count() == 1


def test_correcting_a_document_cited_only_here_corrects_it(exchange, head):
    actions.save_documents(exchange=exchange, rows=[DocumentRow(**CITED)], by=head)
    line = exchange.documents.get()
    corrected = {**CITED, "number": "1001/KH-PGDĐT"}
    actions.save_documents(
        exchange=exchange, rows=[DocumentRow(pk=line.pk, **corrected)], by=head
    )
    assert Document.objects.get().number == "1001/KH-PGDĐT"


def test_correcting_a_document_that_others_cite_leaves_theirs_alone(
    world, exchange, head
):
    other = scheduled(world)
    for one in (exchange, other):
        actions.save_documents(exchange=one, rows=[DocumentRow(**CITED)], by=head)
    line = exchange.documents.get()
    corrected = {**CITED, "number": "1001/KH-PGDĐT"}
    actions.save_documents(
        exchange=exchange, rows=[DocumentRow(pk=line.pk, **corrected)], by=head
    )
    assert exchange.documents.get().document.number == "1001/KH-PGDĐT"
    assert other.documents.get().document.number == "1000/KH-PGDĐT"


def test_a_document_saved_as_it_stands_stays_the_same(exchange, head):
    actions.save_documents(exchange=exchange, rows=[DocumentRow(**CITED)], by=head)
    line = exchange.documents.get()
    actions.save_documents(
        exchange=exchange,
        rows=[DocumentRow(pk=line.pk, opening_words="Căn cứ", **CITED)],
        by=head,
    )
    assert exchange.documents.get().opening_words == "Căn cứ"
    assert Document.objects.get() == line.document


def test_a_document_that_is_known_may_be_picked(exchange, head):
    known = Document.objects.create(number="5512/BGDĐT-GDTrH")
    actions.save_documents(
        exchange=exchange, rows=[DocumentRow(document=known)], by=head
    )
    assert exchange.documents.get().document == known


def test_one_document_is_cited_once(exchange, head):
    with pytest.raises(Refused):
        actions.save_documents(
            exchange=exchange,
            rows=[DocumentRow(**CITED), DocumentRow(**CITED)],
            by=head,
        )


def test_what_was_said_keeps_who_said_it(world, exchange, head):
    actions.save_roster(
        exchange=exchange, rows=[PersonRow(name="Lò Văn Inh")], by=head, now=BEFORE
    )
    speaker = exchange.roster.get()
    actions.save_items(
        exchange=exchange,
        rows=[ItemRow(kind="speech", text="Chia sẻ kinh nghiệm", said_by=[speaker])],
        by=head,
    )
    item = exchange.items.get()
    assert (item.text, list(item.said_by.all())) == ("Chia sẻ kinh nghiệm", [speaker])


def test_rows_of_another_session_are_refused(world, exchange, head):
    other = scheduled(world)
    with pytest.raises(Refused):
        actions.save_items(
            exchange=exchange,
            rows=[ItemRow(kind="speech", text="x", lesson=other.lessons.get())],
            by=head,
        )
    with pytest.raises(Refused):
        actions.save_lessons(
            exchange=exchange, rows=[lesson("x", part=other.parts.get())], by=head
        )
    assert not exchange.items.exists()


def test_a_decision_has_owners_in_order_and_a_partial_day(world, exchange, head):
    actions.save_decisions(
        exchange=exchange,
        rows=[
            DecisionRow(
                text="Khảo sát chung Ngữ văn, Toán, Tiếng Anh",
                due=PartialDate(None, 3, 31),
                due_until=PartialDate(None, 4, 1),
                owners=[
                    OwnerRow(school=world.host),
                    OwnerRow(text="Tổ chuyên môn hai trường"),
                ],
            )
        ],
        by=head,
    )
    decision = exchange.decisions.get()
    assert (str(decision.due), str(decision.due_until)) == ("--03-31", "--04-01")
    assert [str(owner) for owner in decision.owners.all()] == [
        "PTDTBT THCS Nậm Xuân",
        "Tổ chuyên môn hai trường",
    ]
