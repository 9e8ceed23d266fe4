"""The bulletin of a month: when it is due, what stands in it, that it is made once."""

from datetime import date, timedelta

import pytest
import time_machine
from celery import current_app
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry
from accounts.verbs import SYSTEM, Actor, Refused
from clusters.partial_dates import PartialDate
from reports import bulletins
from reports.actions import bulletins as actions
from reports.digest import digest_of
from reports.facts.bulletin import Digest
from reports.models import Article, Bulletin, Paper
from reports.periods import month_named
from sessions.models import Attendance, Part, SessionUnit, StatedTotal
from tests import builders
from tests.reports.bulletins.conftest import at
from tests.reports.making import make_article, make_photo, publish

pytestmark = pytest.mark.django_db

NOVEMBER = month_named("2026-11")
DECEMBER = month_named("2026-12")
NEW_MONTH = at(2026, 12, 1, 0, 1)


@pytest.fixture(autouse=True)
def _in_november():
    """Rows are made before the month is over, whenever the tests run."""
    with time_machine.travel(at(2026, 11, 30, 9, 0)):
        yield


def _held(world, day=date(2026, 11, 26), **fields):
    fields.setdefault("cluster", world.north)
    fields.setdefault("host", world.host)
    fields.setdefault("schools", [world.host, world.guest])
    return builders.make_exchange(on=day, state="held", **fields)


def _news(world, when, *exchanges, title="Bản tin", **fields) -> Article:
    return make_article(
        cluster=fields.pop("cluster", world.north),
        title=title,
        exchanges=exchanges,
        published_at=when,
        **fields,
    )


def _gathered(owner, period=NOVEMBER, now=NEW_MONTH) -> Bulletin:
    bulletin, _ = bulletins.begin(owner, period, by=SYSTEM)
    assert bulletins.gather(bulletin.pk, now=now) is True
    bulletin.refresh_from_db()
    return bulletin


def _titles(bulletin, *, late=False) -> list[str]:
    return [str(entry) for entry in bulletin.entries.filter(late=late)]


# --- due -----------------------------------------------------------------------------------


def test_on_the_first_the_month_before_becomes_due_for_clusters_with_something(world):
    _held(world)
    made = bulletins.make_due(now=NEW_MONTH)
    assert [(one.cluster, one.starts_on, one.state) for one in made] == [
        (world.north, date(2026, 11, 1), "collecting")
    ]
    assert made[0].title == "Bản tin tháng 11/2026 – Cụm 1"
    assert bulletins.make_due(now=NEW_MONTH) == []
    assert Bulletin.objects.count() == 1
    assert AuditEntry.objects.filter(verb="bulletin.begin").count() == 1


def test_the_month_ends_at_local_midnight(world):
    _held(world)
    assert bulletins.make_due(now=at(2026, 11, 30, 23, 59)) == []
    assert len(bulletins.make_due(now=at(2026, 12, 1, 0, 0))) == 1


def test_a_missed_first_is_made_up_later_in_the_month(world):
    _held(world)
    assert len(bulletins.make_due(now=at(2026, 12, 17, 9, 0))) == 1


def test_a_month_in_which_nothing_happened_has_no_bulletin(world):
    builders.make_exchange(
        cluster=world.north, host=world.host, on=date(2026, 11, 26), state="scheduled"
    )
    _held(world, date(2026, 10, 26))
    _held(world, date(2026, 12, 1))
    make_article(cluster=world.north, title="Chưa đăng")
    assert bulletins.make_due(now=NEW_MONTH) == []


def test_published_news_alone_make_a_bulletin(world):
    _news(world, at(2026, 11, 20))
    assert [one.cluster for one in bulletins.make_due(now=NEW_MONTH)] == [world.north]


def test_a_cluster_that_did_not_exist_then_gets_none(world):
    _held(world)
    world.north.valid_from = date(2026, 12, 1)
    world.north.save()
    assert bulletins.make_due(now=NEW_MONTH) == []


def test_a_session_written_down_later_makes_its_month_due(world):
    assert bulletins.make_due(now=at(2026, 12, 2)) == []
    _held(world, recorded=True)
    assert len(bulletins.make_due(now=at(2026, 12, 20))) == 1


