"""What a messenger may show of a link: title, day and place; nothing of a draft, nobody's name."""

from datetime import date

import pytest
from django.urls import reverse
from lxml import html

from clusters.partial_dates import PartialDate
from sessions import actions, zalo
from sessions.previews import preview_of
from tests import builders
from tests.sessions.helpers import BEFORE, DAY, actor, in_state, part_row, scheduled
from tests.sessions.replies.helpers import guest_unit


def metas(page) -> dict[str, str]:
    found = html.fromstring(page.content.decode()).xpath("//meta[@property or @name]")
    return {one.get("property") or one.get("name"): one.get("content") for one in found}


def test_a_stranger_gets_title_day_and_place_and_the_door(world, client):
    exchange = scheduled(
        world, parts=[part_row(DAY, place_as_printed="phòng 12", site=world.host)]
    )
    page = client.get(f"/d/{exchange.code.lower()}")
    assert page.status_code == 200
    told = metas(page)
    assert told["og:title"] == "Áp suất chất lỏng"
    assert told["og:description"] == (
        "Thứ Năm, ngày 26/11/2026, 13:30, phòng 12, PTDTBT THCS Nậm Xuân"
    )
    assert told["robots"] == "noindex"
    assert page["X-Robots-Tag"] == "noindex"
    for secret in ("Vàng Thị Mai", "Dương Quốc Đạt", "0912"):
        assert secret not in page.text
    assert client.head(f"/D/{exchange.code}").status_code == 200


@pytest.mark.parametrize("what", ["draft", "unknown"])
def test_a_draft_and_an_unknown_code_answer_alike_and_say_nothing(world, client, what):
    exchange = in_state(world, "draft")
    code = exchange.code if what == "draft" else "ZZZZZZ"
    answer = client.get(f"/D/{code}")
    assert answer.status_code == 302
    assert answer.url == f"{reverse('accounts:sign_in')}?next=/D/{code}"


def test_the_preview_of_a_personal_link_names_nobody(world, client):
    exchange = scheduled(world)
    entry = builders.make_roster_entry(
        exchange, "Vì Thị Lan", unit=guest_unit(world, exchange)
    )
    for whose in ({"entry": entry}, {"unit": guest_unit(world, exchange)}):
        link = actions.issue_link(
            exchange=exchange, purpose="reply", by=actor(), now=BEFORE, **whose
        )
        exchange.parts.update(on="2099-11-26", on_sort=date(2099, 11, 26))
        page = client.get(reverse("sessions:personal", args=[link.code]))
        told = metas(page)
        assert told["og:title"] == "Áp suất chất lỏng"
        head = page.text.partition("</head>")[0]
        assert "Vì Thị Lan" not in head
        assert str(world.guest) not in head


def test_a_session_without_parts_has_its_own_day_and_long_titles_are_cut(world):
    exchange = scheduled(world)
    exchange.title = "Á" * 250
    exchange.on = PartialDate.parse("2026-12")
    preview = preview_of(exchange, [])
    assert preview.text == "tháng 12/2026"
    assert len(preview.title) == 200
    assert preview.title.endswith("Á…")


def test_the_preview_says_what_is_put_off_and_leaves_out_what_is_over(world):
    exchange = scheduled(world, parts=[part_row(DAY), part_row(DAY, starts_at=None)])
    first, second = exchange.parts.all()
    first.state = "held"
    words = "Thứ Năm, ngày 26/11/2026"
    assert preview_of(exchange, [first, second]).text == words
    second.state = "postponed"
    assert preview_of(exchange, [first, second]).text == f"Tạm hoãn ({words})"
    # Of what is over altogether the day stays.
    assert preview_of(exchange, [first]).text == f"{words}, 13:30"


def test_ready_texts_hold_day_place_and_link(world):
    exchange = scheduled(world, parts=[part_row(DAY, site=world.host)])
    parts = list(exchange.parts.select_related("site"))
    text = zalo.reminder(exchange, parts, ["THCS A", "THCS B"], date(2026, 11, 23), "U")
    assert text == (
        "Kính nhờ các trường sau trả lời lời mời dự: Áp suất chất lỏng\n"
        "Thời gian: Thứ Năm, 26/11/2026, 13 giờ 30, PTDTBT THCS Nậm Xuân\n"
        "Chưa có trả lời của:\n"
        "- THCS A\n"
        "- THCS B\n"
        "Hạn trả lời: Thứ Hai, 23/11/2026.\n"
        "\n"
        "Trả lời tại: U"
    )
    assert "Hạn trả lời" not in zalo.reminder(exchange, parts, ["A"], None, "U")
    text = zalo.check_in_message(exchange, parts, "U")
    assert text.startswith("Mời thầy cô điểm danh: Áp suất chất lỏng\nThời gian:")
    assert text.endswith(f"Điểm danh tại: U\nMã điểm danh: {exchange.code}")
    text = zalo.link_message(exchange, parts, "Bà Hiền", "U")
    assert text.startswith("Kính gửi Bà Hiền,\nTrân trọng kính mời dự:")
    assert "không cần đăng nhập: U" in text
