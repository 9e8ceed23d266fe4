"""Checking in with a bad line or none: one touch, nothing lost, nothing twice, nobody thrown out."""

import re
from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import BrowserContext, Error, Page, Route, expect

from tests import figures
from tests.journeys.conftest import PHONE
from tests.journeys.steps import (
    button,
    fill_sign_in,
    link,
    path_of,
    person,
    session_of_today,
    sign_in,
    vi,
)
from tests.journeys.test_budget import weigh
from tests.journeys.test_screens import TOO_WIDE

HEAD, TEACHER = "Cụm trưởng Cụm khu Đông", "Giáo viên"
SEND = "**/diem-danh/gui/"
KEPT = "() => Object.keys(localStorage).filter(one => one.startsWith('mark:')).length"


@pytest.fixture
def room(new_page: Callable[..., Page], request: pytest.FixtureRequest):
    """`room(guests)` is a session of today with the teacher and some names on its list: the page of
    who keeps the list, the address of the session, and its code."""

    def make(guests: int = 0) -> tuple[Page, str, str]:
        desk = new_page()
        sign_in(desk, HEAD)
        session = session_of_today(
            desk, f"Buổi {request.node.name[:40]}", with_teacher="Vũ Thị Lan Anh"
        )
        if guests:
            desk.goto(f"{session}thanh-phan/")
            desk.get_by_text(vi("Paste a list from Word, Excel or Zalo")).click()
            desk.get_by_label(vi("Paste a list")).fill(
                "\n".join(f"Khách Thứ {n} - Giáo viên" for n in range(1, guests + 1))
            )
            button(desk, "Put the list into rows").click()
            button(desk, "Save").last.click()
            expect(desk).to_have_url(re.compile(rf"{session}(#|$)"))
        desk.goto(f"{session}ma-diem-danh/")
        code = "".join(desk.locator(".code").inner_text().split())
        desk.goto(f"{session}diem-danh-ho/")
        return desk, session, code

    return make


@pytest.fixture
def pocket(new_page: Callable[..., Page]) -> Callable[[], Page]:
    """A phone."""
    return lambda: new_page(viewport=PHONE, has_touch=True, is_mobile=True)


def teacher_at_the_door(phone: Page, code: str) -> None:
    """Scan, sign in, and stand at the door again."""
    phone.goto(f"/DD/{code}")
    link(phone, "Sign in and check in").tap()
    fill_sign_in(phone, person(TEACHER))
    expect(phone).to_have_url(re.compile(f"/DD/{code}$"))


def noted(phone: Page) -> None:
    expect(phone.locator("[data-done]")).to_contain_text("Đã ghi thầy cô có mặt lúc")


def tick(desk: Page, name: str) -> None:
    desk.locator(f"[data-name='{name}'] input[name=here]").check()


def counted(desk: Page, words: str) -> None:
    expect(desk.locator("[data-roster-count]")).to_have_text(words)


def unsent(page: Page, many: int) -> None:
    """So many presses wait on this device, and the page says so."""
    bar = page.locator("[data-unsent]")
    if many:
        expect(bar).to_contain_text(f"{many} chưa gửi")
        return
    # A page that has just come shows no bar either, before its script has looked. A page that is
    # being loaded anew cannot be asked.
    for _ in range(300):
        with suppress(Error):
            if not page.evaluate(KEPT):
                break
        page.wait_for_timeout(50)
    expect(bar).to_be_hidden()


def presses(page: Page) -> list[str]:
    """Every batch of presses of this page that the server answered. A browser may learn a moment
    late that it has no network: what it tries then never left the device."""
    sent: list[str] = []
    page.on(
        "response",
        lambda one: (
            sent.append(one.request.post_data or "")
            if one.url.endswith("/gui/")
            else None
        ),
    )
    return sent


def lose_session(context: BrowserContext) -> None:
    context.clear_cookies(name="sessionid")


def test_one_touch_after_the_scan_and_a_known_phone_needs_no_sign_in(room, pocket):
    desk, _session, code = room(1)
    phone = pocket()
    teacher_at_the_door(phone, code)
    # Signed in, the next scan shows the button: one touch.
    phone.goto(f"/DD/{code}")
    touches = 0
    button(phone, "I am here").tap()
    touches += 1
    noted(phone)
    figures.record("checkin_touches", touches)
    counted(desk, "1 / 2")
    button(phone, "Remember this phone").tap()
    expect(phone.get_by_role("main")).to_contain_text("180 ngày")
    lose_session(phone.context)
    phone.goto(f"/DD/{code}")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Vũ Thị Lan Anh")
    expect(phone.get_by_role("main")).to_contain_text(vi("This phone is known."))


