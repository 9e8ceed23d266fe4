"""The office: the month of the clusters, the rows behind a figure, the bulletin on paper."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.steps import (
    downloaded,
    link,
    path_of,
    sign_in,
    until_paper_is_ready,
    vi,
)
from tests.reports.rendering import reading


def test_the_officer_sees_the_month_and_reads_a_bulletin(page: Page, new_page):
    # Signing in is the month: no press needed. One press to the rows behind a figure.
    sign_in(page, "Cán bộ Sở")
    expect(page.get_by_role("heading", level=1)).to_contain_text("của các cụm")
    figure = page.locator(".kpis dd.big a").nth(2)
    schools = int(figure.inner_text())
    figure.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        vi("Schools that took part")
    )
    expect(page.get_by_role("rowheader")).to_have_count(schools)
    page.get_by_role("rowheader").get_by_role("link").first.click()
    assert path_of(page) == "/hoat-dong/"
    expect(page.get_by_role("main").get_by_role("listitem").first).to_be_visible()

    # The bulletin of a month: on the page, then as PDF.
    page.goto("/")
    link(page, "Bulletins").first.click()
    # Those of the month before are gathered within a minute of the first start.
    issue = page.get_by_role("main").locator("a[href^='/so-ban-tin/']")
    for _ in range(180):
        if issue.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    issue.first.click()
    until_paper_is_ready(page)
    paper = reading.text(downloaded(page, "Download PDF").read_bytes())
    assert re.search(r"tháng \d+", paper.lower())