# --- what stands in it -----------------------------------------------------------------------


def test_an_item_belongs_to_the_month_of_its_sessions_last_dated_part(world):
    exchange = _held(world, date(2026, 10, 30))
    Part.objects.create(
        exchange=exchange, order=2, on=PartialDate(2026, 11, 6), state="held"
    )
    _news(world, at(2026, 10, 31), exchange, title="Hai buổi")
    october = _gathered(world.north, month_named("2026-10"), at(2026, 11, 1))
    november = _gathered(world.north)
    assert _titles(october) == []
    assert _titles(november) == ["Hai buổi"]
    assert Digest.of_facts(october.facts).held == 0
    assert Digest.of_facts(november.facts).held == 1


def test_a_cancelled_part_does_not_move_the_session(world):
    exchange = _held(world, date(2026, 11, 20))
    Part.objects.create(
        exchange=exchange,
        order=2,
        on=PartialDate(2026, 12, 4),
        state="cancelled",
        state_reason="Bão",
    )
    assert digest_of(world.north, NOVEMBER, now=NEW_MONTH).held == 1


def test_an_undated_item_belongs_to_the_month_of_its_publication(world):
    undated = _held(world, None)
    _news(world, at(2026, 11, 30, 23, 59), undated, title="Không rõ ngày")
    _news(world, at(2026, 12, 1, 0, 0), title="Của tháng mười hai")
    assert _titles(_gathered(world.north)) == ["Không rõ ngày"]


def test_a_late_item_comes_in_the_next_bulletin_as_an_addition(world):
    exchange = _held(world)
    november = _gathered(world.north)
    _news(world, at(2026, 12, 3), exchange, title="Đăng muộn")
    _news(world, at(2026, 12, 5), _held(world, date(2026, 12, 4)), title="Đúng tháng")
    december = _gathered(world.north, DECEMBER, at(2027, 1, 1))
    assert _titles(november) == []
    assert _titles(december) == ["Đúng tháng"]
    assert _titles(december, late=True) == ["Đăng muộn"]


def test_history_written_down_years_later_is_no_late_news(world):
    _news(world, at(2026, 11, 20), _held(world, date(2025, 10, 31)), title="Xa xưa")
    _news(world, at(2026, 11, 20), _held(world, date(2025, 11, 1)), title="Năm ngoái")
    assert _titles(_gathered(world.north), late=True) == ["Năm ngoái"]


def test_no_item_stands_twice_in_bulletins_of_one_owner(world):
    exchange = _held(world)
    _news(world, at(2026, 11, 28), exchange, title="Một lần")
    assert _titles(_gathered(world.north)) == ["Một lần"]
    december = _gathered(world.north, DECEMBER, at(2027, 1, 1))
    assert (_titles(december), _titles(december, late=True)) == ([], [])
    office = _gathered(world.office)
    assert _titles(office) == ["Một lần"]


def test_other_clusters_and_unpublished_reports_stay_out(world):
    south = _held(world, cluster=world.south, host=world.far, schools=[world.far])
    _news(world, at(2026, 11, 28), south, cluster=world.south, title="Cụm 2")
    make_article(cluster=world.north, title="Bản nháp", exchanges=[_held(world)])
    bulletin = _gathered(world.north)
    assert _titles(bulletin) == []
    assert Digest.of_facts(bulletin.facts).planned == 1


def test_a_schools_own_report_of_a_cluster_session_belongs_to_the_cluster(world):
    article = _news(world, at(2026, 11, 28), _held(world), title="Của trường")
    article.cluster, article.school = None, world.guest
    article.save()
    bulletin = _gathered(world.north)
    assert _titles(bulletin) == ["Của trường"]
    rows = {row.name: row.news for row in Digest.of_facts(bulletin.facts).schools}
    assert rows == {"PTDTBT THCS Nậm Xuân": 0, "THCS Pa Sương": 1}


def test_a_parent_cluster_counts_its_subclusters(world):
    parent = builders.make_cluster("Cụm khu Đông", authority=world.office)
    world.north.parent = parent
    world.north.save()
    _held(world)
    assert digest_of(parent, NOVEMBER, now=NEW_MONTH).held == 1


# --- figures ---------------------------------------------------------------------------------


