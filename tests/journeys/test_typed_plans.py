"""A plan typed on a phone: nothing is lost without network or sign-in, nothing doubled, script or not."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.journeys.steps import button, sign_in, vi
from tests.journeys.test_presence import lose_session
from tests.journeys.test_screens import TOO_WIDE

GOAL, OPENING = "a2.a", "a1.d1"
PLAN = re.compile(r"/bai-day/\d+/$")


def writing(page: Page) -> str:
    """The page on which the teacher of the demonstration types the plan of a lesson."""
    sign_in(page, "Giáo viên", at="/bai-day/")
    page.locator("main a[href$='/nop/']").first.click()
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
    phone: Page, faults
):
    faults.expect("ERR_INTERNET_DISCONNECTED")
    faults.expect("401")
    address = writing(phone)
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


def test_a_plan_is_typed_and_handed_in_without_script(plain: Page):
    address = writing(plain)
    text(plain, GOAL).fill("Không cần mã lệnh")
    button(plain, "Save").last.click()
    expect(plain).to_have_url(address)
    expect(text(plain, GOAL)).to_have_value("Không cần mã lệnh")
    button(plain, "Hand in").click()
    expect(plain).to_have_url(PLAN)
    plain.locator("a[href$='/doc/']").first.click()
    expect(plain.locator("main")).to_contain_text("Không cần mã lệnh")
