"""An empty installation: the address printed in the terminal, five schools, their principals."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Faults
from tests.journeys.empty import (
    PASSWORD,
    PRINCIPALS,
    address_in,
    cluster_of_five,
    come_in,
    first_person,
)
from tests.journeys.hand import Hand
from tests.journeys.steps import button, link, path_of, vi
from tests.journeys.test_screens import TOO_WIDE
from tests.running import Started


def test_a_cluster_of_five_schools_stands_and_a_principal_comes_in(
    empty: Started, new_page: Callable[..., Page], faults: Faults
):
    faults.expect("410")  # the invitation that was used
    hand = Hand()
    page = new_page(base_url=empty.url)
    first_person(page, hand, empty)
    message = cluster_of_five(page, hand)[0]
    assert (hand.presses, hand.fields) == (4, 8)
    link(page, "Slips to print").click()
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate(TOO_WIDE) == []
    for path in ("loi-moi", "loi-moi/in", "nguoi/2/ten-dang-nhap"):
        page.goto(f"/truong/1/{path}/")
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        assert page.evaluate(TOO_WIDE) == []
    page.set_viewport_size({"width": 1280, "height": 900})

    # The principal opens the link of the message on a phone.
    phone = new_page(
        base_url=empty.url, viewport={"width": 320, "height": 700}, has_touch=True
    )
    phone.goto(address_in(message))
    assert phone.evaluate(TOO_WIDE) == []
    heading = phone.get_by_role("heading", level=1)
    expect(heading).to_contain_text(re.compile("|".join(PRINCIPALS)))
    come_in(phone, message)
    # The link works once.
    other = new_page(base_url=empty.url)
    other.goto(address_in(message))
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
