"""One drafted block, and the words that every maker uses. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reports.facts.shapes import NewsFacts
from reports.wording.vietnamese import clause

CALLED = {
    "lesson_study": "sinh hoạt chuyên môn theo hướng nghiên cứu bài học",
    "demo_lessons": "sinh hoạt chuyên môn",
    "exchange": "buổi giao lưu chuyên môn",
    "joint_exam": "khảo sát chung",
    "signing": "lễ ký kết",
    "conference": "hội nghị",
    "visit": "buổi thăm và trao đổi chuyên môn",
}


@dataclass(frozen=True)
class Made:
    """One drafted block: its maker, its content, and the facts it was made from."""

    made_by: str
    content: dict[str, Any]
    facts: tuple[Any, ...]


def called(facts: NewsFacts) -> str:
    """The event's own word, for the middle of a sentence."""
    return clause(facts.called) or CALLED[facts.kind]


def person(name: str, title_words: str, address: str) -> str:
    """`đồng chí Nguyễn Thị Hằng Nga, Hiệu trưởng …`; with the other setting the name alone."""
    named = f"đồng chí {name}" if address == "dong_chi" else name
    return f"{named}, {title_words}" if title_words else named
