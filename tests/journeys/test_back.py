"""Going back in a browser that keeps pages whole, and typing something else there."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.chromium import FLAGS, program
from tests.journeys.conftest import DESK
from tests.journeys.steps import button, path_of, session_named, sign_in
from tests.running import Started


@pytest.fixture
def keeping(browser: Browser, site: Started) -> Iterator[Page]:
    """A page of a browser as people have it: what was left comes back as it was."""
    with browser.browser_type.launch(
        executable_path=program(),
        args=FLAGS,
        ignore_default_args=["--disable-back-forward-cache"],
    ) as own:
        yield own.new_page(base_url=site.url, locale="vi-VN", viewport=DESK)


def test_words_typed_after_going_back_are_not_lost(keeping: Page):
    page = keeping
    sign_in(page, "Cụm trưởng Cụm khu Đông")
    session = session_named(page, "Tìm quy luật của dãy số")
    page.goto(f"{session}tiet-day/")
    page.evaluate("addEventListener('pageshow', (e) => (window.kept = e.persisted))")
    topics = page.locator("[name=lessons-0-topic]")
    topics.fill("Bản một")
    button(page, "Save").last.click()
    expect(page).not_to_have_url(re.compile("tiet-day"))
    page.go_back(wait_until="commit")
    expect(topics).to_have_value("Bản một")
    assert path_of(page).endswith("/tiet-day/")
    assert page.evaluate("window.kept") is True
    topics.fill("Bản hai")
    button(page, "Save").last.click()
    expect(page.get_by_role("main")).to_contain_text("Bản một")
    expect(topics).to_have_value("Bản hai")
    button(page, "Save").last.click()
    expect(page).not_to_have_url(re.compile("tiet-day"))
    expect(page.get_by_role("main")).to_contain_text("Bản hai")
