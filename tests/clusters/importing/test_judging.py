"""Who is new, who is here already, what is asked: never merged by a name alone."""

import pytest

from accounts.models import SignInName
from clusters.models import Post
from tests import builders
from tests.clusters.importing.making import people, read, verdicts, workbook, write

pytestmark = pytest.mark.django_db


def test_somebody_nobody_knows_is_new(world):
    brought = read(
        world.host,
        people(("Lò Thị Ánh", "0987654321", "Giáo viên", "")),
        world.principal,
    )
    assert (brought.state, brought.total, brought.data) == ("checked", 1, None)
    assert verdicts(brought) == [(2, "new", [])]


def test_number_and_name_agree_that_is_the_same_person(world):
    brought = read(
        world.host,
        people(("VÀNG THỊ MAI", "912000001", "Giáo viên", "")),
        world.principal,
    )
    assert verdicts(brought) == [(2, "same", ["same_number"])]
    assert brought.rows.get().person == world.teacher


def test_a_name_alone_is_a_question(world):
    brought = read(
        world.host, people(("Vang Thi Mai", "0987654321", "", "")), world.principal
    )
    assert verdicts(brought) == [(2, "question", ["namesake"])]
    row = brought.rows.get()
    assert row.choices() == [str(world.teacher.pk), "new", "skip"]


def test_the_number_of_a_colleague_with_another_name_is_an_error(world):
    brought = read(
        world.host, people(("Lò Thị Ánh", "0912000001", "", "")), world.principal
    )
    assert verdicts(brought) == [(2, "error", ["number_of_colleague"])]
    assert "Vàng Thị Mai" in str(brought.rows.get().says)


def test_the_number_of_a_stranger_tells_nothing_about_them(world):
    brought = read(
        world.host, people(("Lò Thị Ánh", "0912000007", "", "")), world.principal
    )
    assert verdicts(brought) == [(2, "error", ["number_of_another"])]
    row = brought.rows.get()
    assert "Mùa A Dơ" not in f"{row.says} {row.candidates} {row.person}"


def test_who_works_elsewhere_is_asked_about_and_never_made_twice(world):
    brought = read(
        world.host, people(("Mùa A Dơ", "0912000007", "", "")), world.principal
    )
    assert verdicts(brought) == [(2, "question", ["elsewhere"])]
    assert brought.rows.get().choices() == [str(world.far_teacher.pk), "skip"]


def test_an_account_in_use_without_a_post_is_not_claimed_by_who_knows_its_number(world):
    Post.objects.filter(user=world.far_teacher).update(valid_to="2026-01-01")
    brought = read(
        world.host, people(("Mùa A Dơ", "0912000007", "", "")), world.principal
    )
    assert verdicts(brought) == [(2, "error", ["claim"])]


def test_phone_and_mail_of_two_people_are_an_error(world):
    SignInName.objects.create(
        user=world.subject_head, kind="email", normalised="ha@nx.edu.vn"
    )
    data = workbook(
        ("Vàng Thị Mai", "0912000001", "ha@nx.edu.vn"),
        headings=("Họ và tên", "SĐT", "Email"),
    )
    assert verdicts(read(world.host, data, world.principal)) == [
        (2, "error", ["numbers_disagree"])
    ]


def test_within_the_list_a_number_twice_is_an_error_and_a_name_twice_a_question(world):
    brought = read(
        world.host,
        people(
            ("Lò Thị Ánh", "0987654321", "", ""),
            ("Lò Thị Ánh", "", "Giáo viên", ""),
            ("Hà Văn Bảo", "0987654321", "", ""),
        ),
        world.principal,
    )
    assert verdicts(brought) == [
        (2, "new", []),
        (3, "question", ["name_twice"]),
        (4, "error", ["number_twice"]),
    ]


def test_a_vice_principal_notes_no_principal(world):
    vice = builders.make_person("Hà Văn Phúc")
    builders.make_post(vice, world.host, Post.Kind.VICE_PRINCIPAL, "Phó Hiệu trưởng")
    data = people(("Lò Thị Ánh", "", "Hiệu trưởng", ""))
    assert verdicts(read(world.host, data, vice)) == [
        (2, "error", ["principal_not_yours"])
    ]
    own = people(("Lường Văn Sơn", "0912000003", "Hiệu trưởng", ""))
    assert verdicts(read(world.host, own, vice)) == [(2, "same", ["same_number"])]


def test_a_second_principal_is_asked_about(world):
    data = people(("Lò Thị Ánh", "", "Hiệu trưởng", ""))
    brought = read(world.host, data, world.principal)
    assert verdicts(brought) == [(2, "question", ["principal_there"])]
    assert brought.rows.get().choices() == ["new", "skip"]


def test_a_list_of_a_cluster_names_the_schools(world):
    data = workbook(
        ("Lò Thị Ánh", "Trường PTDTBT THCS Nậm Xuân"),
        ("Hà Văn Bảo", "thcs pa suong"),
        ("Hà Văn Cảnh", "THCS Phiêng Ban"),
        ("Hà Văn Dũng", ""),
        headings=("Họ và tên", "Trường"),
    )
    brought = read(world.north, data, world.cluster_head)
    assert verdicts(brought) == [
        (2, "new", []),
        (3, "new", []),
        (4, "error", ["school_unknown"]),
        (5, "error", ["school_missing"]),
    ]
    assert [row.school for row in brought.rows.all()[:2]] == [world.host, world.guest]


def test_the_same_list_again_doubles_nobody_with_or_without_numbers(world):
    data = people(
        ("Lò Thị Ánh", "0987654321", "Giáo viên", "Toán"),
        ("Hà Văn Bảo", "", "Giáo viên", ""),
        ("Hà Văn Bảo", "", "Giáo viên", ""),
    )
    first = read(world.host, data, world.principal)
    second_of_the_name = first.rows.get(number=4)
    second_of_the_name.answer = "new"
    second_of_the_name.save()
    before = Post.objects.count()
    write(first)
    assert Post.objects.count() == before + 3
    again = read(world.host, data, world.principal)
    assert [verdict for _, verdict, _ in verdicts(again)] == ["same"] * 3
    write(again)
    assert Post.objects.count() == before + 3


def test_a_line_of_somebody_who_left_is_no_longer_known(world):
    data = people(("Hà Văn Bảo", "", "Giáo viên", ""))
    write(read(world.host, data, world.principal))
    Post.objects.filter(user__full_name="Hà Văn Bảo").update(
        valid_from=None, valid_to="2026-01-01"
    )
    assert verdicts(read(world.host, data, world.principal)) == [(2, "new", [])]


def test_a_staff_code_needs_the_code_of_the_school(world):
    data = workbook(("Lò Thị Ánh", "GV01"), headings=("Họ và tên", "Mã GV"))
    assert verdicts(read(world.host, data, world.principal)) == [
        (2, "new", ["code_without_school"])
    ]
    world.host.code = "NX"
    world.host.save()
    write(read(world.host, data, world.principal))
    assert SignInName.objects.filter(kind="code", normalised="NX/GV01").count() == 1
    assert verdicts(read(world.host, data, world.principal)) == [
        (2, "same", ["same_number"])
    ]
