"""What the rows say of an administrative paper: names and authorities of its day, and no more."""

from datetime import date

import pytest

from clusters.models import (
    Authority,
    AuthoritySuccession,
    ClusterAuthority,
    ClusterOffice,
    Level,
    SchoolAuthority,
    SchoolName,
)
from reports.facts.letterhead import cluster_signer, letterhead_facts
from reports.facts.papers import EventFacts, PersonLine, PlanRow, SignerFacts
from reports.facts.signing_sheet import signing_sheet_facts
from reports.facts.year_plan import year_plan_facts
from sessions.models import Part
from tests import builders
from tests.reports.official.making import make_version

pytestmark = pytest.mark.django_db

OLD, NEW = date(2023, 12, 7), date(2026, 11, 26)
LAST_DAY = date(2025, 6, 30)


def owned(school, authority, kind="owner", since=None, until=None):
    return SchoolAuthority.objects.create(
        school=school, authority=authority, kind=kind, valid_from=since, valid_to=until
    )


@pytest.fixture
def province(db):
    committee = builders.make_authority(
        "UBND tỉnh Hưng Yên", kind=Authority.Kind.PEOPLES_COMMITTEE
    )
    return builders.make_authority("Sở Giáo dục và Đào tạo tỉnh Hưng Yên", parent=committee, place="Hưng Yên")  # fmt: skip


@pytest.fixture
def district(province):
    return builders.make_authority(
        "Phòng Giáo dục và Đào tạo huyện Khoái Châu",
        kind=Authority.Kind.DISTRICT_OFFICE,
        parent=province,
        valid_to=LAST_DAY,
    )


def test_a_school_bears_the_name_and_the_owner_of_the_day(district):
    commune = builders.make_authority("UBND xã Lương Bằng", kind=Authority.Kind.PEOPLES_COMMITTEE)  # fmt: skip
    school = builders.make_school("THCS Hồng Tiến")
    school.names.update(valid_from=date(2025, 7, 1))
    SchoolName.objects.create(
        school=school, name="THCS Hồng Tiến cũ", valid_to=LAST_DAY
    )
    school.keep_name_changes()
    school.save()
    owned(school, district, until=LAST_DAY)
    owned(school, commune, since=date(2025, 7, 1))
    before, after = letterhead_facts(school, OLD), letterhead_facts(school, NEW)
    assert (before.above, before.issuer) == (district.name, "THCS Hồng Tiến cũ")
    assert (after.above, after.issuer) == ("UBND xã Lương Bằng", "THCS Hồng Tiến")
    assert (before.place, after.place) == ("", "xã Lương Bằng")


def test_a_department_that_only_directs_stands_above_no_school(province, district):
    school = builders.make_school("THCS Hồng Tiến")
    owned(school, district, "guidance", until=LAST_DAY)
    owned(school, province, "guidance", since=date(2025, 7, 1))
    assert letterhead_facts(school, OLD).above == district.name
    assert letterhead_facts(school, NEW).above == ""


def test_a_school_tells_its_own_place_where_its_owner_does_not(province):
    school = builders.make_school("THPT Hồng Tiến", authority=province)
    school.place = "xã Lương Bằng, tỉnh Hưng Yên"
    assert letterhead_facts(school, NEW).place == "xã Lương Bằng, tỉnh Hưng Yên"
    assert letterhead_facts(school, NEW).above == province.name


def test_a_cluster_stands_under_the_authority_that_managed_it_on_that_day(
    province, district
):
    cluster = builders.make_cluster("Cụm khu Đông", authority=province)
    ClusterAuthority.objects.create(
        cluster=cluster, authority=district, valid_to=LAST_DAY
    )
    ClusterAuthority.objects.create(
        cluster=cluster, authority=province, valid_from=date(2025, 7, 1)
    )
    assert letterhead_facts(cluster, OLD).above == district.name
    after = letterhead_facts(cluster, NEW, on="2026-11-26", number="08")
    assert (after.kind, after.above, after.issuer) == (
        "cluster",
        province.name,
        "Cụm khu Đông",
    )
    assert (after.place, after.on, after.number) == ("Hưng Yên", "2026-11-26", "08")


