"""The main job in a browser without JavaScript: from a new session to its report in the hand."""

import io
import re

from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.papers import word_words
from tests.journeys.steps import (
    button,
    downloaded,
    field,
    link,
    region,
    rows,
    section,
    sign_in,
    today,
    until_paper_is_ready,
    vi,
)
from tests.reports.rendering import reading

TOPIC = "Định luật bảo toàn khối lượng"


def picture(red: int) -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (640, 480), (red, 120, 90)).save(held, "JPEG")
    return held.getvalue()


def test_a_session_becomes_a_printed_report_without_script(plain: Page):
    page = plain
    sign_in(page, "Cụm trưởng Cụm khu Đông")

    # Choose the kind, then one form.
    link(page, "Schedule").click()
    page.get_by_role("link", name=re.compile(vi("Lesson study"))).click()
    lesson = rows(page, "Lessons").first
    field(lesson, "Subject").fill("KHTN")
    field(lesson, "Class").fill("8A")
    field(lesson, "Topic").fill(TOPIC)
    field(lesson, "Taught by").fill("Trần Bảo Châu")
    button(section(page, "Lessons"), "Add a lesson").click()
    # One wrong row: a teacher, but neither subject nor class nor topic.
    wrong = rows(page, "Lessons").nth(1)
    field(wrong, "Taught by").fill("Phùng Thị Ngát")
    field(rows(page, "When and where").first, "Day").fill(today())
    field(rows(page, "When and where").first, "Room or place").fill("Phòng <Hội đồng>")
    field(rows(page, "When and where").nth(1), "Day").fill(today())
    button(page, "Save and invite").click()

    wrong = rows(page, "Lessons").nth(1)
    subject = field(wrong, "Subject")
    expect(subject).to_have_attribute("aria-invalid", "true")
    expect(wrong).to_contain_text(
        vi("Please write the subject, the class or the topic.")
    )
    expect(field(wrong, "Taught by")).to_have_value("Phùng Thị Ngát")
    expect(field(rows(page, "Lessons").first, "Topic")).to_have_value(TOPIC)
    expect(field(rows(page, "When and where").first, "Room or place")).to_have_value(
        "Phòng <Hội đồng>"
    )
    subject.fill("Toán")
    field(wrong, "Class").fill("8B")
    button(page, "Save and invite").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(TOPIC)
    expect(page.get_by_text("Phùng Thị Ngát").first).to_be_visible()

    # It took place.
    link(page, "Mark as held").first.click()
    button(page, "Mark as held").click()

    # Photos: an ordinary form with many files.
    link(page, "Add photos").first.click()
    page.get_by_label(vi("Take or choose photos")).set_input_files(
        [
            {"name": f"IMG_{n}.jpg", "mimeType": "image/jpeg", "buffer": picture(n)}
            for n in (40, 200)
        ]
    )
    page.get_by_label(vi("No pupil can be recognised")).check()
    button(page, "Send the photos").click()
    expect(region(page, "Photos").get_by_role("figure")).to_have_count(2)
    link(page, "Back to the session").click()

    # The draft is written from the data; one block is edited.
    offered = region(page, "News report").get_by_role("button")
    offered.filter(has_text=vi("Write the report")).first.click()
    body = page.get_by_role("main")
    paragraph = page.locator("textarea[name$=-text]").last
    paragraph.fill("Cụm thống nhất #gửi *kế hoạch* cho các trường.")
    button(page, "Check and send").click()
    button(page, "Publish now").click()
    expect(body).to_contain_text("#gửi *kế hoạch*")

    until_paper_is_ready(page)
    title = page.get_by_role("heading", level=1).inner_text()
    pdf = reading.text(downloaded(page, "Download PDF").read_bytes())
    for words in (title, "THCS Dân Tiến", TOPIC, "Phùng Thị Ngát", "#gửi *kế hoạch*"):
        assert words in pdf
    word = word_words(downloaded(page, "Download Word").read_bytes())
    for words in (title, "THCS Dân Tiến", TOPIC, "#gửi *kế hoạch*"):
        assert words in word
