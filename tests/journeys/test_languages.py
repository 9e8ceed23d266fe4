"""English for who wants it; the paper stays Vietnamese."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.steps import sign_in
from tests.reports.rendering import reading

# Letters that no English word has; names of people, schools and sessions have them.
PAGES = {
    "/": "Today",
    "/lich/": "January|February|March|April|May|June|July|August|September|October|November|December",
    "/hoat-dong/": "Sessions",
    "/hoat-dong/moi/": "Schedule",
    "/ban-tin/": "News",
    "/so-ban-tin/": "bulletins",
    "/cum/": "clusters",
    "/tai-khoan/": "My account",
    "/bai-day/": "My lessons",
}


def test_the_pages_speak_english_and_the_paper_vietnamese(page: Page):
    page.goto("/dang-nhap/")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    page.get_by_role("button", name="Tiếng Việt").click()
    sign_in(page, "Cụm trưởng Cụm khu Đông", at="/tai-khoan/")
    page.get_by_role("main").get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My account")
    assert page.locator("html").get_attribute("lang") == "en"
    for path, words in PAGES.items():
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_contain_text(
            re.compile(words, re.IGNORECASE)
        )
    page.goto("/hoat-dong/?q=" + "Phản ứng hóa học")
    page.get_by_role("main").get_by_role(
        "link", name=re.compile("Phản ứng")
    ).first.click()
    expect(page.get_by_role("heading", name="Lessons")).to_be_visible()
    expect(page.get_by_role("heading", name="News report")).to_be_visible()
    page.locator("#news a[href^='/ban-tin/']").first.click()
    make = page.get_by_role("button", name="Make the paper of this text")
    if make.count():
        make.click()
    expect(page.get_by_role("link", name=re.compile("^Download PDF"))).to_be_visible(
        timeout=60_000
    )
    with page.expect_download() as waiting:
        page.get_by_role("link", name=re.compile("^Download PDF")).click()
    words = reading.text(waiting.value.path().read_bytes())
    assert "Thực hiện" in words or "tổ chức" in words
    for english in ("Lessons", "News", "School", "Teacher", "Subject", "Photos"):
        assert english not in words
    page.goto("/tai-khoan/")
    page.get_by_role("main").get_by_role("button", name="Tiếng Việt").click()
    expect(page.locator("html")).to_have_attribute("lang", "vi")
