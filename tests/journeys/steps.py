"""What the journeys share: finding things as a person does, and the steps they all begin with.

Names of buttons and fields are given as in the source (English) and looked up in the catalogue,
so a journey reads the page in Vietnamese without pinning every comma of its wording.
"""

import io
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext
from PIL import Image
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


def section(page: Page, words: str) -> Locator:
    """A section of a form, be it a region or a group of fields."""
    name = vi(words)
    return page.get_by_role("group", name=name, exact=True).or_(
        page.get_by_role("region", name=name, exact=True)
    )


def rows(page: Page, words: str) -> Locator:
    """The rows of a section of a form."""
    return section(page, words).locator("[data-row]")


def field(within: Page | Locator, label: str) -> Locator:
    """A field by its label; the remark that it may be left empty is no part of the name."""
    return within.get_by_label(re.compile(rf"^{re.escape(vi(label))}( \(.*\))?\*?$"))


def today() -> str:
    """The day of the school, as a date field takes it."""
    return timezone.localdate().isoformat()


def days_ago(days: int) -> str:
    return (timezone.localdate() - timedelta(days=days)).isoformat()


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


def jpeg(*, red: int = 60, size: tuple[int, int] = (640, 480)) -> bytes:
    """A photo as a phone sends it."""
    held = io.BytesIO()
    Image.new("RGB", size, (red, 120, 90)).save(held, "JPEG")
    return held.getvalue()


def photo_file(name: str, **drawn: object) -> dict[str, object]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": jpeg(**drawn)}


def path_of(page: Page) -> str:
    return urlsplit(page.url).path


def session_named(page: Page, title: str) -> str:
    """Find a session by a word of its title, open it, and give its path."""
    page.goto(f"/hoat-dong/?q={quote(title)}")
    page.get_by_role("main").get_by_role("link", name=re.compile(title)).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    return path_of(page)


def draft_news(page: Page) -> str:
    """On the page of a held session: have the report drafted, or open the one that is there; gives the
    path of the article."""
    news = region(page, "News report")
    write = news.get_by_role("button", name=re.compile(vi("Write the report")))
    if write.count():
        write.first.click()
    else:
        news.get_by_role("link").first.click()
        link(page, "Edit").click()
    expect(page).to_have_url(re.compile(r"/ban-tin/\d+/soan/"))
    return path_of(page).removesuffix("soan/")


def hand_in_plan(page: Page) -> str:
    """Hand in a photo of a plan for the first lesson that lacks one; gives the path of the plan."""
    page.goto("/bai-day/")
    main = page.get_by_role("main")
    owed = main.get_by_role("link", name=re.compile(f"^{vi('Hand in')}"))
    if owed.count():
        owed.first.click()
    else:
        main.locator("a[href^='/bai-day/']").first.click()
        link(page, "Hand in a new revision").click()
    page.get_by_label(vi("File of the plan")).set_input_files(
        photo_file("Kế hoạch bài dạy.jpg")
    )
    button(page, "Send").click()
    expect(page).to_have_url(re.compile(r"/bai-day/\d+/$"))
    return path_of(page)


def session_of_today(page: Page, title: str, *, with_teacher: str) -> str:
    """Plan a lesson of today that this teacher teaches and attends; gives the path of the session."""
    page.goto("/hoat-dong/moi/day-minh-hoa/")
    field(page, "Title of the session").fill(title)
    field(page, "Topic").first.fill(title)
    suggested = page.locator(f"datalist option[value^='{with_teacher}']").first
    suggestion = suggested.get_attribute("value")
    assert suggestion
    field(page, "Taught by").first.fill(suggestion)
    field(page, "Day").first.fill(today())
    button(page, "Save and invite").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    page.get_by_role("link", name=re.compile(rf"{vi('people')}$")).click()
    people = page.locator("#people")
    field(people.locator("[data-row]").last, "Full name").fill(suggestion)
    button(people, "Save").last.click()
    expect(people.locator("[data-row]")).to_have_count(0)
    expect(people).to_contain_text(with_teacher)
    return path_of(page)


def taught_by_a_colleague(desk: Page, session: str) -> None:
    """Let somebody else teach the lesson of the session, so that the teacher on its list sees it."""
    desk.goto("/hoat-dong/moi/day-minh-hoa/")
    suggested = desk.locator("datalist option[value^='Đặng Minh Đức']").first
    suggestion = suggested.get_attribute("value")
    # Clashes are asked for while the form opens: leaving it then would be a fault in the console.
    desk.wait_for_load_state("networkidle")
    desk.goto(session)
    lessons = region(desk, "Lessons")
    lessons.get_by_role("link", name=re.compile(vi("Edit"))).click()
    field(lessons, "Taught by").first.fill(suggestion)
    button(lessons, "Save").last.click()
    expect(lessons.locator("[data-row]")).to_have_count(0)
    expect(lessons).to_contain_text("Đặng Minh Đức")
