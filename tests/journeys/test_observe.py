"""Observing a lesson on a phone: twenty notes without a network, none lost and none doubled."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests import figures
from tests.journeys.conftest import PHONE
from tests.journeys.steps import (
    button,
    field,
    fill_sign_in,
    person,
    session_of_today,
    sign_in,
    taught_by_a_colleague,
    vi,
)
from tests.journeys.test_budget import weigh
from tests.journeys.test_presence import KEPT, lose_session, unsent
from tests.journeys.test_screens import NARROW, TOO_WIDE, complaints

HEAD, OBSERVER = "Cụm trưởng Cụm khu Đông", "Giáo viên"
FIRST_KB, REPEAT_KB = 55, 6
PAGE = re.compile("/du-gio/$")
STEPS = ("Giving the task", "Pupils at work", "Reporting and discussing", "Concluding")


@pytest.fixture
def lesson(new_page: Callable[..., Page], request: pytest.FixtureRequest) -> str:
    """The session of today whose lesson a colleague teaches, the observer on its list."""
    desk = new_page()
    sign_in(desk, HEAD)
    session = session_of_today(
        desk, f"Buổi {request.node.name[:40]}", with_teacher="Vũ Thị Lan Anh"
    )
    taught_by_a_colleague(desk, session)
    return session


@pytest.fixture
def phone(new_page: Callable[..., Page]) -> Page:
    return new_page(viewport=PHONE, has_touch=True, is_mobile=True)


def way(page: Page, words: str) -> Locator:
    """The first link of these words, whatever it says further to who does not see it."""
    return page.get_by_role("link", name=re.compile(f"^{vi(words)}")).first


def sit_down(page: Page, session: str) -> str:
    """Sign in and open the page of notes from the session; its address."""
    sign_in(page, OBSERVER)
    page.goto(session)
    way(page, "Observe and take notes").click()
    expect(page).to_have_url(PAGE)
    return page.url


def write(page: Page, text: str, step: str) -> None:
    page.locator("textarea[name=text]").fill(text)
    button(page, step).click()


def written(page: Page) -> list[str]:
    """The sentences that stand on the page, once each, newest first."""
    return page.locator("[data-notes] p").all_inner_texts()


def test_twenty_notes_in_a_dead_spot_are_all_there_once(lesson, phone, faults):
    faults.expect("ERR_INTERNET_DISCONNECTED")
    address = sit_down(phone, lesson)
    write(phone, "Trước khi mất mạng", STEPS[0])
    unsent(phone, 0)
    phone.context.set_offline(True)
    texts = [f"Em thứ {n} giơ tay" for n in range(1, 21)]
    for n, text in enumerate(texts):
        write(phone, text, STEPS[n % 4])
    unsent(phone, 20)
    assert len(written(phone)) == 21
    phone.context.set_offline(False)
    unsent(phone, 0)
    assert phone.evaluate(KEPT) == 0
    phone.goto(address)
    found = written(phone)
    assert len(found) == len(set(found)) == 21
    figures.record("offline_notes_lost", len({*texts} - {*found}))
    assert {*texts} <= {*found}


def test_notes_outlive_the_page_an_ended_sign_in_and_a_lost_answer(
    lesson, phone, faults
):
    faults.expect("ERR_INTERNET_DISCONNECTED|ERR_FAILED|401")
    address = sit_down(phone, lesson)
    lost = []

    def lose(route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        answer = route.fetch()
        if answer.status == 200 and not lost:
            lost.append(route.request.post_data)
            return route.abort()
        return route.fulfill(response=answer)

    phone.context.set_offline(True)
    texts = [f"Nhóm {n} đổi cách làm" for n in range(1, 6)]
    for text in texts:
        write(phone, text, STEPS[1])
    unsent(phone, 5)
    lose_session(phone.context)
    phone.context.set_offline(False)
    # The page is closed and opened again: it asks who is there.
    phone.get_by_role("link", name="Đăng nhập lại").first.tap()
    phone.route(PAGE, lose)
    fill_sign_in(phone, person(OBSERVER))
    expect(phone).to_have_url(PAGE)
    unsent(phone, 0)
    # No answer is on its way any more when the page is left.
    phone.unroute_all(behavior="wait")
    phone.goto(address)
    found = written(phone)
    assert lost
    assert sorted(found) == sorted(texts)


def test_a_double_press_is_one_note_and_it_is_corrected_and_removed(lesson, phone):
    sit_down(phone, lesson)
    button(phone, STEPS[2]).dblclick()
    unsent(phone, 0)
    expect(phone.locator("[data-notes] li")).to_have_count(1)
    way(phone, "Correct").tap()
    phone.get_by_label(vi("What you see of the pupils")).fill("Em Páo trình bày lại")
    button(phone, "Save").tap()
    expect(phone.locator("[data-notes]")).to_contain_text("Em Páo trình bày lại")
    button(phone, "Share the notes with who taught").tap()
    expect(phone.get_by_role("main")).to_contain_text(vi("Who taught the lesson reads your notes now."))  # fmt: skip
    way(phone, "Correct").tap()
    phone.get_by_text(vi("Remove this note")).first.tap()
    button(phone, "Remove this note").tap()
    expect(phone.locator("[data-notes] li")).to_have_count(0)


def test_without_script_the_buttons_send_the_form(lesson, new_page):
    plain = new_page(java_script_enabled=False)
    sit_down(plain, lesson)
    write(plain, "Cả lớp bắt đầu ngay", STEPS[0])
    expect(plain.locator("[data-notes]")).to_contain_text("Cả lớp bắt đầu ngay")
    button(plain, "Note the sentence alone").click()
    expect(plain.get_by_role("alert")).to_be_visible()


def test_the_pages_fit_a_narrow_phone_and_are_light(lesson, new_page):
    narrow = new_page(viewport=NARROW)
    address = sit_down(narrow, lesson)
    write(narrow, "Một câu đủ dài để phải xuống dòng trên màn hình hẹp", STEPS[2])
    unsent(narrow, 0)
    narrow.goto(address)
    note = way(narrow, "Correct").get_attribute("href")
    for path in (address, note, f"{address}tieu-chi/"):
        narrow.goto(path)
        assert narrow.locator("h1").count() == 1
        assert narrow.evaluate(TOO_WIDE) == []
        assert complaints(narrow) == []
    fresh = narrow.context.browser.new_context(viewport=PHONE)
    fresh.add_cookies(narrow.context.cookies())
    page = fresh.new_page()
    first, requests = weigh(page, address)
    again, later = weigh(page, address)
    assert first <= FIRST_KB
    assert requests <= 10
    assert again <= REPEAT_KB
    assert later <= 2
    fresh.close()


def test_words_to_criteria_are_kept_without_script(lesson, plain: Page):
    address = sit_down(plain, lesson)
    way(plain, "Words to each criterion").click()
    plain.locator("textarea").nth(1).fill("Páo hỏi Sua trước khi viết")
    button(plain, "Save").click()
    expect(plain).to_have_url(address)
    way(plain, "Words to each criterion").click()
    expect(plain.locator("textarea").nth(1)).to_have_value("Páo hỏi Sua trước khi viết")


def test_the_pages_of_criteria_fit_a_narrow_phone(new_page: Callable[..., Page]):
    officer = new_page(viewport=NARROW)
    sign_in(officer, "Cán bộ Sở", at="/bo-tieu-chi/moi/")
    title = "Phiếu dự giờ của tỉnh, dùng cho cấp trung học cơ sở"
    field(officer, "Name of the set").fill(title)
    field(officer, "The criteria, one a line").fill(
        "Việc học:\nHọc sinh hiểu nhiệm vụ\nHọc sinh trao đổi"
    )
    button(officer, "Save").last.click()
    expect(officer.get_by_role("heading", level=1)).to_contain_text(title)
    one = officer.url
    for address in ("/bo-tieu-chi/", "/bo-tieu-chi/moi/", one, f"{one}ban-moi/"):
        officer.goto(address)
        assert officer.locator("h1").count() == 1
        assert officer.evaluate(TOO_WIDE) == []
        assert complaints(officer) == []
