"""Long texts: the sign-in ends in the middle, two people save the same report."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.steps import (
    button,
    draft_news,
    field,
    rows,
    session_named,
    sign_in,
    vi,
)
from tests.journeys.test_screens import TOO_WIDE

LONG = "Học sinh làm việc theo nhóm và tự rút ra quy tắc. " * 120


def last_paragraph(page: Page):
    return page.locator("textarea[name$=-text]").last


def forget_sign_in(page: Page) -> None:
    page.context.clear_cookies(name="sessionid")


def test_a_long_text_survives_an_expired_sign_in(page: Page, faults):
    faults.expect("401")
    who = sign_in(page, "Cụm trưởng Cụm khu Đông")
    session_named(page, "Tìm quy luật của dãy số")
    article = draft_news(page)
    forget_sign_in(page)
    last_paragraph(page).fill(LONG)
    # The background cannot save; it says so, and the text stays.
    expect(page.locator("[data-saved]").last).to_contain_text("Phiên làm việc đã hết")
    expect(last_paragraph(page)).to_have_value(LONG)
    button(page, "Save").click()
    expect(page.get_by_role("status").first).to_contain_text(
        vi("The sign-in had expired, so nothing was saved yet.")
    )
    page.get_by_label(vi("Phone number, e-mail or staff code")).fill(who.phone)
    page.get_by_label(vi("Password")).fill(who.password)
    button(page, "Sign in and go on saving").click()
    expect(page).to_have_url(re.compile(f"{article}$"))
    expect(page.get_by_role("main")).to_contain_text(LONG.strip())


def test_a_long_text_survives_it_without_script(plain: Page, faults):
    faults.expect("401")
    who = sign_in(plain, "Cụm trưởng Cụm khu Đông")
    session_named(plain, "Tìm quy luật của dãy số")
    article = draft_news(plain)
    forget_sign_in(plain)
    last_paragraph(plain).fill(LONG)
    button(plain, "Save").click()
    plain.get_by_label(vi("Phone number, e-mail or staff code")).fill(who.phone)
    plain.get_by_label(vi("Password")).fill(who.password)
    button(plain, "Sign in and go on saving").click()
    button(plain, "Go on saving").click()
    expect(plain).to_have_url(re.compile(f"{article}$"))
    expect(plain.get_by_role("main")).to_contain_text(LONG.strip())


def draft_of_a_new_session(page: Page) -> str:
    """Write a session of today down and have its report drafted."""
    page.goto("/hoat-dong/ghi-lai/nghien-cuu-bai-hoc/")
    lesson = rows(page, "Lessons").first
    field(lesson, "Subject").fill("KHTN")
    field(lesson, "Topic").fill("Ánh sáng và bóng tối")
    button(page, "Write it down").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ánh sáng")
    return draft_news(page)


def test_two_people_save_the_same_report(new_page):
    """The second sees both texts; whatever is chosen, nothing is gone."""
    first, second = new_page(), new_page(viewport={"width": 320, "height": 700})
    sign_in(first, "Cụm trưởng Cụm khu Đông")
    article = draft_of_a_new_session(first)
    sign_in(second, "Thư ký", at=f"{article}soan/")
    last_paragraph(first).fill("Cụm trưởng viết đoạn này.")
    last_paragraph(second).fill("Thư ký viết đoạn này.")
    button(first, "Save").click()
    expect(first.get_by_role("main")).to_contain_text("Cụm trưởng viết đoạn này.")
    button(second, "Save").click()
    expect(second.get_by_role("heading", level=1)).to_have_text(
        vi("Two people wrote this report")
    )
    main = second.get_by_role("main")
    expect(main).to_contain_text("Cụm trưởng viết đoạn này.")
    expect(main).to_contain_text("Thư ký viết đoạn này.")
    assert second.evaluate(TOO_WIDE) == []
    # What was not saved has a page of its own, and one that asks before it is discarded.
    for page_of in ("ban-nhap", "bo-nhap"):
        second.goto(f"{article}{page_of}/")
        expect(second).to_have_url(re.compile(f"{page_of}/$"))
        assert second.evaluate(TOO_WIDE) == []
    second.goto(f"{article}hai-ban/")
    second.get_by_label(vi("Both, one after the other")).check()
    button(second, "Join as chosen").click()
    button(second, "Save").click()
    expect(main).to_contain_text("Cụm trưởng viết đoạn này.")
    expect(main).to_contain_text("Thư ký viết đoạn này.")
    # Every saved text can be read again.
    second.goto(f"{article}ban-luu/1/")
    expect(main).to_contain_text("Ánh sáng và bóng tối")
    assert second.evaluate(TOO_WIDE) == []
