"""A plan written by hand, photographed on a phone: through dead spots, on a narrow one, without script."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.journeys.steps import button, photo_file, session_of_today, sign_in, vi
from tests.journeys.test_presence import lose_session
from tests.journeys.test_screens import NARROW, TOO_WIDE, complaints
from tests.journeys.test_typed_plans import PLAN, revisions

PAGE = {"size": (480, 640)}


@pytest.fixture
def title(new_page: Callable[..., Page], request: pytest.FixtureRequest) -> str:
    """A lesson of today for which the teacher of the demonstration owes a plan."""
    words = f"Buổi {request.node.name[5:40]}"
    desk = new_page()
    sign_in(desk, "Cụm trưởng Cụm khu Đông")
    session_of_today(desk, words, with_teacher="Vũ Thị Lan Anh")
    return words


def collecting(page: Page, title: str) -> str:
    """The page on which the teacher collects the pages of that plan; its address."""
    sign_in(page, "Giáo viên", at="/bai-day/")
    page.get_by_role(
        "link", name=re.compile(f"^{vi('Hand in')}.*{title}")
    ).first.click()
    page.get_by_role("link", name=vi("Photograph its pages instead")).click()
    expect(page).to_have_url(re.compile("/anh-trang/$"))
    return page.url


def choose(page: Page, *reds: int) -> None:
    page.get_by_label(vi("Take or choose the pages")).set_input_files(
        [photo_file(f"trang-{red}.jpg", red=red, **PAGE) for red in reds]
    )


def hand_in(page: Page) -> Locator:
    return page.locator(".sendbar button")


def pages(page: Page) -> Locator:
    return page.locator("#pages > li")


def test_pages_survive_a_dead_spot_an_expired_sign_in_and_a_double_press(
    phone: Page, title: str, faults
):
    faults.expect("ERR_INTERNET_DISCONNECTED")
    faults.expect("401")
    address = collecting(phone, title)
    choose(phone, 10)
    expect(pages(phone)).to_have_count(1)
    phone.context.set_offline(True)
    choose(phone, 90, 170)
    expect(phone.locator(".uploads .wrong")).to_have_count(2)
    # What was chosen is not left behind by a quick press.
    hand_in(phone).click()
    expect(phone.locator("[data-uploads-say]")).to_contain_text("Còn ảnh")
    expect(phone).to_have_url(address)
    phone.context.set_offline(False)
    expect(pages(phone)).to_have_count(3)
    cookies = phone.context.cookies()
    lose_session(phone.context)
    choose(phone, 250)
    expect(phone.locator(".uploads")).to_contain_text("đăng nhập lại")
    phone.context.add_cookies(cookies)
    phone.locator(".uploads").get_by_role("button").first.click()
    expect(pages(phone)).to_have_count(4)
    hand_in(phone).dblclick()
    expect(phone).to_have_url(PLAN)
    assert revisions(phone) == 1
    phone.locator("a[href$='/doc/']").first.click()
    expect(phone.locator("a.page img")).to_have_count(4)


def test_a_photo_whose_answer_was_lost_is_there_once(phone: Page, title: str, faults):
    faults.expect("ERR_FAILED")
    address = collecting(phone, title)

    def saved_but_not_said(route: Route) -> None:
        route.fetch()
        route.abort()

    phone.route("**/anh-trang/them/", saved_but_not_said)
    choose(phone, 40)
    expect(phone.locator(".uploads .wrong")).to_have_count(1)
    phone.unroute("**/anh-trang/them/")
    phone.locator(".uploads").get_by_role("button").first.click()
    expect(pages(phone)).to_have_count(1)
    phone.goto(address)
    expect(pages(phone)).to_have_count(1)


def test_pages_are_handed_in_without_script(plain: Page, title: str):
    address = collecting(plain, title)
    choose(plain, 20, 200)
    button(plain, "Send the photos").click()
    expect(plain).to_have_url(address)
    expect(pages(plain)).to_have_count(2)
    first = pages(plain).first.get_attribute("id")
    pages(plain).last.get_by_role("button", name=vi("Move up")).click()
    expect(pages(plain).last).to_have_attribute("id", first or "")
    pages(plain).last.get_by_role("button", name=vi("Take this page out")).click()
    expect(pages(plain)).to_have_count(1)
    hand_in(plain).click()
    expect(plain).to_have_url(PLAN)
    assert revisions(plain) == 1


def test_the_pages_of_photos_fit_a_narrow_phone(
    new_page: Callable[..., Page], title: str
):
    narrow = new_page(viewport=NARROW)
    address = collecting(narrow, title)
    choose(narrow, 30, 60)
    expect(pages(narrow)).to_have_count(2)
    assert narrow.evaluate(TOO_WIDE) == []
    assert complaints(narrow) == []
    hand_in(narrow).click()
    expect(narrow).to_have_url(PLAN)
    plan = narrow.url.partition("#")[0]
    narrow.goto(address)
    button(narrow, "Begin with the pages of revision %(n)s", n=1).click()
    pages(narrow).first.get_by_role("button", name=vi("Take this page out")).click()
    expect(pages(narrow)).to_have_count(1)
    choose(narrow, 120)
    expect(pages(narrow)).to_have_count(2)
    hand_in(narrow).click()
    expect(narrow).to_have_url(PLAN)
    for shown in (f"{plan}ban-2/doc/", f"{plan}so-sanh/"):
        narrow.goto(shown)
        assert narrow.locator("h1").count() == 1
        assert narrow.evaluate(TOO_WIDE) == []
        assert complaints(narrow) == []
    expect(narrow.locator("a.page img")).not_to_have_count(0)
