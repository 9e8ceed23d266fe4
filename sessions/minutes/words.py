"""Words and sections of minutes, as they stand on paper: Vietnamese always, never translated. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time

from clusters.partial_dates import PartialDate

# The lines of minutes that are no items, in the order of the form of Nghị định 30/2020.
LINES = ("began", "place", "chair", "secretary", "present", "absent", "agenda", "ended")
# Those that hold several lines, one for each person or point.
TALL = frozenset({"present", "absent", "agenda"})
# Those that are one line on paper and too long for one line of a field: several names, titles, schools.
LONG = frozenset({"place", "chair", "secretary"})
HEADINGS = {
    "began": "Thời gian bắt đầu",
    "place": "Địa điểm",
    "chair": "Chủ trì",
    "secretary": "Thư ký",
    "present": "Thành phần tham dự",
    "absent": "Vắng mặt",
    "agenda": "Nội dung chính",
    "ended": "Kết thúc",
}
TIME_AND_PLACE = "I. Thời gian, địa điểm"
PEOPLE = "II. Thành phần"
CONTENT = "III. Nội dung"
LESSONS = "Dự giờ"
TALK = "Thảo luận"
EARLIER = "Kiểm điểm việc đã thống nhất lần trước"
CONCLUSION = "IV. Kết luận"
PLANS = "Kế hoạch bài dạy đã thống nhất"
AGREED = "Việc đã thống nhất"
ELSE = "Nội dung khác"


@dataclass(frozen=True)
class Section:
    """Where items of one kind stand: under the discussion, or with `concludes` under IV."""

    kind: str
    heading: str
    concludes: bool = False


# "Biên bản thảo luận giờ dạy theo nghiên cứu bài học": aims, reflection, evidence, conclusions.
_LESSON_STUDY = (
    Section("aim", "Người chủ trì nêu mục đích, yêu cầu"),
    Section("reflection", "Người dạy tự suy ngẫm"),
    Section("course", "Diễn biến giờ học"),
    Section("remark", "Người dự chia sẻ về việc học của học sinh"),
    Section("strength", "Ưu điểm"),
    Section("difficulty", "Tồn tại, khó khăn"),
    Section("proposal", "Ý kiến đề xuất"),
    Section("agreement", "Nội dung thống nhất", concludes=True),
    Section("conclusion", "Kết luận", concludes=True),
)
# "Biên bản thảo luận tổ – sinh hoạt chuyên môn cụm".
_DISCUSSION = (
    Section("subject", "Nội dung trao đổi"),
    Section("speech", "Ý kiến phát biểu"),
    Section("strength", "Ưu điểm"),
    Section("difficulty", "Tồn tại, khó khăn"),
    Section("proposal", "Ý kiến đề xuất"),
    Section("answer", "Ý kiến trả lời"),
    Section("agreement", "Nội dung thống nhất", concludes=True),
    Section("conclusion", "Kết luận", concludes=True),
)
_STUDIED = frozenset({"lesson_study", "demo_lessons"})


def sections_of(kind: str, *, taught: bool) -> tuple[Section, ...]:
    """The sections of items that minutes of this kind of session have, in their order; where nobody
    teaches (the meeting that agrees the plan) those of a discussion."""
    return _LESSON_STUDY if taught and kind in _STUDIED else _DISCUSSION


def clean(text: str) -> str:
    """Typed text as it is kept: lines as they were, no blank at the ends."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def one_line(text: str) -> str:
    """A line that holds no others: people typed below each other are told apart as on paper."""
    return "; ".join(line.strip(" ;") for line in text.split("\n") if line.strip(" ;"))


def clock(at: time) -> str:
    """`14 giờ 00`, `7 giờ 30`: as on the other papers of the session."""
    return f"{at.hour} giờ {at:%M}"


def day(on: PartialDate | None) -> str:
    """`ngày 07 tháng 12 năm 2023`, as far as it is known; a month as `tháng 3 năm 2023`."""
    if on is None:
        return ""
    words = []
    if on.day is not None:
        words.append(f"ngày {on.day:02d}")
    if on.month is not None:
        # Of months only the first two carry a nought (Nghị định 30/2020).
        low = on.day is not None and on.month <= 2
        words.append(f"tháng {on.month:02d}" if low else f"tháng {on.month}")
    if on.year is not None:
        words.append(f"năm {on.year}")
    return " ".join(words)


def began(at: time | None, half_day: str, on: PartialDate | None, printed: str) -> str:
    """`14 giờ 00, ngày 26 tháng 11 năm 2026`, from what is known of it."""
    halves = {
        "morning": "Buổi sáng",
        "afternoon": "Buổi chiều",
        "evening": "Buổi tối",
        "all_day": "Cả ngày",
    }
    first = clock(at) if at else halves.get(half_day, "")
    words = ", ".join(word for word in (first, day(on) or printed) if word)
    return words[:1].upper() + words[1:]


def person(name: str, title: str, where: str) -> str:
    """`Nguyễn Văn A, Hiệu trưởng, THCS Dân Tiến`: what is not known, or said twice, stays out."""
    said = f"{name} {title}".casefold()
    return ", ".join(
        word
        for word in (name, title, "" if where.casefold() in said else where)
        if word
    )


def counted(name: str, count: int | None) -> str:
    """A group without names, with its number where it is known."""
    if count is None or re.search(rf"(?<!\d){count}(?!\d)", name):
        return name
    return f"{name} ({count} người)"


def lesson(
    *,
    word: str,
    subject: str,
    klass: str,
    topic: str,
    teachers: list[str],
    school: str,
) -> str:
    """One line of "Dự giờ"."""
    words = [word, f"lớp {klass}" if klass else "", f"bài “{topic}”" if topic else ""]
    if subject:
        words[0] = (
            f"{word} môn {subject}" if word == "Tiết dạy" else f"{word} {subject}"
        )
    line = ", ".join(part for part in words if part)
    who = ", ".join(teachers)
    if not who:
        return line
    return f"{line}; người dạy: {who}" + (f" ({school})" if school else "")


def agreed_plan(lesson: str, revision: int, on: date) -> str:
    """One line of "Kế hoạch bài dạy đã thống nhất": the revision as the page of the plan numbers it."""
    day_of_agreement = day(PartialDate(on.year, on.month, on.day))
    return f"{lesson}: bản thứ {revision}, thống nhất {day_of_agreement}"


def due(
    on: PartialDate | None, until: PartialDate | None, printed: str, often: str
) -> str:
    """When a decision is due, as people wrote it, else from its days."""
    if printed:
        return printed
    days = [_due_day(one) for one in (on, until) if one is not None]
    return " – ".join(days) or often


def _due_day(on: PartialDate) -> str:
    """`31/03/2027`, `tháng 12/2026`: a month alone says that it is one."""
    month_alone = on.day is None and on.month is not None and on.year is not None
    return f"tháng {on.in_news()}" if month_alone else on.in_news()
