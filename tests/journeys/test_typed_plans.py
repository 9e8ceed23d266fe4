"""A plan typed on a phone: nothing is lost without network or sign-in, nothing doubled, script or not."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.steps import button, session_of_today, sign_in, vi
from tests.journeys.test_presence import lose_session
from tests.journeys.test_screens import NARROW, TOO_WIDE, complaints

GOAL, OPENING = "a2.a", "a1.d1"
PLAN = re.compile(r"/bai-day/\d+/$")


@pytest.fixture
def title(new_page: Callable[..., Page], request: pytest.FixtureRequest) -> str:
    """A lesson of today for which the teacher of the demonstration owes a plan."""
    words = f"Buổi {request.node.name[5:40]}"
    desk = new_page()
    sign_in(desk, "Cụm trưởng Cụm khu Đông")
    session_of_today(desk, words, with_teacher="Vũ Thị Lan Anh")
    return words


def writing(page: Page, title: str) -> str:
    """The page on which the teacher types the plan of that lesson; its address."""
    sign_in(page, "Giáo viên", at="/bai-day/")
    page.get_by_role(
        "link", name=re.compile(f"^{vi('Hand in')}.*{title}")
    ).first.click()
    page.get_by_role("link", name=vi("Write the plan here instead")).click()
    expect(page).to_have_url(re.compile("/soan/$"))
    return page.url


def text(page: Page, name: str) -> Locator:
    return page.locator(f'[name="{name}"]')


def saved(page: Page) -> Locator:
    return page.locator("[data-saved]").last


def revisions(page: Page) -> int:
    return int(page.locator("#h-revisions + p").inner_text())


def test_a_plan_survives_a_dead_spot_an_expired_sign_in_and_a_double_press(
    phone: Page, title: str, faults
):
    faults.expect("ERR_INTERNET_DISCONNECTED")
    faults.expect("401")
    address = writing(phone, title)
    assert phone.evaluate(TOO_WIDE) == []
    phone.context.set_offline(True)
    text(phone, GOAL).fill("Viết khi mất mạng")
    expect(saved(phone)).to_contain_text("Mất mạng")
    phone.context.set_offline(False)
    expect(saved(phone)).to_contain_text("Đã lưu lúc")
    phone.reload()
    expect(text(phone, GOAL)).to_have_value("Viết khi mất mạng")
    lose_session(phone.context)
    text(phone, OPENING).fill("Viết khi đã hết phiên")
    expect(saved(phone)).to_contain_text("Phiên làm việc đã hết")
    sign_in(phone, "Giáo viên", at=address)
    expect(saved(phone)).to_contain_text("Đã lưu lúc")
    phone.reload()
    expect(text(phone, OPENING)).to_have_value("Viết khi đã hết phiên")
    button(phone, "Hand in").dblclick()
    expect(phone).to_have_url(PLAN)
    before = revisions(phone)
    phone.goto(address)
    button(phone, "Hand in").dblclick()
    expect(phone).to_have_url(PLAN)
    assert revisions(phone) == before


def test_a_plan_is_typed_and_handed_in_without_script(plain: Page, title: str):
    address = writing(plain, title)
    text(plain, GOAL).fill("Không cần mã lệnh")
    plain.get_by_role("button", name=vi("Save"), exact=True).last.click()
    expect(plain).to_have_url(address)
    expect(text(plain, GOAL)).to_have_value("Không cần mã lệnh")
    button(plain, "Hand in").click()
    expect(plain).to_have_url(PLAN)
    plain.locator("a[href$='/doc/']").first.click()
    expect(plain.locator("main")).to_contain_text("Không cần mã lệnh")


def test_the_pages_of_a_typed_plan_fit_a_narrow_phone(
    new_page: Callable[..., Page], title: str
):
    narrow = new_page(viewport=NARROW)
    written = writing(narrow, title)
    text(narrow, GOAL).fill("Học sinh đo được áp lực và diện tích bị ép")
    expect(saved(narrow)).to_contain_text("Đã lưu lúc")
    button(narrow, "Hand in").click()
    expect(narrow).to_have_url(PLAN)
    plan = narrow.url
    narrow.goto(written)
    text(narrow, GOAL).fill("Học sinh đo được áp lực rồi tính áp suất")
    expect(saved(narrow)).to_contain_text("Đã lưu lúc")
    button(narrow, "Hand in").click()
    expect(narrow).to_have_url(PLAN)
    for address in (
        written,
        f"{plan}ban-2/doc/",
        f"{plan}ban-2/ban-in/",
        f"{plan}so-sanh/",
    ):
        narrow.goto(address)
        assert narrow.locator("h1").count() == 1
        assert narrow.evaluate(TOO_WIDE) == []
        assert complaints(narrow) == []
    expect(narrow.locator("del")).to_contain_text("và diện tích bị ép")
    expect(narrow.locator("ins")).to_contain_text("rồi tính áp suất")
