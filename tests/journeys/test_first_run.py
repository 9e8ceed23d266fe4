"""An empty installation: the address printed in the terminal, five schools, their principals."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Faults
from tests.journeys.steps import button, link, path_of, vi
from tests.journeys.test_desk import Hand
from tests.journeys.test_screens import TOO_WIDE
from tests.running import Started

LIST = """Trường THCS Nậm Xuân\tLường Văn Sơn\t0912000003
Trường THCS Pa Sương\tĐường Thị Ân\t0912000004
Trường TH&THCS Phiêng Ban\tCà Thị Bình\t0912000008
Trường THCS Nam Hòa\tMùa A Dơ\t0912000007
Trường THCS Hoa Ban\tGiàng Thị Mỷ\t0912000006
"""
PASSWORD = "Nam-Xuan-2026"


@pytest.fixture
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    """A start without demonstration data."""
    folder = tmp_path_factory.mktemp("empty")
    with Started(
        folder / "var", environment={"CHUNGTAY_DEMO": "0"}, patience=180
    ) as started:
        yield started.ready()


def test_a_cluster_of_five_schools_stands_and_a_principal_comes_in(
    empty: Started, new_page: Callable[..., Page], faults: Faults
):
    faults.expect("410")  # the invitation that was used
    hand = Hand()
    page = new_page(base_url=empty.url)
    # Whoever opens the site is led to the first run; the terminal has printed its code.
    page.goto("/")
    assert path_of(page) == "/bat-dau/"
    printed = re.search(r"bat-dau/\?ma=(\w+)", empty.output())
    assert printed
    page.goto(f"/bat-dau/?ma={printed[1]}")
    hand.fill(page.get_by_label(vi("Full name")), "Lò Minh Thư")
    hand.fill(page.get_by_label(vi("Phone number or e-mail")), "0912000001")
    hand.fill(page.locator("input[type=password]").first, PASSWORD)
    hand.fill(page.locator("input[type=password]").last, PASSWORD)
    hand.press(button(page, "Go on to the cluster"))
    # The list comes from Excel; the rows can be looked through before anything is made.
    hand.fill(page.locator("input[name=label]"), "Cụm 1")
    hand.fill(page.locator("input[name=authority_name]"), "Phòng VH-XH xã Nậm Xuân")
    kind = page.locator("select[name=authority_kind]")
    kind.select_option(label=vi("Commune culture and social office"))
    hand.fields += 1
    hand.fill(page.locator("textarea[name=paste]"), LIST)
    hand.press(button(page, "Put the list into rows"))
    expect(page.locator("[data-row]")).to_have_count(5)
    hand.press(page.get_by_label(vi("This principal is the head of the cluster")).first)
    hand.press(button(page, "Set up the cluster"))
    expect(page.get_by_role("heading", level=1)).to_have_text(
        vi("Invitations to hand over")
    )
    assert (hand.presses, hand.fields) == (4, 8)
    message = page.locator("textarea[readonly]").first.input_value()
    expect(page.locator("textarea[readonly]")).to_have_count(5)
    link(page, "Slips to print").click()
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate(TOO_WIDE) == []
    for path in ("loi-moi", "loi-moi/in", "nguoi/2/ten-dang-nhap"):
        page.goto(f"/truong/1/{path}/")
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        assert page.evaluate(TOO_WIDE) == []
    page.set_viewport_size({"width": 1280, "height": 900})

    # The principal opens the link of the message on a phone.
    invited = re.search(r"/vao/([^/\s]+)", message)
    assert invited
    phone = new_page(
        base_url=empty.url, viewport={"width": 320, "height": 700}, has_touch=True
    )
    phone.goto(f"/vao/{invited[1]}/")
    assert phone.evaluate(TOO_WIDE) == []
    heading = phone.get_by_role("heading", level=1)
    expect(heading).to_contain_text(
        re.compile("Lường Văn Sơn|Đường Thị Ân|Cà Thị Bình|Mùa A Dơ|Giàng Thị Mỷ")
    )
    for one in phone.locator("input[type=password]").all():
        one.fill(PASSWORD)
    button(phone, "Set the password and sign in").click()
    expect(heading).to_have_text(vi("Today"))
    # The link works once.
    other = new_page(base_url=empty.url)
    other.goto(f"/vao/{invited[1]}/")
    assert other.locator("input[type=password]").count() == 0

    # The first person lost a laptop: all other devices are signed out, this one stays.
    lost = new_page(base_url=empty.url)
    lost.goto("/dang-nhap/")
    lost.get_by_label(vi("Phone number, e-mail or staff code")).fill("0912000001")
    lost.get_by_label(vi("Password")).fill(PASSWORD)
    button(lost, "Sign in").click()
    expect(lost.get_by_role("heading", level=1)).to_have_text(vi("Today"))
    page.goto("/tai-khoan/")
    link(page, "Sign out of all other devices").click()
    button(page, "Sign out of all other devices").click()
    page.goto("/tai-khoan/")
    assert path_of(page) == "/tai-khoan/"
    lost.goto("/tai-khoan/")
    assert path_of(lost) == "/dang-nhap/"