def test_the_network_goes_in_the_middle_and_comes_back(room, pocket, faults):
    faults.expect("ERR_INTERNET_DISCONNECTED")
    desk, _session, code = room(3)
    phone = pocket()
    teacher_at_the_door(phone, code)
    phone.context.set_offline(True)
    button(phone, "I am here").dblclick()
    unsent(phone, 1)
    desk.context.set_offline(True)
    tick(desk, "Khách Thứ 1")
    tick(desk, "Khách Thứ 3")
    desk.locator("[data-guest] summary").click()
    desk.locator("[data-guest] [name=name]").fill("Cà Văn Phúc")
    button(desk, "Add and mark as here").click()
    unsent(desk, 3)
    # Whoever closes the page loses nothing: any page of the app sends it later.
    phone.goto("about:blank")
    phone.context.set_offline(False)
    sent = presses(phone)
    phone.goto("/")
    phone.wait_for_timeout(500)
    expect(phone.locator("[data-unsent]")).to_be_hidden()
    assert len(sent) == 1
    desk.context.set_offline(False)
    unsent(desk, 0)
    counted(desk, "4 / 5")
    expect(desk.locator("[data-name='Cà Văn Phúc'] input[name=here]")).to_be_checked()
    desk.reload()
    counted(desk, "4 / 5")


def keeps_presses(phone: Page) -> None:
    """The script that keeps presses has run. Asked from outside: a condition that waits inside the
    page is evaluated there, which our policy forbids."""
    for _ in range(200):
        if phone.evaluate("Boolean(window.ctMarks)"):
            return
        phone.wait_for_timeout(50)
    raise AssertionError("marks.js did not run")


@pytest.mark.parametrize("where", ["today", "session"])
def test_a_press_on_any_page_survives_that_the_page_is_closed(
    room, pocket, faults, where
):
    faults.expect("ERR_INTERNET_DISCONNECTED")
    desk, session, _code = room()
    phone = pocket()
    sign_in(phone, TEACHER, at="/" if where == "today" else session)
    door = phone.locator(f"form[action='{session}diem-danh/']:visible")
    keeps_presses(phone)
    phone.context.set_offline(True)
    button(door, "I am here").dblclick()
    unsent(phone, 1)
    expect(door).to_be_hidden()
    phone.goto("about:blank")
    phone.context.set_offline(False)
    sent = presses(phone)
    phone.goto("/lich/")
    counted(desk, "1 / 1")
    unsent(phone, 0)
    assert len(sent) == 1


def test_the_answer_is_lost_after_the_server_saved(room, pocket, faults):
    faults.expect("ERR_FAILED|ERR_CONNECTION")
    desk, _session, code = room()
    phone = pocket()
    teacher_at_the_door(phone, code)
    answers = 0

    def lose_the_first(route: Route) -> None:
        nonlocal answers
        answers += 1
        if answers == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    phone.route(SEND, lose_the_first)
    button(phone, "I am here").tap()
    noted(phone)
    unsent(phone, 0)
    assert answers == 2
    counted(desk, "1 / 1")
    desk.goto(f"{path_of(desk)}")
    link_to_history = desk.locator("a[href$='/lich-su/']").first.get_attribute("href")
    desk.goto(link_to_history)
    expect(desk.locator(".presslist > li")).to_have_count(1)


def test_an_expired_sign_in_keeps_the_presses_until_the_next_one(room, faults):
    faults.expect("401")
    desk, _session, _code = room(2)
    at = desk.url
    lose_session(desk.context)
    tick(desk, "Khách Thứ 2")
    unsent(desk, 1)
    door = link(desk, "Đăng nhập lại")
    expect(door).to_be_visible()
    counted(desk, "1 / 3")
    door.click()
    fill_sign_in(desk, person(HEAD))
    expect(desk).to_have_url(at)
    unsent(desk, 0)
    counted(desk, "1 / 3")
    desk.reload()
    counted(desk, "1 / 3")


def test_two_tabs_send_a_press_once(room, pocket, faults):
    faults.expect("ERR_INTERNET_DISCONNECTED")
    _desk, _session, code = room()
    phone = pocket()
    teacher_at_the_door(phone, code)
    other = phone.context.new_page()
    other.goto(f"/DD/{code}")
    sent = [presses(phone), presses(other)]
    phone.context.set_offline(True)
    button(phone, "I am here").tap()
    unsent(phone, 1)
    unsent(other, 1)
    phone.context.set_offline(False)
    unsent(phone, 0)
    unsent(other, 0)
    assert sum(len(one) for one in sent) == 1


