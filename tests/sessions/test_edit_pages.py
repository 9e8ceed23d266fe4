"""The edit pages: shown, saved, refused, drawn again with everything typed."""

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from clusters import programme
from clusters.models import Grade, Level, Partnership
from sessions import actions
from sessions.rows import LessonRow, PersonRow
from tests import builders
from tests.sessions.helpers import actor, in_state, posted, scheduled

SECTIONS = (
    "details",
    "parts",
    "units",
    "lessons",
    "people",
    "documents",
    "items",
    "decisions",
)
TAG = {"HX-Request": "true"}


@pytest.fixture
def exchange(world):
    return scheduled(world, people=[PersonRow(name="Lò Văn Inh", title="Hiệu trưởng")])


@pytest.fixture
def head(world, signed_in):
    return signed_in(world.cluster_head)


def address(name, exchange, *more) -> str:
    return reverse(f"sessions:{name}", args=[exchange.pk, *more])


def save(client, name, exchange, *more, **changes):
    """Open a section, change some fields, press Save."""
    url = address(name, exchange, *more)
    return client.post(url, posted(client.get(url), **changes))


@pytest.mark.parametrize("name", [*SECTIONS, "add_part"])
def test_every_section_has_a_page_and_a_fragment(exchange, head, name):
    page = head.get(address(name, exchange))
    assert page.status_code == 200
    assert "<html" in page.text
    fragment = head.get(address(name, exchange), headers=TAG)
    assert fragment.status_code == 200
    assert "<html" not in fragment.text
    assert f'hx-post="{address(name, exchange)}"' in fragment.text
    assert fragment.headers["Vary"].split(", ")[0] == "HX-Request"


@pytest.mark.parametrize("name", SECTIONS)
def test_saving_what_was_shown_changes_nothing(exchange, head, name):
    count = AuditEntry.objects.count()
    answer = save(head, name, exchange)
    assert answer.status_code == 302, answer.text
    assert answer.url == reverse("session", args=[exchange.pk]) + f"#{name}"
    assert AuditEntry.objects.count() == count


def test_a_fragment_that_was_saved_asks_for_the_section_anew(exchange, head):
    url = address("lessons", exchange)
    answer = head.post(url, posted(head.get(url)), headers=TAG)
    assert answer.status_code == 200
    page = reverse("session", args=[exchange.pk])
    assert f'hx-get="{page}" hx-trigger="load" hx-select="#lessons"' in answer.text
    assert f'data-draft-clear="session-{exchange.pk}-lessons"' in answer.text


@pytest.mark.parametrize("name", SECTIONS)
@pytest.mark.parametrize("state", ["closed", "cancelled"])
def test_the_pages_of_what_is_over_lead_back(world, head, name, state):
    exchange = in_state(world, state)
    answer = head.get(address(name, exchange))
    assert (answer.status_code, answer.url) == (
        302,
        reverse("session", args=[exchange.pk]),
    )


# --- rows -------------------------------------------------------------------------------------


def test_one_wrong_row_saves_nothing_and_keeps_all_that_was_typed(exchange, head):
    answer = save(
        head,
        "lessons",
        exchange,
        **{
            "lessons-TOTAL_FORMS": "3",
            "lessons-1-topic": "Thấu kính hội tụ",
            "lessons-1-teachers": "Lò Văn Inh",
            "lessons-2-teachers": "Cà Thị Bình",
            "lessons-2-periods": "không",
        },
    )
    assert answer.status_code == 200
    for typed in ("Thấu kính hội tụ", "Lò Văn Inh", "Cà Thị Bình", "không"):
        assert f'value="{typed}"' in answer.text
    # Both faults of the third row stand at their fields: no subject, no number.
    assert 'id="id_lessons-2-subject_error"' in answer.text
    assert 'id="id_lessons-2-periods_error"' in answer.text
    assert "id_lessons-1-" not in answer.text.split("_error")[0].rsplit('"', 1)[-1]
    assert exchange.lessons.count() == 1


