"""The calendar: on which day what stands, in which month, and for whom."""

from datetime import UTC, date, datetime, time

import pytest
from django.urls import reverse
from lxml import html

from clusters.models import Subject
from clusters.partial_dates import PartialDate
from sessions.calendar import month_of, visible_month
from sessions.filters import Filters
from sessions.models import ExchangeSession, Part
from tests import builders

NOVEMBER = date(2026, 11, 1)
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def shown(month) -> dict[str, list[str]]:
    """The month as a person reads it: day → titles, "?" for what has only the month."""
    days = {
        f"{day.day:%d/%m}": [
            f"{entry.part}. {entry.title}" if entry.part else entry.title
            for entry in day.entries
        ]
        for day in month.agenda
    }
    if month.undated:
        days["?"] = [entry.title for entry in month.undated]
    return days


def november(first=NOVEMBER):
    return month_of(ExchangeSession.objects.all(), first, today=TODAY)


@pytest.fixture
def make(world):
    def make(title: str, on=None, parts=(None,), **fields):
        """A session with its own date and parts on these dates (stored form, None is no date)."""
        exchange = builders.make_exchange(
            title=title,
            cluster=world.north,
            host=world.host,
            schools=[world.host, world.guest],
            on=None,
            **fields,
        )
        exchange.parts.all().delete()
        for order, day in enumerate(parts, 1):
            Part.objects.create(
                exchange=exchange,
                order=order,
                on=PartialDate.parse(day) if day else None,
            )
        exchange.on = PartialDate.parse(on) if on else None
        exchange.save()
        return exchange

    return make


def test_a_session_of_two_parts_stands_on_both_days(make):
    make("Áp suất", on="2026-11-03", parts=["2026-11-03", "2026-11-26"])
    assert shown(november()) == {"03/11": ["1. Áp suất"], "26/11": ["2. Áp suất"]}


def test_a_part_of_another_month_stands_there_and_keeps_its_number(make):
    make("Áp suất", parts=["2026-10-30", "2026-11-06"])
    assert shown(november()) == {"06/11": ["2. Áp suất"]}
    assert shown(november(date(2026, 10, 1))) == {"30/10": ["1. Áp suất"]}


def test_parts_without_a_day_fall_back_to_the_day_of_the_session(make):
    make("Hai buổi, một ngày", on="2026-11-12", parts=[None, None])
    assert shown(november()) == {"12/11": ["Hai buổi, một ngày"]}


def test_the_sessions_own_day_does_not_stand_beside_its_parts_days(make):
    make("Dời ngày", on="2026-11-12", parts=["2026-11-19"])
    assert shown(november()) == {"19/11": ["Dời ngày"]}


def test_what_has_only_a_month_stands_below_once(make):
    make("Trong tháng", parts=["2026-11", "2026-11"])
    make("Cả đợt", on="2026-11", parts=[])
    assert shown(november()) == {"?": ["Trong tháng", "Cả đợt"]}


@pytest.mark.parametrize("on", ["2026", "--11", "--11-07", None])
def test_what_has_no_month_of_a_year_stands_in_no_month(make, on):
    make("Không rõ", on=on, parts=[on])
    assert shown(november()) == {}
    assert shown(november(date(2026, 1, 1))) == {}


def test_a_day_is_ordered_by_the_hour_and_what_has_none_comes_last(make):
    for title, hour in (("Chiều", 13), ("Không giờ", None), ("Sáng", 7)):
        exchange = make(title, parts=["2026-11-05"])
        exchange.parts.update(starts_at=time(hour) if hour else None)
    assert shown(november()) == {"05/11": ["Sáng", "Chiều", "Không giờ"]}


def test_cancelled_and_postponed_are_shown_as_off(make):
    make("Hủy", parts=["2026-11-05"], state="cancelled")
    make("Hoãn", parts=["2026-11-05"], state="scheduled").parts.update(
        state="postponed", state_reason="Mưa lũ"
    )
    make("Còn", parts=["2026-11-05"], state="scheduled")
    [day] = november().agenda
    assert [(one.title, one.off) for one in day.entries] == [
        ("Hủy", True),
        ("Hoãn", True),
        ("Còn", False),
    ]


def test_weeks_begin_on_monday_and_today_is_marked(db):
    month = november()
    assert len(month.days) == 42
    assert month.days[0].day == date(2026, 10, 26)
    assert month.days[0].look == "day out empty monday"
    assert [day.day for day in month.days if day.today] == [TODAY]


def test_teachers_day_is_named_in_its_own_month_only(db):
    assert [day.day for day in november().days if day.holiday] == [date(2026, 11, 20)]
    assert [day.day for day in november(date(2026, 8, 1)).days if day.holiday] == []


def test_each_person_has_the_month_of_what_they_may_see(world, make):
    make("Bắc", parts=["2026-11-05"], state="scheduled")
    make("Bản nháp", parts=["2026-11-06"], state="draft", by=world.subject_head)
    seen = {
        who: shown(visible_month(getattr(world, who), NOVEMBER, Filters(), now=NOW))
        for who in ("teacher", "subject_head", "far_teacher", "officer")
    }
    assert seen == {
        "teacher": {"05/11": ["Bắc"]},
        "subject_head": {"05/11": ["Bắc"], "06/11": ["Bản nháp"]},
        "far_teacher": {},
        "officer": {"05/11": ["Bắc"]},
    }