def test_an_authority_that_ended_is_followed_by_its_only_heir(province, district):
    cluster = builders.make_cluster("Cụm khu Đông", authority=district)
    assert letterhead_facts(cluster, OLD).above == district.name
    assert letterhead_facts(cluster, NEW).above == ""
    AuthoritySuccession.objects.create(
        predecessor=district, successor=province, on=date(2025, 7, 1)
    )
    assert letterhead_facts(cluster, NEW).above == province.name
    other = builders.make_authority("UBND xã A")
    AuthoritySuccession.objects.create(
        predecessor=district, successor=other, on=date(2025, 7, 1)
    )
    assert letterhead_facts(cluster, NEW).above == ""


def test_above_a_department_stands_its_committee_and_nothing_else(province, district):
    assert letterhead_facts(province, NEW).above == "UBND tỉnh Hưng Yên"
    assert letterhead_facts(district, OLD).above == ""
    ministry = builders.make_authority(
        "Bộ Giáo dục và Đào tạo", kind=Authority.Kind.MINISTRY
    )
    university = builders.make_authority(
        "Trường Đại học Sư phạm", kind=Authority.Kind.UNIVERSITY, parent=ministry
    )
    assert letterhead_facts(university, NEW).above == "Bộ Giáo dục và Đào tạo"
    assert letterhead_facts(ministry, None).above == ""


def test_the_head_of_a_cluster_signs_as_what_he_is_at_his_school(world):
    assert cluster_signer(world.north, NEW) == SignerFacts(
        "Dương Quốc Đạt", "Phó Hiệu trưởng", "THCS Pa Sương"
    )


def test_a_head_without_a_post_signs_with_the_name_alone(world):
    world.cluster_head.posts.update(valid_to=OLD)
    assert cluster_signer(world.north, NEW) == SignerFacts("Dương Quốc Đạt")
    office = ClusterOffice.objects.get(cluster=world.north)
    office.person, office.name_as_printed = None, "Ông Lò Văn Chiến"
    office.save()
    assert cluster_signer(world.north, NEW) == SignerFacts("Ông Lò Văn Chiến")
    office.valid_to = OLD
    office.save()
    assert cluster_signer(world.north, NEW) is None


def test_of_several_heads_the_one_for_all_levels_signs(world):
    level = Level.objects.get_or_create(code="thcs", defaults={"name": "THCS", "order": 3})[0]  # fmt: skip
    ClusterOffice.objects.create(
        cluster=world.north, kind="head", person=world.principal, level=level
    )
    assert cluster_signer(world.north, NEW).name == "Dương Quốc Đạt"
    ClusterOffice.objects.create(cluster=world.north, kind="head", person=world.teacher)
    assert cluster_signer(world.north, NEW) is None


# --- signing sheet ---------------------------------------------------------------------------


@pytest.fixture
def part(world):
    exchange = builders.make_exchange(
        cluster=world.north,
        host=world.host,
        schools=[world.host, world.guest],
        rounds_as_printed="lần 2",
    )
    return exchange.parts.get()


def sheet_of(part):
    fresh = Part.objects.select_related("exchange", "site").get(pk=part.pk)
    return signing_sheet_facts(fresh, link="https://x/D/A", by_unit=False, phones=False)