def test_empty_rows_are_ignored(exchange, head):
    answer = save(
        head,
        "lessons",
        exchange,
        **{"lessons-TOTAL_FORMS": "4", "lessons-2-topic": "Thấu kính"},
    )
    assert answer.status_code == 302
    assert list(exchange.lessons.values_list("order", "topic")) == [
        (1, "Áp suất chất lỏng"),
        (2, "Thấu kính"),
    ]


def test_a_row_button_draws_again_without_saving_or_scolding(exchange, head):
    answer = save(
        head,
        "lessons",
        exchange,
        **{
            "add_row": "lessons",
            "lessons-0-topic": "Đang gõ dở",
            "lessons-0-periods": "sai",
        },
    )
    assert answer.status_code == 200
    assert 'value="Đang gõ dở"' in answer.text
    assert 'name="lessons-1-topic"' in answer.text
    assert "invalid-feedback" not in answer.text
    assert exchange.lessons.get().topic == "Áp suất chất lỏng"


def test_a_bin_without_script_marks_the_row_and_saving_removes_it(exchange, head):
    drawn = save(head, "lessons", exchange, remove_row="lessons-0")
    assert 'name="lessons-0-DELETE" value="on"' in drawn.text
    assert exchange.lessons.count() == 1
    answer = head.post(address("lessons", exchange), posted(drawn))
    assert answer.status_code == 302
    assert exchange.lessons.count() == 0


def test_a_row_that_was_emptied_is_removed(exchange, head):
    fields = ("subject", "klass", "topic", "teachers", "grade")
    answer = save(
        head, "lessons", exchange, **{f"lessons-0-{name}": "" for name in fields}
    )
    assert answer.status_code == 302
    assert exchange.lessons.count() == 0


def test_rows_move_without_script(exchange, head, world):
    actions.save_lessons(
        exchange=exchange, rows=[LessonRow(topic="B")], by=actor(world.cluster_head)
    )
    drawn = save(head, "lessons", exchange, move_up="lessons-1")
    head.post(address("lessons", exchange), posted(drawn))
    assert list(exchange.lessons.values_list("topic", flat=True)) == [
        "B",
        "Áp suất chất lỏng",
    ]


def test_the_second_of_two_editors_sees_both_texts(exchange, head, world, signed_in):
    builders.make_office(world.subject_head, world.north, "secretary")
    url = address("items", exchange)
    first, second = head.get(url), signed_in(world.subject_head).get(url)
    head.post(url, posted(first, **{"items-0-text": "Lời của người thứ nhất"}))
    other = signed_in(world.subject_head)
    answer = other.post(
        url, posted(second, **{"items-0-text": "Lời của người thứ hai"})
    )
    assert answer.status_code == 200
    assert "Lời của người thứ nhất" in answer.text
    assert "Lời của người thứ hai" in answer.text
    assert "Dương Quốc Đạt" in answer.text
    assert exchange.items.get().text == "Lời của người thứ nhất"
    # Saving again, knowing both, keeps both.
    assert other.post(url, posted(answer)).status_code == 302
    assert list(exchange.items.values_list("text", flat=True)) == [
        "Lời của người thứ nhất",
        "Lời của người thứ hai",
    ]


def test_other_words_in_a_form_sent_before_are_not_lost(exchange, head):
    """After going back in the browser the form is the one that was sent already."""
    url = address("lessons", exchange)
    shown = head.get(url)
    first = posted(shown, **{"lessons-0-topic": "Bản một"})
    for _ in range(2):  # a true second press
        assert head.post(url, first).status_code == 302
    answer = head.post(url, posted(shown, **{"lessons-0-topic": "Bản hai"}))
    assert answer.status_code == 200
    assert "Bản một" in answer.text
    assert "Bản hai" in answer.text
    assert exchange.lessons.first().topic == "Bản một"
    assert head.post(url, posted(answer)).status_code == 302
    assert exchange.lessons.first().topic == "Bản hai"


# --- lessons and people -----------------------------------------------------------------------


