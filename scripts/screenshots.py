"""`make screenshots`: the two pictures of the README, from a site with the demonstration data.

The site is started as `make run` does, in a temporary folder and on a free port. One picture is the
page of a session as its cluster's secretary sees it, the other the first page of its news report.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "scripts"))

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402
from testing import packages  # noqa: E402

from tests.running import Started, plain_environment  # noqa: E402

FOLDER = ROOT / "docs" / "img"
SECRETARY = "0900000006"
PASSWORD = "chungtay2026"
DESK = {"width": 1280, "height": 960}
REPORT = "000"  # the document whose report is shown begins with this


def signed_in(browser: Browser, url: str, name: str) -> Page:
    page = browser.new_context(
        base_url=url, locale="vi-VN", viewport=DESK, color_scheme="light"
    ).new_page()
    page.goto("/dang-nhap/")
    page.locator("form input:not([type=hidden])").first.fill(name)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("main button[type=submit], .door button[type=submit]").first.click()
    page.wait_for_url(lambda address: "/dang-nhap/" not in address)
    return page


def session_page(page: Page) -> None:
    """The session with the most on its page among those that the list shows."""
    page.goto("/hoat-dong/")
    links = page.locator("main a").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    found = [link for link in links if re.fullmatch(r"/hoat-dong/\d+/", link or "")]
    sizes = {}
    for link in dict.fromkeys(found):
        page.goto(link)
        sizes[link] = page.locator("main img").count() * 1000 + len(
            page.locator("main").inner_text()
        )
    best = max(sizes, key=lambda link: sizes[link])
    page.goto(best, wait_until="networkidle")
    page.screenshot(path=FOLDER / "session.png")


def first_page_of_the_report() -> None:
    subprocess.run(
        [sys.executable, "manage.py", "demo_reports"],
        cwd=ROOT,
        check=True,
        env=plain_environment(),
    )
    (report,) = (ROOT / "build" / "demo-reports").glob(f"{REPORT}_*.pdf")
    subprocess.run(
        ["pdftoppm", "-png", "-singlefile", "-r", "90", str(report), str(FOLDER / "news")],
        check=True,
    )  # fmt: skip


def main() -> int:
    packages.install()
    FOLDER.mkdir(parents=True, exist_ok=True)
    os.umask(0o022)
    with tempfile.TemporaryDirectory(prefix="chungtay-pictures-") as folder:
        data = Path(folder) / "var"
        with (
            Started(data, patience=180) as site,
            sync_playwright() as playwright,
        ):
            site.ready().worker_ready()
            browser = playwright.chromium.launch(executable_path=packages.chromium())
            session_page(signed_in(browser, site.url, SECRETARY))
            browser.close()
    first_page_of_the_report()
    for picture in sorted(FOLDER.glob("*.png")):
        print(f"{picture.relative_to(ROOT)}: {picture.stat().st_size >> 10} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
