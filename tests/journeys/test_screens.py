"""Every page on the narrowest phone, and the main ones under axe: nothing wider, nothing unnamed."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from urllib.parse import urljoin, urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import Page, expect

from reports import zalo
from tests import figures
from tests.journeys import states
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.steps import (
    button,
    draft_news,
    hand_in_plan,
    path_of,
    session_named,
    session_of_today,
    sign_in,
)

NARROW = {"width": 320, "height": 700}

# Addresses that answer only to a press (POST).
PRESSED = {
    "accounts:language", "accounts:sign_out",
    "sessions:remind", "sessions:withdraw", "sessions:take_back_request",
    "sessions:answer_request", "sessions:issue_link", "sessions:revoke_link",
    "accounts:notice_open", "accounts:notices_read", "accounts:forget_phone",
    "sessions:marks", "sessions:remember", "sessions:ask_correction",
    "sessions:decide_correction",
    "reports:bulletin_approve", "reports:bulletin_gather", "reports:news_again",
    "reports:news_autosave", "reports:news_draft", "reports:news_print",
    "reports:news_publish", "reports:paper_retry", "reports:photo_consent", "reports:photo_move",
    "reports:photo_upload", "reports:news_restore", "sessions:link", "clusters:import_answer",
    "clusters:invite_all", "clusters:invite_leaders", "clusters:slip_revoke",
    "sessions:hand_over", "sessions:plan_copy", "sessions:plan_schedule",
    "sessions:minutes_answer", "sessions:minutes_cells", "sessions:minutes_confirm",
    "sessions:minutes_pages", "sessions:minutes_respond", "sessions:decision_exam",
    "lessons:comment", "lessons:comment_take_back", "lessons:comment_answer",
    "lessons:plan_keep", "lessons:page_add", "lessons:page_arrange", "lessons:reading_answer", "lessons:bank_take_out", "lessons:bank_put_back",
    "lessons:observation_share", "lessons:criteria_retire",
}  # fmt: skip
# Files, drawings and fragments, which have no width of their own.
FILES = {
    "health", "clusters:import_template", "clusters:import_left", "lessons:revision_file", "lessons:page_image", "lessons:bank_file", "reports:paper_pdf", "reports:paper_docx",
    "reports:paper_page", "reports:photo_file", "reports:news_paper", "reports:bulletin_paper",
    "reports:bulletin_body", "sessions:minutes_file", "sessions:suggest", "sessions:suggest_new",
    "sessions:desk_live", "sessions:presence_file",
    "sessions:feed", "sessions:download",
    "sessions:clashes_of_new", "sessions:clashes_of_form",
}  # fmt: skip
# Shown only in a state that another journey makes; that journey measures them.
ELSEWHERE = {
    "clusters:first_run": "test_first_run.py",
    "clusters:invitations_print": "test_first_run.py",
    "clusters:sign_in_name": "test_first_run.py",
    "clusters:school_invitations": "test_first_run.py",
    "clusters:school_invitations_print": "test_first_run.py",
    "accounts:slip": "test_first_run.py",
    "clusters:import": "test_lists.py",
    "clusters:import_drop": "test_lists.py",
    "accounts:no_mail": "test_notices.py",
    "clusters:authority_edit": "test_people.py",
    "clusters:authority_end": "test_people.py",
    "clusters:officer_end": "test_people.py",
    "clusters:officer_slip": "test_people.py",
    "clusters:delegation_end": "test_people.py",
    "clusters:partnership": "test_agreements.py",
    "clusters:partnership_edit": "test_agreements.py",
    "clusters:partnership_signed": "test_agreements.py",
    "clusters:partnership_end": "test_agreements.py",
    "sessions:agreement": "test_agreements.py",
    "sessions:door_by_link": "test_presence.py",
    "lessons:lesson_feedback": "test_feedback.py",
    "lessons:read_first": "test_feedback.py",
    "lessons:revision_read": "test_typed_plans.py",
    "lessons:plan_pages": "test_photographed.py",
    "reports:lesson_paper": "test_typed_plans.py",
    "lessons:observe": "test_observe.py",
    "lessons:observation_words": "test_observe.py",
    "lessons:criteria_version": "test_observe.py",
    "lessons:observation_note": "test_observe.py",
    "sessions:delete": "test_agreements.py",
    "sessions:reply": "test_answers.py",
    "sessions:send_instead": "test_answers.py",
    "sessions:requests": "test_answers.py",
    "sessions:answers": "test_answers.py",
    "sessions:seats": "test_answers.py",
    "sessions:links": "test_answers.py",
    "sessions:link_slips": "test_answers.py",
    "sessions:link_shown": "test_answers.py",
    "sessions:personal": "test_answers.py",
    "reports:news_conflict": "test_writing.py",
    "reports:news_revision": "test_writing.py",
    "reports:news_own_draft": "test_writing.py",
    "reports:news_drop_draft": "test_writing.py",
}
# Only lead on to another address: nothing of their own is shown.
PASSING_ON = {"sessions:calendar", "reports:news_short", "clusters:my_school"}
# What is noted of a school from a day on, each on a page of its own.
CHANGES = ["ngung", "sap-nhap", "co-quan", "doi-ten", "chuyen-cum", "hieu-truong"]
NO_PAGE = re.compile(
    r"^/(admin|static|suc-khoe|anh/\d+/([0-9a-f]{12}-)?(print|screen|thumb)|ban-in/|bien-ban/tep/|bai-day/\d+/ban-\d+/$|bai-day/trang/|ngan-hang/\d+/tep/$"
    r"|hoat-dong/\d+/diem-danh-ho/\d+/co-mat|danh-sach/.*[.]xlsx$"
    r"|hoat-dong/\d+/lich\.ics$|lich/\w{64}\.ics$)"
)
# Of these every one is opened: what they lead to depends on their state.
MANY = {
    "/hoat-dong/#/",
    "/hoat-dong/#/anh/",
    "/truong/#/nguoi/",
    "/ban-tin/#/",
    "/bien-ban/#/",
    "/viec-da-thong-nhat/#/",
    "/hoat-dong/#/bien-ban/",
    "/co-quan/#/",
}

TOO_WIDE = """() => {
    document.querySelectorAll('details').forEach(one => one.open = true)
    const room = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= room) return []
    return [...document.querySelectorAll('body *')]
        .filter(one => one.getBoundingClientRect().right > room + 1)
        .slice(0, 5).map(one => one.outerHTML.slice(0, 160))
}"""


def shape(path: str) -> str:
    """The address with every number as #: pages of one shape come from one view."""
    return re.sub(r"\d+", "#", re.sub(r"^/[DdBb]/\w+", "/D/CODE", path))


