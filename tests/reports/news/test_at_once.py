"""Two people at the same moment, on two connections: one wins, the other is told, nothing is half."""

from functools import partial

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.verbs import Actor, Refused
from clusters.models import Post
from reports.actions import articles, bulletins, publishing, removing
from reports.models import (
    Article,
    ArticleDraft,
    ArticleRevision,
    Bulletin,
    Paper,
)
from reports.periods import month_named
from tests import builders
from tests.racing import at_once
from tests.reports.news.test_actions import in_state, text_of

pytestmark = [pytest.mark.django_db(transaction=True)]
ROUNDS = range(2)  # the scheduler is not asked which one comes first


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def deputy(world):
    """A second person who approves the news of the cluster."""
    person = builders.make_person("Hà Thị Tươi", phone="+84912000077")
    builders.make_post(person, world.guest, Post.Kind.PRINCIPAL, "Hiệu trưởng")
    builders.make_office(person, world.north)
    return person


def won(answers) -> list[object]:
    """The answers of those who won; everybody else was told in a sentence."""
    lost = [one for one in answers if isinstance(one, Exception)]
    for error in lost:
        assert isinstance(error, (Refused, articles.Conflict)), repr(error)
        assert str(error)
    return [one for one in answers if not isinstance(one, Exception)]


def verbs_written(*verbs: str) -> list[str]:
    return sorted(
        AuditEntry.objects.filter(verb__in=verbs).values_list("verb", flat=True)
    )


@pytest.mark.parametrize("round_", ROUNDS)
def test_two_people_publish_the_same_report(
    article, secretary, world, deputy, now, round_
):
    publishing.send(article=article, by=Actor(user=secretary), now=now)
    answers = at_once(
        *(
            partial(
                publishing.publish,
                article=Article.objects.get(pk=article.pk),
                by=Actor(user=person),
                head=1,
                now=now,
            )
            for person in (world.cluster_head, deputy)
        )
    )
    (published,) = won(answers)
    article.refresh_from_db()
    assert article.published_by == published.published_by
    assert verbs_written("article.published") == ["article.published"]
    assert Paper.objects.filter(article=article).count() == 1


@pytest.mark.parametrize("round_", ROUNDS)
def test_of_two_open_reviews_one_publishes_or_the_other_returns(
    article, secretary, world, deputy, now, round_
):
    publishing.send(article=article, by=Actor(user=secretary), now=now)
    one, two = Article.objects.get(pk=article.pk), Article.objects.get(pk=article.pk)
    answers = at_once(
        partial(
            publishing.publish,
            article=one,
            by=Actor(user=world.cluster_head),
            head=1,
            now=now,
        ),
        partial(
            publishing.send_back, article=two, by=Actor(user=deputy), reason="Thiếu ảnh"
        ),
    )
    (winner,) = won(answers)
    article.refresh_from_db()
    assert article.state == winner.state
    published = article.state == "published"
    assert (article.published_at is not None) is published
    assert (article.state_reason == "Thiếu ảnh") is not published
    assert len(verbs_written("article.published", "article.returned")) == 1
    assert Paper.objects.count() == int(published)


@pytest.mark.parametrize("round_", ROUNDS)
def test_two_people_save_the_same_report(article, secretary, world, now, round_):
    texts = {
        person: f"Tiêu đề của {person}" for person in (secretary, world.cluster_head)
    }
    answers = at_once(
        *(
            partial(
                articles.save,
                article=Article.objects.get(pk=article.pk),
                by=Actor(user=person),
                base=1,
                now=now,
                **{**text_of(article), "title": title},
            )
            for person, title in texts.items()
        )
    )
    (saved,) = won(answers)
    article.refresh_from_db()
    winner = saved.revision.saved_by
    assert (article.head, article.title) == (2, texts[winner])
    assert ArticleRevision.objects.count() == 2
    # The other's text is whole, as their own draft, and knows what it began from.
    kept = ArticleDraft.objects.get()
    assert kept.user != winner
    assert (kept.title, kept.base) == (texts[kept.user], 1)
    assert verbs_written("article.save") == ["article.save"]