def test_a_picked_suggestion_ties_to_the_account_and_a_name_alone_does_not(
    exchange, head, world
):
    save(
        head,
        "people",
        exchange,
        **{
            "people-TOTAL_FORMS": "3",
            "people-1-name": "Vàng Thị Mai",
            "people-2-name": "Nguyễn Thu Hà · PTDTBT THCS Nậm Xuân",
        },
    )
    host = exchange.units.get(school=world.host)
    assert list(
        exchange.roster.values_list(
            "kind", "name_as_printed", "user", "title_as_printed", "unit"
        )
    ) == [
        ("name", "Lò Văn Inh", None, "Hiệu trưởng", None),
        ("name", "Vàng Thị Mai", None, "", None),
    ]
    # Her principal is asked first: she works at another school than the one who writes.
    assert list(
        exchange.seat_requests.values_list(
            "state", "name_as_printed", "user", "title_as_printed", "unit"
        )
    ) == [
        (
            "asked",
            "Nguyễn Thu Hà",
            world.subject_head.pk,
            "Tổ trưởng KHTN",
            host.pk,
        ),
    ]


def test_whose_principal_is_asked_is_said_beside_the_section_that_was_saved(
    world, head
):
    """The section is asked for anew as soon as it is saved: a page of its own would say it to nobody."""
    exchange = scheduled(world, people=[PersonRow(name="Lò Văn Inh")])
    url = address("people", exchange)
    fields = posted(head.get(url), **{"people-TOTAL_FORMS": "2"})
    asked = {"people-1-name": "Nguyễn Thu Hà · PTDTBT THCS Nậm Xuân"}
    answer = head.post(url, fields | asked, headers=TAG)
    assert 'hx-swap-oob="beforebegin:#people"' in answer.text
    assert "Nguyễn Thu Hà" in answer.text
    assert "Nguyễn Thu Hà" not in head.get(reverse("session", args=[exchange.pk])).text


def test_an_account_stays_with_its_name_and_leaves_with_another(world, head):
    exchange = scheduled(world, people=[PersonRow(name="Cô Mai", user=world.teacher)])
    save(head, "people", exchange, **{"people-0-title": "Giáo viên"})
    assert exchange.roster.get().user == world.teacher
    save(head, "people", exchange, **{"people-0-name": "Lò Thị Khác"})
    assert (exchange.roster.get().user, exchange.roster.get().kind) == (None, "name")


def test_teachers_keep_their_account_while_others_are_added(exchange, head, world):
    answer = save(
        head,
        "lessons",
        exchange,
        **{"lessons-0-teachers": "Vàng Thị Mai; Lò Văn Inh"},
    )
    assert answer.status_code == 302
    teachers = exchange.lessons.get().teachers
    assert list(teachers.values_list("name_as_printed", "user")) == [
        ("Vàng Thị Mai", world.teacher.pk),
        ("Lò Văn Inh", None),
    ]


def test_the_words_for_a_subject_are_kept_beside_what_they_mean(exchange, head):
    programme.load()
    save(head, "lessons", exchange, **{"lessons-0-subject": "Lý 7"})
    lesson = exchange.lessons.get()
    assert lesson.subject_as_printed == "Lý 7"
    assert lesson.subject == programme.match_subject("Lý 7")
    assert lesson.subject is not None


def test_a_pasted_list_adds_names_with_title_and_unit(exchange, head, world):
    pasted = (
        "1. Nguyễn Thị Hằng Nga – Hiệu trưởng – THCS Pa Sương\n"
        "2) Nguyễn Văn Sẵn\tchuyên viên\tPhòng GD&ĐT\n"
        "\n- Ngô Quốc Anh"
    )
    looked_over = save(head, "people", exchange, pasted=pasted)
    assert exchange.roster.count() == 1
    url = address("people", exchange)
    assert head.post(url, posted(looked_over)).status_code == 302
    guest = exchange.units.get(school=world.guest)
    assert list(
        exchange.roster.values_list(
            "name_as_printed", "title_as_printed", "organisation_as_printed", "unit"
        )
    )[1:] == [
        ("Nguyễn Thị Hằng Nga", "Hiệu trưởng", "", guest.pk),
        ("Nguyễn Văn Sẵn", "chuyên viên", "Phòng GD&ĐT", None),
        ("Ngô Quốc Anh", "", "", None),
    ]


