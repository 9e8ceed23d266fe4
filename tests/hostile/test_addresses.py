"""What stands in an address: searches, filters, months, numbers, codes."""

from urllib.parse import quote

import pytest

from tests.hostile.inputs import (
    LONG,
    SCRIPT,
    TEXTS,
    counts,
    shown_typed,
    vietnamese,
    words_of,
)

FILTERS = [
    "/hoat-dong/?cum=abc", "/hoat-dong/?cum=999999999999999999999", "/hoat-dong/?thang=2026-13",
    "/hoat-dong/?thang=0000-00", "/hoat-dong/?trang=-1", "/hoat-dong/?trang=9999999",
    "/hoat-dong/?nam=%00", "/hoat-dong/?tt=%3Cscript%3E", "/hoat-dong/?loai=khong-co",
    "/hoat-dong/?truong=-1", "/lich/2026/13/", "/lich/0/1/", "/lich/99999/1/", "/lich/9999/12/",
    "/lich/1/1/", "/lich/2026/11/?cum=x&mon=x", "/ban-tin/?tt=x&trang=x", "/ban-tin/?q=%00",
    "/so-ban-tin/?trang=x", "/cum/?q=%F0%9F%8E%89", "/?thang=2026-99", "/hoat-dong/moi/?ngay=31/02",
    "/hoat-dong/moi/nghien-cuu-bai-hoc/?ngay=2026-02-31", "/hoat-dong/moi/khong-co/",
    "/hoat-dong/999999999999999999999/", "/D/%3Cscript%3E", "/D/KHONGCO", "/B/KHONGCO",
    "/anh/1/999", "/hoat-dong/%2e%2e/etc/passwd",
]  # fmt: skip


@pytest.fixture
def reader(world, signed_in):
    return signed_in(world.cluster_head)


@pytest.mark.parametrize("page", ["/hoat-dong/", "/ban-tin/"])
@pytest.mark.parametrize("name", sorted(set(TEXTS) - {"long"}))
def test_a_strange_search_finds_nothing_and_stays_in_its_field(
    reader, tried, page, name
):
    before = counts()
    answer = reader.get(page, {"q": TEXTS[name]})
    assert answer.status_code == 200
    assert SCRIPT not in answer.text
    assert shown_typed(answer, TEXTS[name])
    assert counts() == before
    tried()


@pytest.mark.parametrize("page", ["/hoat-dong/", "/ban-tin/"])
def test_a_search_without_end_is_answered(reader, tried, page):
    answer = reader.get(f"{page}?q={quote(LONG)}")
    assert answer.status_code in {200, 400, 414}
    tried()


@pytest.mark.parametrize("address", FILTERS)
def test_a_strange_address_is_a_page_or_a_404_in_words(reader, tried, address):
    before = counts()
    answer = reader.get(address)
    assert answer.status_code in {200, 302, 404}
    if answer.status_code == 404:
        assert vietnamese("There is no page here") in words_of(answer)
    assert "<script>alert" not in answer.text
    assert counts() == before
    tried()
