"""Photos and news of the demonstration: drawn and drafted at load time."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.text import fold
from accounts.verbs import SYSTEM
from config.demo.pictures import picture
from config.demo.places import Counter
from reports.actions import photos as photo_actions
from reports.facts.news import news_facts
from reports.models import Article, ArticleRevision, Photo
from reports.wording.news import AuthorFacts, draft
from sessions.models import ExchangeSession


def add_photos(
    exchange: ExchangeSession, key: str, rows: list[dict[str, Any]], loaded: Counter
) -> None:
    """Draw the photos that are missing and add them the way a person would."""
    lessons = list(exchange.lessons.all())
    for number, row in enumerate(rows, 1):
        client_key = f"demo:{key[:20]}:{number}"
        if Photo.objects.filter(client_key=client_key).exists():
            continue
        photo = photo_actions.add(
            exchange=exchange,
            by=SYSTEM,
            data=picture(row["scene"], row["shape"], seed=number),
            key=client_key,
            lesson=lessons[row["lesson"] - 1] if "lesson" in row else None,
            consent=Photo.Consent.NOT_NEEDED,
        )
        if row.get("caption"):
            photo.caption = row["caption"]
            photo.save(update_fields=["caption"])
        loaded.add("photo")


def add_article(
    exchange: ExchangeSession,
    data: dict[str, Any],
    day: Callable[[int], date],
    loaded: Counter,
) -> None:
    """Draft the session's news from its rows, unless it has some already."""
    if exchange.articles.exists():
        return
    author = AuthorFacts(
        data.get("author", ""), data.get("school", ""), data.get("label", "")
    )
    drafted = draft(news_facts(exchange), author)
    state = data.get("state", "published")
    published = None
    if state == "published":
        published = (
            timezone.make_aware(datetime.combine(day(data["day"]), time(9)))
            if "day" in data
            else timezone.now()
        )
    with transaction.atomic():
        article = Article.objects.create(
            cluster=exchange.cluster,
            school=None if exchange.cluster else exchange.lead_school,
            origin=Article.Origin.TAKEN_OVER
            if exchange.recorded
            else Article.Origin.DRAFTED,
            author_as_printed=author.name,
            author_school_as_printed=author.school,
            published_at=published,
            title=drafted.title,
            search_key=fold(drafted.title),
            state=state,
            sent_at=timezone.now() if state == "in_review" else None,
            head=1,
        )
        article.exchanges.add(exchange)
        ArticleRevision.objects.create(
            article=article,
            number=1,
            title=drafted.title,
            lead=drafted.lead,
            blocks=list(drafted.blocks),
        )
        audit.record(by=SYSTEM, verb="demo.load", row=article, after={"state": state})
    loaded.add("article")
