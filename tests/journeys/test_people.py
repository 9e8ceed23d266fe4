"""The office notes an authority and who serves it; a principal lets somebody stand in. On the narrowest
phone, and each thing shown before it is pressed."""

import re
from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.journeys.steps import button, field, link, path_of, sign_in, today
from tests.journeys.test_screens import NARROW, TOO_WIDE


def look(page: Page, path: str) -> None:
    page.goto(path)
    assert path_of(page) == path
    fits(page)


def fits(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert page.evaluate(TOO_WIDE) == [], path_of(page)


def test_an_office_is_noted_served_and_passes_on(new_page: Callable[..., Page]):
    page = new_page(viewport=NARROW)
    sign_in(page, "Cán bộ Sở", at="/co-quan/moi/")
    fits(page)
    field(page, "Name as it is printed").fill(
        "Phòng Văn hóa - Xã hội phường Thử Nghiệm"
    )
    field(page, "Kind").select_option("commune_office")
    button(page, "Save").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thử Nghiệm")
    fits(page)
    authority = path_of(page)
    look(page, f"{authority}sua/")
    page.goto(authority)
    link(page, "Add an officer").click()
    fits(page)
    field(page, "Full name").fill("Quàng Thị Hoa")
    button(page, "Save").click()
    fits(page)
    expect(page.get_by_role("main")).to_contain_text("Quàng Thị Hoa")
    page.goto(authority)
    page.get_by_role("link", name=re.compile("Quàng Thị Hoa")).last.click()
    assert path_of(page).endswith("/thoi/")
    fits(page)
    look(page, f"{authority}ke-thua/")
    page.get_by_role("checkbox").first.check()
    field(page, "From which day on").fill(today())
    button(page, "See what will happen").click()
    fits(page)
    main = page.get_by_role("main")
    expect(main).to_contain_text("Quàng Thị Hoa")
    button(page, "Note this change").click()
    assert path_of(page) == authority
    fits(page)


def test_a_principal_lets_somebody_stand_in(new_page: Callable[..., Page]):
    page = new_page(viewport=NARROW)
    sign_in(page, "Hiệu trưởng", at="/truong-toi/")
    link(page, "Standing in for the principal").click()
    fits(page)
    last = timezone.localdate() + timedelta(days=40)
    page.locator("select[name=to]").select_option(index=1)
    field(page, "First day").fill((last - timedelta(days=9)).isoformat())
    field(page, "Last day").fill(last.isoformat())
    button(page, "Let them stand in").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text(f"{last:%d/%m/%Y}")
    fits(page)
    page.locator("a[href$='/thoi/']").last.click()
    fits(page)
    page.reload()  # looking opened every menu
    button(page, "Take back").click()
    expect(main.locator("a[href$='/thoi/']")).to_have_count(1)