def test_a_pasted_list_is_shown_as_rows_that_can_be_mended(exchange, head, world):
    guest = exchange.units.get(school=world.guest)
    drawn = save(
        head,
        "people",
        exchange,
        pasted="DANH SÁCH\nBGH và các đồng chí GV dạy Văn - Toán - Anh lớp 9\n"
        "Tổ KHTN (6), trường THCS Pa Sương\nđ/c Lê Thị B",
        spread="people",
    )
    assert drawn.status_code == 200
    fields = posted(drawn)
    assert [
        (*fields[f"people-{n}-name"], f"people-{n}-is_group" in fields)
        for n in range(4)
    ] == [
        ("Lò Văn Inh", False),
        ("BGH và các đồng chí GV dạy Văn - Toán - Anh lớp 9", True),
        ("Tổ KHTN", True),
        ("đ/c Lê Thị B", False),
    ]
    assert fields["people-2-group_count"] == ["6"]
    assert fields["people-2-unit"] == [str(guest.pk)]
    assert fields["pasted"][0].strip() == ""
    assert "“DANH SÁCH”" in drawn.text
    assert "Đã đọc 3 dòng từ danh sách, trong đó có 2 nhóm không nêu tên." in drawn.text
    # One of them is mended, then saved.
    answer = head.post(
        address("people", exchange), fields | {"people-3-name": "Lê Thị Bình"}
    )
    assert answer.status_code == 302
    assert list(
        exchange.roster.values_list("name_as_printed", "kind", "group_count", "unit")
    )[1:] == [
        ("BGH và các đồng chí GV dạy Văn - Toán - Anh lớp 9", "group", None, None),
        ("Tổ KHTN", "group", 6, guest.pk),
        ("Lê Thị Bình", "name", None, None),
    ]


def test_a_long_pasted_list_fills_the_page_and_the_rest_stays_pasted(exchange, head):
    pasted = "\n".join(f"Người thứ {number}\tGiáo viên" for number in range(1, 251))
    drawn = save(head, "people", exchange, pasted=pasted)
    fields = posted(drawn)
    assert fields["people-TOTAL_FORMS"] == ["200"]
    assert fields["people-199-name"] == ["Người thứ 199"]
    waiting = fields["pasted"][0].strip().split("\n")
    assert (waiting[0], len(waiting)) == ("Người thứ 200\tGiáo viên", 51)


def test_a_pasted_list_as_a_fragment_is_drawn_as_rows(exchange, head):
    url = address("people", exchange)
    fields = posted(head.get(url), pasted="Lê Thị B - THCS Pa Sương")
    drawn = head.post(url, fields, headers=TAG)
    assert "<html" not in drawn.text
    assert 'value="Lê Thị B"' in drawn.text
    assert exchange.roster.count() == 1


def test_a_row_says_in_words_what_its_closed_fold_holds(world, head):
    people = [
        PersonRow(name="Lò Văn Inh", capacities=["chair"]),
        PersonRow(name="Các đồng chí GV Toán", is_group=True, group_count=12),
    ]
    page = head.get(address("people", scheduled(world, people=people)))
    assert '<p class="foldwords">Chủ trì</p>' in page.text
    assert '<p class="foldwords">Nhóm không nêu tên · Số người: 12</p>' in page.text


def test_150_people_are_edited_thirty_to_a_page(world, head):
    people = [PersonRow(name=f"Người thứ {number}") for number in range(1, 151)]
    exchange = scheduled(world, people=people)
    url = address("people", exchange) + "?trang=3"
    page = head.get(url)
    assert 'value="Người thứ 61"' in page.text
    assert 'value="Người thứ 90"' in page.text
    assert "Người thứ 91" not in page.text
    answer = head.post(url, posted(page, **{"people-0-name": "Người mới"}))
    assert answer.status_code == 302
    names = list(exchange.roster.values_list("name_as_printed", flat=True))
    assert len(names) == 150
    assert names[59:62] == ["Người thứ 60", "Người mới", "Người thứ 62"]


def test_150_typed_rows_are_saved_at_once(exchange, head):
    rows = {f"people-{n}-name": f"Người thứ {n}" for n in range(1, 151)}
    answer = save(head, "people", exchange, **{"people-TOTAL_FORMS": "151", **rows})
    assert answer.status_code == 302
    assert exchange.roster.count() == 151
    assert exchange.roster.last().name_as_printed == "Người thứ 150"