def test_the_figures_of_a_month(world):
    exchange = _held(world)
    builders.make_lesson(exchange, topic="Áp suất chất lỏng", school=world.host)
    builders.make_lesson(exchange, klass="6A5", school=world.guest)
    builders.make_exchange(
        cluster=world.north, host=world.guest, on=date(2026, 11, 30), state="scheduled"
    )
    builders.make_exchange(
        cluster=world.north, host=world.guest, on=date(2026, 11, 9), state="cancelled"
    )
    SessionUnit.objects.filter(exchange=exchange, school=world.guest).update(
        took_part=True
    )
    StatedTotal.objects.create(
        exchange=exchange, order=1, text="69 giáo viên", number=69
    )
    digest = digest_of(world.north, NOVEMBER, now=NEW_MONTH)
    assert (digest.held, digest.planned, digest.taking_part) == (1, 2, 2)
    assert (digest.people, digest.taught, digest.news) == (69, 2, 0)
    assert [
        (row.name, row.sessions, row.hosted, row.lessons) for row in digest.schools
    ] == [("PTDTBT THCS Nậm Xuân", 1, 1, 1), ("THCS Pa Sương", 1, 0, 1)]
    assert [(row.title, row.when, row.held) for row in digest.sessions] == [
        ("Áp suất chất lỏng", "26/11/2026", True),
        ("Áp suất chất lỏng", "30/11/2026", False),
    ]
    assert Digest.of_facts(digest.as_facts()) == digest


def test_a_stated_number_wins_over_counting_and_is_never_added(world):
    exchange = _held(world, recorded=True)
    builders.make_roster_entry(exchange, "Lường Văn Sơn")
    builders.make_roster_entry(exchange, "GV Văn", kind="group", group_count=8)
    builders.make_roster_entry(exchange, "GV Toán", kind="group")
    assert digest_of(world.north, NOVEMBER, now=NEW_MONTH).people == 9
    StatedTotal.objects.create(exchange=exchange, order=1, text="nhiều người")
    StatedTotal.objects.create(
        exchange=exchange, order=2, text="20 đại biểu", number=20
    )
    StatedTotal.objects.create(exchange=exchange, order=3, text="300 HS", number=300)
    assert digest_of(world.north, NOVEMBER, now=NEW_MONTH).people == 20


def test_only_those_marked_as_present_count_unless_written_down_afterwards(world):
    exchange = _held(world)
    part = exchange.parts.get()
    guests = exchange.units.get(school=world.guest)
    here = builders.make_roster_entry(exchange, "Vàng Thị Mai", unit=guests)
    group = builders.make_roster_entry(exchange, "GV Văn", kind="group", group_count=8)
    builders.make_roster_entry(exchange, "Vắng mặt")
    for entry, number in ((here, None), (group, 6)):
        Attendance.objects.create(
            entry=entry, part=part, how="desk", at=at(2026, 11, 26), number=number
        )
    digest = digest_of(world.north, NOVEMBER, now=NEW_MONTH)
    assert digest.people == 7
    # The guests came: one of them was marked as present.
    assert digest.taking_part == 2


def test_what_nobody_wrote_down_is_not_a_zero(world):
    _held(world)
    digest = digest_of(world.north, NOVEMBER, now=NEW_MONTH)
    assert digest.people is None


# --- gathering and approving -------------------------------------------------------------------


def test_gathering_freezes_the_figures_and_asks_for_the_paper_once(world):
    exchange = _held(world)
    _news(world, at(2026, 11, 28), exchange, title="Bản tin tuần bốn")
    bulletin = _gathered(world.north)
    assert (bulletin.state, bulletin.gathered_at) == ("proof", NEW_MONTH)
    paper = Paper.objects.get(bulletin=bulletin)
    assert paper.document["articles"][0]["title"] == "Bản tin tuần bốn"
    assert paper.document["period"] == "Tháng 11/2026"
    assert bulletins.gather(bulletin.pk, now=NEW_MONTH) is False
    _held(world, date(2026, 11, 27))
    bulletin.refresh_from_db()
    assert Digest.of_facts(bulletin.facts).held == 1


