"""A cluster's first year, from an empty installation to the end of what was decided, in the browser
alone: five schools, a plan, a lesson study scheduled, answered, held, attended, minuted, followed up.
The head sits at a desk, everybody else holds a phone.
"""

import re
from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from sessions.days import next_month
from sessions.minutes.words import HEADINGS
from tests.journeys.conftest import PHONE
from tests.journeys.empty import PRINCIPALS, cluster_of_five, come_in, first_person
from tests.journeys.hand import Hand
from tests.journeys.steps import (
    button,
    downloaded,
    field,
    link,
    path_of,
    region,
    today,
    vi,
)
from tests.reports.rendering import reading
from tests.running import Started

TOPIC = "Áp suất chất lỏng"
HEAD, GUEST = PRINCIPALS[:2]
TEACHER = "Vàng Thị Mai"
STRENGTH = "Học sinh tự dự đoán và tự kiểm chứng"
SHEETS = "Gửi phiếu học tập đã sửa cho các trường"
EXAM = "Khảo sát chung Toán, Ngữ văn lớp 9 ngày 31/3 và 1/4"


def plan_table() -> str:
    """What lies in Excel: one round of this month, one of the next."""
    now = timezone.localdate()
    later = next_month(now.replace(day=1))
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
    come_in(teacher, new_teacher(guests[0]), phone="0912000021")

    plan_the_year(head)
    session = schedule(head)
    for page in guests:
        answer(page)
    head.goto(f"{session}tra-loi/")
    expect(head.get_by_role("main")).to_contain_text(vi("Every school has answered."))
    move_to_today(head, session)
    check_in(teacher)
    attend_at_the_desk(head, session)
    minutes = write_minutes(head, session)
    for page in guests:
        confirm(page)
    freeze(head, minutes)
    follow_up(head, guests[0])


def todo(page: Page, action: str) -> Locator:
    """The first thing of this kind that waits on the page of today."""
    page.goto("/")
    waits = region(page, "What waits for you")
    return waits.get_by_text(vi(action), exact=True).first


def new_teacher(principal: Page) -> str:
    """A principal takes a teacher on, on the phone, and gives the message with the invitation."""
    hand = Hand()
    principal.goto("/truong-toi/")
    hand.press(link(principal, "Add a person"))
    hand.fill(field(principal, "Full name"), TEACHER)
    hand.press(button(principal, "Save"))
    assert (hand.presses, hand.fields) == (2, 1)
    return principal.locator("textarea[readonly]").input_value()


def plan_the_year(head: Page) -> None:
    """From the line on the page of today to a plan in force."""
    hand = Hand()
    hand.press(todo(head, "Make the plan"))
    hand.press(link(head, "Paste from Excel"))
    hand.fill(head.locator("textarea[name=pasted]"), plan_table())
    hand.press(button(head, "Read the table").last)
    hand.press(button(head, "Put it into the plan"))
    hand.press(link(head, "Put into force"))
    hand.press(button(head, "Put into force"))
    expect(region(head, "Rounds").get_by_role("row")).to_have_count(3)
    assert (hand.presses, hand.fields) == (6, 1)


def schedule(head: Page) -> str:
    """A round becomes a session by one press; then its days and its teacher are said, and the schools
    are asked."""
    rounds = region(head, "Rounds")
    rounds.get_by_role("button", name=re.compile(vi("Schedule it"))).first.click()
    expect(head.get_by_role("heading", level=1)).to_contain_text(TOPIC)
    session = path_of(head)
    tomorrow = timezone.localdate() + timedelta(days=1)
    for number in (1, 2):
        place = head.locator(f"#part-{number}")
        place.get_by_role("link", name=re.compile(vi("Edit"))).click()
        field(place, "Day").fill(tomorrow.isoformat())
        button(place, "Save").last.click()
        expect(place).to_contain_text(f"{tomorrow:%d/%m/%Y}")
    lessons = region(head, "Lessons")
    lessons.get_by_role("link", name=re.compile(vi("Edit"))).click()
    field(lessons, "Taught by").fill(TEACHER)
    button(lessons, "Save").last.click()
    expect(lessons.locator("[data-row]")).to_have_count(0)
    expect(lessons).to_contain_text(TEACHER)
    link(head, "Invite the schools").click()
    button(head, "Invite the schools").click()
    expect(head.get_by_role("main")).to_contain_text(vi("No reply yet"))
    return session


def answer(principal: Page) -> None:
    """A school comes, with all its people who have an account."""
    hand = Hand()
    hand.press(todo(principal, "Reply"))
    people = principal.locator("input[name=people]")
    staff = people.count()
    for number in range(staff):
        hand.press(people.nth(number))
    yes = re.compile(vi("Yes, the school comes"))
    hand.press(principal.get_by_role("button", name=yes))
    expect(principal.locator("#h-named")).to_be_visible()
    assert hand.presses == 2 + staff