def test_a_head_count_as_stated_needs_its_words(exchange, head):
    wrong = {"totals-TOTAL_FORMS": "1", "totals-0-number": "69"}
    answer = save(head, "people", exchange, **wrong)
    assert 'id="id_totals-0-text_error"' in answer.text
    save(head, "people", exchange, **wrong, **{"totals-0-text": "69 cán bộ, giáo viên"})
    assert exchange.stated_totals.get().number == 69


def test_a_number_belongs_to_a_group(exchange, head):
    answer = save(head, "people", exchange, **{"people-0-group_count": "5"})
    assert 'id="id_people-0-group_count_error"' in answer.text


def test_a_lesson_may_be_a_grade_alone(exchange, head):
    programme.load()
    grade = programme.Grade.objects.get(number=8)
    save(
        head,
        "lessons",
        exchange,
        **{"lessons-TOTAL_FORMS": "2", "lessons-1-grade": str(grade.pk)},
    )
    lesson = exchange.lessons.last()
    assert (lesson.grade, lesson.klass) == (grade, str(grade))


def test_the_teachers_school_is_one_that_is_known(exchange, head, world):
    answer = save(head, "lessons", exchange, **{"lessons-0-school": "Trường Không Có"})
    assert 'id="id_lessons-0-school_error"' in answer.text
    save(
        head,
        "lessons",
        exchange,
        **{
            "lessons-0-school": "PTDTBT THCS Nậm Xuân",
            "lessons-0-class_school": "THCS Pa Sương",
        },
    )
    lesson = exchange.lessons.get()
    assert (lesson.school, lesson.class_school) == (world.host, world.guest)
    assert save(head, "lessons", exchange).status_code == 302


def test_a_teachers_name_has_an_end(exchange, head):
    answer = save(head, "lessons", exchange, **{"lessons-0-teachers": "x" * 130})
    assert 'id="id_lessons-0-teachers_error"' in answer.text


def test_a_subject_without_words_of_its_own_keeps_none(exchange, head, world):
    programme.load()
    subject = programme.match_subject("Toán")
    exchange.lessons.update(subject=subject, subject_as_printed="")
    count = AuditEntry.objects.count()
    save(head, "lessons", exchange)
    assert exchange.lessons.get().subject_as_printed == ""
    assert AuditEntry.objects.count() == count


def test_one_person_is_on_the_list_once(exchange, head):
    label = "Vàng Thị Mai · PTDTBT THCS Nậm Xuân"
    answer = save(
        head,
        "people",
        exchange,
        **{"people-TOTAL_FORMS": "3", "people-1-name": label, "people-2-name": label},
    )
    assert 'id="id_people-2-name_error"' in answer.text
    assert exchange.roster.count() == 1


def test_a_guest_from_elsewhere_keeps_the_place_of_the_post(exchange, head, world):
    label = "Lò Minh Thư · Phòng GD&ĐT huyện Nậm Xuân"
    save(
        head,
        "people",
        exchange,
        **{"people-TOTAL_FORMS": "2", "people-1-name": label},
    )
    entry = exchange.roster.last()
    assert (entry.user, entry.unit, entry.organisation_as_printed) == (
        world.officer,
        None,
        "Phòng GD&ĐT huyện Nậm Xuân",
    )


def test_a_pasted_line_has_an_end(exchange, head):
    answer = save(head, "people", exchange, pasted="Lò Văn Inh\n" + "x" * 300)
    assert 'id="id_pasted_error"' in answer.text
    assert exchange.roster.count() == 1


def test_adding_a_person_without_script_keeps_the_pasted_list(exchange, head):
    drawn = save(head, "people", exchange, pasted="Lò Thị Mới", add_row="people")
    assert "Lò Thị Mới" in drawn.text
    assert exchange.roster.count() == 1


def test_adding_a_group_without_script_keeps_the_part(exchange, head):
    part = exchange.parts.get()
    drawn = save(
        head,
        "edit_part",
        exchange,
        part.pk,
        **{"part-title": "Đang gõ", "part-ends_at": "1:00", "add_row": "groups"},
    )
    assert 'value="Đang gõ"' in drawn.text
    assert 'name="groups-0-name"' in drawn.text
    assert "invalid-feedback" not in drawn.text


