"""The pages: bring, look through, answer, confirm; one's own lists only."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from clusters.importing import working
from clusters.models import PeopleImport, Post
from tests.clusters.importing.making import people, read, workbook, write

pytestmark = pytest.mark.django_db

LINES = (
    ("Lò Thị Ánh", "0987654321", "Tổ trưởng", ""),
    ("Vàng Thị Mai", "", "Giáo viên", ""),
    ("Hà Văn Bảo", "123", "Giáo viên", ""),
    ("Nguyễn Thu Hà", "0912000002", "", ""),
)


def _upload(client, address: str, data: bytes, name: str = "ds.xlsx", key: str = "k"):
    return client.post(
        address, {"file": SimpleUploadedFile(name, data), "client_key": key}
    )


def _page(client, brought: PeopleImport, part: str = "") -> str:
    answer = client.get(reverse("clusters:import", args=[brought.pk]), {"phan": part})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_line_with_control_signs_is_handed_out_again(world, signed_in):
    data = "Họ và tên,Số điện thoại\nLò Thị Ánh,12\x013\n".encode()
    brought = read(world.host, data, world.principal)
    answer = signed_in(world.principal).get(
        reverse("clusters:import_left", args=[brought.pk])
    )
    assert answer.status_code == 200
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert (sheet["A2"].value, sheet["B2"].value) == ("Lò Thị Ánh", "12 3")


def test_from_the_file_to_the_people(world, signed_in):
    client = signed_in(world.principal)
    answer = _upload(
        client,
        reverse("clusters:import_school", args=[world.host.pk]),
        people(*LINES),
    )
    brought = PeopleImport.objects.get()
    assert answer.url == reverse("clusters:import", args=[brought.pk])
    assert "data-poll" in _page(client, brought)
    working.work(brought.pk, now=timezone.now())
    questions = _page(client, brought)
    assert "data-poll" not in questions
    assert "Thêm 1 người" not in questions  # first the questions, then the button
    row = brought.rows.get(number=3)
    assert f'name="row-{row.pk}"' in questions
    assert "12345" not in questions
    errors = _page(client, brought, "loi")
    assert "“123” không phải số điện thoại" in errors
    client.post(
        reverse("clusters:import_answer", args=[brought.pk]),
        {f"row-{row.pk}": "new", "confirm": "1"},
    )
    working.work(brought.pk, now=timezone.now())
    done = _page(client, brought)
    assert "Đã thêm 2 người" in done
    # What was asked is answered: it is no question any more.
    assert ("Cần hỏi" in questions, "Đã hỏi" in questions) == (True, False)
    assert ("Cần hỏi" in done, "Đã hỏi" in done) == (False, True)
    assert Post.objects.filter(school=world.host, user__full_name="Lò Thị Ánh").exists()


def test_pressed_twice_one_list(world, signed_in):
    client = signed_in(world.principal)
    address = reverse("clusters:import_school", args=[world.host.pk])
    first = _upload(client, address, people(*LINES))
    second = _upload(client, address, people(*LINES))
    assert first.url == second.url
    assert PeopleImport.objects.count() == 1


def test_no_file_and_an_empty_file_are_said_and_leave_nothing(world, signed_in):
    client = signed_in(world.principal)
    address = reverse("clusters:import_school", args=[world.host.pk])
    for answer in (client.post(address, {}), _upload(client, address, b"")):
        assert answer.status_code == 200
        assert "is-invalid" in answer.content.decode()
    assert not PeopleImport.objects.exists()


def test_a_list_is_shown_to_nobody_else(world, signed_in):
    brought = read(world.host, people(*LINES), world.principal)
    for name in ("import", "import_drop", "import_left"):
        address = reverse(f"clusters:{name}", args=[brought.pk])
        assert signed_in(world.cluster_head).get(address).status_code == 404
    Post.objects.filter(user=world.principal).update(valid_to="2026-01-01")
    address = reverse("clusters:import", args=[brought.pk])
    assert signed_in(world.principal).get(address).status_code == 403


def test_a_dropped_list_is_forgotten(world, signed_in):
    brought = read(world.host, people(*LINES), world.principal)
    client = signed_in(world.principal)
    client.post(reverse("clusters:import_drop", args=[brought.pk]))
    assert not brought.rows.exists()
    assert "Danh sách này đã được bỏ" in _page(client, brought)
    answer = client.post(
        reverse("clusters:import_answer", args=[brought.pk]),
        {"confirm": "1"},
        follow=True,
    )
    assert "không làm được nữa" in answer.content.decode()


def test_the_template_can_be_filled_in_and_brought_back(world, signed_in):
    client = signed_in(world.principal)
    answer = client.get(reverse("clusters:import_template", args=["truong"]))
    book = load_workbook(io.BytesIO(answer.content))
    sheet = book["Danh sách"]
    sheet.append(["Lò Thị Ánh", "0987654321", "", "", "Giáo viên", ""])
    file = io.BytesIO()
    book.save(file)
    brought = read(world.host, file.getvalue(), world.principal)
    assert [row.read["full_name"] for row in brought.rows.all()] == ["Lò Thị Ánh"]
    with_school = client.get(reverse("clusters:import_template", args=["cum"]))
    sheet = load_workbook(io.BytesIO(with_school.content))["Danh sách"]
    assert sheet["G1"].value == "Trường"


def test_the_lines_with_errors_come_back_as_they_were_typed(world, signed_in):
    brought = read(
        world.host,
        people(*LINES, ("=cmd|'/c calc'!A1", "0987654322", "", "")),
        world.principal,
    )
    answer = signed_in(world.principal).get(
        reverse("clusters:import_left", args=[brought.pk])
    )
    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[1][:2] == ("Hà Văn Bảo", "123")
    assert rows[1][6] == 4
    assert [cell.data_type for row in sheet.iter_rows() for cell in row].count("f") == 0


@pytest.mark.parametrize("part", ["hoi", "moi"])
def test_a_page_of_three_lines_asks_what_a_page_of_one_asks(world, signed_in, part):
    asked = []
    for count in (1, 3):
        names = ("Vàng Thị Mai", "Nguyễn Thu Hà", "Lường Văn Sơn")[:count]
        lines = [
            (name if part == "hoi" else f"{name} Em", "", "", "") for name in names
        ]
        brought = read(world.host, people(*lines), world.principal)
        client = signed_in(world.principal)
        with CaptureQueriesContext(connection) as queries:
            _page(client, brought, part)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_cluster_brings_one_list_for_its_schools(world, signed_in):
    client = signed_in(world.cluster_head)
    data = workbook(("Lò Thị Ánh", "THCS Pa Sương"), headings=("Họ và tên", "Trường"))
    _upload(client, reverse("clusters:import_cluster", args=[world.north.pk]), data)
    brought = PeopleImport.objects.get()
    working.work(brought.pk, now=timezone.now())
    assert "THCS Pa Sương" in _page(client, brought)
    write(brought)
    assert Post.objects.filter(
        school=world.guest, user__full_name="Lò Thị Ánh"
    ).exists()
