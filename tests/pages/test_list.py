"""The list of sessions: order, filters, search, pages."""

import unicodedata
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.http import QueryDict
from django.urls import reverse

from clusters import programme
from clusters.models import SchoolYear
from clusters.partial_dates import PartialDate
from sessions.filters import Filters, options_for
from sessions.listing import found, page_of
from sessions.models import ExchangeSession, Part
from sessions.searching import search_key_of
from tests import builders

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def titles(user, **filters) -> list[str]:
    return [exchange.title for exchange in found(user, Filters(**filters), now=NOW)]


@pytest.fixture
def make(world):
    def make(title: str, on: date | None = date(2026, 11, 26), **fields):
        fields.setdefault("state", "scheduled")
        fields.setdefault("cluster", world.north)
        fields.setdefault("host", world.host)
        fields.setdefault("schools", [world.host, world.guest])
        exchange = builders.make_exchange(title=title, on=on, **fields)
        builders.make_lesson(exchange, teacher="Dương Thị Đường", topic="Ánh sáng")
        exchange.search_key = search_key_of(exchange)
        exchange.save()
        return exchange

    return make


def test_newest_day_first_and_what_has_none_last(world, make):
    make("Cũ", date(2024, 5, 2))
    make("Không ngày", None)
    make("Mới", date(2026, 11, 26))
    assert titles(world.teacher) == ["Mới", "Cũ", "Không ngày"]
    assert titles(world.teacher, oldest_first=True) == ["Cũ", "Mới", "Không ngày"]


def test_the_first_day_of_the_parts_counts_before_the_sessions_own(world, make):
    moved = make("Dời sang tháng 12", date(2026, 12, 3))
    ExchangeSession.objects.filter(pk=moved.pk).update(
        on=PartialDate(2026, 1, 1), on_sort=date(2026, 1, 1)
    )
    make("Tháng 11", date(2026, 11, 26))
    assert titles(world.teacher) == ["Dời sang tháng 12", "Tháng 11"]


@pytest.mark.parametrize(
    ("on", "unknown"),
    [
        (None, True),
        (PartialDate(2026), True),
        (PartialDate(None, 11, 7), True),
        (PartialDate(2026, 11), False),
        (PartialDate(2026, 11, 7), False),
    ],
)
def test_a_bare_year_or_a_day_without_a_year_is_not_a_known_day(
    world, make, on, unknown
):
    exchange = make("Buổi", None)
    exchange.on = on
    exchange.save()
    assert titles(world.teacher, undated=True) == (["Buổi"] if unknown else [])


@pytest.mark.parametrize(
    "words",
    [
        "duong",
        "Dương",
        "đường",
        "DUONG",
        unicodedata.normalize("NFD", "Đường"),
        "anh sang",
        "ánh  sáng",
        "pa suong",
        "nậm xuân",
        "cum 1 duong",
        "8a2",
        "PTDTBT",
        "vung cao",
        "xuan sang duong",
    ],
)
def test_search_finds_with_or_without_accents_in_any_order(world, make, words):
    make("Chuyên đề vùng cao")
    other = builders.make_exchange(
        title="Không liên quan", cluster=world.north, state="held"
    )
    other.search_key = search_key_of(other)
    other.save()
    assert titles(world.teacher, words=words) == ["Chuyên đề vùng cao"]


@pytest.mark.parametrize("words", ["%", "_", "'", '"', "\\", "duong%", "😀", "xyz"])
def test_signs_of_the_database_do_no_harm(world, signed_in, make, words):
    make("Chuyên đề")
    page = signed_in(world.teacher).get(reverse("sessions:list"), {"q": words})
    assert page.status_code == 200


def test_nothing_found_repeats_the_words_and_says_what_to_do(world, signed_in, make):
    make("Chuyên đề")
    page = signed_in(world.teacher).get(reverse("sessions:list"), {"q": "<b>xyz"})
    assert 'class="vacant"' in page.text
    assert "“&lt;b&gt;xyz”" in page.text


def test_each_filter_narrows(world, make):
    year, _new = SchoolYear.objects.get_or_create(
        label="2023-2024",
        defaults={"starts_on": date(2023, 8, 1), "ends_on": date(2024, 7, 31)},
    )
    make("Năm cũ", date(2023, 12, 7), school_year=year, state="closed")
    make("Tham quan", kind="visit")
    make("Đã hủy", state="cancelled")
    make("Trường bạn", schools=[world.guest], host=world.guest)
    make("Nam", cluster=world.south, host=world.far, schools=[world.far])
    officer = world.officer
    assert titles(officer, year="2023-2024") == ["Năm cũ"]
    assert titles(officer, kind="visit") == ["Tham quan"]
    assert titles(officer, state="cancelled") == ["Đã hủy"]
    assert titles(officer, state="held") == ["Năm cũ"]
    assert titles(officer, state="plan") == ["Nam", "Trường bạn", "Tham quan", "Năm cũ"]
    assert titles(officer, cluster=world.south.pk) == ["Nam"]
    assert titles(officer, school=world.host.pk) == ["Đã hủy", "Tham quan", "Năm cũ"]
    assert titles(officer, month=date(2023, 12, 1)) == ["Năm cũ"]


def test_what_the_address_says_wrongly_is_left_out():
    read = Filters.read(
        QueryDict(
            "cum=abc&truong=99999999999999999999&loai=dance&tt=gone&thang=2026-13"
        )
    )
    assert read == Filters()
    assert not read.any