def test_a_decision_is_owned_by_schools_clusters_people_and_words(
    exchange, head, world
):
    owners = "Cụm 1; Vàng Thị Mai · PTDTBT THCS Nậm Xuân; Tổ Toán"
    save(
        head,
        "decisions",
        exchange,
        **{"decisions-0-text": "Khảo sát", "decisions-0-owners": owners},
    )
    decision = exchange.decisions.get()
    assert [(one.cluster, one.user, one.text) for one in decision.owners.all()] == [
        (world.north, None, ""),
        (None, world.teacher, "Vàng Thị Mai"),
        (None, None, "Tổ Toán"),
    ]
    count = AuditEntry.objects.count()
    assert save(head, "decisions", exchange).status_code == 302
    assert AuditEntry.objects.count() == count
    wrong = save(head, "decisions", exchange, **{"decisions-0-owners": "x" * 201})
    assert 'id="id_decisions-0-owners_error"' in wrong.text


def test_what_was_agreed_needs_words(exchange, head):
    answer = save(head, "decisions", exchange, **{"decisions-0-owners": "Tổ Toán"})
    assert 'id="id_decisions-0-text_error"' in answer.text


def test_an_action_that_refuses_is_told_on_the_page(world, head):
    exchange = scheduled(world)
    drawn = save(head, "parts", exchange, remove_row="parts-0")
    answer = head.post(address("parts", exchange), posted(drawn))
    assert answer.status_code == 200
    assert 'role="alert"' in answer.text
    assert exchange.parts.count() == 1


def test_the_session_it_follows_and_the_partnership_are_offered(exchange, head, world):
    earlier = scheduled(world)
    agreement = Partnership.objects.create(programme_name="Chung tay")
    agreement.parties.create(order=1, school=world.host)
    answer = save(
        head,
        "details",
        exchange,
        follows=str(earlier.pk),
        partnership=str(agreement.pk),
    )
    assert answer.status_code == 302
    exchange.refresh_from_db()
    assert (exchange.follows, exchange.partnership) == (earlier, agreement)
    assert save(head, "details", exchange).status_code == 302


# --- units, documents, minutes, parts ---------------------------------------------------------


def test_a_unit_is_linked_by_its_suggestion_or_stays_a_name(exchange, head, world):
    save(
        head,
        "units",
        exchange,
        **{
            "units-TOTAL_FORMS": "6",
            "units-2-name": f"THCS Phiêng Ban ({world.far.pk})",
            "units-3-name": "Tiểu học Giang Biên",
            "units-4-name": "Cụm 1",
            "units-4-name_as_printed": "Cụm SHCM số 1",
            "units-5-name": "THCS Phiêng Ban",
        },
    )
    units = list(exchange.units.all())[2:]
    assert [
        (unit.school, unit.cluster, unit.name_as_printed, unit.label) for unit in units
    ] == [
        (world.far, None, "", "THCS Phiêng Ban"),
        (None, None, "Tiểu học Giang Biên", "Tiểu học Giang Biên"),
        (None, world.north, "Cụm SHCM số 1", "Cụm SHCM số 1"),
        (None, None, "THCS Phiêng Ban", "THCS Phiêng Ban"),
    ]
    # What was linked stays so when the form is saved again.
    save(head, "units", exchange)
    assert exchange.units.get(order=3).school == world.far


def test_a_school_spelt_otherwise_on_paper_keeps_both_names(exchange, head, world):
    save(head, "units", exchange, **{"units-1-name_as_printed": "THCS Pa Xương"})
    unit = exchange.units.get(school=world.guest)
    assert unit.label == "THCS Pa Xương"
    page = head.get(address("units", exchange))
    assert 'value="THCS Pa Sương"' in page.text
    assert 'value="THCS Pa Xương"' in page.text


def test_two_hosts_are_two_ticks(exchange, head):
    save(head, "units", exchange, **{"units-1-hosts": "on"})
    assert list(exchange.units.values_list("hosts", flat=True)) == [True, True]