def test_the_sheet_holds_those_expected_at_the_part_in_printed_order(part, world):
    exchange = part.exchange
    unit = exchange.units.get(school=world.guest)
    builders.make_roster_entry(
        exchange,
        "Lò Văn B",
        title_as_printed="Chuyên viên",
        organisation_as_printed="Sở",
    )
    builders.make_roster_entry(
        exchange, "GV dạy Toán", kind="group", group_count=3, unit=unit
    )
    elsewhere = builders.make_roster_entry(exchange, "Người của buổi khác")
    other = Part.objects.create(exchange=exchange, order=2, title="Buổi khác")
    elsewhere.parts.add(other)
    facts = sheet_of(part)
    assert facts.people == (
        PersonLine("Lò Văn B", "Chuyên viên", "Sở"),
        PersonLine("GV dạy Toán", "", "THCS Pa Sương", 3),
    )
    assert facts.part == "Dạy minh họa và rút kinh nghiệm"
    assert sheet_of(other).people[-1].name == "Người của buổi khác"


def test_the_sheet_tells_event_time_and_place(part, world):
    facts = sheet_of(part)
    assert facts.event == EventFacts("lesson_study", "", "Áp suất chất lỏng", "lần 2")
    assert (facts.when.on, facts.when.starts_at) == ("2026-11-26", "13:30")
    assert (facts.place, facts.site, facts.part) == ("", "PTDTBT THCS Nậm Xuân", "")
    assert (facts.link, facts.code) == ("https://x/D/A", part.exchange.code)
    assert facts.letterhead.issuer == "Cụm 1"
    assert facts.letterhead.above == "Phòng GD&ĐT huyện Nậm Xuân"


@pytest.mark.parametrize("rows", [1, 3])
def test_a_sheet_asks_the_same_for_one_or_three(
    rows, part, world, django_assert_num_queries
):
    unit = part.exchange.units.get(school=world.guest)
    for at in range(rows):
        builders.make_roster_entry(part.exchange, f"Người {at}", unit=unit)
    fresh = Part.objects.select_related("exchange", "site").get(pk=part.pk)
    with django_assert_num_queries(6):
        signing_sheet_facts(fresh, link="", by_unit=False, phones=False)


# --- plan of the year ------------------------------------------------------------------------


def test_a_version_gives_its_texts_line_by_line_and_a_row_for_each_lesson(world):
    version = make_version(world.north, approved=True)
    facts = year_plan_facts(version)
    assert (facts.school_year, facts.cluster, facts.confirmed) == (
        "2026-2027",
        "Cụm 1",
        True,
    )
    assert facts.bases == ("Căn cứ Quyết định số 2269/QĐ-BGDĐT",)
    assert facts.contents == ()
    assert facts.rows == (
        PlanRow("lần 1", "", "2026-10", ("THCS Pa Sương",), "KHTN 8", "", ("Vàng Thị Mai",), "Dương Quốc Đạt"),
        PlanRow(subject="Toán 9", teachers=("Vàng Thị Mai",)),
    )  # fmt: skip
    assert facts.letterhead.on == "2026-09-05"
    assert facts.signer == SignerFacts(
        "Dương Quốc Đạt", "Phó Hiệu trưởng", "THCS Pa Sương"
    )


def test_a_round_without_lessons_keeps_its_row(world):
    version = make_version(world.north)
    version.rows.get().lessons.all().delete()
    fresh = type(version).objects.get(pk=version.pk)
    assert [row.order for row in year_plan_facts(fresh).rows] == ["lần 1"]
    assert year_plan_facts(fresh).confirmed is False


def test_a_plan_without_a_day_bears_the_names_of_its_approval(world):
    version = make_version(world.north, approved=True, issued_on=None)
    facts = year_plan_facts(version)
    assert facts.letterhead.on == ""
    assert facts.letterhead.above == "Phòng GD&ĐT huyện Nậm Xuân"


@pytest.mark.parametrize("rounds", [1, 3])
def test_a_plan_asks_the_same_for_one_or_three(
    rounds, world, django_assert_num_queries
):
    made = make_version(world.north, rounds=rounds)
    version = (
        type(made).objects.select_related("plan__cluster", "plan__school_year").get()
    )
    with django_assert_num_queries(8):
        year_plan_facts(version)
