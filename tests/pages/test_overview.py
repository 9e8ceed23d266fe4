"""The office's month: its figures equal rows counted by hand, and every figure leads to its rows."""

import re
from collections import Counter
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from clusters.partial_dates import PartialDate
from config.pages.year_bars import NARROW, WIDE, Bar, year_bars
from reports.models import Article
from sessions.figures import figures_of, of_clusters
from sessions.models import Attendance, ExchangeSession, Part, StatedTotal
from tests import builders

START, END = date(2026, 11, 1), date(2026, 12, 1)


@pytest.fixture
def month(world):
    """November 2026: what a person would count by hand stands beside each row."""
    north = {
        "cluster": world.north,
        "host": world.host,
        "schools": [world.host, world.guest],
    }
    held = builders.make_exchange(
        title="Đã dạy", state="held", on=date(2026, 11, 5), **north
    )
    part = held.parts.get()
    for name in ("An", "Bình"):
        entry = builders.make_roster_entry(held, name, unit=held.units.last())
        Attendance.objects.create(
            entry=entry, part=part, how="paper", at=timezone.now()
        )
    builders.make_roster_entry(held, "Vắng", unit=held.units.last())
    group = builders.make_roster_entry(held, "GV Toán", kind="group", group_count=9)
    Attendance.objects.create(
        entry=group, part=part, how="paper", at=timezone.now(), number=7
    )
    # 2 + 7 people, both schools (host, and the guest with somebody present)

    stated = builders.make_exchange(
        title="Có số ghi",
        state="closed",
        on=date(2026, 11, 10),
        recorded=True,
        cluster=world.south,
        host=world.far,
        schools=[world.far],
    )
    builders.make_roster_entry(stated, "Một người")
    StatedTotal.objects.create(
        exchange=stated, order=1, text="69 cán bộ, giáo viên", number=69
    )
    StatedTotal.objects.create(
        exchange=stated, order=2, text="hơn 1.000 học sinh", number=1000
    )
    # 69 people, one school

    builders.make_exchange(
        title="Không ai ghi", state="held", on=date(2026, 11, 11), **north
    )
    builders.make_exchange(
        title="Sắp tới", state="scheduled", on=date(2026, 11, 26), **north
    )
    for state in ("draft", "proposed", "cancelled"):
        builders.make_exchange(title=state, state=state, on=date(2026, 11, 20), **north)
    two = builders.make_exchange(
        title="Hai tháng", state="scheduled", on=date(2026, 10, 29), **north
    )
    Part.objects.create(exchange=two, order=2, on=PartialDate(2026, 11, 3))
    later = builders.make_exchange(
        title="Sang tháng 12", state="scheduled", on=date(2026, 11, 30), **north
    )
    Part.objects.create(exchange=later, order=2, on=PartialDate(2026, 12, 7))
    builders.make_exchange(title="Chỉ có năm", state="held", on=None, **north)
    ExchangeSession.objects.filter(title="Chỉ có năm").update(
        on=PartialDate(2026), on_sort=date(2026, 1, 1)
    )
    return world


def test_the_figures_equal_rows_counted_by_hand(month):
    figures = figures_of(of_clusters([month.north.pk, month.south.pk]), START, END)
    assert {one.title: one.people for one in figures.sessions} == {
        "Hai tháng": None,
        "Đã dạy": 9,
        "Có số ghi": 69,
        "Không ai ghi": None,
        "Sắp tới": None,
    }
    assert (figures.planned, len(figures.held), figures.people, figures.unknown) == (
        5,
        3,
        78,
        1,
    )
    assert figures.schools == {month.host.pk, month.guest.pk, month.far.pk}
    assert figures.of(month.south.pk).people == 69


def test_a_school_that_was_marked_absent_did_not_take_part(month):
    held = ExchangeSession.objects.get(title="Đã dạy")
    held.units.filter(school=month.guest).update(took_part=False)
    figures = figures_of(of_clusters([month.north.pk]), START, END)
    assert figures.schools == {month.host.pk}


def test_a_stated_count_of_parts_is_not_added_up(month):
    stated = ExchangeSession.objects.get(title="Có số ghi")
    StatedTotal.objects.filter(exchange=stated).delete()
    for order, number in enumerate((30, 45), 1):
        StatedTotal.objects.create(
            exchange=stated,
            part=stated.parts.get(),
            order=order,
            text=f"{number} người",
            number=number,
        )
    assert figures_of(of_clusters([month.south.pk]), START, END).people == 45


def test_a_stated_count_of_the_whole_session_stands_before_those_of_its_parts(month):
    stated = ExchangeSession.objects.get(title="Có số ghi")
    StatedTotal.objects.create(
        exchange=stated,
        part=stated.parts.get(),
        order=3,
        text="80 người",
        number=80,
    )
    assert figures_of(of_clusters([month.south.pk]), START, END).people == 69


def open_overview(client, month="2026-11"):
    return client.get(reverse("today"), {"thang": month})


def test_the_officers_first_page_is_the_month_of_all_clusters(month, signed_in):
    page = open_overview(signed_in(month.officer))
    assert page.templates[0].name == "pages/overview.html"
    figures = page.context["figures"]
    assert (figures.planned, len(figures.held), figures.people) == (5, 3, 78)
    assert page.context["schools_total"] == 3
    assert [
        (row.label, len(row.figures.held), row.figures.planned, row.figures.people)
        for row in page.context["clusters"]
    ] == [("Cụm 1", 2, 4, 9), ("Cụm 2", 1, 1, 69)]
    assert page.context["without_plan"] == []