def move_to_today(head: Page, session: str) -> None:
    """The head puts both meetings forward; why is asked, and said to those concerned."""
    head.goto(session)
    change = re.compile(vi("Edit"))
    pages = [
        head.locator(f"#part-{number}")
        .get_by_role("link", name=change)
        .get_attribute("href")
        for number in (1, 2)
    ]
    for page in filter(None, pages):
        head.goto(page)
        field(head, "Day").fill(today())
        button(head, "Save").last.click()
        why = head.get_by_label(vi("Why day, time or place change"))
        expect(why).to_have_attribute("aria-invalid", "true")
        why.fill("Hôm nay phòng trống")
        button(head, "Save").last.click()
        expect(head).to_have_url(re.compile(f"{session}#part-"))


def check_in(teacher: Page) -> None:
    """One touch on the page of today."""
    todo(teacher, "I am here").click()
    expect(teacher.locator("[data-done]:visible")).to_contain_text(
        "Đã ghi thầy cô có mặt lúc"
    )


def attend_at_the_desk(head: Page, session: str) -> None:
    """The others are ticked by name; then the session was held."""
    head.goto(f"{session}diem-danh-ho/")
    names = head.locator("input[name=here]")
    expect(names).to_have_count(5)
    for number in range(5):
        names.nth(number).check()
    expect(head.locator("[data-roster-count]")).to_have_text("5 / 5")
    expect(head.locator("[data-unsent-count]")).to_be_empty()
    head.goto(session)
    link(head, "Mark as held").first.click()
    button(head, "Mark as held").click()
    expect(head.get_by_role("main")).to_contain_text(
        vi("The session is marked as held.")
    )


def write_minutes(head: Page, session: str) -> str:
    """The minutes of the lesson, what was agreed, and off to the schools; gives their path."""
    head.goto(f"{session}bien-ban/")
    button(head, "Write the minutes").nth(1).click()
    head.locator('[data-block="strength"] .blank textarea').fill(STRENGTH)
    expect(head.locator("[data-saved]")).to_contain_text(re.compile(r"Đã lưu lúc \d"))
    present = head.get_by_label(HEADINGS["present"], exact=True)
    assert len(present.input_value().splitlines()) == 5
    link(head, "Write what was agreed, who does it and by when").click()
    agreed = head.locator("[data-row]")
    button(head, "Add a row").click()
    for number, (what, who) in enumerate(
        [(SHEETS, "THCS Pa Sương"), (EXAM, "THCS Nậm Xuân; THCS Pa Sương")]
    ):
        field(agreed.nth(number), "What is to be done").fill(what)
        field(agreed.nth(number), "Who sees to it").fill(who)
    button(head, "Save").last.click()
    # Back at the minutes, where the words stand already.
    expect(head).to_have_url(re.compile("/bien-ban/[0-9]+/soan/#decisions"))
    expect(head.get_by_role("main")).to_contain_text(EXAM)
    button(head, "Send to the schools").click()
    button(head, "Send to the schools").click()
    expect(head).to_have_url(re.compile("/bien-ban/[0-9]+/(#|$)"))
    button(head, "Confirm the minutes").click()
    return path_of(head)


def confirm(principal: Page) -> None:
    """Two presses: read, and confirm."""
    todo(principal, "Read and confirm").click()
    expect(principal.get_by_role("main")).to_contain_text(STRENGTH)
    button(principal, "Confirm the minutes").click()
    expect(button(principal, "Confirm the minutes")).to_have_count(0)


def freeze(head: Page, minutes: str) -> None:
    """When all have confirmed, so does the chair; then nothing changes any more, and it is printed."""
    head.goto(minutes)
    button(head, "Confirm for good").click()
    expect(head.get_by_role("main")).to_contain_text(
        vi("The minutes are confirmed; they do not change any more.")
    )
    expect(button(head, "Confirm for good")).to_have_count(0)
    link(head, "Print the minutes").click()
    button(head, "Make the paper").click()
    said = reading.text(downloaded(head, "Download PDF").read_bytes())
    for words in ("BIÊN BẢN", STRENGTH, SHEETS, EXAM, TEACHER):
        assert words in " ".join(said.split())


def follow_up(head: Page, owner: Page) -> None:
    """One thing is done by its owner, one becomes an exam in one press; the next session has on its
    agenda what is open."""
    todo(owner, "See the tasks").click()
    link_of(owner, SHEETS).click()
    field(owner, "What came of it").fill("Đã gửi cho năm trường")
    button(owner, "Done").click()
    expect(owner.get_by_role("main")).to_contain_text("Đã gửi cho năm trường")

    head.goto("/viec-da-thong-nhat/")
    link_of(head, EXAM).click()
    button(head, "Make the draft of the joint exam").click()
    main = head.get_by_role("main")
    expect(main).to_contain_text(vi("Joint survey exam"))
    for day in ("31/03/", "01/04/"):
        expect(main).to_contain_text(day)

    head.goto("/cum/1/ke-hoach/")
    head.get_by_role("main").get_by_role("link", name=re.compile("20")).first.click()
    rounds = region(head, "Rounds")
    rounds.get_by_role("button", name=re.compile(vi("Schedule it"))).first.click()
    agenda = region(head, "Still open from earlier sessions")
    expect(agenda).to_contain_text(EXAM)
    expect(agenda).not_to_contain_text(SHEETS)


def link_of(page: Page, words: str) -> Locator:
    return page.get_by_role("main").get_by_role("link", name=words)
