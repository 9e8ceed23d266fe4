"""A school answers and names its people; a guest answers by a link, without signing in."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.journeys.steps import button, link, path_of, sign_in, vi
from tests.journeys.test_screens import NARROW, TOO_WIDE


def fits(page: Page) -> None:
    """The open page has one heading and fits the narrowest phone, with everything unfolded."""
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert page.evaluate(TOO_WIDE) == [], path_of(page)
    page.reload()


def test_a_school_names_its_people_and_a_guest_answers_by_link(
    new_page: Callable[..., Page],
):
    principal = new_page(viewport=NARROW)
    sign_in(principal, "Hiệu trưởng")
    # Press 1: what waits on the page of today.
    link(principal, "Reply").first.click()
    reply = path_of(principal)
    session = reply.partition("tra-loi")[0]
    fits(principal)
    ticks = principal.locator("input[name=people]")
    names = [
        ticks.nth(number).evaluate("one => one.labels[0].innerText")
        for number in (0, 1)
    ]
    for number in (0, 1):
        ticks.nth(number).check()
    # Press 2: the answer with its names.
    principal.get_by_role(
        "button", name=re.compile(vi("Yes, the school comes"))
    ).click()
    main = principal.get_by_role("main")
    for name in names:
        expect(main).to_contain_text(name.splitlines()[0])
    fits(principal)
    principal.goto(f"{reply}thay/")
    fits(principal)
    principal.goto("/de-nghi/")
    fits(principal)

    head = new_page(viewport=NARROW)
    sign_in(head, "Cụm trưởng Cụm khu Đông", at=f"{session}tra-loi/")
    fits(head)
    expect(head.get_by_role("main")).to_contain_text(names[0].splitlines()[0])
    # Whom to call is pressed with a finger; the text to copy is seen to its end.
    call = head.locator("main a[href^='tel:']").first.bounding_box()
    assert call
    assert call["height"] >= 44
    assert head.locator("textarea").evaluate(
        "one => one.scrollHeight <= one.clientHeight"
    )
    head.goto(f"{session}tra-loi/so-cho/")
    fits(head)
    head.goto(f"{session}lien-ket/")
    fits(head)
    button(head, "Make links for all without an answer").click()
    link(head, "Print slips").click()
    fits(head)
    head.goto(f"{session}lien-ket/")
    head.get_by_role("link", name=re.compile(vi("Show"))).first.click()
    fits(head)
    text = head.locator("textarea").input_value()
    found = re.search(r"https?://\S+/L/\w+", text)
    assert found

    guest = new_page(viewport=NARROW)
    guest.goto(urlsplit(found[0]).path)
    fits(guest)
    guest.locator("input[name=count]").fill("3")
    button(guest, "Will come").click()
    expect(guest.get_by_role("main")).to_contain_text(
        vi("Noted: will come, %(n)s.", n=3)
    )
    assert guest.context.cookies() == []
    head.goto(f"{session}tra-loi/")
    expect(head.get_by_role("main")).to_contain_text(vi("answered by link"))
