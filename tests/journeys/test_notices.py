"""What one was told, and the calendar of one's phone: by press, without script, on a narrow screen."""

import re
from collections.abc import Callable
from urllib.request import urlopen

import vobject
from axe_playwright_python.sync_playwright import Axe
from django.core import signing
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Faults
from tests.journeys.steps import sign_in
from tests.journeys.test_screens import NARROW, RULES, TOO_WIDE
from tests.running import Started

NOTICES, CALENDAR = "/thong-bao/", "/tai-khoan/lich/"


def unread(page: Page) -> int:
    """What the bell says."""
    words = page.locator(".bell").inner_text()
    found = re.search(r"(\d+) chưa đọc", words)
    return int(found[1]) if found else 0


def test_the_bell_falls_with_what_is_opened_without_script(plain: Page):
    sign_in(plain, "Giáo viên")
    before = unread(plain)
    assert before >= 2
    plain.locator(".bell").click()
    expect(plain.get_by_role("heading", name="Thông báo", level=1)).to_be_visible()
    # Looking is not reading.
    plain.reload()
    assert unread(plain) == before
    # Which one is newest depends on the day: a session, or a plan that is due.
    plain.locator(".told .new button").first.click()
    expect(plain).not_to_have_url(re.compile(NOTICES))
    expect(plain.locator("h1")).not_to_have_text("Thông báo")
    assert unread(plain) == before - 1
    plain.goto(NOTICES)
    plain.get_by_role("button", name="Đánh dấu đã đọc tất cả").click()
    expect(plain.get_by_text("Đã đọc hết thông báo.")).to_be_visible()
    assert unread(plain) == 0


def test_what_comes_by_e_mail_is_chosen(page: Page):
    sign_in(page, "Hiệu trưởng")
    page.goto("/tai-khoan/")
    page.get_by_role("link", name="Thông báo qua e-mail").click()
    expect(page.get_by_text("chưa gửi thư điện tử")).to_be_visible()
    page.get_by_label("Bản tin", exact=True).uncheck()
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Đã lưu lựa chọn.")).to_be_visible()
    page.goto("/tai-khoan/thu/")
    expect(page.get_by_label("Bản tin", exact=True)).not_to_be_checked()


def test_a_calendar_is_read_until_its_address_is_taken_back(phone: Page):
    sign_in(phone, "Tổ trưởng chuyên môn")
    phone.goto("/lich/")
    phone.get_by_role("link", name="trong lịch trên điện thoại").click()
    phone.get_by_role("button", name="Tạo địa chỉ").click()
    address = phone.get_by_label("Địa chỉ lịch", exact=True).input_value()
    with urlopen(address) as answer:
        calendar = vobject.readOne(answer.read().decode())
    assert len(calendar.vevent_list) >= 2
    phone.get_by_text("Địa chỉ bị lộ").click()
    phone.get_by_role("button", name="Ngừng dùng địa chỉ").click()
    expect(phone.get_by_text("Địa chỉ không còn hiện gì nữa.")).to_be_visible()
    with urlopen(address) as answer:
        calendar = vobject.readOne(answer.read().decode())
    assert "vevent" not in calendar.contents


def test_the_pages_fit_and_are_named(
    new_page: Callable[..., Page], site: Started, faults: Faults
):
    faults.expect(r"/ngung-thu/x/.*404")
    page = new_page(viewport=NARROW, bypass_csp=True)
    sign_in(page, "Cụm trưởng Cụm khu Đông")
    person = int(page.locator("html").get_attribute("data-user") or 0)
    page.goto(CALENDAR)
    page.get_by_role("button", name="Tạo địa chỉ").click()
    key = (site.data / "secret_key").read_text()
    token = signing.dumps(
        [person, "news"], key=key, salt="accounts.mailing.unsubscribe"
    )
    for path in (
        NOTICES,
        CALENDAR,
        "/tai-khoan/thu/",
        f"/thong-bao/ngung-thu/{token}/",
        "/thong-bao/ngung-thu/x/",
    ):
        page.goto(path)
        assert page.evaluate(TOO_WIDE) == [], path
        assert page.locator("h1").count() == 1, path
        found = Axe().run(page, options=RULES).response["violations"]
        assert [one["id"] for one in found] == [], path
    page.goto(f"/thong-bao/ngung-thu/{token}/")
    page.get_by_role("button", name="Ngừng nhận loại thư này").click()
    expect(page.get_by_text("Đã ngừng gửi loại thư này")).to_be_visible()