def test_a_fault_is_written_in_the_row_and_tried_again(world, bells):
    bulletin, _ = bulletins.begin(world.north, NOVEMBER, by=SYSTEM)
    broken = _news(world, at(2026, 11, 28), _held(world))
    Article.objects.filter(pk=broken.pk).update(head=7)
    for attempt in range(1, bulletins.MAX_ATTEMPTS + 1):
        bulletins.sweep(now=NEW_MONTH)
        assert bells() == attempt
        assert bulletins.gather(bulletin.pk, now=NEW_MONTH) is False
    bulletins.sweep(now=NEW_MONTH)
    assert bells() == bulletins.MAX_ATTEMPTS
    bulletin.refresh_from_db()
    assert bulletin.error.startswith("DoesNotExist: ")
    Article.objects.filter(pk=broken.pk).update(head=1)
    actions.gather_again(bulletin=bulletin, by=Actor(user=world.cluster_head))
    assert bulletins.gather(bulletin.pk, now=NEW_MONTH) is True


def test_an_approved_bulletin_does_not_change_any_more(world):
    _held(world)
    bulletin, head = _gathered(world.north), Actor(user=world.cluster_head)
    actions.approve(bulletin=bulletin, by=head, now=NEW_MONTH + timedelta(hours=9))
    bulletin.refresh_from_db()
    assert (bulletin.state, bulletin.approved_by) == ("approved", world.cluster_head)
    with pytest.raises(Refused):
        actions.gather_again(bulletin=bulletin, by=head)
    with pytest.raises(Refused):
        actions.approve(bulletin=bulletin, by=head, now=NEW_MONTH)


def test_a_bulletin_with_a_report_that_was_taken_down_is_gathered_again_first(world):
    article = _news(world, at(2026, 11, 28), _held(world))
    bulletin, head = _gathered(world.north), Actor(user=world.cluster_head)
    article.state, article.state_reason = "withdrawn", "Nhầm ảnh"
    article.save()
    with pytest.raises(Refused):
        actions.approve(bulletin=bulletin, by=head, now=NEW_MONTH)
    actions.gather_again(bulletin=bulletin, by=head)
    assert bulletins.gather(bulletin.pk, now=NEW_MONTH) is True
    bulletin.refresh_from_db()
    actions.approve(bulletin=bulletin, by=head, now=NEW_MONTH)
    assert _titles(bulletin) == []


def test_a_report_published_after_gathering_but_before_approval_waits_for_the_next(
    world,
):
    exchange = _held(world)
    bulletin = _gathered(world.north)
    draft = make_article(cluster=world.north, title="Chậm", exchanges=[exchange])
    publish(draft, at=at(2026, 12, 2))
    assert _titles(bulletin) == []
    december = _gathered(world.north, DECEMBER, at(2027, 1, 1))
    assert _titles(december, late=True) == ["Chậm"]


def test_a_bulletin_of_news_alone_speaks_of_news(world):
    _news(world, at(2026, 11, 20))
    paper = Paper.objects.get(bulletin=_gathered(world.north))
    assert (
        paper.document["intro"]
        == "Các bản tin của Cụm\u00a01 trong tháng\u00a011/2026."
    )
    assert [figure["label"] for figure in paper.document["figures"]] == ["Bản tin"]


def test_an_authoritys_own_reports_stand_in_its_bulletin(world):
    article = _news(world, at(2026, 11, 20), title="Của phòng")
    article.cluster, article.authority = None, world.office
    article.save()
    assert _titles(_gathered(world.office)) == ["Của phòng"]
    assert _titles(_gathered(world.province)) == []


def test_a_bulletin_that_is_gone_is_no_error(world):
    assert bulletins.gather(4711, now=NEW_MONTH) is False


def test_the_sweep_makes_what_is_due_and_rings_for_it(world, bells, monkeypatch):
    _held(world)
    with monkeypatch.context() as away:
        away.setattr(current_app.conf, "broker_url", "redis://127.0.0.1:1/0")
        away.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
        bulletins.sweep(now=NEW_MONTH)
    assert (Bulletin.objects.count(), bells()) == (1, 0)
    bulletins.sweep(now=NEW_MONTH)
    assert (Bulletin.objects.count(), bells()) == (1, 1)


