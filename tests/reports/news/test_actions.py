"""What happens to a report: drafting, saving, keeping, and its whole way through its states."""

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.verbs import Actor, Refused
from clusters.models import Cluster
from reports.actions import articles, photos, publishing
from reports.models import (
    ARTICLE_MOVES,
    Article,
    ArticleDraft,
    ArticleRevision,
    ArticleState,
    Paper,
    Photo,
)
from reports.permissions import can_approve_article
from tests import builders


def text_of(article: Article) -> dict:
    revision = article.revisions.get(number=article.head)
    return {
        "title": revision.title,
        "lead": revision.lead,
        "blocks": [dict(block) for block in revision.blocks],
    }


def save(article: Article, by, *, base: int | None = None, **changes):
    article.refresh_from_db()
    return articles.save(
        article=article,
        by=Actor(user=by),
        base=article.head if base is None else base,
        now=timezone.now(),
        **{**text_of(article), **changes},
    )


def add_photo(exchange, consent: str, **fields) -> Photo:
    return Photo.objects.create(
        exchange=exchange,
        order=1,
        print_file="photos/print/x.jpg",
        screen_file="photos/screen/x.webp",
        thumb_file="photos/thumb/x.webp",
        width=100,
        height=75,
        sha256="ab" * 32,
        consent=consent,
        **fields,
    )


# --- drafting -------------------------------------------------------------------------------


def test_the_draft_is_the_first_revision_and_every_block_knows_its_maker(
    article, exchange, world
):
    revision = article.revisions.get()
    assert (article.head, article.state, article.origin) == (1, "draft", "drafted")
    assert article.cluster == world.north
    assert list(article.exchanges.all()) == [exchange]
    assert {"opening", "people", "lessons", "author"} <= {
        block["made_by"] for block in revision.blocks
    }
    assert all(block["facts"] and block["drafted"] for block in revision.blocks)
    assert revision.blocks[-1]["name"] == "Nguyễn Thu Hà"
    assert article.author_school_as_printed == "PTDTBT THCS Nậm Xuân"


def test_a_second_press_opens_the_same_draft(article, exchange, secretary, world, now):
    for person in (secretary, world.cluster_head):
        again, is_new = articles.draft(exchange=exchange, by=Actor(user=person))
        assert (again.pk, is_new) == (article.pk, False)
    assert Article.objects.count() == 1


def test_a_school_that_took_part_has_a_report_of_its_own(article, exchange, world, now):
    own, is_new = articles.draft(exchange=exchange, by=Actor(user=world.principal))
    assert is_new
    assert (own.school, own.cluster) == (world.host, None)


def test_without_a_cluster_the_lead_school_publishes(world, now):
    exchange = builders.make_exchange(
        lead=world.host, host=world.host, schools=[world.host, world.far], state="held"
    )
    made, _ = articles.draft(exchange=exchange, by=Actor(user=world.principal))
    assert made.school == world.host


def test_after_a_withdrawal_a_new_report_is_drafted(article, exchange, secretary, now):
    Article.objects.update(state="withdrawn", state_reason="Sai tên")
    made, is_new = articles.draft(exchange=exchange, by=Actor(user=secretary))
    assert is_new
    assert made.pk != article.pk


def test_a_cancelled_session_has_no_report(exchange, secretary, now):
    exchange.state, exchange.state_reason = "cancelled", "Bão"
    exchange.save()
    with pytest.raises(Refused):
        articles.draft(exchange=exchange, by=Actor(user=secretary))


# --- saving ---------------------------------------------------------------------------------


def test_saving_makes_a_revision_and_forgets_the_draft(article, secretary):
    saved = save(article, secretary, title="Buổi sinh hoạt về áp suất")
    article.refresh_from_db()
    assert (saved.is_new, saved.revision.number, article.head) == (True, 2, 2)
    assert article.title == "Buổi sinh hoạt về áp suất"
    assert "buoi sinh hoat ve ap suat" in article.search_key
    assert ArticleDraft.objects.count() == 0
    assert ArticleRevision.objects.get(number=1).title != article.title


def test_saving_the_same_text_again_makes_no_revision(article, secretary):
    save(article, secretary, lead="Sa-pô")
    assert save(article, secretary).is_new is False
    assert ArticleRevision.objects.count() == 2


def test_a_revision_is_never_changed(article):
    with pytest.raises(TypeError):
        article.revisions.get().save()


def test_pasted_leftovers_are_cleaned_and_named(article, secretary):
    text = text_of(article)
    text["blocks"][0] = {
        **text["blocks"][0],
        "text": "[bookmark: _GoBack] Các  trường [image: ]thống nhất .",
        "type": "paragraph",
    }
    saved = save(article, secretary, **text)
    assert saved.done == {"word", "pictures", "spaces"}
    assert saved.revision.blocks[0]["text"] == "Các trường thống nhất."