@pytest.mark.parametrize("round_", ROUNDS)
def test_a_save_and_a_publication_never_publish_an_unread_text(
    article, secretary, world, deputy, now, round_
):
    publishing.send(article=article, by=Actor(user=secretary), now=now)
    answers = at_once(
        partial(
            publishing.publish,
            article=Article.objects.get(pk=article.pk),
            by=Actor(user=world.cluster_head),
            head=1,
            now=now,
        ),
        partial(
            articles.save,
            article=Article.objects.get(pk=article.pk),
            by=Actor(user=deputy),
            base=1,
            now=now,
            **{**text_of(article), "title": "Sửa phút chót"},
        ),
    )
    assert len(won(answers)) == 1
    article.refresh_from_db()
    if article.state == "published":
        assert (article.head, ArticleRevision.objects.count()) == (1, 1)
        assert ArticleDraft.objects.get(user=deputy).title == "Sửa phút chót"
    else:
        assert (article.state, article.head) == ("in_review", 2)
        assert Paper.objects.count() == 0


@pytest.mark.parametrize("round_", ROUNDS)
def test_two_people_withdraw_the_same_report(
    article, secretary, world, deputy, now, round_
):
    in_state(article, "published", secretary, world.cluster_head)
    reasons = {world.cluster_head: "Nhầm ngày", deputy: "Nhầm tên"}
    answers = at_once(
        *(
            partial(
                publishing.withdraw,
                article=Article.objects.get(pk=article.pk),
                by=Actor(user=person),
                reason=reason,
                now=now,
            )
            for person, reason in reasons.items()
        )
    )
    (withdrawn,) = won(answers)
    article.refresh_from_db()
    assert article.state_reason == withdrawn.state_reason
    assert verbs_written("article.withdrawn") == ["article.withdrawn"]


@pytest.mark.parametrize("round_", ROUNDS)
def test_two_presses_draft_one_report(exchange, secretary, now, round_):
    answers = at_once(
        *[partial(articles.draft, exchange=exchange, by=Actor(user=secretary))] * 2
    )
    assert sorted(is_new for _article, is_new in won(answers)) == [False, True]
    assert (Article.objects.count(), ArticleRevision.objects.count()) == (1, 1)


@pytest.mark.parametrize("round_", ROUNDS)
def test_a_report_is_sent_or_deleted_and_never_both(article, secretary, now, round_):
    answers = at_once(
        partial(
            publishing.send,
            article=Article.objects.get(pk=article.pk),
            by=Actor(user=secretary),
            now=now,
        ),
        partial(
            removing.delete,
            article=Article.objects.get(pk=article.pk),
            by=Actor(user=secretary),
        ),
    )
    assert len(won(answers)) == 1
    if Article.objects.exists():
        assert Article.objects.get().state == "in_review"
        assert verbs_written("article.delete") == []
    else:
        assert ArticleRevision.objects.count() == 0
        assert verbs_written("article.in_review") == []


@pytest.mark.parametrize("round_", ROUNDS)
def test_two_heads_approve_the_same_bulletin(world, deputy, now, round_):
    month = month_named("2026-10")
    bulletin = Bulletin.objects.create(
        cluster=world.north,
        starts_on=month.starts_on,
        ends_before=month.ends_before,
        title="Tháng 10",
        state="proof",
        gathered_at=now,
    )
    answers = at_once(
        *(
            partial(
                bulletins.approve, bulletin=bulletin, by=Actor(user=person), now=now
            )
            for person in (world.cluster_head, deputy)
        )
    )
    assert len(won(answers)) == 1
    bulletin.refresh_from_db()
    entry = AuditEntry.objects.get(verb="bulletin.approve")
    assert entry.actor == bulletin.approved_by


@pytest.mark.parametrize("round_", ROUNDS)
def test_a_draft_kept_in_two_windows_is_one_draft(article, secretary, now, round_):
    text = text_of(article)
    answers = at_once(
        *(
            partial(
                articles.keep,
                article=article,
                by=Actor(user=secretary),
                base=1,
                now=timezone.now(),
                **{**text, "lead": lead},
            )
            for lead in ("Cửa sổ một", "Cửa sổ hai")
        )
    )
    assert len(won(answers)) == 2
    assert ArticleDraft.objects.get().lead in {"Cửa sổ một", "Cửa sổ hai"}
