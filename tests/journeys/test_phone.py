"""A teacher with a phone on a bad line."""

import re
from collections.abc import Callable
from urllib.parse import quote

from playwright.sync_api import Page, expect

from tests import figures
from tests.journeys.steps import (
    button,
    field,
    photo_file,
    region,
    session_of_today,
    sign_in,
    vi,
)


def test_a_teacher_hands_in_a_plan_and_checks_in(phone: Page, page: Page):
    title = "Thơ bốn chữ của chúng em"
    sign_in(page, "Cụm trưởng Cụm khu Đông")
    session_of_today(page, title, with_teacher="Vũ Thị Lan Anh")

    # On the phone: today, the lesson, a file, sent. Three taps and a file.
    sign_in(phone, "Giáo viên")
    waiting = phone.get_by_role("listitem").filter(has_text=title)
    waiting.locator("a[href^='/tiet-day/']").first.tap()
    phone.get_by_label(vi("File of the plan")).set_input_files(
        photo_file("Kế hoạch bài dạy.jpg")
    )
    button(phone, "Send").tap()
    expect(phone.get_by_role("heading", level=1)).to_contain_text(title)
    expect(phone.get_by_role("main")).to_contain_text("Kế hoạch bài dạy.jpg")

    # A new revision, from wherever one is: my lessons, the new revision, a file, sent.
    phone.goto("/")
    revise = re.compile(f"^{vi('Hand in a new revision')}.*{title}")
    steps: tuple[Callable[[], object], ...] = (
        phone.get_by_role("link", name="Bài dạy", exact=True).tap,
        phone.get_by_role("link", name=revise).tap,
        lambda: phone.get_by_label(vi("File of the plan")).set_input_files(
            photo_file("Bản sửa.jpg", red=90)
        ),
        button(phone, "Send").tap,
    )
    for step in steps:
        step()
    expect(phone.get_by_role("main")).to_contain_text("Bản sửa.jpg")
    figures.record("plan_taps", len(steps) - 1)
    assert len(steps) - 1 == 3

    # Checking in: the page of the session, one button, and it is said.
    phone.goto(f"/hoat-dong/?q={quote(title)}")
    phone.get_by_role("main").get_by_role("link", name=re.compile(title)).first.tap()
    button(phone, "I am here").tap()
    expect(phone.locator("[data-done]:visible")).to_contain_text(
        "Đã ghi thầy cô có mặt lúc"
    )
    phone.reload()
    expect(region(phone, "People")).to_contain_text("1 / 1")


def test_what_is_typed_survives_a_dead_line(phone: Page, faults):
    faults.expect("ERR_INTERNET_DISCONNECTED")
    sign_in(phone, "Cụm trưởng Cụm khu Đông", at="/hoat-dong/ghi-lai/hoi-nghi/")
    title = "Hội nghị gõ lúc mất mạng"
    phone.context.set_offline(True)
    field(phone, "Title of the session").fill(title)
    button(phone, "Write it down").tap()
    status = phone.locator("[data-saved]").last
    expect(status).to_contain_text("Chưa có mạng")
    expect(field(phone, "Title of the session")).to_have_value(title)
    # The page is lost, the line comes back: the text is there again.
    phone.goto("about:blank")
    phone.context.set_offline(False)
    phone.goto("/hoat-dong/ghi-lai/hoi-nghi/")
    expect(field(phone, "Title of the session")).to_have_value(title)
    button(phone, "Write it down").tap()
    expect(phone.get_by_role("heading", level=1)).to_contain_text(title)
    # Once saved, nothing is offered again.
    phone.goto("/hoat-dong/ghi-lai/hoi-nghi/")
    expect(field(phone, "Title of the session")).to_have_value("")


def test_a_page_of_today_that_was_left_open_is_another_one_tomorrow(phone: Page):
    sign_in(phone, "Giáo viên")
    phone.clock.install()
    phone.goto("/")
    seen_again = "document.dispatchEvent(new Event('visibilitychange'))"
    phone.evaluate("window.old = true")
    phone.evaluate(seen_again)
    phone.wait_for_timeout(300)
    assert phone.evaluate("window.old")
    phone.clock.fast_forward("24:00:00")
    with phone.expect_navigation():
        phone.evaluate(seen_again)
    assert phone.evaluate("window.old === undefined")
