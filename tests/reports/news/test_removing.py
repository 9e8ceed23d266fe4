"""A draft that nobody wants is deleted; what was published, or is somebody else's, never."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.verbs import Actor, Refused
from clusters.models import ClusterOffice, Post
from reports import filing, production
from reports.actions import articles, removing
from reports.models import Article, ArticleDraft, ArticleRevision, Paper, Photo
from tests.reports.making import make_photo
from tests.reports.news.test_actions import in_state, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def stored() -> list[str]:
    folders = ["photos/print"]
    if default_storage.exists("papers"):
        # A folder for each thousand; a database never counts back.
        folders += [f"papers/{name}" for name in default_storage.listdir("papers")[0]]
    return [
        name
        for folder in folders
        if default_storage.exists(folder)
        for name in sorted(default_storage.listdir(folder)[1])
    ]


@pytest.fixture
def furnished(article, exchange, secretary):
    """The draft with a photo of its own, one of the session that names it, and a paper."""
    make_photo(seed=1, article=article)
    make_photo(seed=2, article=article, exchange=exchange)
    make_photo(seed=3, exchange=exchange)
    paper = production.request_news_paper(article, Actor(user=secretary))
    filing.store(filing.name_of(paper, "abc", ".pdf"), b"%PDF-1.")
    return article


def test_a_draft_goes_with_its_texts_papers_and_own_photos_and_the_log_stays(
    furnished, exchange, secretary, django_capture_on_commit_callbacks
):
    pk, title = furnished.pk, furnished.title
    assert len(stored()) == 4
    with django_capture_on_commit_callbacks(execute=True):
        removing.delete(article=furnished, by=Actor(user=secretary))
    assert not Article.objects.filter(pk=pk).exists()
    assert (ArticleRevision.objects.count(), Paper.objects.count()) == (0, 0)
    assert set(Photo.objects.values_list("exchange", "article")) == {
        (exchange.pk, None)
    }
    assert stored() == ["drawn-2.jpg", "drawn-3.jpg"]
    entry = AuditEntry.objects.get(verb="article.delete")
    assert entry.before["title"] == title
    assert (entry.before["exchanges"], entry.before["state"]) == (
        [exchange.pk],
        "draft",
    )
    assert len(entry.before["photos"]) == 1


def test_files_go_only_when_the_change_is_committed(
    furnished, secretary, django_capture_on_commit_callbacks
):
    with (
        django_capture_on_commit_callbacks(execute=True) as callbacks,
        transaction.atomic(),
    ):
        removing.delete(article=furnished, by=Actor(user=secretary))
        assert len(stored()) == 4
        transaction.set_rollback(True)
    assert callbacks == []
    assert Article.objects.filter(pk=furnished.pk).exists()
    assert len(stored()) == 4


@pytest.mark.parametrize("state", ["in_review", "published", "withdrawn"])
def test_what_was_sent_or_published_is_not_deleted(article, secretary, world, state):
    in_state(article, state, secretary, world.cluster_head)
    with pytest.raises(Refused):
        removing.delete(article=article, by=Actor(user=secretary))
    assert Article.objects.filter(pk=article.pk, state=state).exists()
    assert not AuditEntry.objects.filter(verb="article.delete").exists()


def test_a_returned_report_may_be_deleted(article, secretary, world):
    in_state(article, "returned", secretary, world.cluster_head)
    removing.delete(article=article, by=Actor(user=secretary))
    assert not Article.objects.exists()


def test_it_stays_while_somebody_else_has_text_in_it(article, secretary, world, now):
    articles.keep(
        article=article,
        by=Actor(user=world.cluster_head),
        base=1,
        now=now,
        **text_of(article),
    )
    with pytest.raises(Refused, match=world.cluster_head.full_name):
        removing.delete(article=article, by=Actor(user=secretary))
    # The own text is no reason, nor is that of somebody who left.
    ArticleDraft.objects.update(user=secretary)
    removing.delete(article=article, by=Actor(user=secretary))
    assert not Article.objects.exists()


def test_who_left_does_not_hold_a_draft_for_ever(article, secretary, world, now):
    articles.keep(
        article=article,
        by=Actor(user=world.cluster_head),
        base=1,
        now=now,
        **text_of(article),
    )
    world.cluster_head.is_active = False
    world.cluster_head.save(update_fields=["is_active"])
    removing.delete(article=article, by=Actor(user=secretary))
    assert not Article.objects.exists()


def test_the_page_asks_first_and_leads_back_to_the_session(
    furnished, exchange, secretary, signed_in
):
    client = signed_in(secretary)
    url = reverse("reports:news_delete", args=[furnished.pk])
    assert url in client.get(reverse("reports:news", args=[furnished.pk])).text
    page = client.get(url)
    assert str(exchange) in page.text
    assert Article.objects.exists()
    assert client.post(url).url == reverse("session", args=[exchange.pk])
    assert not Article.objects.exists()
    assert client.post(url).status_code == 404


def test_after_a_report_of_no_session_comes_the_list(article, secretary, signed_in):
    article.exchanges.clear()
    answer = signed_in(secretary).post(
        reverse("reports:news_delete", args=[article.pk])
    )
    assert answer.url == reverse("reports:news_list")


def test_the_page_of_what_was_published_says_why_not(
    article, secretary, world, signed_in
):
    in_state(article, "published", secretary, world.cluster_head)
    client = signed_in(secretary)
    url = reverse("reports:news_delete", args=[article.pk])
    news = reverse("reports:news", args=[article.pk])
    assert client.get(url).url == news
    assert client.post(url).url == news
    assert url not in client.get(news).text
    assert Article.objects.exists()


def test_a_worker_that_holds_a_paper_of_a_deleted_report_leaves_no_file(
    furnished, secretary, now, monkeypatch
):
    """The report is deleted between the claim and the paper."""
    paper = Paper.objects.get()
    claim = production._claim

    def claim_and_lose(pk, *, now):
        taken = claim(pk, now=now)
        removing.delete(article=furnished, by=Actor(user=secretary))
        return taken

    monkeypatch.setattr(production, "_claim", claim_and_lose)
    assert production.produce(paper.pk, now=now) is False
    assert not Paper.objects.exists()


def test_a_paper_of_a_deleted_report_cannot_be_asked_for(
    article, secretary, signed_in, monkeypatch
):
    client = signed_in(secretary)
    url = reverse("reports:news_print", args=[article.pk])
    locked = articles.locked

    def deleted_first(row):
        Article.objects.filter(pk=row.pk).delete()
        return locked(row)

    monkeypatch.setattr(articles, "locked", deleted_first)
    assert client.post(url).status_code == 302
    assert Paper.objects.count() == 0


def test_what_somebody_else_saved_is_not_deleted(
    article, secretary, world, now, signed_in
):
    changed = text_of(article) | {"lead": "Do trưởng cụm viết thêm."}
    articles.save(
        article=article,
        by=Actor(user=world.cluster_head),
        base=1,
        now=now,
        **changed,
    )
    client = signed_in(secretary)
    url = reverse("reports:news_delete", args=[article.pk])
    news = reverse("reports:news", args=[article.pk])
    for answer in (client.get(url), client.post(url)):
        assert answer.url == news
    assert world.cluster_head.full_name in client.get(news).text
    assert article.revisions.count() == 2
    # Neither does the head take the secretary's text along; nor when its writer left.
    articles.save(
        article=article,
        by=Actor(user=secretary),
        base=2,
        now=now,
        **(changed | {"lead": "Do thư ký viết lại."}),
    )
    secretary.is_active = False
    secretary.save(update_fields=["is_active"])
    with pytest.raises(Refused, match=secretary.full_name):
        removing.delete(article=article, by=Actor(user=world.cluster_head))
    assert article.revisions.count() == 3


def test_a_draft_from_data_that_nobody_touched_is_nobodys(article, world):
    removing.delete(article=article, by=Actor(user=world.cluster_head))
    assert not Article.objects.exists()


def test_an_author_without_a_post_today_deletes_nothing(
    article, secretary, signed_in, now
):
    client = signed_in(secretary)
    url = reverse("reports:news_delete", args=[article.pk])
    yesterday = now.date() - timedelta(days=1)
    Post.objects.filter(user=secretary).update(valid_to=yesterday)
    ClusterOffice.objects.filter(person=secretary).update(valid_to=yesterday)
    assert client.post(url).status_code == 403
    assert Article.objects.exists()
    assert url not in client.get(reverse("reports:news", args=[article.pk])).text
