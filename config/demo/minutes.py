"""Minutes and tasks of the demonstration, brought to their states by the real verbs."""

from collections.abc import Collection
from datetime import datetime, time

from django.utils import timezone

from accounts.models import User
from accounts.verbs import Actor
from config.demo.places import Counter
from config.demo.sessions import SessionLoader
from config.demo.unmailed import unmailed
from sessions import actions
from sessions.actions import Cell, mark_of_item
from sessions.minutes import confirming
from sessions.models import ExchangeSession, Item, Minutes, MinutesRevision

_SAID = {
    "ngu-van-7-dong-tien": (
        ("reflection", "Tiết dạy còn nhanh ở phần thảo luận nhóm, học sinh đọc chậm chưa kịp ghi"),
        ("remark", "Nhóm cuối lớp tìm được luận điểm sau khi giáo viên chia nhỏ câu hỏi"),
        ("strength", "Câu hỏi được giao trước, học sinh có thời gian tự đọc"),
    ),
    "toan-6-tan-dan": (
        ("aim", "Cùng quan sát học sinh tìm quy luật khi làm việc cá nhân và theo nhóm"),
        ("strength", "Học sinh tự phát hiện quy luật trước khi giáo viên kết luận"),
        ("difficulty", "Một số học sinh chưa diễn đạt được quy luật thành lời"),
    ),
}  # fmt: skip


@unmailed()
def load(loader: SessionLoader, loaded: Counter) -> None:
    """One confirmed in its second revision, one confirmed by the clock, one that goes round. What people
    of the demonstration are told of it is not e-mailed."""
    for key, make in (
        ("ngu-van-7-dong-tien", _confirmed_twice),
        ("toan-6-tan-dan", _going_round),
        ("khtn-8-dan-tien", _confirmed_in_silence),
    ):
        exchange = ExchangeSession.objects.filter(client_key=f"demo:{key}").first()
        if exchange is None or Minutes.objects.filter(exchange=exchange).exists():
            continue
        make(exchange, loader)
        loaded.add("minutes")


def _at(loader: SessionLoader, offset: int, hour: int = 17) -> datetime:
    """That hour, but never one to come: a Sunday becomes the Monday after it."""
    at = timezone.make_aware(datetime.combine(loader.day(offset), time(hour)))
    return min(at, timezone.now())


def _written(exchange: ExchangeSession, key: str, by: Actor, now: datetime) -> Minutes:
    minutes = actions.start_minutes(exchange=exchange, by=by, now=now)
    cells = [
        Cell(name=f"new-{kind}-{number}", kind=kind, text=text)
        for number, (kind, text) in enumerate(_SAID[key])
    ]
    actions.save_cells(minutes=minutes, cells=cells, final=True, by=by, now=now)
    return minutes


def _leaders(loader: SessionLoader) -> dict[int, User]:
    """Who answers for a school, by its key, as far as the demonstration knows somebody."""
    found: dict[int, User] = {}
    for person in loader.who.values():
        for post in person.posts.all():
            if post.kind == "principal" and post.school_id:
                found.setdefault(post.school_id, person)
    return found


def _agree(
    revision: MinutesRevision,
    loader: SessionLoader,
    now: datetime,
    *,
    but: Collection[int | None] = (),
) -> None:
    leaders = _leaders(loader)
    for answer in revision.answers.all():
        if answer.school_id in leaders and answer.school_id not in but:
            actions.answer_minutes(
                answer=answer,
                says="agrees",
                by=Actor(leaders[answer.school_id]),
                now=now,
            )


def _confirmed_twice(exchange: ExchangeSession, loader: SessionLoader) -> None:
    by = Actor(loader.who["thu-ky"])
    minutes = _written(exchange, "ngu-van-7-dong-tien", by, _at(loader, -37))
    first = actions.circulate(minutes=minutes, days=3, by=by, now=_at(loader, -36))
    leaders = _leaders(loader)
    answer = next(one for one in first.answers.all() if one.school_id in leaders)
    actions.answer_minutes(
        answer=answer,
        says="comments",
        text="Đề nghị ghi thêm ý kiến về thời lượng thảo luận nhóm",
        by=Actor(leaders[answer.school_id]),
        now=_at(loader, -35),
    )
    actions.respond(
        answer=answer,
        text="Đã bổ sung vào mục Ưu điểm",
        by=by,
        now=_at(loader, -35, 19),
    )
    item = Item.objects.get(exchange=exchange, kind="strength")
    actions.save_cells(
        minutes=minutes,
        cells=[
            Cell(
                name=f"item-{item.pk}",
                kind="strength",
                text=f"{item.text}; phần thảo luận nhóm kéo dài 12 phút là vừa",
                was=mark_of_item(item),
            )
        ],
        final=True,
        by=by,
        now=_at(loader, -34),
    )
    second = actions.circulate(
        minutes=minutes,
        days=3,
        note="Bổ sung ý kiến về thời lượng thảo luận nhóm",
        by=by,
        now=_at(loader, -34, 18),
    )
    _agree(second, loader, _at(loader, -33))
    confirming.confirm_when_over(minutes_pk=minutes.pk, now=_at(loader, -29))


def _going_round(exchange: ExchangeSession, loader: SessionLoader) -> None:
    by = Actor(loader.who["thu-ky"])
    minutes = _written(exchange, "toan-6-tan-dan", by, _at(loader, -2))
    revision = actions.circulate(minutes=minutes, days=5, by=by, now=_at(loader, -1))
    # The first school listed and the one of the shown principal are still to answer.
    shown = loader.who.get("hieu-truong")
    skipped = {post.school_id for post in (shown.posts.all() if shown else ())}
    _agree(revision, loader, _at(loader, -1, 19), but=skipped)


def _confirmed_in_silence(exchange: ExchangeSession, loader: SessionLoader) -> None:
    """Of a session whose file is closed by now: written and sent round before."""
    state, exchange.state = exchange.state, "held"
    exchange.save(update_fields=["state"])
    by = Actor(loader.who["thu-ky"])
    now = _at(loader, -65)
    minutes = actions.start_minutes(exchange=exchange, by=by, now=now)
    actions.circulate(minutes=minutes, days=3, by=by, now=now)
    confirming.confirm_when_over(minutes_pk=minutes.pk, now=_at(loader, -60))
    exchange.refresh_from_db()
    exchange.state = state
    exchange.save(update_fields=["state"])
