"""A cluster's first year, from an empty installation to the end of what was decided, in the browser
alone: five schools, a plan, a lesson study scheduled, answered, held, attended, minuted, followed up.
The head sits at a desk, everybody else holds a phone.
"""

import re
from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import PHONE
from tests.journeys.empty import PRINCIPALS, cluster_of_five, come_in, first_person
from tests.journeys.hand import Hand
from tests.journeys.steps import (
    button,
    field,
    link,
    path_of,
    region,
    vi,
)
from tests.running import Started

TOPIC = "Áp suất chất lỏng"
HEAD, GUEST = PRINCIPALS[:2]
TEACHER = "Vàng Thị Mai"
STRENGTH = "Học sinh tự dự đoán và tự kiểm chứng"
SHEETS = "Gửi phiếu học tập đã sửa cho các trường"
EXAM = "Khảo sát chung Toán, Ngữ văn lớp 9"


def plan_table() -> str:
    """What lies in Excel: one round of this month, one of the next."""
    now = timezone.localdate()
    later = now.replace(
        year=now.year + now.month // 12, month=now.month % 12 + 1, day=1
    )
    return (
        "Lần\tThời gian\tTrường đăng cai\tMôn/lớp\tTên bài\tGV dạy\n"
        f"Lần 1\t{now:%m/%Y}\tTHCS Nậm Xuân\tKHTN 8\t{TOPIC}\t\n"
        f"Lần 2\t{later:%m/%Y}\tTHCS Pa Sương\tToán 6\tDãy số\t\n"
    )


def test_a_cluster_lives_through_its_first_year(
    empty: Started, new_page: Callable[..., Page]
):
    def phone() -> Page:
        return new_page(
            base_url=empty.url, viewport=PHONE, has_touch=True, is_mobile=True
        )

    officer, head = new_page(base_url=empty.url), new_page(base_url=empty.url)
    first_person(officer, Hand(), empty)
    messages = cluster_of_five(officer, Hand())
    invited = {
        name: next(message for message in messages if name in message)
        for name in PRINCIPALS
    }
    come_in(head, invited[HEAD])
    guests = [phone() for _ in PRINCIPALS[1:]]
    for name, page in zip(PRINCIPALS[1:], guests, strict=True):
        come_in(page, invited[name])
    teacher = phone()
    come_in(teacher, new_teacher(guests[0]))

    plan_the_year(head)
    session = schedule(head)
    for page in guests:
        answer(page)
    expect_all_answered(head, session)
    attend(head, teacher, session)
    minutes = write_minutes(head, session)
    for page in guests:
        confirm(page)
    freeze(head, minutes)
    follow_up(head, guests[0], session)


def todo(page: Page, words: str) -> Locator:
    """What waits on the page of today, by its words."""
    page.goto("/")
    waits = page.get_by_role("region", name=vi("What waits for you"))
    return waits.get_by_role("listitem").filter(has_text=words)


def new_teacher(principal: Page) -> str:
    """A principal takes a teacher on and gives the message with the invitation."""
    principal.goto("/truong-toi/")
    principal.get_by_role("main").get_by_role("link").first.click()
    principal.get_by_role("link", name=re.compile(vi("People of the school"))).click()
    link(principal, "Add a person").click()
    field(principal, "Full name").fill(TEACHER)
    button(principal, "Save").click()
    return principal.locator("textarea[readonly]").input_value()


def plan_the_year(head: Page) -> None:
    """From the line on the page of today to a plan in force."""
    link(todo(head, vi("Make the plan")), "Make the plan").click()
    link(head, "Paste from Excel").click()
    head.locator("textarea[name=pasted]").fill(plan_table())
    button(head, "Read the table").last.click()
    button(head, "Put it into the plan").click()
    link(head, "Put into force").click()
    button(head, "Put into force").click()
    expect(region(head, "Rounds").get_by_role("row")).to_have_count(3)


def schedule(head: Page) -> str:
    """The first round becomes a session by one press; its day is said and the schools are asked."""
    region(head, "Rounds").get_by_role(
        "button", name=re.compile(vi("Schedule it"))
    ).first.click()
    expect(head.get_by_role("heading", level=1)).to_contain_text(TOPIC)
    session = path_of(head)
    return session


def answer(principal: Page) -> None:
    raise SystemExit
