"""A report withdrawn after its bulletin was approved: the bulletin stays, the next one says so."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.verbs import SYSTEM, Actor
from reports import bulletins
from reports.actions import articles, publishing
from reports.actions import bulletins as actions
from reports.models import Article, Bulletin, BulletinEntry, Paper
from reports.periods import month_named
from tests import builders
from tests.reports.bulletins.conftest import at
from tests.reports.making import make_article

pytestmark = pytest.mark.django_db
WITHDRAWN = at(2026, 12, 10, 8)


def gathered(cluster, month, now) -> Bulletin:
    made, _ = bulletins.begin(cluster, month_named(month), by=SYSTEM)
    bulletins.gather(made.pk, now=now)
    made.refresh_from_db()
    return made


def table_of(bulletin) -> list:
    """The rows of the corrections on the newest paper of a bulletin."""
    document = Paper.objects.current().get(bulletin=bulletin).document
    return [
        row
        for table in document["tables"]
        if table["title"].startswith("Đính chính")
        for row in table["rows"]
    ]


@pytest.fixture
def issued(world) -> Bulletin:
    """November, approved with two reports, one of which was withdrawn ten days later."""
    for title in ("Bản đúng", "Bản sai"):
        make_article(cluster=world.north, title=title, published_at=at(2026, 11, 20))
    bulletin = gathered(world.north, "2026-11", at(2026, 12, 1))
    actions.approve(
        bulletin=bulletin, by=Actor(user=world.cluster_head), now=at(2026, 12, 2)
    )
    publishing.withdraw(
        article=Article.objects.get(title="Bản sai"),
        by=Actor(user=world.cluster_head),
        reason="Nhầm tên người dạy",
        now=WITHDRAWN,
    )
    return bulletin


def test_an_issued_bulletin_stays_as_it_was_printed(issued):
    paper = Paper.objects.get(bulletin=issued)
    titles = [article["title"] for article in paper.document["articles"]]
    assert titles == ["Bản đúng", "Bản sai"]
    issued.refresh_from_db()
    assert (issued.state, issued.entries.count()) == ("approved", 2)


def test_its_page_says_what_was_withdrawn_since_and_gives_no_dead_link(
    issued, world, signed_in
):
    article = Article.objects.get(title="Bản sai")
    link = f'href="{reverse("reports:news", args=[article.pk])}"'
    address = reverse("reports:bulletin", args=[issued.pk])
    teacher = signed_in(world.teacher).get(address)
    head = signed_in(world.cluster_head).get(address)
    for page in (teacher, head):
        assert page.context["facts"].withdrawn == 1
        assert "10/12/2026" in page.text
        assert "Bản sai" in page.text
        assert "Nhầm tên người dạy" not in page.text
    assert link not in teacher.text
    assert link in head.text


def test_the_next_bulletin_takes_it_back_once(issued, world):
    exchange = builders.make_exchange(
        cluster=world.north, host=world.host, on=date(2026, 12, 15), state="held"
    )
    make_article(
        cluster=world.north, exchanges=[exchange], published_at=at(2026, 12, 16)
    )
    december = gathered(world.north, "2026-12", at(2027, 1, 1))
    assert table_of(december) == [["Bản sai", "Tháng 11/2026", "10/12/2026"]]
    entry = BulletinEntry.objects.get(article__title="Bản sai")
    assert entry.corrected_in == december
    # Gathered again it says the same; the month after says nothing more of it.
    actions.gather_again(bulletin=december, by=Actor(user=world.cluster_head))
    bulletins.gather(december.pk, now=at(2027, 1, 2))
    assert len(table_of(december)) == 1
    make_article(cluster=world.north, title="Tháng một", published_at=at(2027, 1, 9))
    assert table_of(gathered(world.north, "2027-01", at(2027, 2, 1))) == []


def test_both_pages_lead_to_each_other(issued, world, signed_in):
    make_article(cluster=world.north, title="Mới", published_at=at(2026, 12, 16))
    december = gathered(world.north, "2026-12", at(2027, 1, 1))
    reader = signed_in(world.teacher)
    address = reverse("reports:bulletin", args=[december.pk])
    assert address in reader.get(reverse("reports:bulletin", args=[issued.pk])).text
    page = reader.get(address)
    assert "Bản sai" in page.text
    assert "Tháng 11/2026" in page.text


def test_a_correction_alone_makes_no_bulletin_due(issued):
    assert bulletins.make_due(now=at(2027, 1, 1)) == []


def test_a_report_written_again_comes_as_a_late_one_beside_the_correction(
    issued, world
):
    head = Actor(user=world.cluster_head)
    again, _ = articles.write_again(
        article=Article.objects.get(title="Bản sai"), by=head
    )
    publishing.publish(
        article=again, by=head, head=1, now=WITHDRAWN + timedelta(hours=1)
    )
    december = gathered(world.north, "2026-12", at(2027, 1, 1))
    assert [entry.article for entry in december.entries.all()] == [again]
    assert len(table_of(december)) == 1


def test_a_withdrawal_of_before_has_no_day(issued, world):
    Article.objects.update(withdrawn_at=None)
    make_article(cluster=world.north, title="Mới", published_at=at(2026, 12, 16))
    december = gathered(world.north, "2026-12", at(2027, 1, 1))
    assert table_of(december) == [["Bản sai", "Tháng 11/2026", "–"]]


def test_other_clusters_and_proofs_take_nothing_back(issued, world):
    make_article(cluster=world.south, title="Nam", published_at=at(2026, 12, 16))
    assert table_of(gathered(world.south, "2026-12", at(2027, 1, 1))) == []
    Bulletin.objects.filter(pk=issued.pk).update(state="proof")
    make_article(cluster=world.north, title="Bắc", published_at=at(2026, 12, 16))
    assert table_of(gathered(world.north, "2026-12", at(2027, 1, 1))) == []


def test_the_bulletin_of_an_authority_takes_back_its_own(issued, world):
    office = gathered(world.office, "2026-11", at(2026, 12, 1))
    Bulletin.objects.filter(pk=office.pk).update(
        state="approved", approved_at=at(2026, 12, 2)
    )
    publishing.withdraw(
        article=Article.objects.get(title="Bản đúng"),
        by=Actor(user=world.cluster_head),
        reason="Nhầm ngày",
        now=WITHDRAWN,
    )
    make_article(cluster=world.south, title="Nam", published_at=at(2026, 12, 16))
    made = gathered(world.office, "2026-12", at(2027, 1, 1))
    assert table_of(made) == [["Bản đúng", "Tháng 11/2026", "10/12/2026"]]