def pages_from(page: Page, start: list[str], seen: Counter[str]) -> Iterator[str]:
    """Open page after page by their links, one of each shape, and yield its path while it is open.

    The addresses of `start` are opened whatever was seen before.
    """
    queue = list(start)
    met = set(queue)
    for number, path in enumerate(queue):
        most = 30 if shape(path) in MANY else 1
        if number >= len(start) and seen[shape(path)] >= most:
            continue
        seen[shape(path)] += 1
        answer = page.goto(path, wait_until="domcontentloaded")
        assert answer is not None
        assert answer.status == 200, (path, answer.status)
        yield path
        for href in page.eval_on_selector_all(
            "a[href]", "all => all.map(one => one.getAttribute('href'))"
        ):
            parts = urlsplit(urljoin(page.url, href))
            if parts.netloc != urlsplit(page.url).netloc or NO_PAGE.match(parts.path):
                continue
            if parts.path not in met:
                met.add(parts.path)
                queue.append(parts.path)


def routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """Every address of the app by its name, without the foreign administration."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            if one.app_name != "admin":
                yield from routes(one, f"{one.namespace}:" if one.namespace else before)
        elif isinstance(one, URLPattern) and one.name:
            yield before + one.name


def plan_of_the_year(page: Page) -> str:
    """The path of the plan in force of the own cluster."""
    page.goto("/cum/")
    page.get_by_role("main").locator("a[href^='/cum/']").first.click()
    page.goto(f"{path_of(page)}ke-hoach/")
    plan = page.locator("a[href*='/ke-hoach/20']").first.get_attribute("href")
    assert plan
    return plan


def school_of(page: Page) -> str:
    """The path of the school that this person leads."""
    page.goto("/truong-toi/")
    return path_of(page)


def until_a_bulletin_stands(page: Page) -> None:
    """The bulletins of the demonstration come with the first sweep after the start."""
    numbers = page.get_by_role("main").locator("a[href^='/so-ban-tin/']")
    for _ in range(90):
        page.goto("/so-ban-tin/")
        if numbers.count():
            return
        page.wait_for_timeout(1000)
    expect(numbers).not_to_have_count(0)


def test_every_page_fits_a_screen_of_320_pixels(new_page: Callable[..., Page]):
    seen: Counter[str] = Counter()
    visited: set[str] = set()
    wide: list[tuple[str, list[str]]] = []

    def walk(page: Page, start: list[str]) -> None:
        for path in pages_from(page, start, seen):
            # Who is sent on has seen the page where that ends, and no other.
            visited.add(resolve(path_of(page)).view_name)
            if found := page.evaluate(TOO_WIDE):
                wide.append((path, found))
            assert page.locator("h1").count() == 1, path

    def walk_on(looks: Iterator[states.Look]) -> None:
        for page, start in looks:
            walk(page, start)

    stranger = new_page(viewport=NARROW)
    walk(stranger, ["/dang-nhap/", "/vao/", "/diem-danh/"])
    head = new_page(viewport=NARROW)
    sign_in(head, "Cụm trưởng Cụm khu Đông")
    session_named(head, "Giao lưu chuyên môn Tiếng Anh")
    article = draft_news(head)
    short_news = f"/B/{zalo.code_of(int(article.split('/')[2]))}"
    title = "Tiết dạy để xem màn hình"
    session = session_of_today(head, title, with_teacher="Vũ Thị Lan Anh")
    names = f"{session}ten/"
    walk(head, [f"{session}diem-danh-ho/"])
    clashes = f"{session}trung-lich/"
    walk(
        head,
        [
            "/",
            article,
            f"{article}gui/",
            short_news,
            "/hoat-dong/moi/",
            names,
            clashes,
            "/viec-da-thong-nhat/",
        ],
    )
    teacher = new_page(viewport=NARROW)
    sign_in(teacher, "Giáo viên")
    plan = hand_in_plan(teacher)
    upload = teacher.locator("a[href$='/nop/']").first.get_attribute("href")
    assert upload
    settling = ("thong-nhat/", "tra-lai/", "mo-lai/", "nguoi-doc/")
    walk(head, [plan, *(f"{plan}{page}" for page in settling)])
    walk(
        teacher,
        [
            upload.replace("/nop/", "/dieu-chinh/"),
            upload.replace("/nop/", "/gop-y/"),
            f"{session}gop-y/",
            f"{session}phieu-gop-y/",
        ],
    )
    walk(head, [f"{session}gop-y/ket-qua/"])
    teacher.goto(session)
    short = "".join(teacher.locator(".code").first.inner_text().split())
    own = path_of(teacher)
    at_the_door = [f"/D/{short}", f"/DD/{short}"]
    walk(stranger, at_the_door)
    walk(
        teacher,
        [
            "/",
            "/cua-toi/",
            "/cua-toi/giay-xac-nhan/2026-2027/",
            "/lich/",
            plan,
            f"{plan}so-sanh/",
            own,
            f"{own}diem-danh/",
            *at_the_door,
        ],
    )
    head.goto(f"{plan}thong-nhat/")
    button(head, "Agree revision %(n)s", n=1).click()
    walk(teacher, [plan.replace("/bai-day/", "/ngan-hang/")])
    principal = new_page(viewport=NARROW)
    sign_in(principal, "Hiệu trưởng")
    secretary = new_page(viewport=NARROW)
    sign_in(secretary, "Thư ký")
    confirmed = session_named(head, "Dạy đọc hiểu văn bản nghị luận")
    walk_on(states.minutes_sent_round(head, principal, session))
    walk_on(states.minutes_opened_again(head, confirmed))
    walk_on(states.decision_in_every_state(head, session))
    plan_of_ours = plan_of_the_year(head)
    walk_on(states.plan_in_every_state(secretary, head, plan_of_ours))
    school = school_of(principal)
    officer = new_page(viewport=NARROW)
    sign_in(officer, "Cán bộ Sở")
    until_a_bulletin_stands(officer)
    walk(
        officer,
        [
            "/",
            "/cum/",
            "/so-ban-tin/",
            "/cum/ke-hoach/",
            "/co-quan/",
            f"{plan_of_ours.partition('ke-hoach/')[0]}co-quan/",
            f"{school}thay-doi/",
            *(f"{school}{change}/" for change in CHANGES),
        ],
    )

    assert wide == []
    kept_apart = PRESSED | FILES | PASSING_ON | set(ELSEWHERE)
    missing = set(routes()) - visited - kept_apart
    assert not missing, f"not visited: {', '.join(sorted(missing))}"


RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    }
}


def complaints(page: Page) -> list[str]:
    """What axe-core says against the open page, one line for each rule and first element."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{path_of(page)}: {one['id']} {one['nodes'][0]['html'][:160]}" for one in found
    ]


