"""Things brought from state to state by their own buttons: between two presses, the pages to look at."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.journeys.steps import button, field, path_of, vi

# Whose page it is, and the addresses that this state has.
Look = tuple[Page, list[str]]


def minutes_sent_round(head: Page, principal: Page, session: str) -> Iterator[Look]:
    """Minutes begun, sent round, confirmed by one school. `session` is the path of a session in which the
    principal's school takes part."""
    head.goto(f"{session}bien-ban/")
    button(head, "Write the minutes").first.click()
    expect(head).to_have_url(re.compile(r"/bien-ban/\d+/soan/$"))
    minutes = path_of(head).removesuffix("soan/")
    desk, sending = f"{minutes}soan/", f"{minutes}gui/"
    paper = f"/hoat-dong/bien-ban-{minutes.split('/')[2]}/ban-in/"
    head.locator(".blank textarea").first.fill("Cùng xem học sinh học ở từng chỗ khó.")
    button(head, "Save and read").click()
    yield head, [f"{session}bien-ban/", desk, minutes, sending, paper]

    head.goto(sending)
    button(head, "Send to the schools").click()
    expect(head).to_have_url(re.compile(f"{minutes}$"))
    yield head, [f"{session}bien-ban/", minutes, desk, sending]
    yield principal, [minutes, paper]

    principal.goto(minutes)
    button(principal, "Confirm the minutes").click()
    expect(principal.get_by_role("main")).to_contain_text(vi("Confirmed"))
    yield principal, [minutes]


def minutes_opened_again(head: Page, session: str) -> Iterator[Look]:
    """Minutes that all confirmed are opened again, changed, and sent once more. `session` is the path of
    a session whose minutes are confirmed."""
    listed = f"{session}bien-ban/"
    head.goto(listed)
    head.get_by_role("main").locator("a[href^='/bien-ban/']").first.click()
    minutes = path_of(head)
    desk, sending, again = f"{minutes}soan/", f"{minutes}gui/", f"{minutes}mo-lai/"
    paper = f"/hoat-dong/bien-ban-{minutes.split('/')[2]}/ban-in/"
    yield head, [listed, minutes, f"{minutes}ban/1/", again, paper]

    head.goto(again)
    field(head, "Reason").fill("Ghi thiếu ý kiến về thời lượng.")
    button(head, "Open again with this reason").click()
    expect(head).to_have_url(re.compile(f"{desk}$"))
    yield head, [desk, minutes, f"{minutes}ban/1/"]

    head.goto(desk)
    head.locator("[data-block] .mrow:not(.blank) textarea").first.fill(
        "Ghi lại rõ hơn."
    )
    button(head, "Send to the schools").click()
    expect(head).to_have_url(re.compile(f"{sending}$"))
    yield head, [sending]
    head.goto(sending)
    button(head, "Send round again").click()
    expect(head).to_have_url(re.compile(f"{minutes}$"))
    yield head, [minutes, desk, f"{minutes}ban/1/"]


def decision_in_every_state(head: Page, session: str) -> Iterator[Look]:
    """Something agreed, what stands in its way, done, opened again."""
    head.goto(f"{session}thong-nhat/")
    row = head.locator("[data-row]").last
    field(row, "What is to be done").fill("Dạy lại bài này ở từng trường")
    button(head, "Save").last.click()
    expect(head).to_have_url(re.compile(rf"{session}(#|$)"))
    one = head.locator("a[href^='/viec-da-thong-nhat/']").first
    decision = one.get_attribute("href")
    assert decision
    yield head, [decision, f"{decision}vuong/", f"{decision}bo/"]

    head.goto(decision)
    button(head, "Done").click()
    yield head, [decision, f"{decision}mo-lai/"]


def plan_in_every_state(secretary: Page, head: Page, plan: str) -> Iterator[Look]:
    """A plan in force is changed by the secretary, sent, returned by the head, and its draft thrown away:
    afterwards all is as before. `plan` is its path."""
    table, texts = f"{plan}bang/", f"{plan}loi/"

    def step(verb: str) -> str:
        return f"{plan}chuyen/{verb}/"

    secretary.goto(table)
    field(secretary, "Topic").first.fill("Phản ứng hóa học quanh em, dạy lại")
    button(secretary, "Save").last.click()
    expect(secretary).to_have_url(re.compile(f"{plan}[?]ban="))
    opened = f"{plan}?{urlsplit(secretary.url).query}"
    yield secretary, [plan, opened, table, texts, step("gui"), step("bo")]

    secretary.goto(step("gui"))
    button(secretary, "Send for approval").click()
    yield secretary, [plan, opened, step("lay-lai")]
    yield head, [plan, opened, step("duyet"), step("tra-lai")]

    head.goto(step("tra-lai"))
    field(head, "Reason").fill("Tháng 12 có kiểm tra học kỳ, xin dời đợt 6.")
    button(head, "Return it").click()
    yield secretary, [plan, opened, step("gui")]

    secretary.goto(step("bo"))
    button(secretary, "Throw the draft away").click()
    expect(secretary).to_have_url(re.compile(f"{plan}$"))
