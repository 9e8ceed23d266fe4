"""A lesson study in two meetings, from the plan to the news: agreed, taught, given feedback, written up."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE
from tests.journeys.papers import word_words
from tests.journeys.steps import (
    button,
    days_ago,
    downloaded,
    draft_news,
    field,
    link,
    path_of,
    photo_file,
    rows,
    sign_in,
    vi,
)
from tests.journeys.test_feedback import THANKS, touch_three
from tests.reports.rendering import reading

TOPIC = "Áp suất trên một bề mặt"
POINT = "Học sinh nhóm 3 lúng túng khi chia diện tích, cần phiếu có hình vẽ."
CAPTION = "Học sinh nhóm 3 đo diện tích bị ép"
COMMENT = "Hoạt động 2 nên để học sinh dự đoán trước khi đo."
ADJUSTED = "Phát phiếu có hình vẽ cho nhóm cần giúp."


def meetings(head: Page) -> str:
    """Meeting 1 a week ago, meeting 2 today; gives the path of the session."""
    head.goto("/hoat-dong/moi/nghien-cuu-bai-hoc/")
    lesson = rows(head, "Lessons").first
    field(lesson, "Subject").fill("KHTN")
    field(lesson, "Class").fill("8A")
    field(lesson, "Topic").fill(TOPIC)
    suggested = head.locator("datalist option[value^='Vũ Thị Lan Anh']").first
    field(lesson, "Taught by").fill(suggested.get_attribute("value") or "")
    field(rows(head, "When and where").first, "Day").fill(days_ago(7))
    button(head, "Save and invite").click()
    button(head, "No, schedule it on this day").click()
    expect(head.get_by_role("heading", level=1)).to_contain_text(TOPIC)
    return path_of(head)


def invite(head: Page, session: str, name: str) -> None:
    head.goto(session)
    head.get_by_role("link", name=re.compile(rf"{vi('people')}$")).click()
    people = head.locator("#people")
    suggested = head.locator(f"datalist option[value^='{name}']").first
    row = people.locator("[data-row]").last
    field(row, "Full name").fill(suggested.get_attribute("value") or "")
    button(people, "Save").last.click()
    expect(people.locator("[data-row]")).to_have_count(0)
    expect(people).to_contain_text(name)


def agreed(head: Page, author: Page, session: str) -> None:
    """The round: handed in, commented, answered, handed in again, agreed."""
    author.goto("/bai-day/")
    author.get_by_role(
        "link", name=re.compile(f"^{vi('Hand in')}.*{TOPIC}")
    ).first.tap()
    author.get_by_label(vi("File of the plan")).set_input_files(photo_file("Bản 1.jpg"))
    button(author, "Send").tap()
    expect(author).to_have_url(re.compile(r"/bai-day/\d+/$"))
    plan = path_of(author)

    head.goto(plan)
    field(head, "Your comment").fill(COMMENT)
    button(head, "Send the comment").click()
    expect(head.locator(".comment")).to_contain_text(COMMENT)

    author.goto(plan)
    said = author.locator(".comment").filter(has_text=COMMENT)
    said.locator("summary").tap()
    said.get_by_label(vi("Taken up")).check()
    button(said, "Send the answer").tap()
    expect(author.locator(".comment")).to_contain_text(vi("Taken up"))
    link(author, "Hand in a new revision").first.tap()
    author.get_by_label(vi("File of the plan")).set_input_files(
        photo_file("Bản 2.jpg", red=90)
    )
    button(author, "Send").tap()
    expect(author.get_by_role("main")).to_contain_text("Bản 2.jpg")

    head.goto(plan)
    link(head, "Agree the plan").click()
    head.get_by_role("button", name=re.compile(vi("Agree revision %(n)s", n=2))).click()
    expect(head.get_by_role("main")).to_contain_text("Bản 2")


def minutes_of(head: Page, session: str, part: int) -> str:
    """Begin the minutes of a part; gives the path of their desk."""
    head.goto(f"{session}bien-ban/")
    button(head, "Write the minutes").nth(part).click()
    expect(head).to_have_url(re.compile(r"/bien-ban/\d+/soan/$"))
    return path_of(head)


def test_from_the_plan_to_the_news(page: Page, new_page: Callable[..., Page]):
    head = page
    sign_in(head, "Cụm trưởng Cụm khu Đông")
    session = meetings(head)
    invite(head, session, "Hoàng Văn Khải")
    author = new_page(viewport=PHONE, has_touch=True, is_mobile=True)
    sign_in(author, "Giáo viên")
    agreed(head, author, session)

    # Meeting 1: what was agreed stands in its minutes by itself.
    minutes_of(head, session, 0)
    expect(head.locator("#plans + ul")).to_contain_text(TOPIC)
    expect(head.locator("#plans + ul")).to_contain_text("bản thứ 2")

    # Meeting 2: present, taught, discussed, photographed; a colleague gives feedback.
    minutes_of(head, session, 1)
    blank = head.locator('[data-block="difficulty"] .blank textarea')
    blank.fill(POINT)
    expect(head.locator("[data-saved]")).to_contain_text(re.compile(r"Đã lưu lúc \d"))
    colleague = new_page(viewport=PHONE, has_touch=True, is_mobile=True)
    head.goto(f"{session}ma-diem-danh/")
    code = "".join(head.locator(".code").inner_text().split())
    sign_in(colleague, "Cụm trưởng Cụm khu Đông")
    colleague.goto(f"/DD/{code}")
    button(colleague, "I am here").tap()
    expect(colleague.locator("[data-done]:visible")).to_contain_text("có mặt lúc")
    touch_three(colleague)
    field(colleague, "What I learned today").first.fill("Nên cho các em dự đoán.")
    button(colleague, "Send the feedback").first.tap()
    expect(colleague.get_by_text(THANKS).first).to_be_visible()

    head.goto(f"{session}anh/")
    head.get_by_label(vi("No pupil can be recognised")).check()
    head.get_by_label(vi("Take or choose photos")).set_input_files(
        photo_file("IMG_1.jpg")
    )
    shown = head.locator("#photos figure")
    expect(shown).to_have_count(1)
    shown.get_by_role("link").click()
    link(head, "Edit").first.click()
    field(head, "Caption").fill(CAPTION)
    button(head, "Save").click()
    expect(head.locator("#photos")).to_contain_text(CAPTION)

    head.goto(session)
    for _part in range(2):
        link(head, "Mark as held").first.click()
        button(head, "Mark as held").click()
        expect(head.locator("#messages, main")).to_contain_text(
            vi("The session is marked as held.")
        )
        head.goto(session)
        if not link(head, "Mark as held").count():
            break

    # After teaching: what the author would change.
    author.goto("/bai-day/")
    author.get_by_role("link", name=re.compile(TOPIC)).first.tap()
    link(author, "Write down adjustments").tap()
    field(author, "What you would change after teaching it").fill(ADJUSTED)
    button(author, "Save").tap()
    expect(author.get_by_role("main")).to_contain_text(ADJUSTED)

    # The news knows all of it; nobody types it again.
    head.goto(session)
    draft_news(head)
    button(head, "Check and send").click()
    button(head, "Publish now").click()
    ready = head.get_by_role("link", name=re.compile(vi("Download PDF")))
    expect(ready).to_be_visible(timeout=60_000)
    pdf = reading.text(downloaded(head, "Download PDF").read_bytes())
    word = word_words(downloaded(head, "Download Word").read_bytes())
    said = (
        TOPIC,
        "Vũ Thị Lan Anh",
        "được thống nhất sau một ý kiến góp ý",
        # Within a sentence it begins with a small letter.
        POINT[1:],
        CAPTION,
        "THCS Hồng Tiến",
    )
    for words in said:
        assert words in pdf
        assert words in word