def of_the_desk(page: Page) -> list[str]:
    """Whoever heads a cluster: the session and its pages, minutes, plan."""
    held = session_named(page, "Tìm quy luật của dãy số")
    news = page.locator("#news a[href^='/ban-tin/']").first.get_attribute("href")
    assert news
    page.goto(f"{held}bien-ban/")
    minutes = page.locator("main a[href^='/bien-ban/']").first.get_attribute("href")
    assert minutes
    minutes = minutes.removesuffix("soan/")
    plan = plan_of_the_year(page)
    return [
        "/", "/lich/", "/hoat-dong/", held, f"{held}tiet-day/", f"{held}thanh-phan/",
        "/hoat-dong/moi/", "/hoat-dong/moi/nghien-cuu-bai-hoc/", f"{held}anh/",
        "/ban-tin/", news, f"{news}soan/", "/so-ban-tin/", "/cum/", "/tai-khoan/",
        f"{held}bien-ban/", minutes, f"{minutes}soan/", f"{minutes}gui/",
        plan, f"{plan}bang/", f"{plan}dan/", "/viec-da-thong-nhat/", "/thong-bao/",
    ]  # fmt: skip


def of_the_office(page: Page, school: str) -> list[str]:
    """Whoever serves at an authority: authorities, and what is noted of a school."""
    page.goto("/co-quan/")
    authority = page.locator("main tbody a").first.get_attribute("href")
    assert authority
    return [
        "/", "/co-quan/", "/co-quan/moi/", authority, f"{authority}can-bo/moi/",
        "/cum/ke-hoach/", f"{school}thay-doi/",
        *(f"{school}{change}/" for change in CHANGES),
    ]  # fmt: skip