def test_one_school_in_two_rows_is_told_at_the_second(exchange, head):
    answer = save(
        head,
        "units",
        exchange,
        **{"units-TOTAL_FORMS": "3", "units-2-name": "thcs pa sương"},
    )
    assert 'id="id_units-2-name_error"' in answer.text
    assert exchange.units.count() == 2


def test_two_schools_of_one_name_are_told_apart_by_their_place(exchange, head, world):
    twin = builders.make_school("THCS Pa Sương")
    twin.place = "Cửa Lân"
    twin.save()
    builders.ClusterMembership.objects.create(cluster=world.north, school=twin)
    page = head.get(address("units", exchange))
    assert f'value="THCS Pa Sương ({world.guest.pk})"' in page.text
    save(
        head,
        "units",
        exchange,
        **{"units-TOTAL_FORMS": "3", "units-2-name": "THCS Pa Sương (Cửa Lân)"},
    )
    assert exchange.units.last().school == twin
    assert exchange.units.filter(school=world.guest).exists()


def test_a_document_whose_kind_and_number_disagree_is_kept(exchange, head):
    save(
        head,
        "documents",
        exchange,
        **{
            "documents-0-opening_words": "Thực hiện",
            "documents-0-type_as_printed": "công văn",
            "documents-0-number": "1000 /KH-PGDĐT",
            "documents-0-issued_on": "7/9/2023",
            "documents-0-issuer_as_printed": "Phòng Giáo dục và Đào tạo",
        },
    )
    document = exchange.documents.get().document
    assert (document.type_as_printed, document.number, str(document.issued_on)) == (
        "công văn",
        "1000 /KH-PGDĐT",
        "2023-09-07",
    )


def test_what_was_said_comes_from_somebody_on_the_list(exchange, head):
    wrong = {"items-0-text": "Chia sẻ kinh nghiệm", "items-0-said_by": "Người Lạ"}
    answer = save(head, "items", exchange, **wrong)
    assert 'id="id_items-0-said_by_error"' in answer.text
    assert not exchange.items.exists()
    save(head, "items", exchange, **{**wrong, "items-0-said_by": "lò văn inh"})
    assert exchange.items.get().said_by.get().name_as_printed == "Lò Văn Inh"
    page = head.get(address("items", exchange))
    assert 'value="Lò Văn Inh (Hiệu trưởng)"' in page.text


def test_near_namesakes_are_named_with_their_title(world, head):
    exchange = scheduled(
        world,
        people=[
            PersonRow(name="Nguyễn Thị Hằng", title="Phó phòng"),
            PersonRow(name="Nguyễn Thị Hằng", title="Giáo viên"),
        ],
    )
    answer = save(
        head,
        "items",
        exchange,
        **{"items-0-text": "x", "items-0-said_by": "Nguyễn Thị Hằng"},
    )
    assert 'id="id_items-0-said_by_error"' in answer.text
    save(
        head,
        "items",
        exchange,
        **{"items-0-text": "x", "items-0-said_by": "Nguyễn Thị Hằng (Giáo viên)"},
    )
    assert exchange.items.get().said_by.get().title_as_printed == "Giáo viên"


def test_a_decision_has_owners_and_a_day_without_a_year(exchange, head, world):
    save(
        head,
        "decisions",
        exchange,
        **{
            "decisions-0-text": "Khảo sát chung",
            "decisions-0-owners": "THCS Pa Sương; Tổ chuyên môn",
            "decisions-0-due": "31/3",
            "decisions-0-due_until": "1/4",
        },
    )
    decision = exchange.decisions.get()
    assert (str(decision.due), str(decision.due_until)) == ("--03-31", "--04-01")
    assert [(one.school, one.text) for one in decision.owners.all()] == [
        (world.guest, ""),
        (None, "Tổ chuyên môn"),
    ]
    assert save(head, "decisions", exchange).status_code == 302
    assert decision.owners.count() == 2


def test_a_part_ends_after_it_starts(exchange, head):
    part = exchange.parts.get()
    answer = save(head, "edit_part", exchange, part.pk, **{"part-ends_at": "8 giờ 15"})
    assert 'id="id_part-ends_at_error"' in answer.text
    assert "08:15" in answer.text
    part.refresh_from_db()
    assert part.ends_at is None


