"""From an empty installation to a cluster whose principals come in: the steps of its journeys."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.hand import Hand
from tests.journeys.steps import button, path_of, vi
from tests.running import Started

# The list of a cluster as it lies in Excel: school, principal, telephone.
LIST = """Trường THCS Nậm Xuân\tLường Văn Sơn\t0912000003
Trường THCS Pa Sương\tĐường Thị Ân\t0912000004
Trường TH&THCS Phiêng Ban\tCà Thị Bình\t0912000008
Trường THCS Nam Hòa\tMùa A Dơ\t0912000007
Trường THCS Hoa Ban\tGiàng Thị Mỷ\t0912000006
"""
PRINCIPALS = [line.split("\t")[1] for line in LIST.splitlines()]
PASSWORD = "Nam-Xuan-2026"


def first_person(page: Page, hand: Hand, empty: Started) -> None:
    """Whoever opens the site is led to the first run; the terminal has printed its code."""
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


def cluster_of_five(page: Page, hand: Hand) -> list[str]:
    """The list comes from Excel and can be looked through before anything is made; the first principal
    is the head. Gives the messages with the invitations of the principals."""
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
    messages = page.locator("textarea[readonly]")
    expect(messages).to_have_count(5)
    return [one.input_value() for one in messages.all()]


def address_in(message: str) -> str:
    """The path of the invitation that a message holds."""
    invited = re.search(r"/vao/[^/\s]+", message)
    assert invited
    return f"{invited[0]}/"


def come_in(page: Page, message: str, *, phone: str = "") -> None:
    """Open the link of the message, choose a password, and stand on the page of today; `phone` where
    whoever invited did not know it."""
    page.goto(address_in(message))
    if phone:
        page.get_by_label(vi("Phone number or e-mail")).fill(phone)
    for one in page.locator("input[type=password]").all():
        one.fill(PASSWORD)
    button(page, "Set the password and sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(vi("Today"))
