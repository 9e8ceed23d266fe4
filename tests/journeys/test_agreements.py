"""An agreement from its session of signing to its end, on the narrowest phone."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.steps import button, field, path_of, rows, sign_in, today
from tests.journeys.test_screens import NARROW, TOO_WIDE


def test_an_agreement_is_written_signed_and_ended(new_page: Callable[..., Page]):
    page = new_page(viewport=NARROW)
    sign_in(page, "Cụm trưởng Cụm khu Đông", at="/hoat-dong/moi/ky-ket/")
    title = "Lễ ký kết kết nghĩa hai trường"
    field(page, "Title of the session").fill(title)
    field(rows(page, "When and where").first, "Day").fill(today())
    button(page, "Save as draft").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    session = path_of(page)

    def look(path: str) -> None:
        page.goto(path)
        assert path_of(page) == path
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        assert page.evaluate(TOO_WIDE) == [], path

    look(f"{session}xoa/")
    look(f"{session}thoa-thuan/")
    page.reload()  # looking opened every menu
    page.locator("input[name$=programme]").fill("Nhà trường cùng tiến")
    page.locator("input[name$='-1-place']").fill("Trường bạn ở tỉnh xa")
    button(page, "Save").click()
    page.goto(session)
    agreement = page.locator("a[href^='/hop-tac/']").first.get_attribute("href")
    assert agreement
    look(agreement)
    expect(page.get_by_role("main")).to_contain_text("Nhà trường cùng tiến")
    look(f"{agreement}sua/")
    look(f"{agreement}da-ky/")
    page.reload()  # looking opened every menu
    page.get_by_role("main").get_by_role("button").first.click()
    look(agreement)
    look(f"{agreement}ket-thuc/")
