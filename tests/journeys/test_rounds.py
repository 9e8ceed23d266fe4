"""A round of a plan without script, and a comment on a bad line: nothing lost, nothing doubled."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.journeys.conftest import PHONE
from tests.journeys.steps import (
    button,
    field,
    link,
    path_of,
    person,
    photo_file,
    session_of_today,
    sign_in,
    vi,
)
from tests.journeys.test_presence import lose_session

HEAD, AUTHOR = "Cụm trưởng Cụm khu Đông", "Giáo viên"
COMMENT = "Hoạt động 1 nên để học sinh dự đoán trước khi đo."
PLAN = re.compile(r"/bai-day/\d+/(#|$)")


@pytest.fixture
def plan(new_page: Callable[..., Page], request: pytest.FixtureRequest):
    """A plan that its author handed in without script: the author's page, and its path."""
    title = f"Buổi {request.node.name[5:45]}"
    desk = new_page()
    sign_in(desk, HEAD)
    session_of_today(desk, title, with_teacher="Vũ Thị Lan Anh")
    author = new_page(java_script_enabled=False)
    sign_in(author, AUTHOR, at="/bai-day/")
    author.get_by_role(
        "link", name=re.compile(f"^{vi('Hand in')}.*{title}")
    ).first.click()
    hand_in(author, "Bản 1.jpg", red=60)
    return author, path_of(author)


def hand_in(author: Page, name: str, *, red: int) -> None:
    author.get_by_label(vi("File of the plan")).set_input_files(
        photo_file(name, red=red)
    )
    button(author, "Send").click()
    expect(author).to_have_url(PLAN)


def said(page: Page, words: str = COMMENT) -> Locator:
    return page.locator(".comment").filter(has_text=words)


def choice(page: Page, words: str) -> Locator:
    """What the author may do with the comment."""
    return said(page).get_by_role("radio", name=vi(words))


def test_a_round_goes_from_the_first_revision_to_the_agreed_one_without_script(
    plan, plain: Page, faults
):
    faults.expect("422")
    author, path = plan
    sign_in(plain, HEAD, at=path)
    button(plain, "Send the comment").click()
    expect(plain.locator("main")).to_contain_text(vi("Please write the comment."))
    field(plain, "Your comment").fill(COMMENT)
    button(plain, "Send the comment").click()
    expect(said(plain)).to_have_count(1)

    # Who keeps it as it is says why; what was chosen and typed stays on the page.
    author.goto(path)
    said(author).locator("summary").click()
    choice(author, "Kept as it is").check()
    button(said(author), "Send the answer").click()
    expect(author.locator(".hint.bad").first).to_be_visible()
    expect(choice(author, "Kept as it is")).to_be_checked()
    choice(author, "Taken up").check()
    button(said(author), "Send the answer").click()
    expect(said(author)).to_contain_text(vi("Taken up"))

    link(author, "Hand in a new revision").first.click()
    hand_in(author, "Bản 2.jpg", red=90)
    link(author, "What changed").click()
    expect(author.locator("main")).to_contain_text("Bản 2.jpg")

    plain.goto(path)
    link(plain, "Agree the plan").click()
    plain.get_by_role(
        "button", name=re.compile(vi("Agree revision %(n)s", n=2))
    ).click()
    expect(plain).to_have_url(PLAN)
    expect(plain.get_by_label(vi("Your comment"))).to_have_count(0)
    author.goto(path)
    expect(link(author, "Hand in a new revision")).to_have_count(0)


def test_a_comment_on_a_bad_line_is_there_once(plan, new_page, faults):
    faults.expect("ERR_INTERNET_DISCONNECTED|ERR_FAILED")
    _author, path = plan
    phone = new_page(viewport=PHONE, has_touch=True, is_mobile=True)
    sign_in(phone, HEAD, at=path)
    form = phone.locator("#viet")
    expect(form.locator("[data-saved]")).to_be_visible()

    # The server saves it, the answer is lost on the way.
    lost = []

    def lose(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch(max_redirects=0).status)
            return route.abort()
        return route.continue_()

    phone.route("**/gop-y/", lose)
    field(phone, "Your comment").fill(COMMENT)
    expect(form.locator("[data-saved]")).to_contain_text(re.compile(r"\d"))
    button(phone, "Send the comment").tap()
    expect(phone.locator("#viet")).to_have_count(0)
    assert lost == [302]
    phone.unroute_all(behavior="wait")
    phone.goto(path)
    expect(said(phone)).to_have_count(1)
    # The device heard that it arrived. Who sends it again all the same has one comment.
    expect(field(phone, "Your comment")).to_have_value("")
    field(phone, "Your comment").fill(COMMENT)
    button(phone, "Send the comment").tap()
    expect(field(phone, "Your comment")).to_have_value("")
    expect(said(phone)).to_have_count(1)

    # Without a network it waits on the page, and goes once when the network is back.
    other = "Phiếu học tập cần thêm hình vẽ."
    phone.context.set_offline(True)
    field(phone, "Your comment").fill(other)
    button(phone, "Send the comment").dblclick()
    expect(form.locator("[data-saved]")).to_contain_text("Chưa có mạng")
    phone.context.set_offline(False)
    expect(said(phone, other)).to_have_count(1)


def test_a_comment_outlives_an_ended_sign_in(plan, new_page, faults):
    faults.expect("401")
    _author, path = plan
    phone = new_page(viewport=PHONE, has_touch=True, is_mobile=True)
    sign_in(phone, HEAD, at=path)
    field(phone, "Your comment").fill(COMMENT)
    saved = phone.locator("#viet [data-saved]")
    expect(saved).to_contain_text(re.compile(r"\d"))
    lose_session(phone.context)
    button(phone, "Send the comment").tap()
    # The page keeps it while one signs in, and sends it then: nothing is pressed a second time.
    who = person(HEAD)
    field(phone, "Phone number, e-mail or staff code").fill(who.phone)
    field(phone, "Password").fill(who.password)
    button(phone, "Sign in and go on saving").tap()
    expect(phone).to_have_url(PLAN)
    expect(said(phone)).to_have_count(1)
    phone.goto(path)
    expect(said(phone)).to_have_count(1)
    expect(field(phone, "Your comment")).to_have_value("")