@pytest.mark.parametrize(
    ("state", "verb", "after"),
    [
        ("collecting", "gather", "proof"),
        ("proof", "gather", "proof"),
        ("approved", "gather", "approved"),
        ("sent", "gather", "sent"),
        ("collecting", "gather_again", "collecting"),
        ("proof", "gather_again", "collecting"),
        ("approved", "gather_again", None),
        ("sent", "gather_again", None),
        ("collecting", "approve", None),
        ("proof", "approve", "approved"),
        ("approved", "approve", None),
        ("sent", "approve", None),
    ],
)
def test_every_state_and_every_verb(world, state, verb, after):
    bulletin, _ = bulletins.begin(world.north, NOVEMBER, by=SYSTEM)
    Bulletin.objects.update(state=state, gathered_at=NEW_MONTH, approved_at=NEW_MONTH)
    bulletin.refresh_from_db()
    verbs = {
        "gather": lambda: bulletins.gather(bulletin.pk, now=NEW_MONTH),
        "gather_again": lambda: actions.gather_again(bulletin=bulletin, by=SYSTEM),
        "approve": lambda: actions.approve(bulletin=bulletin, by=SYSTEM, now=NEW_MONTH),
    }
    if after is None:
        with pytest.raises(Refused):
            verbs[verb]()
    else:
        verbs[verb]()
        assert after == state or bulletin.may_become(after)
    bulletin.refresh_from_db()
    assert bulletin.state == (after or state)


def test_stated_numbers_of_parts_are_not_added_up(world):
    exchange = _held(world)
    first = exchange.parts.get()
    second = Part.objects.create(
        exchange=exchange, order=2, on=PartialDate(2026, 11, 27), state="held"
    )
    for order, (part, number) in enumerate(((first, 40), (second, 35)), start=1):
        StatedTotal.objects.create(
            exchange=exchange, part=part, order=order, text=str(number), number=number
        )
    assert digest_of(world.north, NOVEMBER, now=NEW_MONTH).people == 40


def test_the_paper_prints_the_figures_and_both_tables(world):
    exchange = _held(world)
    builders.make_lesson(exchange, topic="Áp suất chất lỏng", school=world.host)
    StatedTotal.objects.create(
        exchange=exchange, order=1, text="hơn 1.000 người", number=1000
    )
    builders.make_exchange(
        cluster=world.north, host=world.guest, on=date(2026, 11, 30), state="scheduled"
    )
    printed = Paper.objects.get(bulletin=_gathered(world.north)).document
    assert [(one["label"], one["value"]) for one in printed["figures"]] == [
        ("Hoạt động đã tổ chức", "1 / 2"),
        ("Trường tham gia", "1"),
        ("Lượt người dự", "1.000"),
        ("Tiết dạy", "1"),
    ]
    sessions, schools = printed["tables"]
    assert sessions["rows"] == [
        ["26/11/2026", "Áp suất chất lỏng", "PTDTBT THCS Nậm Xuân", "1", "1.000"],
        ["30/11/2026", "Áp suất chất lỏng (chưa tổ chức)", "THCS Pa Sương", "–", "–"],
    ]
    assert schools["rows"] == [
        ["PTDTBT THCS Nậm Xuân", "1", "1", "1"],
        ["THCS Pa Sương", "0", "0", "0"],
    ]


def test_a_bulletin_and_its_paper_are_called_by_what_they_are(world):
    _held(world)
    bulletin = _gathered(world.north)
    paper = Paper.objects.get(bulletin=bulletin)
    assert str(bulletin) == "Bản tin tháng 11/2026 – Cụm 1"
    assert str(paper) == f"Bản tin tháng {paper.pk}: Đang chờ tạo"


# --- asked once a minute ------------------------------------------------------------------------


def test_what_no_bulletin_takes_is_not_looked_at_again(
    world, django_assert_num_queries
):
    old = _held(world, date(2024, 5, 2))
    _news(world, at(2026, 11, 20), old, title="Xa xưa")
    _news(world, at(2026, 12, 1, 9), title="Của tháng sau")
    with django_assert_num_queries(1):
        assert bulletins.make_due(now=at(2026, 12, 1, 10)) == []