def test_clusters_without_anything_planned_are_named(month, signed_in):
    page = open_overview(signed_in(month.officer), "2026-12")
    assert [row.label for row in page.context["without_plan"]] == ["Cụm 2"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [("tt=held", 3), ("tt=plan", 5)],
)
def test_the_links_of_the_figures_lead_to_as_many_rows(
    month, signed_in, query, expected
):
    client = signed_in(month.officer)
    link = f"{reverse('sessions:list')}?{query}&thang=2026-11"
    assert link.replace("&", "&amp;") in open_overview(client).text
    assert client.get(link).context["page"].paginator.count == expected


def test_the_rows_behind_schools_and_people_add_up(month, signed_in):
    client = signed_in(month.officer)
    schools = client.get(
        reverse("overview_rows", args=["truong"]), {"thang": "2026-11"}
    )
    assert [(school.name, times) for school, times in schools.context["schools"]] == [
        ("PTDTBT THCS Nậm Xuân", 2),
        ("THCS Pa Sương", 1),
        ("THCS Phiêng Ban", 1),
    ]
    people = client.get(
        reverse("overview_rows", args=["nguoi-du"]), {"thang": "2026-11"}
    )
    assert people.context["figures"].people == 78


@pytest.mark.parametrize(
    ("who", "code"), [("teacher", 403), ("principal", 403), ("officer", 200)]
)
def test_only_officers_see_the_rows_behind_the_figures(month, signed_in, who, code):
    address = reverse("overview_rows", args=["truong"])
    assert signed_in(getattr(month, who)).get(address).status_code == code


def test_other_rows_do_not_exist(month, signed_in):
    address = reverse("overview_rows", args=["xep-hang"])
    assert signed_in(month.officer).get(address).status_code == 404


def test_an_officer_of_another_province_sees_nothing_of_this_one(month, signed_in):
    page = open_overview(signed_in(month.other_officer))
    assert page.context["figures"].planned == 0
    assert "Đã dạy" not in page.text
    assert "Cụm 1" not in page.text


def test_news_that_wait_are_counted_and_named(month, signed_in):
    Article.objects.create(
        title="Bản tin chờ duyệt",
        cluster=month.north,
        state="in_review",
        sent_at=timezone.now(),
    )
    Article.objects.create(title="Bản nháp riêng", cluster=month.north, state="draft")
    page = open_overview(signed_in(month.officer))
    assert [one.title for one in page.context["waiting"]] == ["Bản tin chờ duyệt"]
    assert "Bản nháp riêng" not in page.text


def test_an_office_without_clusters_is_told_what_to_do(world, signed_in):
    page = signed_in(world.other_officer).get(reverse("today"))
    assert 'class="vacant"' in page.text


def test_a_month_without_sessions_is_no_missing_plan_of_the_year(world, signed_in):
    page = signed_in(world.officer).get(reverse("today"), {"thang": "2027-02"})
    assert "2 cụm không có hoạt động nào trong tháng 2" in page.text
    assert "Chưa có hoạt động" in page.text
    assert "hưa có kế hoạch" not in page.text


@pytest.mark.parametrize("month_text", ["2026-13", "abc", "9999-01", ""])
def test_a_wrong_month_is_this_month(world, signed_in, month_text):
    page = open_overview(signed_in(world.officer), month_text)
    assert page.context["first"] == timezone.localdate().replace(day=1)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_overview_asks_the_same_for_one_cluster_or_three(
    world, signed_in, queries, rows
):
    for number in range(rows):
        school = builders.make_school(f"THCS {number}", authority=world.office)
        cluster = builders.make_cluster(
            f"Cụm {number + 10}", authority=world.office, schools=[school]
        )
        exchange = builders.make_exchange(
            cluster=cluster,
            host=school,
            schools=[school],
            state="held",
            on=timezone.localdate(),
        )
        entry = builders.make_roster_entry(exchange, "An")
        Attendance.objects.create(
            entry=entry, part=exchange.parts.get(), how="paper", at=timezone.now()
        )
    assert queries(signed_in(world.officer), reverse("today")) == 18


# --- the chart ---------------------------------------------------------------------------------


def bars(*months: tuple[dict[str, int], int]) -> list[Bar]:
    return [
        Bar(f"T{number}", Counter(held), planned)
        for number, (held, planned) in enumerate(months, 1)
    ]


def chart(drawn: list[Bar], size=WIDE) -> str:
    return year_bars(
        drawn,
        now="T1",
        title="Số buổi",
        description="mô tả",
        kind_words={"lesson_study": "NCBH", "visit": "<b>"},
        size=size,
    )


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_the_chart_draws_what_was_held_and_outlines_what_is_planned(size):
    svg = chart(bars(({"lesson_study": 3}, 5), ({}, 2), ({"visit": 1}, 1)), size)
    assert svg.count("stroke-dasharray") == 2
    assert "<title>T1: NCBH 3</title>" in svg
    assert ">3/5<" in svg
    assert "&lt;b&gt;" in svg
    assert "style=" not in svg


@pytest.mark.parametrize("highest", [0, 1, 7, 99, 20000])
def test_the_chart_fits_any_number(highest):
    svg = chart(bars(({"lesson_study": highest}, highest)))
    assert 'y="-' not in svg
    assert svg.count("stroke-width") <= 30


def test_what_waits_for_approval_leads_to_what_waits(month, signed_in):
    waiting = Article.objects.create(
        cluster=month.north, title="Chờ duyệt", state="in_review"
    )
    Article.objects.create(
        cluster=month.north,
        title="Đã đăng",
        state="published",
        published_at=timezone.now(),
    )
    client = signed_in(month.officer)
    page = open_overview(client)
    links = set(re.findall(r'href="(/ban-tin/\?[^"]+)"', page.content.decode()))
    assert len(links) == 1
    assert list(client.get(links.pop()).context["page"].object_list) == [waiting]
