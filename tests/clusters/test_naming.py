"""Names and authorities as of a day: an old session and an old paper say what was true on their day."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.verbs import Actor
from clusters import naming, turning
from clusters.actions import places
from clusters.models import (
    Authority,
    AuthorityParent,
    ClusterAuthority,
    School,
    SchoolAuthority,
)
from clusters.tasks import turn
from reports.facts.news import news_facts
from sessions.listing import rows_of
from sessions.models import ExchangeSession
from tests import builders

TODAY = date(2026, 11, 22)
CHANGE = date(2026, 6, 1)
DAY = timedelta(days=1)


@pytest.fixture
def by(db):
    return Actor(user=builders.make_person("Lường Văn Sơn"))


def rename(school, name, since, by):
    places.rename_school(school=school, name=name, since=since, by=by, today=TODAY)
    school.refresh_from_db()


def test_a_school_bears_each_name_from_its_day_on(by):
    school = builders.make_school("THCS Số 1")
    rename(school, "THCS Hoa Ban", CHANGE, by)
    rename(school, "THCS Hoa Mai", CHANGE + 10 * DAY, by)
    assert [
        naming.school_name_on(school, day)
        for day in (date(1990, 1, 1), CHANGE - DAY, CHANGE, CHANGE + 10 * DAY, None)
    ] == ["THCS Số 1", "THCS Số 1", "THCS Hoa Ban", "THCS Hoa Mai", "THCS Hoa Mai"]


def test_the_names_of_a_school_cost_no_question(by, django_assert_num_queries):
    school = builders.make_school("THCS Số 1")
    rename(school, "THCS Hoa Ban", CHANGE, by)
    with django_assert_num_queries(0):
        assert naming.school_name_on(school, CHANGE - DAY) == "THCS Số 1"


def test_two_new_names_on_one_day_leave_the_second(by):
    school = builders.make_school("THCS Số 1")
    rename(school, "THCS Hoa Bann", CHANGE, by)
    rename(school, "THCS Hoa Ban", CHANGE, by)
    assert (school.name, naming.school_name_on(school, CHANGE - DAY)) == (
        "THCS Hoa Ban",
        "THCS Số 1",
    )
    assert school.names.count() == 2


def test_a_name_to_come_counts_from_its_day_on_by_itself(by):
    school = builders.make_school("THCS Số 1")
    rename(school, "THCS Hoa Ban", TODAY + 5 * DAY, by)
    assert (school.name, school.name_on(TODAY + 5 * DAY)) == (
        "THCS Số 1",
        "THCS Hoa Ban",
    )
    assert turning.turn(today=TODAY + 4 * DAY) == 0
    assert turning.turn(today=TODAY + 5 * DAY) == 1
    assert turning.turn(today=TODAY + 5 * DAY) == 0
    school.refresh_from_db()
    assert (school.name, school.search_key) == ("THCS Hoa Ban", "thcs hoa ban")


def test_a_spelling_is_corrected_in_the_name_of_today_only(by):
    school = builders.make_school("THCS Số 1")
    rename(school, "THCS Hoa Bann", CHANGE, by)
    rename(school, "THCS Hoa Ban", None, by)
    assert (school.name, school.name_on(CHANGE - DAY)) == ("THCS Hoa Ban", "THCS Số 1")


def test_nothing_turns_when_nothing_is_due(by, django_assert_num_queries):
    builders.make_cluster(schools=[builders.make_school()])
    with django_assert_num_queries(5):
        turn()


# --- old sessions and old papers ----------------------------------------------------------


def session_of(school, on, **more) -> ExchangeSession:
    exchange = builders.make_exchange(
        lead=school, host=school, on=on, state="held", **more
    )
    builders.make_lesson(exchange, school=school)
    return exchange


def test_an_old_report_keeps_the_old_names(by):
    school = builders.make_school("THCS Số 1")
    before = session_of(school, CHANGE - DAY)
    after = session_of(school, CHANGE)
    rename(school, "THCS Hoa Ban", CHANGE, by)
    said = {}
    for exchange in (before, after):
        facts = news_facts(exchange)
        said[exchange.pk] = {
            facts.lead,
            facts.units[0].name,
            facts.lessons[0].school,
            facts.parts[0].place,
        }
    assert said == {
        before.pk: {"THCS Số 1", "trường THCS Số 1"},
        after.pk: {"THCS Hoa Ban", "trường THCS Hoa Ban"},
    }


def test_a_session_whose_part_alone_has_a_day_bears_the_name_of_that_day(by):
    school = builders.make_school("THCS Số 1")
    exchange = session_of(school, CHANGE - DAY)
    ExchangeSession.objects.update(on=None, on_sort=None)
    rename(school, "THCS Hoa Ban", CHANGE, by)
    exchange = ExchangeSession.objects.get(pk=exchange.pk)
    assert exchange.units.get().label == "THCS Số 1"


def test_the_pages_of_an_old_session_keep_the_old_name(world, signed_in, by):
    exchange = session_of(
        world.host, CHANGE - DAY, schools=[world.host, world.guest], by=world.principal
    )
    old = world.host.name
    rename(world.host, "THCS Hoa Ban", CHANGE, by)
    client = signed_in(world.principal)
    month = reverse("sessions:month", args=[2026, 5])
    for page in (reverse("session", args=[exchange.pk]), month):
        text = client.get(page).text
        main = text[text.index("<main") :]
        assert (old in main, "Hoa Ban" in main) == (True, False), page


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_of_renamed_schools_asks_no_more(rows, by, django_assert_num_queries):
    for number in range(rows):
        school = builders.make_school(f"THCS Số {number}")
        session_of(school, CHANGE - DAY)
        rename(school, f"THCS Hoa Ban {number}", CHANGE, by)
    ExchangeSession.objects.update(on=None, on_sort=None)
    exchanges = list(
        ExchangeSession.objects.select_related("lead_school", "cluster").order_by("pk")
    )
    with django_assert_num_queries(2):
        found = [row.where for row in rows_of(exchanges)]
    assert found == [f"THCS Số {number}" for number in range(rows)]


# --- authorities of a day -----------------------------------------------------------------


@pytest.fixture
def changed(db):
    """A school, a cluster and an office that came under another authority on CHANGE."""
    old, new = builders.make_authority("Phòng A"), builders.make_authority("Sở B")
    school = builders.make_school()
    for authority, since, until in (
        (old, None, CHANGE - DAY),
        (new, CHANGE, None),
    ):
        SchoolAuthority.objects.create(
            school=school,
            authority=authority,
            kind=SchoolAuthority.Kind.OWNER,
            valid_from=since,
            valid_to=until,
        )
    cluster = builders.make_cluster(authority=old)
    below = builders.make_authority("UBND xã C", parent=old)
    for model, owner, other, row in (
        (ClusterAuthority, "cluster", "authority", cluster),
        (AuthorityParent, "authority", "parent", below),
    ):
        model.objects.create(**{owner: row, other: old}, valid_to=CHANGE - DAY)
        model.objects.create(**{owner: row, other: new}, valid_from=CHANGE)
    return old, new, school, cluster, below


def test_authorities_are_those_of_the_day(changed):
    old, new, school, cluster, below = changed
    kind = SchoolAuthority.Kind.OWNER
    for day, expected in ((CHANGE - DAY, old), (CHANGE, new), (None, new)):
        assert naming.authority_of_school_on(school, kind, day) == expected
        assert naming.cluster_authority_on(cluster, day) == expected
        assert naming.parent_on(below, day) == expected
    guidance = SchoolAuthority.Kind.GUIDANCE
    assert naming.authority_of_school_on(school, guidance, CHANGE) is None


def test_what_never_changed_is_as_it_is_on_every_day(db):
    above = builders.make_authority("Sở B")
    below = builders.make_authority("UBND xã C", parent=above)
    cluster = builders.make_cluster(authority=above)
    lone = builders.make_cluster("Cụm 9")
    day = date(1990, 1, 1)
    assert naming.cluster_authorities_on([cluster, lone], day) == {
        cluster.pk: above,
        lone.pk: None,
    }
    assert naming.parent_on(below, day) == above
    assert naming.authority_name_on(above, day) == "Sở B"


def test_before_a_cluster_had_an_authority_it_had_none(db):
    cluster = builders.make_cluster(authority=builders.make_authority("Sở B"))
    ClusterAuthority.objects.create(
        cluster=cluster, authority=cluster.managing_authority, valid_from=CHANGE
    )
    assert naming.cluster_authority_on(cluster, CHANGE - DAY) is None


def test_of_two_rows_of_one_day_the_later_holds_and_one_without_a_beginning_is_the_earliest(
    db,
):
    """A row whose end nobody shortened reaches into the next one."""
    old, new = builders.make_authority("Sở A"), builders.make_authority("Sở B")
    cluster = builders.make_cluster(authority=old)
    held = {"cluster": cluster}
    ClusterAuthority.objects.create(**held, authority=new, valid_from=CHANGE)
    ClusterAuthority.objects.create(
        **held, authority=old, valid_to=CHANGE + timedelta(days=30)
    )
    assert naming.cluster_authority_on(cluster, CHANGE) == new
    assert naming.cluster_authority_on(cluster, CHANGE - DAY) == old


@pytest.mark.parametrize("rows", [1, 3])
def test_authorities_of_many_are_asked_together(rows, db, django_assert_num_queries):
    sons = [builders.make_authority(f"Sở {number}") for number in range(rows)]
    schools = [
        builders.make_school(f"THCS {number}", authority=sons[number])
        for number in range(rows)
    ]
    clusters = [
        builders.make_cluster(f"Cụm {number}", authority=sons[number])
        for number in range(rows)
    ]
    with django_assert_num_queries(1):
        found = naming.authorities_of_schools(schools)
        assert [
            found.on(school, SchoolAuthority.Kind.OWNER, TODAY) for school in schools
        ] == sons
    with django_assert_num_queries(2):
        assert set(naming.cluster_authorities_on(clusters, TODAY).values()) == set(sons)


def test_the_columns_of_today_follow_the_dated_rows(changed):
    _old, new, _school, cluster, below = changed
    assert turning.turn(today=CHANGE - DAY) == 0
    assert turning.turn(today=CHANGE) == 2
    cluster.refresh_from_db()
    below.refresh_from_db()
    assert (cluster.managing_authority, below.parent) == (new, new)
    assert turning.turn(today=CHANGE) == 0
    # An authority that nobody stands above any more, and a cluster that nobody manages.
    AuthorityParent.objects.filter(authority=below, parent=new).update(parent=None)
    ClusterAuthority.objects.filter(cluster=cluster, authority=new).update(
        authority=None
    )
    assert turning.turn(today=CHANGE) == 2
    assert turning.turn(today=CHANGE) == 0
    assert Authority.objects.get(pk=below.pk).parent is None


def test_a_closed_school_is_not_chosen_from_the_day_after_on(db):
    school = builders.make_school()
    School.objects.update(valid_to=TODAY)
    assert turning.turn(today=TODAY) == 0
    assert turning.turn(today=TODAY + DAY) == 1
    school.refresh_from_db()
    assert not school.is_active
