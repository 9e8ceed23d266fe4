"""Saved texts: read, compared with the present one, brought back as one's own draft."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.verbs import Actor, Refused
from reports.actions import articles, publishing
from reports.models import ArticleDraft
from tests.reports.news.test_actions import save, text_of
from tests.reports.news.test_editor import posted


@pytest.fixture
def client(secretary, signed_in):
    return signed_in(secretary)


@pytest.fixture
def saved_twice(article, secretary):
    save(article, secretary, lead="Lời dẫn cũ")
    save(article, secretary, lead="Lời dẫn mới", title="Tên mới")
    article.refresh_from_db()
    return article


def page_of(article, number: int) -> str:
    return reverse("reports:news_revision", args=[article.pk, number])


def restore(article, number: int) -> str:
    return reverse("reports:news_restore", args=[article.pk, number])


def test_a_saved_text_says_what_is_different_today(saved_twice, client):
    page = client.get(page_of(saved_twice, 2))
    changed = [part.name for part in page.context["parts"] if not part.is_same]
    assert changed == ["-title", "-lead"]
    assert "Lời dẫn cũ" in page.text
    assert "Lời dẫn mới" in page.text
    assert restore(saved_twice, 2) in page.text


def test_the_present_text_is_not_offered_to_itself(saved_twice, client):
    page = client.get(page_of(saved_twice, 3))
    assert page.context["differs"] is False
    assert restore(saved_twice, 3) not in page.text


def test_a_saved_text_comes_back_as_ones_own_draft_and_changes_nothing_else(
    saved_twice, client, secretary
):
    assert client.post(restore(saved_twice, 2)).url == reverse(
        "reports:news_edit", args=[saved_twice.pk]
    )
    own = ArticleDraft.objects.get()
    assert (own.user, own.base, own.lead) == (secretary, 3, "Lời dẫn cũ")
    assert text_of(saved_twice)["lead"] == "Lời dẫn mới"
    saved_twice.refresh_from_db()
    assert saved_twice.head == 3


def test_a_text_that_is_not_saved_is_never_written_over(saved_twice, client, secretary):
    articles.keep(
        article=saved_twice,
        by=Actor(user=secretary),
        base=3,
        now=timezone.now(),
        **{**text_of(saved_twice), "lead": "Đang gõ dở"},
    )
    assert client.post(restore(saved_twice, 2)).url == page_of(saved_twice, 2)
    assert ArticleDraft.objects.get().lead == "Đang gõ dở"


def test_nothing_is_brought_back_into_a_report_that_went_on(saved_twice, secretary):
    by, now = Actor(user=secretary), timezone.now()
    publishing.send(article=saved_twice, by=by, now=now)
    with pytest.raises(Refused):
        articles.restore(article=saved_twice, by=by, number=2, now=now)
    assert not ArticleDraft.objects.exists()


def test_a_text_that_was_never_saved_is_not_there(saved_twice, client):
    assert client.post(restore(saved_twice, 9)).status_code == 404


@pytest.mark.parametrize("oneself", [True, False])
def test_who_wrote_on_two_machines_is_not_told_of_another_person(
    article, client, secretary, world, oneself
):
    other = secretary if oneself else world.cluster_head
    save(article, other, lead="Từ máy kia")
    client.post(
        reverse("reports:news_autosave", args=[article.pk]),
        posted({**text_of(article), "lead": "Từ máy này"}, 1),
    )
    # Whoever saves throws away their own draft only; this one began before.
    ArticleDraft.objects.update(base=1)
    for name in ("news_conflict", "news_edit"):
        page = client.get(reverse(f"reports:{name}", args=[article.pk]))
        assert page.context["oneself"] is oneself
        assert (str(world.cluster_head) in page.text) is not oneself
