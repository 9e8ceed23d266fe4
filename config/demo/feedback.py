"""Feedback of the demonstration, given and opened by the real verbs: of one lesson enough has come to be
read, of a small exchange too little."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from config.demo.places import Counter
from config.demo.sessions import SessionLoader
from config.demo.unmailed import unmailed
from lessons import actions, opening
from lessons.feedback import About, abouts_of
from lessons.models import FeedbackTicket
from sessions.models import ExchangeSession, RosterEntry

# What was touched, and what was written, by one after another.
_LESSON = (
    ("most soon most", "Cho các em nói quy luật bằng lời trước rồi mới viết biểu thức.", ""),
    ("again soon some", "", "Giao nhiệm vụ bằng một dãy số ngắn hơn để cả lớp bắt đầu được ngay."),
    ("most late some", "Nhóm cuối lớp tự tìm ra quy luật khi được gợi ý bằng hình.", ""),
    ("most soon most", "", ""),
    ("again late unseen", "Các em chỉ cho nhau chỗ sai rất tự nhiên.", "Thêm ba phút thảo luận cặp đôi."),
    ("most missed some", "", "Để ý hai em ngồi cạnh cửa sổ, các em chờ khá lâu."),
)  # fmt: skip
_SESSION = (
    ("now right good", "Thống nhất kế hoạch trước giúp cả nhóm quan sát cùng một việc.", ""),
    ("now short good", "", ""),
    ("adapted short earlier", "", "Gửi kế hoạch bài dạy trước một tuần."),
    ("now right good", "", ""),
    ("adapted right good", "Ghi lại lời học sinh có ích hơn ghi nhận xét.", ""),
    ("now short earlier", "", ""),
)  # fmt: skip


@unmailed()
def load(loader: SessionLoader, loaded: Counter) -> None:
    """Everybody who was there answers on the day, once; it opens the morning after. What people of the
    demonstration are told of it is not e-mailed."""
    for key in ("toan-6-tan-dan", "tieng-anh-viet-hoa"):
        exchange = ExchangeSession.objects.filter(client_key=f"demo:{key}").first()
        if exchange is None or FeedbackTicket.objects.filter(exchange=exchange).exists():  # fmt: skip
            continue
        for about in abouts_of(exchange):
            _answer(about, loaded)
        day = max(one.day for one in abouts_of(exchange) if one.day)
        opening.open_feedback(exchange.pk, now=_at(day + timedelta(days=1), 7))


def _answer(about: About, loaded: Counter) -> None:
    said = _LESSON if about.lesson else _SESSION
    people = about.exchange.roster.exclude(kind=RosterEntry.Kind.GROUP)
    able = [one for one in people if one.user_id not in about.teachers]
    for entry, (touched, learned, suggestion) in zip(able, said, strict=False):
        keys = ("task", "support", "talk") if about.lesson else ("use", "time", "order")
        values = touched.split()
        actions.answer_feedback(
            about=about,
            entry=entry,
            choices=dict(zip(keys, values, strict=True)),
            learned=learned,
            suggestion=suggestion,
            now=_at(about.day, 17) if about.day else timezone.now(),
        )
        loaded.add("feedback")


def _at(day: date, hour: int) -> datetime:
    """That hour of that day, but never one to come."""
    at = timezone.make_aware(datetime.combine(day, time(hour)))
    return min(at, timezone.now())