def of_a_guest(head: Page, session: str, code: str) -> list[str]:
    """Without an account: the code on the wall, a link to answer by, a link to check in by."""
    found = [f"/DD/{code}", f"/D/{code}", "/L/AAAAAAAAAA"]
    for links, kind in (("lien-ket/", "L"), ("diem-danh-ho/lien-ket/", "DD/L")):
        head.goto(f"{session}{links}")
        make = head.get_by_role("main").locator("form button.btn-quiet").first
        if make.count():
            make.click()
            head.goto(f"{session}{links}")
        if show := head.locator("a[href*='/lien-ket/e'], a[href*='/lien-ket/u']").all():
            show[0].click()
        text = head.locator("textarea").first.input_value()
        address = re.search(rf"https?://[^/]+(/{kind}/\w+)", text)
        assert address, text
        found.append(address[1])
    return found


def test_axe_finds_nothing_on_the_main_pages(new_page: Callable[..., Page], faults):
    """WCAG 2.0 to 2.2, A and AA. The policy would stop axe, so it has contexts of its own."""
    faults.expect("/L/AAAAAAAAAA: .*404")
    found: list[str] = []
    today = ""

    def look(page: Page, paths: list[str]) -> None:
        nonlocal found
        for path in paths:
            page.goto(path)
            assert page.locator("h1").count() == 1, path
            found += complaints(page)

    for screen in (DESK, PHONE):
        # High enough that no bar at the lower edge lies over what is measured.
        view = {"viewport": {**screen, "height": 3000}, "bypass_csp": True}
        page = new_page(**view)
        look(page, ["/dang-nhap/", "/diem-danh/"])
        sign_in(page, "Cụm trưởng Cụm khu Đông")
        today = today or session_of_today(
            page, "Tiết dạy để nghe màn hình", with_teacher="Vũ Thị Lan Anh"
        )
        wall = f"{today}ma-diem-danh/"
        look(page, [*of_the_desk(page), f"{today}tra-loi/", f"{today}lien-ket/"])
        look(page, [f"{today}diem-danh-ho/", wall])
        code = "".join(page.locator(".code").inner_text().split())
        guest = new_page(**view)
        look(guest, of_a_guest(page, today, code))
        look(page, [f"{today}diem-danh-ho/lien-ket/", f"{today}lien-ket/in/"])
        principal = new_page(**view)
        sign_in(principal, "Hiệu trưởng")
        school = school_of(principal)
        principal.goto(today)
        reply = principal.locator("a[href*='/tra-loi/']").first.get_attribute("href")
        assert reply
        look(
            principal,
            ["/", "/de-nghi/", reply, f"{school}uy-quyen/", f"{school}nguoi/"],
        )
        officer = new_page(**view)
        sign_in(officer, "Cán bộ Sở")
        look(officer, of_the_office(officer, school))
        teacher = new_page(**view)
        sign_in(teacher, "Giáo viên")
        look(teacher, ["/", "/bai-day/", f"{today}diem-danh/", f"/DD/{code}"])
    figures.record("axe_violations", len(found))
    assert found == []