def test_filters_narrow_by_cluster_kind_and_subject(world, make):
    subject = Subject.objects.create(code="mon-thu", name="Môn thử")
    make("NCBH", parts=["2026-11-05"], state="scheduled")
    make("Tham quan", parts=["2026-11-06"], state="scheduled", kind="visit")
    with_lesson = make("Dạy", parts=["2026-11-07"], state="scheduled")
    builders.make_lesson(with_lesson, subject=subject)
    builders.make_exchange(
        title="Nam",
        cluster=world.south,
        host=world.far,
        on=date(2026, 11, 8),
        state="scheduled",
    )

    def titles(**filters):
        month = visible_month(world.officer, NOVEMBER, Filters(**filters), now=NOW)
        return [title for titles in shown(month).values() for title in titles]

    assert titles() == ["NCBH", "Tham quan", "Dạy", "Nam"]
    assert titles(cluster=world.south.pk) == ["Nam"]
    assert titles(kind="visit") == ["Tham quan"]
    assert titles(subject="mon-thu") == ["Dạy"]


def test_links_to_the_months_beside_keep_the_filters(world, signed_in):
    page = signed_in(world.teacher).get(
        reverse("sessions:month", args=[2026, 12]), {"loai": "visit", "mon": "x"}
    )
    assert 'href="/lich/2026/11/?loai=visit&amp;mon=x"' in page.text
    assert 'href="/lich/2027/1/?loai=visit&amp;mon=x"' in page.text


@pytest.mark.parametrize(
    ("year", "month"), [(2026, 0), (2026, 13), (1944, 12), (2101, 1)]
)
def test_months_that_do_not_exist_are_not_found(world, signed_in, year, month):
    address = reverse("sessions:month", args=[year, month])
    assert signed_in(world.teacher).get(address).status_code == 404


def test_the_last_months_there_are_do_not_fail(world, signed_in):
    client = signed_in(world.teacher)
    for year, month in ((1945, 1), (2100, 12)):
        assert (
            client.get(reverse("sessions:month", args=[year, month])).status_code == 200
        )


def test_an_empty_month_says_what_to_do(world, signed_in):
    page = signed_in(world.principal).get(reverse("sessions:month", args=[2031, 7]))
    assert 'class="vacant"' in page.text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_calendar_asks_the_same_for_one_session_or_three(
    world, signed_in, make, queries, rows
):
    for number in range(rows):
        make(f"Buổi {number}", parts=["2026-11-05", "2026-11-12"], state="scheduled")
    client = signed_in(world.teacher)
    assert queries(client, reverse("sessions:month", args=[2026, 11])) == 7


@pytest.fixture
def on_the_22nd(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def adds(page) -> dict[str, tuple[str, str]]:
    """Of each day that offers it: where its "+" leads, and its name."""
    tree = html.fromstring(page.text)
    return {
        day.find("time").get("datetime"): (link.get("href"), link.get("aria-label"))
        for day in tree.xpath("//ol[@class='month']/li[time]")
        for link in day.xpath("a[@class='add']")
    }


def test_each_day_offers_to_schedule_on_it_and_one_that_is_over_to_record(
    world, signed_in, on_the_22nd
):
    client = signed_in(world.principal)
    client.cookies["language"] = "en"
    offered = adds(client.get(reverse("sessions:month", args=[2026, 11])))
    assert len(offered) == 30
    assert offered["2026-11-21"] == (
        "/hoat-dong/ghi-lai/?ngay=2026-11-21",
        "Record what took place on 21/11/2026",
    )
    for day in ("22", "30"):
        assert offered[f"2026-11-{day}"] == (
            f"/hoat-dong/moi/?ngay=2026-11-{day}",
            f"Schedule on {day}/11/2026",
        )


def test_the_day_pressed_is_filled_in(world, signed_in, on_the_22nd):
    client = signed_in(world.principal)
    chosen = client.get("/hoat-dong/moi/?ngay=2026-11-26")
    assert 'href="/hoat-dong/moi/nghien-cuu-bai-hoc/?ngay=2026-11-26"' in chosen.text
    # Whoever changes his mind keeps the day.
    assert 'href="/hoat-dong/ghi-lai/?ngay=2026-11-26"' in chosen.text
    form = client.get("/hoat-dong/moi/nghien-cuu-bai-hoc/?ngay=2026-11-26")
    assert [one["on"].value() for one in form.context["sheet"].parts.forms] == [
        date(2026, 11, 26),
        date(2026, 12, 3),
    ]
    past = client.get("/hoat-dong/ghi-lai/?ngay=2026-11-05")
    assert 'href="/hoat-dong/ghi-lai/nghien-cuu-bai-hoc/?ngay=2026-11-05"' in past.text
    form = client.get("/hoat-dong/ghi-lai/nghien-cuu-bai-hoc/?ngay=2026-11-05")
    assert [one["on"].value() for one in form.context["sheet"].parts.forms] == [
        "05/11/2026",
        None,
    ]


def test_who_makes_no_sessions_is_offered_no_day(world, signed_in):
    page = signed_in(world.teacher).get(reverse("sessions:month", args=[2026, 11]))
    assert adds(page) == {}


def test_the_officers_first_page_offers_days_too(world, signed_in):
    assert len(adds(signed_in(world.officer).get(reverse("today")))) >= 28
