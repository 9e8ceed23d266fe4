"""What the people of the demonstration were told before it begins: invitations, a change, news."""

from datetime import date, datetime, time, timedelta

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from accounts.notices import tell
from config.demo.places import Counter
from reports.models import Article, ArticleState
from sessions.models import ExchangeSession, Part, State
from sessions.reminders.telling import when_and_where
from sessions.telling import people_of

_KEY = "demo "


def load(anchor: date, loaded: Counter) -> None:
    """Once: whoever reads, or deletes, a notice of the demonstration has none of it come back."""
    if Notice.objects.filter(key__startswith=_KEY).exists():
        return
    demo = ExchangeSession.objects.filter(client_key__startswith="demo:")
    ahead = list(demo.filter(state=State.SCHEDULED).order_by("on_sort", "pk"))
    for days, exchange in enumerate(ahead):
        parts = list(Part.objects.filter(exchange=exchange).select_related("site"))
        _tell(
            exchange,
            kind=Notice.Kind.INVITED,
            title=f"Kính mời dự: {exchange}",
            text=when_and_where(parts),
            at=_at(anchor, min(6 + days, 11), time(8, 10)),
        )
    for exchange in ahead[:1]:
        _tell(
            exchange,
            kind=Notice.Kind.CHANGED,
            title=f"Đổi phòng: {exchange}",
            text="Phòng bộ môn → phòng Hội đồng",
            at=_at(anchor, 1, time(16, 20)),
        )
    _tell_of_news(anchor)
    _as_if_read(anchor)
    loaded.add("notice")


def _as_if_read(anchor: date) -> None:
    """What the verbs of the demonstration told weeks ago was read long since; nothing was told later
    than now."""
    told = Notice.objects.filter(user__is_demo=True)
    told.filter(read_at=None, at__lt=_at(anchor, 12, time(0))).update(
        read_at=F("at") + timedelta(hours=4)
    )
    told.filter(at__gt=timezone.now()).update(at=_at(anchor, 1, time(17)))


def _at(anchor: date, days: int, hour: time) -> datetime:
    moment = datetime.combine(anchor - timedelta(days=days), hour)
    return timezone.make_aware(moment)


def _tell(
    exchange: ExchangeSession, *, kind: str, title: str, text: str, at: datetime
) -> None:
    tell(
        people_of(exchange),
        kind=kind,
        key=f"{_KEY}session {exchange.pk} {kind}",
        title=title,
        text=text,
        path=reverse("session", args=[exchange.pk]),
        now=at,
        mail=False,
    )


def _tell_of_news(anchor: date) -> None:
    """The last report that was published, which everybody has read."""
    published = Article.objects.filter(
        state=ArticleState.PUBLISHED, exchanges__client_key__startswith="demo:"
    )
    article = published.order_by("-published_at", "-pk").first()
    exchange = article.exchanges.first() if article is not None else None
    if article is None or exchange is None:
        return
    at = _at(anchor, 16, time(15, 5))
    key = f"{_KEY}news {article.pk}"
    tell(
        people_of(exchange),
        kind=Notice.Kind.NEWS,
        key=key,
        title=f"Đã đăng bản tin: {article.title}",
        path=reverse("reports:news", args=[article.pk]),
        now=at,
        mail=False,
    )
    Notice.objects.filter(key=key).update(read_at=at + timedelta(hours=3))
