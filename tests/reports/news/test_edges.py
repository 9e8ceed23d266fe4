"""Rarer ways: other publishers, articles with photos of their own, refusals told in words."""

from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone, translation

from accounts.verbs import SYSTEM, Actor
from clusters.partial_dates import PartialDate
from reports import changes
from reports.actions import articles, publishing
from reports.blocks import MOST_BLOCKS, MOST_ROWS, blank, tidy
from reports.checklist import checks
from reports.desk import fresh_blocks, lay_out
from reports.facts.news import news_facts
from reports.models import Article, ArticleRevision, Bulletin, Paper, Photo
from reports.permissions import (
    can_add_photos,
    can_approve_article,
    can_change_photo,
    can_remake_paper,
)
from sessions.models import Decision
from tests import builders
from tests.reports.news.test_actions import add_photo, in_state, save, text_of


def said(answer) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_a_session_led_by_an_authority_is_published_by_it(world, now):
    exchange = builders.make_exchange(
        lead=world.office, schools=[world.host], state="held"
    )
    made, _ = articles.draft(exchange=exchange, by=Actor(user=world.officer))
    assert made.authority == world.office
    assert can_approve_article(world.officer, made)
    assert not can_approve_article(world.cluster_head, made)


def named(exchange=None) -> Article:
    """A report whose publisher is only a name."""
    article = Article.objects.create(
        publisher_as_printed="Câu lạc bộ Toán", title="Ngày hội Toán", head=1
    )
    ArticleRevision.objects.create(article=article, number=1, title=article.title)
    if exchange:
        article.exchanges.add(exchange)
    return article


@pytest.mark.parametrize(
    ("lead", "approvers"),
    [
        ("north", {"cluster_head", "principal"}),
        ("host", {"principal"}),
        ("office", {"officer", "principal"}),
    ],
)
def test_under_a_name_only_the_leads_head_or_a_hosts_principal_approves(
    world, lead, approvers
):
    exchange = builders.make_exchange(
        lead=getattr(world, lead), host=world.host, schools=[world.host], state="held"
    )
    article = named(exchange)
    people = (*world.PEOPLE, "guest_principal")
    assert {
        who for who in people if can_approve_article(getattr(world, who), article)
    } == (approvers)


def test_a_paper_is_made_again_by_who_writes_or_approves_what_it_prints(article, world):
    news = Paper(article=article)
    assert can_remake_paper(world.subject_head, news)
    assert can_remake_paper(world.cluster_head, news)
    assert not can_remake_paper(world.teacher, news)
    of_cluster = Paper(bulletin=Bulletin(cluster=world.north))
    assert can_remake_paper(world.cluster_head, of_cluster)
    assert not can_remake_paper(world.subject_head, of_cluster)
    of_office = Paper(bulletin=Bulletin(authority=world.office))
    assert can_remake_paper(world.officer, of_office)
    assert not can_remake_paper(world.cluster_head, of_office)


def test_photos_of_a_cancelled_or_unannounced_session_are_added_by_nobody_else(
    exchange, world
):
    assert can_add_photos(world.teacher, exchange)
    exchange.state = "draft"
    assert not can_add_photos(world.teacher, exchange)
    assert can_add_photos(world.cluster_head, exchange)
    exchange.state = "cancelled"
    assert not can_add_photos(world.cluster_head, exchange)


def test_reports_are_written_by_people(article):
    with pytest.raises(ValueError, match="person"):
        articles.person_of(SYSTEM)


def test_a_photo_of_an_article_alone_belongs_to_who_edits_it(
    article, secretary, world, signed_in
):
    photo = add_photo(None, "given", article=article)
    assert can_change_photo(secretary, photo)
    assert not can_change_photo(world.principal, photo)
    client, home = signed_in(secretary), reverse("reports:news", args=[article.pk])
    edit = reverse("reports:photo_edit", args=[photo.pk])
    assert "lesson" not in client.get(edit).context["form"].fields
    answer = client.post(edit, {"caption": "Toàn cảnh", "consent": "given"})
    assert answer.url == home
    answer = client.post(reverse("reports:photo_delete", args=[photo.pk]))
    assert answer.url == home
    assert Photo.objects.count() == 0


def test_a_report_of_several_sessions_is_compared_with_each(article, exchange, world):
    further = builders.make_exchange(
        cluster=world.north, host=world.host, state="held", purpose="Cùng ra đề"
    )
    taught = builders.make_lesson(further, klass="9A1", topic="Lực đẩy Ác-si-mét")
    article.exchanges.add(further)
    blocks = text_of(article)["blocks"]
    desk = lay_out(article, blocks)
    # The first session's blocks are compared as before, the further one's are offered.
    assert [card.id for card in desk.cards if card.fresh or card.vanished] == []
    name = f"s{further.pk}.lessons"
    offers = {offer.maker: offer.text for offer in desk.offers}
    assert "Lực đẩy Ác-si-mét" in offers[name]
    assert all(maker.startswith(f"s{further.pk}.") for maker in offers)

    fresh = fresh_blocks(article)
    offer = next(block for block in fresh if block["made_by"] == name)
    blocks = changes.placed(blocks, fresh, offer)
    taught.topic = "Sự nổi"
    taught.save()
    exchange.lessons.update(topic="Áp suất khí quyển")
    cards = {card.id: card for card in lay_out(article, blocks).cards if card.fresh}
    assert "Sự nổi" in cards[name].fresh
    assert "Áp suất khí quyển" in cards["lessons"].fresh
    assert "Sự nổi" not in cards["lessons"].fresh


