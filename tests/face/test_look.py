"""The style guide in Chromium: accessible, no sideways scrolling, targets large enough.

Pictures for looking go to build/styleguide/.
"""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser

pytestmark = pytest.mark.journey

PICTURES = Path(settings.BASE_DIR) / "build" / "styleguide"
PAGES = [
    "",
    "page/phone/",
    "page/confirm/",
    "page/door/",
    "error/404.html",
    "error/403.html",
    "error/403_csrf.html",
    "error/500.html",
    "error/400.html",
]
SMALL = """() => [...document.querySelectorAll('a,button,input,select,summary')].filter(e => {
    const box = e.getBoundingClientRect();
    return box.width && box.height && box.height < 24 && getComputedStyle(e).display !== 'inline'
        && !['hidden', 'radio', 'checkbox', 'file'].includes(e.type);
}).map(e => e.outerHTML.slice(0, 120))"""
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("path", PAGES)
def test_every_component_is_accessible_and_fits(
    browser: Browser, site: str, path: str, width: int
) -> None:
    # axe's own script is refused by the policy, hence bypass_csp here and only here
    context = browser.new_context(
        viewport={"width": width, "height": 800}, bypass_csp=True
    )
    page = context.new_page()
    page.goto(site + path)
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:160]) for one in found] == []
    assert page.evaluate(WIDE) <= 0
    assert page.evaluate(SMALL) == []
    PICTURES.mkdir(parents=True, exist_ok=True)
    name = (
        path.removesuffix(".html").strip("/").rpartition("/")[2] or "guide"
    ) + f"-{width}.png"
    page.screenshot(path=PICTURES / name, full_page=True)
    context.close()


def test_large_text_at_400_percent_still_fits(browser: Browser, site: str) -> None:
    """1280 points at 400 % are 320; twice the letter size on top of a phone's width also fits."""
    context = browser.new_context(
        viewport={"width": 390, "height": 800}, bypass_csp=True
    )
    page = context.new_page()
    page.goto(site)
    page.add_style_tag(content="html{font-size:150%}")
    assert page.evaluate(WIDE) <= 0
    context.close()


def test_wide_letter_and_line_spacing_still_fits(browser: Browser, site: str) -> None:
    """WCAG 1.4.12."""
    context = browser.new_context(
        viewport={"width": 320, "height": 800}, bypass_csp=True
    )
    page = context.new_page()
    page.goto(site)
    page.add_style_tag(
        content="*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
    )
    assert page.evaluate(WIDE) <= 0
    context.close()


def test_print_leaves_out_menus_and_buttons(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 800, "height": 1000})
    page = context.new_page()
    page.goto(site)
    page.emulate_media(media="print")
    assert page.locator(".topbar").is_hidden()
    assert page.locator(".slip").first.is_visible()
    assert page.locator(".btn:visible").count() == 0
    context.close()
