"""A small server with the style guide, and a real Chromium to look at it. No database is needed."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from playwright.sync_api import Browser, Page

from tests.face import guide


class Silent(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    with override_settings(ROOT_URLCONF="tests.face.guide"):
        server = ThreadedWSGIServer(("127.0.0.1", 0), Silent)
        server.set_app(StaticFilesHandler(get_wsgi_application()))
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A phone's page with a strict policy; a fault of ours in the console fails the test."""
    guide.seen.reset()
    context = browser.new_context(viewport={"width": 390, "height": 800})
    tab = context.new_page()
    faults: list[str] = []
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.on(
        "console",
        lambda line: (
            faults.append(line.text) if "Content Security Policy" in line.text else None
        ),
    )
    yield tab
    context.close()
    assert faults == []
