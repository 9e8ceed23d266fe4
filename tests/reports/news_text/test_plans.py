"""What the work on the lessons brings into the news by itself: agreements on plans, what was talked about."""

from datetime import UTC, datetime

import pytest

from lessons.models import (
    LessonPlan,
    Observation,
    ObservationNote,
    PlanComment,
    PlanRevision,
    Teaching,
)
from reports.facts.news import news_facts
from reports.facts.shapes import PlanFacts, facts_hash
from reports.wording import plans
from tests import builders
from tests.reports.news_text.test_news_wording import facts, item, lesson, said

SAID = datetime(2026, 11, 3, 8, tzinfo=UTC)
AGREED = datetime(2026, 11, 5, 8, tzinfo=UTC)


def plan(**known) -> PlanFacts:
    default = {"key": 1, "lessons": (0,), "comments": 0, "adopted": 0, "schools": ()}
    return PlanFacts(**{**default, **known})


KHTN = lesson(subject="KHTN", subject_is_short=True, klass="8A", topic="Áp suất")


def agreed(**known) -> str:
    (made,) = plans.agreed(facts(lessons=(KHTN,), plans=(plan(**known),)))
    return made.content["text"]


def test_an_agreed_plan_tells_how_much_colleagues_said_and_what_was_taken_up():
    assert agreed(
        comments=5, adopted=3, schools=("THCS Dân Tiến", "THCS Việt Hòa")
    ) == (
        "Kế hoạch bài dạy của tiết dạy KHTN lớp 8A được thống nhất sau năm ý kiến góp ý của giáo viên "
        "trường THCS Dân Tiến và trường THCS Việt Hòa; ba ý kiến được tiếp thu."
    )


@pytest.mark.parametrize(
    ("comments", "adopted", "ends"),
    [
        (1, 1, "sau một ý kiến góp ý; ý kiến ấy được tiếp thu."),
        (1, 0, "sau một ý kiến góp ý."),
        (4, 4, "sau bốn ý kiến góp ý; tất cả được tiếp thu."),
        (4, 0, "sau bốn ý kiến góp ý."),
        (12, 11, "sau 12 ý kiến góp ý; 11 ý kiến được tiếp thu."),
    ],
)
def test_the_counts_are_told_in_words(comments, adopted, ends):
    assert agreed(comments=comments, adopted=adopted).endswith(ends)


def test_of_many_schools_the_number_is_told():
    names = tuple(f"THCS {letter}" for letter in "ABCDE")
    assert "của giáo viên năm trường;" in agreed(comments=5, adopted=5, schools=names)


def test_a_plan_without_comments_says_nothing():
    assert not list(plans.agreed(facts(lessons=(KHTN,), plans=(plan(),))))


def test_a_plan_of_two_lessons_is_told_once():
    other = lesson(subject="KHTN", subject_is_short=True, klass="8B")
    known = facts(lessons=(KHTN, other), plans=(plan(lessons=(0, 1), comments=2),))
    (made,) = plans.agreed(known)
    assert "tiết dạy KHTN lớp 8A và tiết dạy KHTN lớp 8B" in made.content["text"]


def test_the_talk_is_told_from_what_was_commented_and_noted():
    known = facts(aspects=("competence", "course"), moments=("task", "report"))
    assert said(known)[-5:] == [
        "Việc trao đổi không xếp loại giờ dạy mà tập trung vào:",
        "Mức độ phát triển năng lực của học sinh.",
        "Tiến trình dạy học.",
        "Việc giao nhiệm vụ học tập cho học sinh.",
        "Việc tổ chức cho học sinh báo cáo, thảo luận.",
    ]


def test_one_thing_talked_about_is_a_sentence():
    known = facts(kind="exchange", aspects=("materials",))
    assert "Việc trao đổi tập trung vào thiết bị dạy học và học liệu." in said(known)


@pytest.mark.parametrize(
    "known",
    [
        {"items": (item("subject", "Cách giao câu hỏi"),)},
        {"held": False},
        {"aspects": (), "moments": ()},
    ],
)
def test_what_somebody_typed_stands_alone_and_nothing_is_told_ahead(known):
    base = {"aspects": ("course",), "moments": ("task",)}
    assert not list(plans.talked_about(facts(**{**base, **known})))


def test_what_came_later_changes_no_hash_of_drafts_without_it():
    known = facts(lessons=(KHTN,))
    assert facts_hash(known) == facts_hash(facts(lessons=(KHTN,), plans=(), moments=()))


@pytest.fixture
def taught(world):
    """A lesson of the host with an agreed plan, three comments of two schools, one taken back."""
    exchange = builders.make_exchange(
        cluster=world.north, host=world.host, schools=[world.host, world.guest]
    )
    row = builders.make_lesson(exchange, teacher=world.teacher)
    made = LessonPlan.objects.create(title="Áp suất", created_by=world.teacher)
    Teaching.objects.create(lesson=row, plan=made)
    revision = PlanRevision.objects.create(
        plan=made,
        number=1,
        kind="typed",
        content={"form": "free", "sections": []},
        size=1,
        sha256="0" * 64,
        created_by=world.teacher,
    )
    for text, answer, gone in (
        ("Rút ngắn phần mở đầu", "adopted", None),
        ("Thêm phiếu học tập", "later", None),
        ("Gửi nhầm", "", SAID),
    ):
        PlanComment.objects.create(
            revision=revision,
            text=text,
            by=world.guest_principal,
            at=SAID,
            answer=answer,
            answered_at=SAID if answer else None,
            taken_back_at=gone,
        )
    made.state, made.agreed_revision, made.agreed_at = "agreed", revision, AGREED
    made.save()
    return row


@pytest.mark.django_db
def test_the_facts_hold_counts_and_schools_and_no_word_of_a_colleague(world, taught):
    known = news_facts(taught.exchange)
    (one,) = known.plans
    assert (one.lessons, one.comments, one.adopted) == ((0,), 2, 1)
    assert one.schools == (world.guest.name,)
    assert "Rút ngắn" not in repr(known)


@pytest.mark.django_db
def test_moments_come_from_shared_observations_alone(world, taught):
    for state, moment, user in (
        ("shared", "report", world.principal),
        ("shared", "task", world.cluster_head),
        ("private", "conclude", world.teacher),
    ):
        seen = Observation.objects.create(
            lesson=taught,
            observer=user,
            state=state,
            shared_at=SAID if state == "shared" else None,
            started_at=SAID,
        )
        ObservationNote.objects.create(
            observation=seen, moment=moment, at=SAID, received_at=SAID
        )
    assert news_facts(taught.exchange).moments == ("task", "report")
    ObservationNote.objects.filter(moment="task").update(removed_at=SAID)
    assert news_facts(taught.exchange).moments == ("report",)