def test_the_second_of_two_people_meets_the_first_and_loses_nothing(
    article, secretary, world
):
    save(article, world.cluster_head, lead="Của cụm trưởng")
    with pytest.raises(articles.Conflict) as caught:
        save(article, secretary, base=1, lead="Của thư ký")
    assert caught.value.theirs.lead == "Của cụm trưởng"
    own = ArticleDraft.objects.get(user=secretary)
    assert (own.lead, own.base) == ("Của thư ký", 1)
    assert ArticleRevision.objects.count() == 2


def test_text_that_cannot_be_saved_is_kept_as_the_persons_draft(article, secretary):
    with pytest.raises(articles.Unfit) as caught:
        save(article, secretary, title="dài " * 30_000)
    assert caught.value.problems == {"title": ("long", 300)}
    assert len(ArticleDraft.objects.get().title) == 120_000
    assert ArticleRevision.objects.count() == 1


def test_a_report_without_a_title_is_not_saved(article, secretary):
    with pytest.raises(articles.Unfit) as caught:
        save(article, secretary, title="  ")
    assert caught.value.problems == {"title": ("empty", 0)}


def test_keeping_is_private_and_replaces_the_persons_own_draft(
    article, secretary, world
):
    for person, lead in (
        (secretary, "một"),
        (world.cluster_head, "hai"),
        (secretary, "ba"),
    ):
        articles.keep(
            article=article,
            by=Actor(user=person),
            base=1,
            now=timezone.now(),
            **{**text_of(article), "lead": lead},
        )
    assert dict(ArticleDraft.objects.values_list("user", "lead")) == {
        secretary.pk: "ba",
        world.cluster_head.pk: "hai",
    }
    articles.drop_draft(article=article, by=Actor(user=secretary))
    assert ArticleDraft.objects.get().user == world.cluster_head


def test_who_sent_a_report_must_take_it_back_before_changing_it(article, secretary):
    publishing.send(article=article, by=Actor(user=secretary), now=timezone.now())
    with pytest.raises(Refused):
        save(article, secretary, lead="Sau khi gửi")


def test_who_approves_may_mend_small_things_in_review(article, secretary, world):
    publishing.send(article=article, by=Actor(user=secretary), now=timezone.now())
    assert save(article, world.cluster_head, lead="Sửa một chữ").is_new


# --- states ---------------------------------------------------------------------------------

STATES = list(ArticleState)


def in_state(article: Article, state: str, secretary, head) -> None:
    """Bring a drafted report into a state by the real verbs."""
    by, approver, at = Actor(user=secretary), Actor(user=head), timezone.now()
    if state == "draft":
        return
    publishing.send(article=article, by=by, now=at)
    if state == "returned":
        publishing.send_back(article=article, by=approver, reason="Thiếu ảnh")
    if state in ("published", "withdrawn"):
        publishing.publish(article=article, by=approver, head=1, now=at)
    if state == "withdrawn":
        publishing.withdraw(
            article=article, by=approver, reason="Sai tên trường", now=timezone.now()
        )


def move(article: Article, target: str, by) -> None:
    actor, at = Actor(user=by), timezone.now()
    verbs = {
        "in_review": lambda: publishing.send(article=article, by=actor, now=at),
        "returned": lambda: publishing.send_back(
            article=article, by=actor, reason="Thiếu ảnh"
        ),
        "published": lambda: publishing.publish(
            article=article, by=actor, head=1, now=at
        ),
        "withdrawn": lambda: publishing.withdraw(
            article=article, by=actor, reason="Sai tên", now=at
        ),
    }
    verbs[target]()


@pytest.mark.parametrize("target", [state for state in STATES if state != "draft"])
@pytest.mark.parametrize("state", STATES)
def test_a_report_moves_as_the_table_says_and_no_other_way(
    article, secretary, world, state, target
):
    in_state(article, state, secretary, world.cluster_head)
    article.refresh_from_db()
    before = AuditEntry.objects.count()
    if target in ARTICLE_MOVES[state]:
        move(article, target, secretary)
        article.refresh_from_db()
        assert article.state == target
        assert AuditEntry.objects.latest("pk").object_type in (
            "reports.article",
            "reports.paper",
        )
    else:
        with pytest.raises(Refused):
            move(article, target, secretary)
        article.refresh_from_db()
        assert article.state == state
        assert AuditEntry.objects.count() == before


def test_nothing_leads_back_to_draft():
    assert not [state for state, targets in ARTICLE_MOVES.items() if "draft" in targets]


def test_publishing_dates_the_report_rings_for_its_paper_and_tells_the_session(
    article, secretary, world, exchange
):
    in_state(article, "published", secretary, world.cluster_head)
    article.refresh_from_db()
    exchange.refresh_from_db()
    assert article.published_by == world.cluster_head
    assert article.published_on == timezone.localdate(article.published_at)
    assert exchange.told_at == article.published_at
    assert Paper.objects.get().article == article