def test_an_end_needs_a_start(exchange, head):
    part = exchange.parts.get()
    answer = save(
        head,
        "edit_part",
        exchange,
        part.pk,
        **{"part-starts_at": "", "part-ends_at": "16:30"},
    )
    assert 'id="id_part-starts_at_error"' in answer.text


def test_a_part_and_its_groups_are_edited_on_one_page(exchange, head):
    part = exchange.parts.get()
    answer = save(
        head,
        "edit_part",
        exchange,
        part.pk,
        **{
            "part-title": "Dạy minh họa",
            "part-on": "tháng 3/2027",
            "part-reason": "Trường bận thi",
            "groups-TOTAL_FORMS": "2",
            "groups-0-name": "Ngữ văn",
            "groups-1-name": "Toán",
        },
    )
    assert answer.status_code == 302
    part.refresh_from_db()
    assert (part.title, str(part.on)) == ("Dạy minh họa", "2027-03")
    assert list(part.groups.values_list("name", flat=True)) == ["Ngữ văn", "Toán"]


def test_a_part_is_added_on_its_own_page(exchange, head):
    answer = save(
        head, "add_part", exchange, **{"part-title": "Họp chung", "part-on": "2026"}
    )
    part = exchange.parts.last()
    assert answer.status_code == 302
    assert (part.order, part.title, str(part.on), part.state) == (
        2,
        "Họp chung",
        "2026",
        "planned",
    )


def test_a_part_is_added_once_by_two_presses_and_beside_that_of_another(exchange, head):
    url = address("add_part", exchange)
    mine = posted(head.get(url), **{"part-title": "Họp chung"})
    theirs = posted(head.get(url), **{"part-title": "Tham quan"})
    for fields in (mine, mine, theirs):
        assert head.post(url, fields).status_code == 302
    titles = list(exchange.parts.values_list("title", flat=True))
    assert titles == ["", "Họp chung", "Tham quan"]


def test_going_back_and_writing_another_part_adds_that_one_too(exchange, head):
    url = address("add_part", exchange)
    shown = head.get(url)
    for title in ("Họp chung", "Tham quan", "Tham quan"):
        fields = posted(shown, **{"part-title": title})
        assert head.post(url, fields).status_code == 302
    titles = list(exchange.parts.values_list("title", flat=True))
    assert titles == ["", "Họp chung", "Tham quan"]


def test_a_part_of_another_session_is_not_found_here(exchange, head, world):
    other = scheduled(world).parts.get()
    assert head.get(address("edit_part", exchange, other.pk)).status_code == 404


def test_details_are_saved_with_what_has_no_field(exchange, head, world):
    answer = save(
        head,
        "details",
        exchange,
        title="Thấu kính",
        rounds_as_printed="lần 2",
        on="11/2026",
    )
    assert answer.status_code == 302, answer.text
    exchange.refresh_from_db()
    assert (exchange.title, exchange.rounds_as_printed, str(exchange.on)) == (
        "Thấu kính",
        "lần 2",
        "2026-11",
    )
    assert (exchange.lead, exchange.cluster) == (world.north, world.north)


def test_a_lead_that_is_not_offered_is_refused(exchange, head, world):
    answer = save(head, "details", exchange, lead=f"cluster-{world.south.pk}")
    assert 'id="id_lead_error"' in answer.text
    exchange.refresh_from_db()
    assert exchange.lead == world.north


def test_a_lower_secondary_school_is_not_asked_about_other_levels(
    exchange, head, world
):
    programme.load()
    lower = Level.objects.get(code="thcs")
    for school in (world.host, world.guest):
        school.levels.add(lower)
    page = head.get(reverse("sessions:details", args=[exchange.pk])).text
    assert "Mẫu giáo" not in page
    assert "Làm quen" not in page
    assert "Lớp 8" in page
    # What was chosen stays offered.
    exchange.grades.add(Grade.objects.exclude(level=lower).order_by("order").first())
    page = head.get(reverse("sessions:details", args=[exchange.pk])).text
    assert str(exchange.grades.get()) in page
