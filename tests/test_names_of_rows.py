"""What a row is called where only its name fits: in the log, in choices, in the administration."""

import pytest

from accounts.models import User
from clusters.models import Document
from lessons.models import LessonPlan, PlanAuthor, PlanRevision, State, Teaching
from reports.models import Article, ArticleDraft, ArticleRevision, Photo
from sessions.models import (
    Attendance,
    Decision,
    ExchangeSession,
    Group,
    Item,
    Lesson,
    LessonTeacher,
    Part,
    RosterEntry,
    SessionDocument,
    SessionUnit,
    StatedTotal,
)

EXCHANGE = ExchangeSession(title="Áp suất chất lỏng")
PERSON = User(full_name="Vàng Thị Mai")
PART = Part(exchange=EXCHANGE, order=2)
LESSON = Lesson(exchange=EXCHANGE, order=1, topic="Áp suất")
PLAN = LessonPlan(title="Áp suất", state=State.DRAFT)
ENTRY = RosterEntry(exchange=EXCHANGE, name_as_printed="Đường Thị Ân")
ARTICLE = Article(title="Cụm 1 cùng dạy")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (PART, ["Áp suất chất lỏng", "2"]),
        (Part(exchange=EXCHANGE, order=1, title="Dạy minh họa"), ["Dạy minh họa"]),
        (Group(part=PART, name="Nhóm Toán"), ["Nhóm Toán"]),
        (LessonTeacher(lesson=LESSON, name_as_printed="Vàng Thị Mai"), ["Vàng Thị Mai"]),
        (Item(exchange=EXCHANGE, text="Cảm ơn" * 20), ["Cảm ơn"]),
        (Decision(exchange=EXCHANGE, text="Khảo sát chung"), ["Khảo sát chung"]),
        (
            SessionDocument(exchange=EXCHANGE, document=Document(raw="Kế hoạch số 01")),
            ["Kế hoạch số 01"],
        ),
        (StatedTotal(exchange=EXCHANGE, text="69 giáo viên"), ["69 giáo viên"]),
        (SessionUnit(exchange=EXCHANGE, name_as_printed="THCS Pa Sương"), ["THCS Pa Sương"]),
        (ENTRY, ["Đường Thị Ân"]),
        (Attendance(entry=ENTRY, part=PART), ["Đường Thị Ân", "Áp suất chất lỏng"]),
        (PLAN, ["Áp suất"]),
        (PlanAuthor(plan=PLAN, user=PERSON), ["Vàng Thị Mai"]),
        (PlanRevision(plan=PLAN, number=3), ["Áp suất", "3"]),
        (Teaching(lesson=LESSON, plan=PLAN), ["Áp suất"]),
        (ArticleRevision(article=ARTICLE, title="Cụm 1", number=2), ["Cụm 1", "2"]),
        (ArticleDraft(article=ARTICLE, user=PERSON), ["Cụm 1 cùng dạy", "Vàng Thị Mai"]),
        (Photo(caption="Lớp 7A1"), ["Lớp 7A1"]),
        (Photo(pk=12), ["12"]),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, list) else "",
)  # fmt: skip
def test_a_row_is_called_by_what_people_wrote(row, words):
    assert [word for word in words if word not in str(row)] == []


def test_a_plan_knows_which_states_may_follow():
    assert PLAN.may_become(State.SUBMITTED)
    assert not PLAN.may_become(State.AGREED)
