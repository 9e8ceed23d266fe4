"""The message that a secretary pastes into the Zalo group. Literal Vietnamese: it goes to people."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Prefetch, prefetch_related_objects

from accounts.days import WRITTEN_WEEKDAYS
from accounts.text import fold
from sessions.models import (
    ExchangeSession,
    Lesson,
    Part,
    PartState,
    SessionUnit,
    State,
)
from sessions.models.exchange import Kind

_HALF_DAYS = {
    "morning": "buổi sáng",
    "afternoon": "buổi chiều",
    "evening": "buổi tối",
    "all_day": "cả ngày",
}
_OPENINGS = {
    State.SCHEDULED: "Kính mời thầy cô tham dự",
    State.HELD: "Đã tổ chức",
    State.CLOSED: "Đã tổ chức",
    State.CANCELLED: "ĐÃ HỦY",
}
# What it is, in words, and how a title says it by itself.
_KINDS = {
    Kind.LESSON_STUDY: (
        "sinh hoạt chuyên môn theo hướng nghiên cứu bài học",
        ("nghiên cứu bài học",),
    ),
    Kind.DEMO_LESSONS: (
        "sinh hoạt chuyên môn có tiết dạy minh họa",
        ("sinh hoạt chuyên môn", "minh họa", "dạy thực nghiệm"),
    ),
    Kind.EXCHANGE: ("buổi giao lưu chuyên môn", ("giao lưu",)),
    Kind.JOINT_EXAM: ("khảo sát chung", ("khảo sát",)),
    Kind.SIGNING: ("lễ ký kết", ("ký kết", "kí kết")),
    Kind.CONFERENCE: ("hội nghị", ("hội nghị", "hội thảo", "tọa đàm", "tập huấn")),
    Kind.VISIT: ("buổi thăm và trao đổi chuyên môn", ("thăm",)),
}


def fetched(exchange: ExchangeSession) -> ExchangeSession:
    """The session with everything that `message` reads, in four queries."""
    prefetch_related_objects(
        [exchange],
        Prefetch("parts", Part.objects.select_related("site")),
        Prefetch(
            "units",
            SessionUnit.objects.select_related("school", "authority", "cluster"),
        ),
        Prefetch("lessons", Lesson.objects.select_related("subject")),
        "lessons__teachers",
    )
    return exchange


def message(exchange: ExchangeSession, url: str) -> str:
    """Day, place, who teaches, and the short link; nothing private, nothing that is not known.

    Reads parts with their site, units with their school and lessons with their teachers: fetched
    before, it asks the database nothing.
    """
    opening = _OPENINGS.get(exchange.state, "Dự kiến tổ chức")
    lines = [_headline(opening, exchange)]
    if exchange.cluster is not None:
        lines.append(str(exchange.cluster))
    if exchange.state == State.CANCELLED:
        lines.append(f"Lý do: {exchange.state_reason}")
        return "\n".join([*lines, "", url])
    parts = list(exchange.parts.all())
    lines += [_part_line(part, several=len(parts) > 1) for part in parts]
    hosts = [unit.label for unit in exchange.units.all() if unit.hosts]
    if hosts:
        lines.append(f"Đơn vị đăng cai: {', '.join(hosts)}")
    lessons = list(exchange.lessons.all())
    if lessons:
        lines.append("Tiết dạy:")
        lines += [f"- {_lesson_line(lesson)}" for lesson in lessons]
    return "\n".join([line for line in lines if line] + ["", f"Xem chi tiết: {url}"])


def reminder(
    exchange: ExchangeSession,
    parts: Sequence[Part],
    schools: Sequence[str],
    deadline: date | None,
    url: str,
) -> str:
    """What the host pastes for the schools that have not answered: what, when, who, until when."""
    lines = [f"Kính nhờ các trường sau trả lời lời mời dự: {exchange}"]
    lines += _lines_ahead(parts)
    lines.append("Chưa có trả lời của:")
    lines += [f"- {school}" for school in schools]
    if deadline is not None:
        lines.append(
            f"Hạn trả lời: {WRITTEN_WEEKDAYS[deadline.weekday()]}, {deadline:%d/%m/%Y}."
        )
    return "\n".join([line for line in lines if line] + ["", f"Trả lời tại: {url}"])


def check_in_message(exchange: ExchangeSession, parts: Sequence[Part], url: str) -> str:
    """What is pasted when people come in: the link, and the code to type where it does not open."""
    lines = [f"Mời thầy cô điểm danh: {exchange}"]
    lines += _lines_ahead(parts)
    lines += ["", f"Điểm danh tại: {url}", f"Mã điểm danh: {exchange.code}"]
    return "\n".join(line for line in lines if line is not None)


def link_message(
    exchange: ExchangeSession, parts: Sequence[Part], whose: str, url: str
) -> str:
    """The personal link of one school or guest, to be sent to it alone."""
    lines = [f"Kính gửi {whose},", f"Trân trọng kính mời dự: {exchange}"]
    lines += _lines_ahead(parts)
    lines += [
        "",
        f"Xin bấm vào liên kết để trả lời, không cần đăng nhập: {url}",
        "Liên kết dành riêng cho nơi nhận, xin không chuyển tiếp.",
    ]
    return "\n".join(lines)


def _lines_ahead(parts: Sequence[Part]) -> list[str]:
    """The parts that people are still asked to: of those over nobody needs the hour any more."""
    over = {PartState.CANCELLED, PartState.HELD}
    return [
        _part_line(part, several=len(parts) > 1)
        for part in parts
        if part.state not in over
    ]


def _headline(opening: str, exchange: ExchangeSession) -> str:
    """`Kính mời thầy cô tham dự hội nghị: …`; a title that says what it is says it alone."""
    title = str(exchange)
    words, said = _KINDS[Kind(exchange.kind)]
    called = exchange.called.strip()
    if called:
        small = called[:1].lower() if called[1:2].islower() else called[:1]
        words, said = small + called[1:], (*said, called)
    if any(fold(one) in fold(title) for one in said):
        return f"{opening}: {title}"
    return f"{opening} {words}: {title}"


def _part_line(part: Part, *, several: bool) -> str:
    head = f"Buổi {part.order}" if several else "Thời gian"
    if several and part.title:
        head += f" ({part.title})"
    said = [_day(part)]
    if part.starts_at is not None:
        minute = f" {part.starts_at:%M}" if part.starts_at.minute else ""
        said.append(f"{part.starts_at.hour} giờ{minute}")
    elif part.half_day:
        said.append(_HALF_DAYS[part.half_day])
    site = str(part.site or "")
    said += [
        part.place_as_printed,
        "" if fold(site) in fold(part.place_as_printed) else site,
    ]
    words = ", ".join(one for one in said if one)
    if part.state in {PartState.POSTPONED, PartState.CANCELLED}:
        off = "tạm hoãn" if part.state == PartState.POSTPONED else "đã hủy"
        words = f"{off} ({words})" if words else off
    return f"{head}: {words}" if words else ""


def _day(part: Part) -> str:
    if part.on is None:
        return part.date_as_printed
    if (exact := part.on.exact) is not None:
        return f"{WRITTEN_WEEKDAYS[exact.weekday()]}, {exact:%d/%m/%Y}"
    return part.on.in_news()


def _lesson_line(lesson: Lesson) -> str:
    said = [lesson.subject_label]
    if lesson.klass:
        said.append(
            lesson.klass
            if lesson.klass.lower().startswith("lớp")
            else f"lớp {lesson.klass}"
        )
    line = ", ".join(one for one in said if one)
    if lesson.topic:
        line = f"{line}: {lesson.topic}" if line else lesson.topic
    teachers = ", ".join(teacher.name for teacher in lesson.teachers.all())
    return f"{line} ({teachers})" if teachers else line
