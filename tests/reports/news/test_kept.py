"""What a person typed and did not save, when the report went on without it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.verbs import Actor, Refused
from reports.actions import articles, publishing
from reports.models import Article, ArticleDraft
from tests.reports.news.test_actions import save, text_of
from tests.reports.news.test_editor import posted

MINE = "Đoạn này tôi gõ lúc chín giờ"


@pytest.fixture
def address(article):
    return reverse("reports:news_own_draft", args=[article.pk])


@pytest.fixture
def client(secretary, signed_in):
    return signed_in(secretary)


def typed(article) -> dict:
    """The text of the report with a lead that nobody saved."""
    return {**text_of(article), "lead": MINE}


def keep(article, person) -> None:
    articles.keep(
        article=article,
        by=Actor(user=person),
        base=article.head,
        now=timezone.now(),
        **typed(article),
    )


def published_without_it(article, author, head) -> None:
    keep(article, author)
    publishing.send(article=article, by=Actor(user=author), now=timezone.now())
    publishing.publish(article=article, by=Actor(user=head), head=1, now=timezone.now())


def test_a_draft_kept_after_publishing_is_found_read_copied_and_discarded(
    article, secretary, world, client, address
):
    published_without_it(article, secretary, world.cluster_head)
    for page in ("reports:news_list", "reports:news"):
        args = [article.pk] if page == "reports:news" else []
        assert f'href="{address}"' in client.get(reverse(page, args=args)).text
    shown = client.get(address)
    assert MINE in shown.context["text"]
    # On the page twice: as it reads, and in the box to copy from.
    assert shown.text.count(MINE) == 2
    assert not shown.context["goes_on"]
    drop = reverse("reports:news_drop_draft", args=[article.pk])
    assert drop in shown.text
    assert client.get(drop).status_code == 200
    assert ArticleDraft.objects.count() == 1
    answer = client.post(drop)
    assert answer.url == reverse("reports:news", args=[article.pk])
    assert ArticleDraft.objects.count() == 0
    assert AuditEntry.objects.filter(verb="article.drop_draft").count() == 1
    assert client.get(drop).url == answer.url
    assert client.get(address).url == answer.url
    assert address not in client.get(reverse("reports:news_list")).text


def test_a_text_posted_after_publishing_is_kept_and_its_page_opens(
    article, secretary, world, client, address
):
    text = typed(article)
    publishing.send(article=article, by=Actor(user=secretary), now=timezone.now())
    publishing.publish(
        article=article,
        by=Actor(user=world.cluster_head),
        head=1,
        now=timezone.now(),
    )
    answer = client.post(
        reverse("reports:news_edit", args=[article.pk]), posted(text, 1, do="save")
    )
    assert answer.url == address
    assert MINE in client.get(address).text


def test_while_it_can_be_saved_the_page_leads_on(
    article, secretary, world, client, address
):
    keep(article, secretary)
    page = client.get(address)
    assert page.context["goes_on"]
    assert reverse("reports:news_edit", args=[article.pk]) in page.text
    # Somebody else saved first: both texts.
    save(article, world.cluster_head, title="Tiêu đề của người khác")
    both = reverse("reports:news_conflict", args=[article.pk])
    assert both in client.get(address).text
    drop = reverse("reports:news_drop_draft", args=[article.pk])
    assert client.post(drop).url == reverse("reports:news_edit", args=[article.pk])


def test_in_review_only_who_approves_may_go_on(
    article, secretary, world, signed_in, client, address
):
    keep(article, secretary)
    keep(article, world.cluster_head)
    publishing.send(article=article, by=Actor(user=secretary), now=timezone.now())
    assert not client.get(address).context["goes_on"]
    assert signed_in(world.cluster_head).get(address).context["goes_on"]


def test_a_draft_that_says_what_the_report_says_is_told_so(
    article, secretary, world, client, address
):
    published_without_it(article, secretary, world.cluster_head)
    ArticleDraft.objects.update(lead="")
    assert client.get(address).context["same"]


def test_nobody_else_reads_or_discards_it(
    article, secretary, world, signed_in, address
):
    published_without_it(article, secretary, world.cluster_head)
    head = signed_in(world.cluster_head)
    assert head.get(address).url == reverse("reports:news", args=[article.pk])
    head.post(reverse("reports:news_drop_draft", args=[article.pk]))
    assert ArticleDraft.objects.get().user == secretary
    assert signed_in(world.teacher).get(address).status_code == 403
    assert signed_in(world.far_teacher).get(address).status_code == 404


def test_who_may_not_write_any_more_still_reads_the_own_text(
    article, secretary, world, signed_in, address
):
    """An office ends; what was typed in it is still the person's."""
    published_without_it(article, secretary, world.cluster_head)
    keep_for = world.teacher
    ArticleDraft.objects.update(user=keep_for)
    page = signed_in(keep_for).get(address)
    assert MINE in page.text
    assert not page.context["goes_on"]


def test_a_deleted_report_refuses_every_verb_with_a_sentence(article, secretary, now):
    Article.objects.filter(pk=article.pk).delete()
    with pytest.raises(Refused):
        publishing.send(article=article, by=Actor(user=secretary), now=now)
