"""The lessons taught and how they went. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reports.facts.shapes import LessonFacts, NewsFacts
from reports.wording.made import Made, occasion
from reports.wording.vietnamese import (
    count_word,
    join_and,
    lower_first,
    sentence,
    upper_first,
)


def lessons(facts: NewsFacts) -> Iterator[Made]:
    """A table of lessons; one sentence if no more than subject and grade is known."""
    if not facts.lessons:
        return
    activities = all(lesson.kind == "activity" for lesson in facts.lessons)
    word = "hoạt động học" if activities else "tiết dạy"
    plain = [replace(lesson, has_photo=False) for lesson in facts.lessons]
    if not any(
        lesson.topic or lesson.teachers or lesson.klass for lesson in facts.lessons
    ):
        names = [_subject_and_grade(lesson) for lesson in facts.lessons]
        several = f"Các {word}" if len(names) > 1 else upper_first(word)
        text = f"{several} gồm {join_and(names)}."
        yield Made("lessons", {"type": "paragraph", "text": text}, (plain,))
        return
    head = upper_first(word) if len(facts.lessons) == 1 else f"Các {word}"
    text = _lead_in(facts, word)
    yield Made("lessons.heading", {"type": "paragraph", "text": text}, (head,))
    rows = [
        {
            "order": order,
            "subject": lesson.subject,
            "klass": lesson.klass or lesson.grade.removeprefix("Lớp "),
            "topic": lesson.topic,
            "teachers": join_and(lesson.teachers),
            "school": lesson.school,
        }
        for order, lesson in enumerate(facts.lessons, 1)
    ]
    plain = [
        LessonFacts(**{**vars(lesson), "has_photo": False}) for lesson in facts.lessons
    ]
    yield Made("lessons", {"type": "lessons", "rows": rows}, (plain,))


def _lead_in(facts: NewsFacts, word: str) -> str:
    """Words before the table: `Buổi sinh hoạt chuyên môn có sáu tiết dạy:`."""
    event = upper_first(occasion(facts)) or "Chương trình"
    verb = "có" if facts.held else "dự kiến có"
    return f"{event} {verb} {count_word(len(facts.lessons))} {word}:"


def _subject_and_grade(lesson: LessonFacts) -> str:
    """`Ngữ văn 7`, as teachers say it."""
    return " ".join(
        word for word in (lesson.subject, lesson.grade.removeprefix("Lớp ")) if word
    )


def course(facts: NewsFacts) -> Iterator[Made]:
    """How each lesson went, as typed."""
    for item in facts.items:
        if item.kind == "course":
            lesson = facts.lessons[item.lesson] if item.lesson >= 0 else None
            text = sentence(item.text)
            if lesson:
                text = f"{upper_first(lesson_name(lesson))}: {lower_first(text)}"
            yield Made(
                f"item:{item.key}",
                {"type": "paragraph", "text": text},
                (item, lesson and lesson_name(lesson)),
            )


def lesson_name(lesson: LessonFacts) -> str:
    """`tiết dạy KHTN lớp 7A1`, `tiết dạy môn Tin học lớp 6A4`, `hoạt động học …`: only what is known."""
    word = lesson.word or ("hoạt động học" if lesson.kind == "activity" else "tiết dạy")
    words = [word]
    if lesson.subject:
        words.append(
            lesson.subject if lesson.subject_is_short else f"môn {lesson.subject}"
        )
    if lesson.klass:
        words.append(f"lớp {lesson.klass}")
    elif lesson.grade:
        words.append(lower_first(lesson.grade))
    return " ".join(words)
