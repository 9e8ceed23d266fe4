"""The desk of minutes in the browser: rows that save themselves, two secretaries, a line that breaks."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.journeys.steps import button, field, sign_in, vi
from tests.journeys.steps import rows as lines
from tests.journeys.test_screens import TOO_WIDE


def minutes_of_a_new_session(page: Page) -> str:
    """Write a session of today down and begin its minutes; answers the address of the desk."""
    page.goto("/hoat-dong/ghi-lai/nghien-cuu-bai-hoc/")
    lesson = lines(page, "Lessons").first
    field(lesson, "Subject").fill("KHTN")
    field(lesson, "Topic").fill("Áp suất khí quyển")
    button(page, "Write it down").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Áp suất")
    page.goto(f"{page.url}bien-ban/")
    button(page, "Write the minutes").first.click()
    expect(page).to_have_url(re.compile(r"/bien-ban/\d+/soan/$"))
    return page.url


def blank(page: Page, kind: str = "strength") -> Locator:
    """The empty row at the end of a section."""
    return page.locator(f'[data-block="{kind}"] .blank textarea')


def rows(page: Page, kind: str = "strength") -> Locator:
    """The written rows of a section."""
    return page.locator(f'[data-block="{kind}"] .mrow:not(.blank) textarea')


def saved(page: Page) -> None:
    expect(page.locator("[data-saved]")).to_contain_text(re.compile(r"Đã lưu lúc \d"))


def texts(page: Page, kind: str = "strength") -> list[str]:
    return rows(page, kind).evaluate_all("all => all.map(one => one.value)")


def test_the_list_of_minutes_reads_in_lines_on_a_narrow_phone(
    new_page: Callable[..., Page],
):
    page = new_page(viewport={"width": 320, "height": 640})
    sign_in(page, "Cụm trưởng Cụm khu Đông")
    minutes_of_a_new_session(page)
    page.locator(".crumbs a").last.click()
    expect(page).to_have_url(re.compile(r"/hoat-dong/\d+/bien-ban/$"))
    way_back = page.locator(".crumbs a").evaluate_all(
        "all => all.map(one => Math.round(one.getBoundingClientRect().top))"
    )
    assert len(way_back) == 2
    assert len(set(way_back)) == 1
    names = page.locator(".file > div").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().width)"
    )
    assert names
    assert min(names) >= 176
    assert page.evaluate(TOO_WIDE) == []


def test_rows_save_themselves_and_two_secretaries_keep_both_texts(
    new_page: Callable[..., Page],
):
    first, second = new_page(), new_page(viewport={"width": 320, "height": 700})
    sign_in(first, "Cụm trưởng Cụm khu Đông")
    address = minutes_of_a_new_session(first)
    blank(first).fill("Học sinh tự làm thí nghiệm.")
    saved(first)
    sign_in(second, "Thư ký", at=address)
    assert texts(second) == ["Học sinh tự làm thí nghiệm."]
    assert second.evaluate(TOO_WIDE) == []
    # Different rows never meet.
    blank(first).fill("Nhóm nào cũng có việc.")
    blank(second, "proposal").fill("Tăng thời gian cho phần kết luận.")
    saved(first)
    saved(second)
    # The same row, typed by both: both texts stand until one of them chooses.
    rows(first).first.fill("Học sinh tự làm thí nghiệm và tự ghi.")
    saved(first)
    rows(second).first.fill("Học sinh làm thí nghiệm theo nhóm.")
    expect(second.locator("[data-asides]").first).to_contain_text(
        "Học sinh làm thí nghiệm theo nhóm."
    )
    assert second.evaluate(TOO_WIDE) == []
    first.reload()
    assert texts(first) == [
        "Học sinh tự làm thí nghiệm và tự ghi.",
        "Nhóm nào cũng có việc.",
    ]
    assert texts(first, "proposal") == ["Tăng thời gian cho phần kết luận."]


def test_what_was_typed_before_the_script_came_is_saved_too(page: Page):
    sign_in(page, "Cụm trưởng Cụm khu Đông")
    address = minutes_of_a_new_session(page)
    held = []
    page.route(re.compile(r"/minutes\.(\w+\.)?js"), lambda route: held.append(route))
    page.goto(address, wait_until="commit")
    blank(page).fill("Gõ khi trang vừa mở.")
    held[0].continue_()
    saved(page)
    page.unroute_all()
    page.reload()
    assert texts(page) == ["Gõ khi trang vừa mở."]


def test_a_line_that_breaks_loses_and_doubles_nothing(page: Page, faults):
    faults.expect("ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to load resource")
    sign_in(page, "Cụm trưởng Cụm khu Đông")
    address = minutes_of_a_new_session(page)
    # The row arrives, its answer does not; the page is loaded again before it is sent again.
    arrived = []

    def swallow(route):
        arrived.append(route.fetch().status)
        route.abort()

    page.route("**/bien-ban/*/soan/o/", swallow)
    blank(page).fill("Dòng đã tới máy chủ.")
    expect(page.locator("[data-saved]")).to_contain_text("Mất mạng")
    assert arrived[0] == 200
    rows(page).first.fill("Dòng đã tới máy chủ, viết thêm.")
    page.unroute("**/bien-ban/*/soan/o/")
    page.route("**/bien-ban/*/soan/o/", lambda route: route.abort())
    blank(page, "difficulty").fill("Dòng gõ khi mất mạng.")
    expect(page.locator("[data-saved]")).to_contain_text("Mất mạng")
    page.goto(address)
    expect(page.locator("[data-saved]")).to_contain_text("Mất mạng")
    assert texts(page, "difficulty") == ["Dòng gõ khi mất mạng."]
    page.unroute("**/bien-ban/*/soan/o/")
    page.evaluate("dispatchEvent(new Event('online'))")
    saved(page)
    expect(rows(page)).to_have_count(1)
    page.reload()
    assert texts(page) == ["Dòng đã tới máy chủ, viết thêm."]
    assert texts(page, "difficulty") == ["Dòng gõ khi mất mạng."]
    button(page, "Save and read").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("Dòng đã tới máy chủ, viết thêm.")
    expect(main).to_contain_text("Dòng gõ khi mất mạng.")


def test_without_script_the_button_saves_all_rows(plain: Page):
    sign_in(plain, "Cụm trưởng Cụm khu Đông")
    minutes_of_a_new_session(plain)
    blank(plain).fill("Ưu điểm thứ nhất.")
    blank(plain, "difficulty").fill("Khó khăn thứ nhất.")
    button(plain, "Save and read").click()
    main = plain.get_by_role("main")
    expect(main).to_contain_text("Ưu điểm thứ nhất.")
    expect(main).to_contain_text("Khó khăn thứ nhất.")
    expect(plain.get_by_role("status").first).to_contain_text(vi("Saved."))