def test_an_address_reads_back_as_it_was_written():
    filters = Filters(
        words="tiết dạy",
        year="2026-2027",
        cluster=3,
        school=4,
        kind="visit",
        state="held",
        subject="toan",
        month=date(2026, 11, 1),
        undated=True,
        oldest_first=True,
    )
    assert Filters.read(QueryDict(filters.query()[1:])) == filters


def test_twenty_a_page_and_the_filters_stay_in_the_links(world, signed_in, make):
    for number in range(21):
        make(f"Buổi {number:02}")
    client = signed_in(world.teacher)
    page = client.get(reverse("sessions:list"), {"q": "buoi", "tt": "plan"})
    assert page.text.count('class="what"') == 20
    assert 'href="?q=buoi&amp;tt=plan&amp;page=2"' in page.text
    for number in ("2", "99"):
        last = client.get(reverse("sessions:list"), {"q": "buoi", "page": number})
        assert last.text.count('class="what"') == 1


def test_days_of_several_parts_are_said_as_a_span(world, make):
    exchange = make("Hai buổi", date(2026, 11, 26))
    Part.objects.create(exchange=exchange, order=2, on=PartialDate(2026, 12, 3))
    [row] = page_of(world.teacher, Filters(), 1, now=NOW).object_list
    assert (row.when, row.parts, row.hosts) == (
        "26/11 – 03/12/2026",
        2,
        ["PTDTBT THCS Nậm Xuân"],
    )


def test_of_a_cluster_is_what_it_leads_and_what_its_schools_lead_within_it(world, make):
    make("Cụm chủ trì", date(2026, 11, 3), cluster=None, lead=world.north)
    make("Trường chủ trì trong cụm", date(2026, 11, 2), lead=world.host)
    make("Trường tự tổ chức", date(2026, 11, 1), cluster=None, lead=world.host)
    assert titles(world.principal, cluster=world.north.pk) == [
        "Cụm chủ trì",
        "Trường chủ trì trong cụm",
    ]


def test_a_stranger_finds_nothing_of_another_cluster(world, signed_in, make):
    make("Ong mật bí mật")
    for address in ("sessions:list", "sessions:calendar"):
        page = signed_in(world.far_principal).get(reverse(address), {"q": "ong"})
        assert page.status_code == 200
        assert "bí mật" not in page.text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_for_one_session_or_three(
    world, signed_in, make, queries, rows
):
    for number in range(rows):
        make(f"Buổi {number}")
    assert queries(signed_in(world.teacher), reverse("sessions:list")) == 12


@pytest.mark.parametrize(
    ("parts", "when"),
    [
        (
            [PartialDate(2026, 12, 29), PartialDate(2027, 1, 5)],
            "29/12/2026 – 05/01/2027",
        ),
        ([PartialDate(2026, 11, 5), PartialDate(2026, 11, 5)], "05/11/2026"),
        ([PartialDate(2026, 11, 5), None], "05/11/2026"),
        ([None, None], "26/11/2026"),
    ],
)
def test_the_days_of_the_parts_in_one_line(world, make, parts, when):
    exchange = make("Buổi", date(2026, 11, 26))
    exchange.parts.all().delete()
    for order, on in enumerate(parts, 1):
        Part.objects.create(exchange=exchange, order=order, on=on)
    [row] = page_of(world.teacher, Filters(), 1, now=NOW).object_list
    assert row.when == when


def test_days_of_which_one_is_only_a_month_are_said_one_by_one(world, make):
    exchange = make("Buổi", date(2026, 11, 26))
    Part.objects.create(exchange=exchange, order=2, on=PartialDate(2026, 12))
    [row] = page_of(world.teacher, Filters(), 1, now=NOW).object_list
    assert row.when.startswith("26/11/2026, ")
    assert row.weekday == ""


def test_one_known_day_has_its_weekday(world, make):
    make("Buổi", date(2026, 11, 26))
    [row] = page_of(world.teacher, Filters(), 1, now=NOW).object_list
    assert str(row.weekday) == "Thứ Năm"


def test_the_filters_offer_what_is_within_reach(world):
    reach = {
        who: options_for(getattr(world, who), for_list=True)
        for who in ("teacher", "officer", "other_officer", "admin")
    }
    assert {
        who: ([label for _pk, label in one.clusters], len(one.schools))
        for who, one in reach.items()
    } == {
        "teacher": (["Cụm 1"], 2),
        "officer": (["Cụm 1", "Cụm 2"], 3),
        "other_officer": ([], 0),
        "admin": (["Cụm 1", "Cụm 2"], 3),
    }


def test_the_filters_offer_the_years_of_what_one_sees_this_one_and_the_next(world):
    programme.load()
    with time_machine.travel(datetime(2026, 11, 23, 3, tzinfo=UTC)):
        builders.make_exchange(
            cluster=world.north,
            state="held",
            school_year=SchoolYear.objects.get(label="2019-2020"),
        )
        seen = {
            who: options_for(getattr(world, who), for_list=True).years
            for who in ("teacher", "other_officer")
        }
        assert seen == {
            "teacher": ["2026-2027", "2019-2020", "2027-2028"],
            "other_officer": ["2026-2027", "2027-2028"],
        }
        # What an address asks for stays chosen, though nothing is there.
        asked = options_for(world.teacher, for_list=True, chosen="2022-2023").years
        assert asked == ["2026-2027", "2022-2023", "2019-2020", "2027-2028"]
