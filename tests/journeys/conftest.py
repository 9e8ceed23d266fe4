"""Browser and site of the journeys: a real Chromium against what `make run` starts."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.running import ROOT, Started

SCREENSHOTS = ROOT / "build" / "screenshots"
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}

# Two processors shared with a worker that prints: patience costs nothing when all is well.
expect.set_options(timeout=15_000)


# A page that is left breaks off what it was asking for. A question that failed says
# `htmx:responseError` or `htmx:sendError` besides.
LEFT = r"htmx:(sendAbort|afterRequest), "


@dataclass
class Faults:
    """What the browser complained about: console errors, policy violations, exceptions."""

    found: list[str] = field(default_factory=list)
    # Patterns of complaints that the journey provokes on purpose (a 403, a dead network).
    expected: list[str] = field(default_factory=list)

    def expect(self, pattern: str) -> None:
        self.expected.append(pattern)

    def unexpected(self) -> list[str]:
        return [
            fault
            for fault in self.found
            if not any(re.search(pattern, fault) for pattern in (LEFT, *self.expected))
        ]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    report = yield
    setattr(item, f"report_{report.when}", report)
    return report


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    """The app as `make run` starts it, with the demonstration data, for all journeys of a process."""
    folder = tmp_path_factory.mktemp("site")
    with Started(folder / "var", patience=180) as started:
        started.ready().worker_ready()
        yield started
        assert started.stop() == 0
        assert "Traceback" not in started.output(), started.output()


@pytest.fixture
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    """A start without demonstration data."""
    folder = tmp_path_factory.mktemp("empty")
    with Started(
        folder / "var", environment={"CHUNGTAY_DEMO": "0"}, patience=180
    ) as started:
        yield started.ready()


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
def new_page(
    browser: Browser, site: Started, faults: Faults, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """`new_page(viewport=…, java_script_enabled=…)` is a page of a fresh browser profile at the site.

    After the journey every page is asked for what went wrong; a failed one leaves a screenshot.
    """
    contexts: list[BrowserContext] = []
    pages: list[Page] = []

    def make(**options: object) -> Page:
        context = browser.new_context(
            **{
                "base_url": site.url,
                "locale": "vi-VN",
                "timezone_id": "Asia/Ho_Chi_Minh",
                "viewport": DESK,
                **options,
            }
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda said: (
                faults.found.append(f"{page.url}: {said.text}")
                if said.type == "error"
                else None
            ),
        )
        page.on("pageerror", lambda error: faults.found.append(f"{page.url}: {error}"))
        pages.append(page)
        return page

    yield make
    failed = (
        getattr(request.node, "report_call", None) and request.node.report_call.failed
    )
    for number, page in enumerate(pages):
        if failed and not page.is_closed():
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            name = re.sub(r"[^\w-]+", "-", request.node.nodeid.split("/")[-1])
            page.screenshot(path=SCREENSHOTS / f"{name}-{number}.png", full_page=True)
    for context in contexts:
        context.close()
    if not failed:
        assert faults.unexpected() == []


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A desk: 1280 pixels."""
    return new_page()


@pytest.fixture
def phone(new_page: Callable[..., Page]) -> Page:
    """A phone: 390 pixels, touch."""
    return new_page(viewport=PHONE, has_touch=True, is_mobile=True)


@pytest.fixture
def plain(new_page: Callable[..., Page]) -> Page:
    """A browser without JavaScript."""
    return new_page(java_script_enabled=False)
