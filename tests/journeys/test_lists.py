"""A school's list of people from Excel, on the narrowest phone, with the real worker behind it."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.clusters.importing.making import people
from tests.journeys.steps import button, link, path_of, sign_in, vi
from tests.journeys.test_screens import NARROW, TOO_WIDE

LINES = (
    ("Quàng Thị Xuân", "0987650001", "Tổ trưởng chuyên môn", "Toán"),
    ("Lò Văn Thủy", "", "Giáo viên", ""),
    ("Lò Văn Thủy", "", "Giáo viên", ""),
    ("Hà Văn Bảo", "12345", "Giáo viên", ""),
)


def _fits(page: Page) -> None:
    assert page.evaluate(TOO_WIDE) == [], path_of(page)
    page.reload()  # looking opened every menu


def test_a_school_brings_its_list(new_page: Callable[..., Page], tmp_path: Path):
    file = tmp_path / "Danh sách CBGV 2026.xlsx"
    file.write_bytes(people(*LINES))
    page = new_page(viewport=NARROW)
    sign_in(page, "Hiệu trưởng", at="/truong-toi/")
    page.goto(f"{path_of(page)}nguoi/")
    link(page, "From Excel").click()
    with page.expect_download() as template:
        link(page, "Download the template").click()
    assert template.value.suggested_filename == "mau-danh-sach-truong.xlsx"
    page.locator("input[type=file]").set_input_files(file)
    button(page, "Read the list").click()
    main = page.get_by_role("main")
    # The page turns by itself when the worker has read the list.
    expect(main).to_contain_text(vi("What was understood"), timeout=60_000)
    address = path_of(page)
    expect(main).to_contain_text("Lò Văn Thủy")
    _fits(page)
    page.goto(f"{address}?phan=loi")
    expect(main).to_contain_text("12345")
    _fits(page)
    page.goto(f"{address}bo/")
    _fits(page)
    page.goto(address)
    page.get_by_label(vi("Leave this line out")).check()
    button(page, "Keep them and add the people").click()
    expect(main.get_by_role("heading", level=2).first).to_contain_text(
        "Đã thêm 2 người", timeout=60_000
    )
    _fits(page)
    page.goto("/truong-toi/")
    page.goto(f"{path_of(page)}nguoi/?tim=quang thi xuan")
    expect(main).to_contain_text("Quàng Thị Xuân")
