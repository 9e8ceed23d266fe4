"""One drafted block, and the words that every maker uses. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reports.facts.shapes import NewsFacts
from reports.wording.vietnamese import addressed, clause

CALLED = {
    "lesson_study": "sinh hoạt chuyên môn theo hướng nghiên cứu bài học",
    "demo_lessons": "sinh hoạt chuyên môn",
    "exchange": "buổi giao lưu chuyên môn",
    "joint_exam": "khảo sát chung",
    "signing": "lễ ký kết",
    "conference": "hội nghị",
    "visit": "buổi thăm và trao đổi chuyên môn",
}


_OCCASIONS = {
    "lesson_study": "buổi sinh hoạt chuyên môn",
    "demo_lessons": "buổi sinh hoạt chuyên môn",
    "exchange": "buổi giao lưu",
    "joint_exam": "đợt khảo sát",
    "signing": "lễ ký kết",
    "conference": "hội nghị",
    "visit": "buổi thăm",
}
_EVENTS = (
    "hội nghị",
    "hội thảo",
    "hội thi",
    "hội giảng",
    "tọa đàm",
    "lễ ký kết",
    "lễ kết nghĩa",
    "lễ phát động",
    "buổi giao lưu",
    "buổi sinh hoạt chuyên môn",
    "buổi sinh hoạt",
    "buổi tọa đàm",
    "buổi tập huấn",
    "lớp tập huấn",
)


@dataclass(frozen=True)
class Made:
    """One drafted block: its maker, its content, and the facts it was made from."""

    made_by: str
    content: dict[str, Any]
    facts: tuple[Any, ...]
    # What an earlier version of the maker counted among its facts, where that was something else.
    before: tuple[Any, ...] | None = None


def called(facts: NewsFacts) -> str:
    """The event's own word, for the middle of a sentence."""
    return clause(facts.called) or CALLED[facts.kind]


def occasion(facts: NewsFacts) -> str:
    """The event in a word or two, for "tại …" and "tham dự …"; nothing where it had several parts."""
    if len([part for part in facts.parts if part.state != "cancelled"]) > 1:
        return ""
    words = called(facts)
    noun = next((noun for noun in _EVENTS if words.lower().startswith(noun)), "")
    return words[: len(noun)] if noun else _OCCASIONS[facts.kind]


def last_day(facts: NewsFacts) -> str:
    """The last day on which it took place, from which people count; empty if no year is known."""
    parts = [part.when.on for part in facts.parts if part.state != "cancelled"]
    known = [on for on in (*parts, facts.when.on) if on and not on.startswith("-")]
    return max(known, default="")


def person(name: str, title_words: str, address: str) -> str:
    """`đồng chí Nguyễn Thị Hằng Nga, Hiệu trưởng …`; with the other setting the name alone."""
    named = addressed(name, address)
    return f"{named}, {title_words}" if title_words else named
