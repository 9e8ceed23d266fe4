"""Feedback on a phone: five touches and a sentence, light, and neither lost nor doubled on a bad line."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests import figures
from tests.journeys.conftest import PHONE
from tests.journeys.steps import (
    button,
    field,
    fill_sign_in,
    link,
    person,
    session_of_today,
    sign_in,
    taught_by_a_colleague,
    vi,
)
from tests.journeys.test_budget import weigh
from tests.journeys.test_presence import KEPT, lose_session, noted, unsent
from tests.journeys.test_screens import NARROW, TOO_WIDE, complaints

HEAD, COLLEAGUE = "Cụm trưởng Cụm khu Đông", "Giáo viên"
FIRST_KB, REPEAT_KB = 55, 6
SHEET = re.compile("/phieu-gop-y/$")
THANKS = "Đã gửi góp ý, không kèm tên"


@pytest.fixture
def seen(new_page: Callable[..., Page], request: pytest.FixtureRequest):
    """A session of today whose lesson somebody else teaches, the teacher on its list: the page of who
    keeps it, its address, and its code."""
    desk = new_page()
    sign_in(desk, HEAD)
    session = session_of_today(
        desk, f"Buổi {request.node.name[:40]}", with_teacher="Vũ Thị Lan Anh"
    )
    taught_by_a_colleague(desk, session)
    desk.goto(f"{session}ma-diem-danh/")
    code = "".join(desk.locator(".code").inner_text().split())
    return desk, session, code


@pytest.fixture
def phone(new_page: Callable[..., Page]) -> Page:
    return new_page(viewport=PHONE, has_touch=True, is_mobile=True)


def at_the_door(phone: Page, code: str, *, touch: bool = True) -> None:
    phone.goto(f"/DD/{code}")
    way_in = link(phone, "Sign in and check in")
    way_in.tap() if touch else way_in.click()
    fill_sign_in(phone, person(COLLEAGUE))
    expect(phone).to_have_url(re.compile(f"/DD/{code}$"))


def touch_three(phone: Page) -> int:
    """The first choice of each question of the sheet that stands open; how many touches."""
    # The second half of a double press on the button above is swallowed.
    phone.wait_for_timeout(700)
    choices = phone.locator("details[open] .choices")
    expect(choices).to_have_count(3)
    for question in choices.all():
        question.locator("label").first.tap()
    expect(phone.locator("details[open] input:checked")).to_have_count(3)
    return 3


def answered(desk: Page, session: str, many: int) -> None:
    desk.goto(f"{session}gop-y/")
    expect(desk.locator(".file").first).to_contain_text(f"{many} trong 1 người")


def test_five_touches_and_a_sentence(seen, phone):
    desk, session, code = seen
    at_the_door(phone, code)
    touches = 0
    button(phone, "I am here").tap()
    touches += 1
    noted(phone)
    touches += touch_three(phone)
    field(phone, "What I learned today").first.fill("Cho các em dự đoán trước.")
    button(phone, "Send the feedback").first.tap()
    touches += 1
    expect(phone.get_by_text(THANKS).first).to_be_visible()
    figures.record("feedback_touches", touches)
    assert touches == 5
    answered(desk, session, 1)
    assert phone.evaluate(KEPT) == 0
    phone.goto(f"/DD/{code}")
    assert phone.evaluate(TOO_WIDE) == []
    assert complaints(phone) == []


def test_without_a_network_it_is_kept_shown_and_sent_once(seen, phone, faults):
    faults.expect("ERR_INTERNET_DISCONNECTED")
    desk, session, code = seen
    at_the_door(phone, code)
    phone.context.set_offline(True)
    button(phone, "I am here").tap()
    touch_three(phone)
    button(phone, "Send the feedback").first.tap()
    expect(phone.locator("details[open] [data-sheet-kept]")).to_be_visible()
    unsent(phone, 2)
    phone.context.set_offline(False)
    expect(phone.get_by_text(THANKS).first).to_be_visible()
    unsent(phone, 0)
    assert phone.evaluate(KEPT) == 0
    answered(desk, session, 1)


def test_an_answer_lost_after_the_server_saved_and_an_ended_sign_in_double_nothing(
    seen, phone, faults
):
    faults.expect("401|ERR_FAILED")
    desk, session, code = seen
    at_the_door(phone, code)
    button(phone, "I am here").tap()
    noted(phone)
    touch_three(phone)
    lose_session(phone.context)
    lost = []

    def lose(route: Route) -> None:
        answer = route.fetch()
        if answer.status == 200 and not lost:
            lost.append(route.request.post_data)
            route.abort()
        else:
            route.fulfill(response=answer)

    phone.route(SHEET, lose)
    button(phone, "Send the feedback").first.tap()
    # The words of marks.js, which no catalogue holds.
    phone.get_by_role("link", name="Đăng nhập lại").first.tap()
    fill_sign_in(phone, person(COLLEAGUE))
    phone.goto(f"/DD/{code}")
    expect(phone.get_by_text("Phiếu của thầy cô").or_(phone.get_by_text(THANKS)).first).to_be_visible(timeout=20_000)  # fmt: skip
    unsent(phone, 0)
    assert lost
    answered(desk, session, 1)


def test_the_pages_of_a_sheet_and_of_reading_first_fit_a_narrow_phone(seen, new_page):
    desk, session, code = seen
    narrow = new_page(viewport=NARROW)
    at_the_door(narrow, code, touch=False)
    button(narrow, "I am here").click()
    noted(narrow)
    sheet = narrow.locator("form[data-feedback]").first.get_attribute("action")
    desk.goto("/cum/")
    desk.get_by_role("main").get_by_role("link", name="Cụm khu Đông").first.click()
    desk.goto(f"{desk.url}sua/")
    desk.get_by_label(vi("The secretary reads the written feedback before the teacher does")).check()  # fmt: skip
    button(desk, "Save").last.click()
    secretary = new_page(viewport=NARROW)
    sign_in(secretary, "Thư ký")
    for page, path in ((narrow, sheet), (secretary, f"{session}gop-y/doc-truoc/")):
        page.goto(path)
        assert page.locator("h1").count() == 1
        assert page.evaluate(TOO_WIDE) == []
        assert complaints(page) == []


def test_without_script_it_is_sent_by_the_form(seen, new_page):
    desk, session, code = seen
    plain = new_page(java_script_enabled=False)
    plain.goto(f"/DD/{code}")
    link(plain, "Sign in and check in").click()
    fill_sign_in(plain, person(COLLEAGUE))
    button(plain, "I am here").click()
    for question in plain.locator("details[open] .choices").all():
        question.locator("input").first.check(force=True)
    button(plain, "Send the feedback").first.click()
    expect(plain.get_by_role("main")).to_contain_text(THANKS)
    answered(desk, session, 1)


def test_the_sheet_is_light_and_soon_there(seen, phone):
    _desk, _session, code = seen
    at_the_door(phone, code)
    button(phone, "I am here").tap()
    noted(phone)
    fresh = phone.context.browser.new_context(viewport=PHONE, base_url=phone.url)
    fresh.add_cookies(phone.context.cookies())
    page = fresh.new_page()
    first, requests = weigh(page, f"/DD/{code}")
    again, later = weigh(page, f"/DD/{code}")
    figures.record("feedback_first_kb", round(first, 1))
    figures.record("feedback_repeat_kb", round(again, 1))
    assert first <= FIRST_KB
    assert requests <= 10
    assert again <= REPEAT_KB
    assert later <= 2
    slow = fresh.new_page()
    session = fresh.new_cdp_session(slow)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 400,
            "downloadThroughput": 400_000 / 8,
            "uploadThroughput": 400_000 / 8,
        },
    )
    slow.goto(f"/DD/{code}")
    painted = slow.evaluate(
        "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
    )
    figures.record("feedback_fcp_slow3g_s", round(painted / 1000, 2))
    fresh.close()
