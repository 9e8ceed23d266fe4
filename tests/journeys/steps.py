"""What the journeys share: finding things as a person does, and the steps they all begin with.

Names of buttons and fields are given as in the source (English) and looked up in the catalogue,
so a journey reads the page in Vietnamese without pinning every comma of its wording.
"""

import re
from pathlib import Path

from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext
from playwright.sync_api import Download, Locator, Page, expect

from config.demo.load import SignIn, sign_ins


def vi(words: str, **values: object) -> str:
    """The Vietnamese words for a text of the interface."""
    with translation.override("vi"):
        said = gettext(words)
    return said % values if values else said


def vi_count(one: str, many: str, count: int) -> str:
    with translation.override("vi"):
        return ngettext(one, many, count) % {"count": count, "n": count}


def person(role: str) -> SignIn:
    """The demonstration sign-in whose role begins with these words."""
    return next(one for one in sign_ins() if one.role.startswith(role))


def sign_in(page: Page, role: str, *, at: str = "/") -> SignIn:
    """Open a page without being signed in, sign in, and stand on that page."""
    who = person(role)
    page.goto(at)
    fill_sign_in(page, who)
    expect(page).not_to_have_url(re.compile("/dang-nhap/"))
    return who


def fill_sign_in(page: Page, who: SignIn) -> None:
    page.get_by_label(vi("Phone number, e-mail or staff code")).fill(who.phone)
    page.get_by_label(vi("Password")).fill(who.password)
    page.get_by_role("button", name=vi("Sign in"), exact=True).click()


def button(within: Page | Locator, words: str, **values: object) -> Locator:
    return within.get_by_role("button", name=vi(words, **values), exact=True)


def link(within: Page | Locator, words: str, **values: object) -> Locator:
    return within.get_by_role("link", name=vi(words, **values), exact=True)


def region(page: Page, words: str) -> Locator:
    return page.get_by_role("region", name=vi(words), exact=True)


def rows(page: Page, section: str) -> Locator:
    """The rows of a section of a form."""
    return region(page, section).locator("[data-row]")


def field(within: Page | Locator, label: str) -> Locator:
    """A field by its label; the remark that it may be left empty is no part of the name."""
    return within.get_by_label(re.compile(rf"^{re.escape(vi(label))}( \(.*\))?\*?$"))


def today() -> str:
    """The day of the school, as a date field takes it."""
    return timezone.localdate().isoformat()


def downloaded(page: Page, words: str) -> Path:
    """Press the link of a file and give the file that arrived."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=re.compile(rf"^{re.escape(vi(words))}")).click()
    download: Download = waiting.value
    return Path(download.path())


def until_paper_is_ready(page: Page) -> None:
    """Without JavaScript the page says how the paper is and offers to look again."""
    ready = page.get_by_role(
        "link", name=re.compile(f"^{re.escape(vi('Download PDF'))}")
    )
    for _ in range(60):
        if ready.count():
            return
        page.reload(wait_until="load")
        page.wait_for_timeout(500)
    expect(ready).to_be_visible()