def test_late_news_alone_make_a_bulletin(world):
    _news(world, at(2026, 11, 20), _held(world, date(2026, 10, 8)), title="Muộn")
    assert [one.cluster for one in bulletins.make_due(now=NEW_MONTH)] == [world.north]


def test_a_parent_cluster_is_due_for_what_its_subcluster_leads(world):
    parent = builders.make_cluster("Cụm khu Đông", authority=world.office)
    world.north.parent = parent
    world.north.save()
    exchange = _held(world)
    type(exchange).objects.update(
        cluster=None, lead_cluster=world.north, lead_school=None
    )
    due = {one.cluster for one in bulletins.make_due(now=NEW_MONTH)}
    assert due == {parent, world.north}


# --- claims -------------------------------------------------------------------------------------


def test_who_gathers_holds_a_lease(world, settings):
    _held(world)
    bulletin, _ = bulletins.begin(world.north, NOVEMBER, by=SYSTEM)
    Bulletin.objects.update(claim="other", claimed_at=NEW_MONTH)
    within = NEW_MONTH + timedelta(seconds=settings.PAPER_LEASE_SECONDS)
    assert bulletins.gather(bulletin.pk, now=within) is False
    assert bulletins.gather(bulletin.pk, now=within + timedelta(seconds=1)) is True
    bulletin.refresh_from_db()
    assert (bulletin.state, bulletin.claim, bulletin.claimed_at) == ("proof", "", None)


def test_what_was_built_before_somebody_gathered_again_is_not_written(world):
    _held(world)
    bulletin, _ = bulletins.begin(world.north, NOVEMBER, by=SYSTEM)
    claim = bulletins._claim(bulletin.pk, now=NEW_MONTH)
    built = bulletins._build(bulletin, now=NEW_MONTH)
    actions.gather_again(bulletin=bulletin, by=Actor(user=world.cluster_head))
    assert bulletins._freeze(bulletin, claim, built, now=NEW_MONTH) is False
    bulletin.refresh_from_db()
    assert (bulletin.state, Paper.objects.count()) == ("collecting", 0)


def _withdraw_article(article, photo):
    Article.objects.filter(pk=article.pk).update(
        state="withdrawn", state_reason="Nhầm", withdrawn_at=NEW_MONTH
    )


def _withdraw_consent(article, photo):
    type(photo).objects.filter(pk=photo.pk).update(consent="withdrawn")


@pytest.mark.parametrize("move", [_withdraw_article, _withdraw_consent])
def test_what_moves_while_a_bulletin_is_built_is_built_anew(world, move):
    exchange = _held(world)
    photo = make_photo(exchange=exchange, caption="Nhóm lớp 8A2")
    shows = [{"photo": photo.pk, "caption": ""}]
    article = _news(
        world,
        at(2026, 11, 28),
        exchange,
        blocks=[{"id": "b1", "type": "photos", "photos": shows}],
    )
    bulletin, _ = bulletins.begin(world.north, NOVEMBER, by=SYSTEM)
    claim = bulletins._claim(bulletin.pk, now=NEW_MONTH)
    built = bulletins._build(bulletin, now=NEW_MONTH)
    assert list(built.photos.values()) == [photo.print_file.name]
    move(article, photo)
    with pytest.raises(bulletins._Stale):
        bulletins._freeze(bulletin, claim, built, now=NEW_MONTH)
    Bulletin.objects.update(claim="", claimed_at=None)
    assert bulletins.gather(bulletin.pk, now=NEW_MONTH) is True
    assert Paper.objects.get(bulletin=bulletin).photos == {}


def test_a_bulletin_of_many_reports_asks_as_often_as_one_of_two(
    world, django_assert_max_num_queries
):
    for number in range(2):
        _news(world, at(2026, 11, 20), _held(world), title=f"Bản {number}")
    bulletin, _ = bulletins.begin(world.north, NOVEMBER, by=SYSTEM)
    with CaptureQueriesContext(connection) as two:
        bulletins._build(bulletin, now=NEW_MONTH)
    for number in range(8):
        _news(world, at(2026, 11, 21), _held(world), title=f"Bản khác {number}")
    with django_assert_max_num_queries(len(two)):
        bulletins._build(bulletin, now=NEW_MONTH)