def test_a_press_that_is_refused_is_seen_and_taken_away_and_holds_up_no_other(
    room, new_page, faults
):
    faults.expect("ERR_INTERNET_DISCONNECTED")
    desk, session, _code = room(2)
    desk.context.set_offline(True)
    tick(desk, "Khách Thứ 1")
    tick(desk, "Khách Thứ 2")
    unsent(desk, 2)
    # Meanwhile somebody takes the first guest off the list.
    other = new_page()
    sign_in(other, HEAD, at=f"{session}thanh-phan/")
    row = other.locator("[data-row]").filter(
        has=other.locator("input[value='Khách Thứ 1']")
    )
    row.get_by_role("button", name=vi("Remove this row")).click()
    button(other, "Save").last.click()
    expect(other).to_have_url(re.compile(rf"{session}(#|$)"))
    desk.context.set_offline(False)
    unsent(desk, 1)
    expect(desk.locator("[data-unsent] .why")).to_be_visible()
    counted(desk, "1 / 2")
    away = desk.locator("[data-unsent] li").get_by_role("button")
    away.click()
    away.click()
    unsent(desk, 0)


def test_two_desks_agree_within_seconds(room, new_page):
    desk, session, _code = room(3)
    other = new_page()
    sign_in(other, HEAD, at=f"{session}diem-danh-ho/")
    tick(desk, "Khách Thứ 1")
    tick(other, "Khách Thứ 2")
    counted(desk, "2 / 4")
    counted(other, "2 / 4")
    other.locator("[data-name='Khách Thứ 1'] input[name=here]").uncheck()
    expect(
        desk.locator("[data-name='Khách Thứ 1'] input[name=here]")
    ).not_to_be_checked()
    desk.get_by_label(vi("Find a name, with or without accents")).fill("khach thu 3")
    expect(desk.locator("[data-roster-row]:visible")).to_have_count(1)
    tick(desk, "Khách Thứ 3")
    button(desk, "Hoàn tác").click()
    counted(other, "1 / 4")


def test_a_line_of_50_kilobits_is_enough(room, pocket):
    _desk, _session, code = room()
    phone = pocket()
    teacher_at_the_door(phone, code)
    session = phone.context.new_cdp_session(phone)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 800,
            "downloadThroughput": 50_000 / 8,
            "uploadThroughput": 50_000 / 8,
        },
    )
    phone.goto(f"/DD/{code}")
    button(phone, "I am here").tap()
    noted(phone)


def test_without_script_door_and_desk_work_too(room, new_page, plain: Page):
    desk, session, code = room(1)
    plain.goto(f"/DD/{code}")
    link(plain, "Sign in and check in").click()
    fill_sign_in(plain, person(TEACHER))
    button(plain, "I am here").click()
    expect(plain.get_by_role("main")).to_contain_text("Đã ghi thầy cô có mặt lúc")
    counted(desk, "1 / 2")
    keeper = new_page(java_script_enabled=False)
    sign_in(keeper, HEAD, at=f"{session}diem-danh-ho/")
    keeper.get_by_label(re.compile("Khách Thứ 1")).check()
    button(keeper, "Save the list").click()
    counted(desk, "2 / 2")


def test_a_guest_with_a_link_checks_in_and_the_page_fits(room, new_page):
    desk, session, _code = room(1)
    desk.goto(f"{session}diem-danh-ho/lien-ket/")
    desk.get_by_role("button", name=re.compile("tài khoản")).click()
    words = desk.locator("textarea").first.input_value()
    address = re.search(r"https?://\S+", words)
    assert address
    phone = new_page(viewport={"width": 320, "height": 700})
    phone.goto(address[0])
    assert phone.evaluate(TOO_WIDE) == []
    button(phone, "I am here").click()
    noted(phone)
    desk.goto(f"{session}diem-danh-ho/")
    counted(desk, "1 / 2")


def test_the_door_is_light(room, pocket):
    _desk, _session, code = room()
    phone = pocket()
    first, requests = weigh(phone, f"/DD/{code}")
    again, later = weigh(phone, f"/DD/{code}")
    assert first <= 55
    assert requests <= 10
    assert again <= 6
    assert later <= 2