def test_what_its_author_has_not_sent_nobody_else_publishes(article, world):
    with pytest.raises(Refused):
        move(article, "published", world.cluster_head)
    article.refresh_from_db()
    assert article.state == "draft"


def test_a_text_that_changed_since_it_was_read_is_not_published(
    article, secretary, world
):
    in_state(article, "in_review", secretary, world.cluster_head)
    save(article, world.cluster_head, lead="Sửa")
    with pytest.raises(Refused):
        move(article, "published", world.cluster_head)


@pytest.mark.parametrize(
    ("consent", "published"),
    [("missing", False), ("withdrawn", False), ("given", True), ("not_needed", True)],
)
def test_a_photo_without_consent_stops_publishing(
    article, exchange, secretary, world, consent, published
):
    photo = add_photo(exchange, consent)
    text = text_of(article)
    grid = {
        "id": "n1",
        "type": "photos",
        "photos": [{"photo": photo.pk, "caption": "Lớp học"}],
    }
    save(article, secretary, blocks=[*text["blocks"], grid])
    publishing.send(article=article, by=Actor(user=secretary), now=timezone.now())
    act = Actor(user=world.cluster_head)
    if published:
        publishing.publish(article=article, by=act, head=2, now=timezone.now())
    else:
        with pytest.raises(Refused):
            publishing.publish(article=article, by=act, head=2, now=timezone.now())
    article.refresh_from_db()
    assert article.state == ("published" if published else "in_review")


def test_a_photo_beside_the_report_does_not_stop_it(
    article, exchange, secretary, world
):
    add_photo(exchange, "missing")
    in_state(article, "published", secretary, world.cluster_head)
    article.refresh_from_db()
    assert article.state == "published"


def test_a_withdrawn_report_is_written_again_from_its_text_once(
    article, secretary, world, now
):
    in_state(article, "withdrawn", secretary, world.cluster_head)
    by = Actor(user=secretary)
    made, is_new = articles.write_again(article=article, by=by)
    again, is_new_again = articles.write_again(article=article, by=by)
    assert (is_new, is_new_again, again.pk) == (True, False, made.pk)
    assert text_of(made) == text_of(article)
    assert (made.state, made.head, made.cluster) == ("draft", 1, article.cluster)
    article.refresh_from_db()
    assert article.state == "withdrawn"


def test_a_published_report_is_not_written_again_beside_itself(
    article, secretary, world, now
):
    in_state(article, "published", secretary, world.cluster_head)
    with pytest.raises(Refused):
        articles.write_again(article=article, by=Actor(user=secretary))


# --- who ------------------------------------------------------------------------------------


def test_who_approves_follows_the_rule_of_the_cluster(article, world):
    everyone = (*world.PEOPLE, "guest_principal")

    def approvers() -> set[str]:
        article.refresh_from_db()
        return {
            who for who in everyone if can_approve_article(getattr(world, who), article)
        }

    assert approvers() == {"cluster_head"}
    world.north.news_approver = Cluster.NewsApprover.AUTHORITY
    world.north.save()
    article.cluster.refresh_from_db()
    assert approvers() == {"officer"}
    article.cluster, article.school = None, world.host
    article.save()
    assert approvers() == {"principal"}


# --- photos that go -------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["withdrawn", "taken down"])
def test_a_published_report_is_printed_again_without_a_photo_that_goes(
    article, exchange, secretary, world, way
):
    goes, stays = add_photo(exchange, "given"), add_photo(exchange, "given")
    grid = {
        "id": "n1",
        "type": "photos",
        "photos": [
            {"photo": goes.pk, "caption": "Ảnh đi"},
            {"photo": stays.pk, "caption": "Ảnh ở lại"},
        ],
    }
    save(article, secretary, blocks=[*text_of(article)["blocks"], grid])
    by = Actor(user=world.cluster_head)
    publishing.send(article=article, by=by, now=timezone.now())
    publishing.publish(article=article, by=by, head=2, now=timezone.now())
    before = Paper.objects.get()
    if way == "withdrawn":
        photos.change(photo=goes, by=by, caption="", lesson=None, consent="withdrawn")
    else:
        photos.delete(photo=goes, by=by)
    current = Paper.objects.current().get(article=article)
    assert current.pk != before.pk
    assert "Ảnh đi" in str(before.document)
    assert "Ảnh đi" not in str(current.document)
    assert "Ảnh ở lại" in str(current.document)


def test_a_photo_of_no_published_report_goes_without_new_papers(
    article, exchange, world
):
    photo = add_photo(exchange, "given")
    photos.delete(photo=photo, by=Actor(user=world.cluster_head))
    assert Paper.objects.count() == 0
