"""What the pages weigh: HTML in gzip, and everything that a first visit to a session fetches."""

import gzip
import re
from datetime import timedelta
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from sessions.models import Attendance
from tests import builders

STATIC = Path(settings.BASE_DIR) / "static"
PHONE, DESK = 7_000, 14_000
# Fetched by the style sheet on every page: the interface's two weights and the digits.
FONTS = ("fonts/sans-400.woff2", "fonts/sans-600.woff2", "fonts/num.woff2")


def in_gzip(html: str) -> int:
    return len(gzip.compress(html.encode(), 6))


def on_the_wire(name: str) -> int:
    """As whitenoise serves it: brotli, fonts as they are."""
    content = (STATIC / name).read_bytes()
    if name.endswith((".woff2", ".png")):
        return len(content)
    return len(brotli.compress(content, quality=11))


@pytest.fixture
def full(world):
    """A month as a cluster has it: 20 sessions, one of today with three lessons and 30 people."""
    day = timezone.localdate()
    topics = (
        "Áp suất chất lỏng. Áp suất khí quyển",
        "Thầy bói xem voi: đọc hiểu truyện ngụ ngôn",
        "Dãy số có quy luật trong thực tế",
        "Unit 5: Natural wonders of Viet Nam",
    )
    places = {
        "cluster": world.north,
        "host": world.host,
        "schools": [world.host, world.guest],
        "by": world.cluster_head,
    }
    for number in range(20):
        builders.make_exchange(
            title=f"{topics[number % 4]}, lần {number}",
            state="scheduled" if number % 2 else "held",
            on=day.replace(day=1) + timedelta(days=number),
            **places,
        )
    exchange = builders.make_exchange(
        title=topics[0], state="scheduled", on=day, **places
    )
    for number in range(3):
        builders.make_lesson(
            exchange, klass=f"8A{number}", topic=topics[number], teacher=world.teacher
        )
    names = (
        "Vàng Thị Mai",
        "Lường Văn Sơn",
        "Quàng Văn Tuấn",
        "Cà Thị Bình",
        "Mùa A Dơ",
    )
    for number in range(30):
        entry = builders.make_roster_entry(
            exchange,
            f"{names[number % 5]} {number}",
            unit=exchange.units.all()[number % 2],
            title_as_printed="Giáo viên",
        )
        if number % 3:
            Attendance.objects.create(
                entry=entry,
                part=exchange.parts.get(),
                how="button",
                at=timezone.now(),
            )
    builders.make_roster_entry(exchange, world.teacher)
    return exchange


@pytest.mark.parametrize(
    ("who", "page", "most"),
    [
        ("teacher", "today", PHONE),
        ("teacher", "session", PHONE),
        ("teacher", "sessions:calendar", PHONE),
        ("teacher", "lessons:mine", PHONE),
        ("teacher", "lessons:plan_upload", PHONE),
        ("cluster_head", "today", DESK),
        ("cluster_head", "session", DESK),
        ("cluster_head", "sessions:calendar", DESK),
        ("cluster_head", "sessions:list", DESK),
        ("officer", "today", DESK),
        ("officer", "sessions:list", DESK),
    ],
)
def test_html_stays_within_its_budget(world, signed_in, full, who, page, most):
    args = {
        "session": [full.pk],
        "lessons:plan_upload": [full.lessons.first().pk],
    }.get(page, [])
    answer = signed_in(getattr(world, who)).get(reverse(page, args=args))
    assert answer.status_code == 200
    assert in_gzip(answer.text) <= most


def test_a_first_visit_to_a_session_stays_within_the_desks_budget(
    world, signed_in, full
):
    """110 KB without photos: the page, its style, scripts, icons and the fonts they bring."""
    html = signed_in(world.cluster_head).get(reverse("session", args=[full.pk])).text
    names = set(re.findall(r'(?:href|src)="/static/([^"#?]+)', html))
    fetched = {name for name in names if not name.startswith("manifest")}
    fetched -= {"img/icon-192.png"}  # only when a phone installs it
    total = in_gzip(html) + sum(on_the_wire(name) for name in [*fetched, *FONTS])
    assert total <= 110_000


def test_a_session_of_a_hundred_and_fifty_people_stays_within_its_budget(
    world, signed_in, full
):
    for number in range(120):
        builders.make_roster_entry(
            full, f"Nguyễn Thị Phương {number}", unit=full.units.first()
        )
    answer = signed_in(world.cluster_head).get(reverse("session", args=[full.pk]))
    assert in_gzip(answer.text) <= DESK
