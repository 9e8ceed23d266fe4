"""The main job at a desk with JavaScript: few presses, edited where it stands, nothing twice."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.figures import record
from tests.journeys.hand import Hand
from tests.journeys.papers import word_words
from tests.journeys.steps import (
    button,
    days_ago,
    downloaded,
    field,
    link,
    path_of,
    photo_file,
    region,
    rows,
    sign_in,
    today,
    vi,
)
from tests.reports.rendering import reading

TOPIC = "Sự nở vì nhiệt của chất rắn"
LATE = "Sự nở vì nhiệt của chất lỏng"


def count_of(page: Page, title: str) -> int:
    """How many sessions of this title the list shows."""
    page.goto(f"/hoat-dong/?q={title}")
    return page.get_by_role("main").get_by_role("link", name=re.compile(title)).count()


def schedule(page: Page, hand: Hand, *, topic: str, day: str) -> None:
    """A lesson study, from the page of today to the last press."""
    hand.press(link(page, "Schedule"))
    hand.press(page.get_by_role("link", name=re.compile(vi("Lesson study"))))
    lesson = rows(page, "Lessons").first
    hand.fill(field(lesson, "Subject"), "KHTN")
    hand.fill(field(lesson, "Class"), "6B")
    hand.fill(field(lesson, "Topic"), topic)
    hand.fill(field(lesson, "Taught by"), "Trần Bảo Châu")
    hand.fill(field(rows(page, "When and where").first, "Day"), day)
    hand.twice(button(page, "Save and invite"))


def test_a_lesson_study_takes_three_presses_and_five_fields(page: Page):
    hand = Hand()
    sign_in(page, "Cụm trưởng Cụm khu Đông")
    schedule(page, hand, topic=TOPIC, day=today())
    expect(page.get_by_role("heading", level=1)).to_contain_text(TOPIC)
    assert (hand.presses, hand.fields) == (3, 5)
    record("schedule_clicks", hand.presses)
    record("schedule_fields", hand.fields)
    assert count_of(page, TOPIC) == 1


def test_a_session_is_scheduled_and_becomes_news_at_a_desk(page: Page):
    sign_in(page, "Cụm trưởng Cụm khu Đông")
    # A day that is over is asked about; what was typed is still there.
    schedule(page, Hand(), topic=LATE, day=days_ago(7))
    button(page, "No, schedule it on this day").dblclick()
    expect(page.get_by_role("heading", level=1)).to_contain_text(LATE)
    session = path_of(page)
    # All schools of the cluster are invited, the second meeting is a week later.
    expect(region(page, "Schools and units").get_by_role("listitem")).to_have_count(5)
    assert count_of(page, LATE) == 1
    page.goto(session)

    # A section is edited where it stands; a wrong row keeps everything.
    place = region(page, "Lessons")
    place.get_by_role("link", name=re.compile(vi("lessons"))).click()
    button(place, "Add a lesson").click()
    added = place.locator("[data-row]").last
    field(added, "Taught by").fill("Phùng Thị Ngát")
    button(place, "Save").last.click()
    expect(place).to_contain_text(
        vi("Please write the subject, the class or the topic.")
    )
    added = place.locator("[data-row]").last
    expect(field(added, "Taught by")).to_have_value("Phùng Thị Ngát")
    field(added, "Subject").fill("Toán")
    button(place, "Save").last.dblclick()
    expect(place.get_by_text("Phùng Thị Ngát")).to_have_count(1)
    assert path_of(page) == session

    link(page, "Mark as held").first.click()
    button(page, "Mark as held").dblclick()
    expect(page.locator("#messages, main")).to_contain_text(
        vi("The session is marked as held.")
    )

    # A large photo is made smaller in the browser and appears by itself.
    link(page, "Add photos").first.click()
    page.get_by_label(vi("No pupil can be recognised")).check()
    page.get_by_label(vi("Take or choose photos")).set_input_files(
        [photo_file("IMG_1.jpg", size=(4000, 3000)), photo_file("IMG_2.jpg", red=200)]
    )
    expect(region(page, "Photos").get_by_role("figure")).to_have_count(2)
    link(page, "Back to the session").click()

    # The draft; what is typed is kept by itself, then saved once however often it is pressed.
    offered = region(page, "News report").get_by_role("button")
    offered.filter(has_text=vi("Write the report")).first.dblclick()
    expect(page).to_have_url(re.compile("/soan/"))
    paragraph = page.locator("textarea[name$=-text]").last
    paragraph.fill("Cụm cảm ơn nhà trường đã chuẩn bị chu đáo.")
    expect(page.locator("[data-saved]").last).to_contain_text("Đã lưu lúc")
    page.reload()
    expect(page.locator("textarea[name$=-text]").last).to_have_value(
        "Cụm cảm ơn nhà trường đã chuẩn bị chu đáo."
    )
    button(page, "Check and send").dblclick()
    button(page, "Publish now").dblclick()
    expect(page.get_by_role("main")).to_contain_text("Cụm cảm ơn nhà trường")

    # The page asks for the paper by itself; nobody reloads.
    title = page.get_by_role("heading", level=1).inner_text()
    ready = page.get_by_role("link", name=re.compile(vi("Download PDF")))
    expect(ready).to_be_visible(timeout=60_000)
    pdf = reading.text(downloaded(page, "Download PDF").read_bytes())
    word = word_words(downloaded(page, "Download Word").read_bytes())
    for words in (title, LATE, "Phùng Thị Ngát", "Cụm cảm ơn nhà trường"):
        assert words in pdf
        assert words in word
    page.goto(session)
    expect(region(page, "News report").locator("a[href^='/ban-tin/']")).to_have_count(1)


def test_a_double_press_without_script_makes_one_session(plain: Page):
    title = "Hội nghị chuyên đề đọc sách"
    sign_in(plain, "Cụm trưởng Cụm khu Đông", at="/hoat-dong/moi/hoi-nghi/")
    field(plain, "Title of the session").fill(title)
    field(rows(plain, "When and where").first, "Day").fill(today())
    button(plain, "Save and invite").dblclick()
    expect(plain.get_by_role("heading", level=1)).to_contain_text(title)
    assert count_of(plain, title) == 1


def test_the_keyboard_alone_signs_in_and_schedules(new_page: Callable[..., Page]):
    """Tab and Enter only; the place of the keyboard is always visible."""
    page = new_page(reduced_motion="reduce")
    page.goto("/hoat-dong/moi/hoi-nghi/")
    tab_to(page, vi("Phone number, e-mail or staff code"))
    page.keyboard.type("0900000004")
    tab_to(page, vi("Password"))
    page.keyboard.type("chungtay2026")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/hoat-dong/moi/hoi-nghi/"))
    tab_to(page, vi("Title of the session"))
    page.keyboard.type("Hội nghị bằng bàn phím")
    tab_to(page, vi("Save as draft"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "Hội nghị bằng bàn phím"
    )


def tab_to(page: Page, name: str, most: int = 80) -> None:
    """Press Tab until the thing of this name has the keyboard."""
    for _ in range(most):
        page.keyboard.press("Tab")
        here, seen = page.evaluate(
            """() => {
                const one = document.activeElement
                const words = one.labels?.length ? one.labels[0].textContent : one.textContent
                const look = getComputedStyle(one)
                // Inside a date field the browser draws the ring around day, month or year.
                const ring = look.outlineStyle !== 'none' || !one.matches(':focus-visible')
                    || !/^(none|rgba\\(0, 0, 0, 0\\))/.test(look.boxShadow)
                return [words.trim() || one.outerHTML, ring]
            }"""
        )
        assert seen, f"the keyboard is on “{here[:300]}” and nothing shows it"
        if here.startswith(name):
            return
    raise AssertionError(f"Tab never came to “{name}”")
