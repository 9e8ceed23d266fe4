"""What a page of a session weighs on a phone, measured on the server that people get."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests import figures
from tests.journeys.conftest import PHONE
from tests.journeys.steps import session_named, sign_in

FIRST_KB, FIRST_REQUESTS = 55, 10
# HTML in gzip, as served; brotli is for the static files.
REPEAT_KB, REPEAT_REQUESTS = 7, 2
SLACK_KB = 0.1


def weigh(page: Page, path: str) -> tuple[float, int]:
    """Kilobytes over the wire and requests that went there for one visit, photos not counted."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    weights: dict[str, float] = {}
    photos: set[str] = set()
    cached: set[str] = set()

    def answered(event: dict) -> None:
        response = event["response"]
        if response.get("fromDiskCache") or response.get("fromPrefetchCache"):
            cached.add(event["requestId"])
        if "/anh/" in response["url"]:
            photos.add(event["requestId"])

    session.on("Network.responseReceived", answered)
    session.on(
        "Network.requestServedFromCache", lambda one: cached.add(one["requestId"])
    )
    session.on(
        "Network.loadingFinished",
        lambda one: weights.update({one["requestId"]: one["encodedDataLength"]}),
    )
    page.goto(path, wait_until="networkidle")
    session.detach()
    counted = {
        key: size
        for key, size in weights.items()
        if key not in photos | cached and size
    }
    return sum(counted.values()) / 1000, len(counted)


def test_the_session_page_is_light_on_a_phone(new_page: Callable[..., Page]):
    teacher = new_page(viewport=PHONE, is_mobile=True, has_touch=True)
    sign_in(teacher, "Giáo viên")
    path = session_named(teacher, "Áp suất chất lỏng")
    cookies = teacher.context.cookies()
    fresh = new_page(viewport=PHONE, is_mobile=True, has_touch=True)
    fresh.context.add_cookies(cookies)
    first, requests = weigh(fresh, path)
    figures.record("session_page_kb_first", round(first, 1))
    repeat, again = weigh(fresh, path)
    assert first <= FIRST_KB + SLACK_KB
    assert requests <= FIRST_REQUESTS
    assert repeat <= REPEAT_KB + SLACK_KB
    assert again <= REPEAT_REQUESTS


def test_what_a_teacher_opens_most_is_light_on_a_phone(new_page: Callable[..., Page]):
    teacher = new_page(viewport=PHONE, is_mobile=True, has_touch=True)
    sign_in(teacher, "Giáo viên", at="/bai-day/")
    cookies = teacher.context.cookies()
    owed = teacher.locator("main a[href^='/tiet-day/'][href$='/nop/']").first
    upload = owed.get_attribute("href") or ""
    weighed = {}
    for path in (
        "/",
        "/bai-day/",
        upload,
        upload.replace("/nop/", "/soan/"),
        "/ngan-hang/",
        "/cua-toi/",
    ):
        fresh = new_page(viewport=PHONE, is_mobile=True, has_touch=True)
        fresh.context.add_cookies(cookies)
        first, requests = weigh(fresh, path)
        repeat, again = weigh(fresh, path)
        weighed[path] = (
            first <= FIRST_KB + SLACK_KB,
            requests <= FIRST_REQUESTS,
            repeat <= REPEAT_KB + SLACK_KB,
            again <= REPEAT_REQUESTS,
        )
        fresh.context.close()
    assert set(weighed.values()) == {(True,) * 4}, weighed
