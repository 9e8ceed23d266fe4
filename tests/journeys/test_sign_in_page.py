"""The first page anybody sees."""

from playwright.sync_api import Page, expect


def test_the_sign_in_page_opens_without_a_complaint_of_the_browser(page: Page):
    page.goto("/dang-nhap/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.locator("input[type=password]").count() == 1