def test_the_check_list_knows_the_people_of_every_session(article, world, signed_in):
    further = builders.make_exchange(
        cluster=world.north, host=world.host, state="held", by=world.subject_head
    )
    builders.make_roster_entry(further, "Tòng Văn Hặc", title_as_printed="Giáo viên")
    article.exchanges.add(further)
    page = signed_in(world.subject_head).get(
        reverse("reports:news_send", args=[article.pk])
    )
    assert "Tòng Văn Hặc" in " ".join(check.text for check in page.context["checks"])


def test_a_card_taken_out_shows_what_it_said(article):
    blocks = text_of(article)["blocks"]
    blocks[0]["gone"] = True
    card = lay_out(article, blocks).cards[0]
    assert card.says == blocks[0]["text"]
    assert not card.first


def test_a_photo_that_was_taken_down_keeps_its_place_on_the_desk(article, exchange):
    photo = add_photo(exchange, "given")
    grid = {"id": "g", "type": "photos", "photos": [{"photo": photo.pk, "caption": ""}]}
    photo.delete()
    (shown,) = lay_out(article, [grid]).cards[0].photos
    assert (shown.photo, shown.own_line) == (None, "")


def test_an_offer_beside_a_block_of_the_same_name_gets_another():
    offer = {"id": "x", "type": "paragraph", "text": "", "made_by": "x", "facts": "1"}
    placed = changes.placed(
        [{"id": "x", "type": "heading", "text": ""}], [offer], offer
    )
    assert [block["id"] for block in placed] == ["x-2", "x"]


def test_a_block_taken_out_is_neither_changed_nor_vanished():
    block = {
        **blank("paragraph", "x"),
        "made_by": "x",
        "facts": "1",
        "drafted": {},
        "gone": True,
    }
    found = changes.compare([block], [], [])
    assert not found


def test_too_many_rows_and_blocks_are_refused():
    rows = {**blank("list", "l"), "items": ["một"] * (MOST_ROWS + 1)}
    assert tidy("T", "", [rows]).problems == {"l": ("many", MOST_ROWS)}
    many = [{**blank("heading"), "text": "H"} for _ in range(MOST_BLOCKS + 1)]
    assert tidy("T", "", many).problems == {"lead": ("many", MOST_BLOCKS)}


def test_due_days_of_decisions_are_dates_of_the_session(exchange):
    Decision.objects.create(
        exchange=exchange,
        order=1,
        text="Khảo sát",
        due=PartialDate.of(date(2027, 3, 31)),
    )
    block = {**blank("paragraph", "x"), "text": "Khảo sát ngày 31/03/2027."}
    with translation.override("en"):
        found = checks(
            title="T", lead="", blocks=[block], photos={}, facts=[news_facts(exchange)]
        )
    assert [check.level for check in found if "date" in check.text] == ["ok"]


# --- refusals are told ----------------------------------------------------------------------


def test_a_cancelled_session_says_that_there_is_nothing_to_report(
    exchange, secretary, signed_in
):
    exchange.state, exchange.state_reason = "cancelled", "Bão"
    exchange.save()
    answer = signed_in(secretary).post(
        reverse("reports:news_draft", args=[exchange.pk])
    )
    assert answer.url == reverse("session", args=[exchange.pk])
    assert len(said(answer)) == 1


@pytest.mark.parametrize(
    ("route", "state"),
    [
        ("news_send", "in_review"),
        ("news_publish", "withdrawn"),
        ("news_return", "draft"),
        ("news_withdraw", "in_review"),
        ("news_again", "draft"),
    ],
)
def test_a_move_that_came_too_late_is_told_and_changes_nothing(
    article, secretary, world, signed_in, route, state
):
    in_state(article, state, secretary, world.cluster_head)
    data = {"head": 1, "reason": "Cần sửa lại tên trường"}
    answer = signed_in(world.cluster_head).post(
        reverse(f"reports:{route}", args=[article.pk]), data
    )
    assert answer.url == reverse("reports:news", args=[article.pk])
    assert len(said(answer)) == 1
    article.refresh_from_db()
    assert article.state == state


def test_the_check_page_of_a_sent_report_leads_to_reading(
    article, secretary, world, signed_in
):
    in_state(article, "in_review", secretary, world.cluster_head)
    answer = signed_in(secretary).get(reverse("reports:news_send", args=[article.pk]))
    assert answer.url == reverse("reports:news", args=[article.pk])


def test_forms_that_ask_for_a_reason_are_pages_of_their_own(
    article, secretary, world, signed_in
):
    client = signed_in(world.cluster_head)
    in_state(article, "in_review", secretary, world.cluster_head)
    assert (
        client.get(reverse("reports:news_return", args=[article.pk])).status_code == 200
    )
    publishing.publish(
        article=article, by=Actor(user=world.cluster_head), head=1, now=timezone.now()
    )
    assert (
        client.get(reverse("reports:news_withdraw", args=[article.pk])).status_code
        == 200
    )


def test_autosave_of_too_much_is_a_sentence(article, secretary, signed_in):
    url = reverse("reports:news_autosave", args=[article.pk])
    answer = signed_in(secretary).post(url, {"base": 1, "title": "x" * 1_600_000})
    assert answer.status_code == 400


def test_deciding_between_two_texts_after_publishing_is_told(
    article, secretary, world, signed_in
):
    save(article, world.cluster_head, lead="Của cụm trưởng")
    with pytest.raises(articles.Conflict):
        save(article, secretary, base=1, lead="Của thư ký")
    publishing.send(article=article, by=Actor(user=secretary), now=timezone.now())
    answer = signed_in(secretary).post(
        reverse("reports:news_conflict", args=[article.pk]), {"head": 2, "do": "mine"}
    )
    assert answer.url == reverse("reports:news", args=[article.pk])
    assert len(said(answer)) == 1
