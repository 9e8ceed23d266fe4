"""What the database itself refuses of lessons, past the forms and the actions."""

import pytest
from django.utils import timezone

from lessons.models import (
    CriteriaSet,
    Criterion,
    CriterionWord,
    FeedbackAnswer,
    FeedbackTicket,
    LessonPlan,
    Observation,
    ObservationNote,
    ObservationPhoto,
    PlanAuthor,
    PlanComment,
    PlanDraft,
    PlanPage,
    PlanReader,
    PlanRevision,
    RevisionWithdrawal,
    Teaching,
)
from tests import builders
from tests.refusals import promises_of, refused_for

pytestmark = pytest.mark.django_db


class Rows:
    """Good rows to build the forbidden ones from."""

    def __init__(self):
        self.person = builders.make_person("Vàng Thị Mai")
        self.other = builders.make_person("Lò Văn Inh")
        self.plan = LessonPlan.objects.create(title="Áp suất")

    def author(self, user=None, order=1) -> PlanAuthor:
        return PlanAuthor.objects.create(
            plan=self.plan, user=user or self.person, order=order
        )

    def revision(self, **fields) -> PlanRevision:
        return PlanRevision.objects.create(
            **{
                "plan": self.plan,
                "number": 1,
                "file": "plans/bai.pdf",
                "original_name": "bai.pdf",
                "content_type": "application/pdf",
                "size": 7,
                "sha256": "a" * 64,
                "created_by": self.person,
                **fields,
            }
        )

    def lesson(self):
        return builders.make_lesson(builders.make_exchange(host=builders.make_school()))

    def entry(self):
        return builders.make_roster_entry(self.lesson().exchange, "Khách")

    def taught_twice(self) -> None:
        lesson = self.lesson()
        for _ in range(2):
            Teaching.objects.create(lesson=lesson, plan=self.plan)

    def page(self, **fields) -> PlanPage:
        return PlanPage.objects.create(
            **{
                "plan": self.plan,
                "order": 1,
                "width": 700,
                "height": 1000,
                "size": 7,
                "sha256": "a" * 64,
                "uploaded_by": self.person,
                **fields,
            }
        )

    def draft(self) -> PlanDraft:
        return PlanDraft.objects.create(
            plan=self.plan, updated_at=timezone.now(), updated_by=self.person
        )

    def reader(self, **fields) -> PlanReader:
        return PlanReader.objects.create(
            **{
                "plan": self.plan,
                "user": self.person,
                "how": "proposed",
                "asked_at": timezone.now(),
                **fields,
            }
        )

    def comment(self, revision=None, **fields) -> PlanComment:
        return PlanComment.objects.create(
            **{
                "revision": revision or self.revision(),
                "text": "Rõ hơn",
                "by": self.person,
                "at": timezone.now(),
                **fields,
            }
        )

    def criteria(self, **fields) -> CriteriaSet:
        return CriteriaSet.objects.create(
            **{"code": "cv5555", "title": "Công văn 5555", **fields}
        )

    def criterion(self, criteria=None, **fields) -> Criterion:
        return Criterion.objects.create(
            **{
                "criteria": criteria or self.criteria(),
                "order": 1,
                "text": "Rõ",
                **fields,
            }
        )

    def observation(self, lesson=None, **fields) -> Observation:
        return Observation.objects.create(
            lesson=lesson or self.lesson(),
            observer=self.person,
            started_at=timezone.now(),
            **fields,
        )

    def note(self, observation=None, **fields) -> ObservationNote:
        return ObservationNote.objects.create(
            **{
                "observation": observation or self.observation(),
                "moment": "task",
                "at": timezone.now(),
                "received_at": timezone.now(),
                **fields,
            }
        )

    def photo(self, observation=None, **fields) -> ObservationPhoto:
        return ObservationPhoto.objects.create(
            **{
                "observation": observation or self.observation(),
                "at": timezone.now(),
                "width": 700,
                "height": 1000,
                "sha256": "a" * 64,
                **fields,
            }
        )

    def word(
        self, observation=None, criterion=None, text="Cả lớp hiểu", points=None
    ) -> CriterionWord:
        return CriterionWord.objects.create(
            observation=observation or self.observation(),
            criterion=criterion or self.criterion(),
            text=text,
            points=points,
        )

    def ticket(self, exchange=None, **fields) -> FeedbackTicket:
        given = fields.get("lesson") or fields.get("entry")
        return FeedbackTicket.objects.create(
            exchange=exchange or given.exchange, **fields
        )

    def feedback(self, **fields) -> FeedbackAnswer:
        fields.setdefault("sheet", "session-1")
        exchange = self.lesson().exchange
        return FeedbackAnswer.objects.create(exchange=exchange, **fields)

    def twice(self, make, **fields) -> None:
        """The same row two times."""
        for _ in range(2):
            make(**fields)

    def withdrawn_twice(self) -> None:
        revision = self.revision()
        for _ in range(2):
            self.withdrawal(revision)

    def withdrawal(self, revision: PlanRevision, reason="Nhầm tệp") -> None:
        RevisionWithdrawal.objects.create(
            revision=revision, reason=reason, at=timezone.now(), by=self.person
        )


FORBIDDEN = {
    "plan_state": lambda rows: LessonPlan.objects.create(state="lost"),
    "plan_form": lambda rows: LessonPlan.objects.create(form="poem"),
    "plan_author_order": lambda rows: [rows.author(), rows.author(rows.other)],
    "plan_author_once": lambda rows: [rows.author(), rows.author(order=2)],
    "plan_revision_number": lambda rows: [rows.revision(), rows.revision()],
    "plan_revision_from_one": lambda rows: rows.revision(number=0),
    "plan_revision_not_empty": lambda rows: rows.revision(size=0),
    "plan_agreed_says_what": lambda rows: LessonPlan.objects.create(state="agreed"),
    "plan_revision_is_one_thing": lambda rows: rows.revision(content={}),
    "teaching_adjusted_when": lambda rows: Teaching.objects.create(
        lesson=rows.lesson(), plan=rows.plan, adjustments="Ít hơn"
    ),
    "lessons_plandraft.plan_id": lambda rows: rows.twice(rows.draft),
    "plan_page_order": lambda rows: rows.twice(rows.page, revision=rows.revision()),
    "plan_page_has_size": lambda rows: rows.page(width=0),
    "lessons_planpage.client_key": lambda rows: rows.twice(rows.page, client_key="k"),
    "plan_reader_once": lambda rows: rows.twice(rows.reader),
    "plan_reader_how": lambda rows: rows.reader(how="lot"),
    "plan_reader_state": lambda rows: rows.reader(state="lost"),
    "plan_reader_answered_when": lambda rows: rows.reader(state="read"),
    "plan_comment_has_text": lambda rows: rows.comment(text=""),
    "plan_comment_answer": lambda rows: rows.comment(
        answer="never", answered_at=timezone.now()
    ),
    "plan_comment_kept_with_reason": lambda rows: rows.comment(
        answer="kept", answered_at=timezone.now()
    ),
    "plan_comment_answered_when": lambda rows: rows.comment(answer="adopted"),
    "lessons_plancomment.client_key": lambda rows: rows.twice(
        rows.comment, revision=rows.revision(), client_key="k"
    ),
    "criteria_set_version": lambda rows: rows.twice(rows.criteria),
    "criteria_set_has_title": lambda rows: rows.criteria(title=""),
    "criterion_order": lambda rows: rows.twice(
        rows.criterion, criteria=rows.criteria()
    ),
    "criterion_has_text": lambda rows: rows.criterion(text=""),
    "criterion_points": lambda rows: rows.criterion(points=0),
    "observation_once": lambda rows: rows.twice(rows.observation, lesson=rows.lesson()),
    "observation_state": lambda rows: rows.observation(state="shared"),
    "observation_note_moment": lambda rows: rows.note(moment="break"),
    "observation_note_says_something": lambda rows: rows.note(moment=""),
    "lessons_observationnote.client_key": lambda rows: rows.twice(
        rows.note, observation=rows.observation(), client_key="k"
    ),
    "observation_photo_has_size": lambda rows: rows.photo(height=0),
    "lessons_observationphoto.client_key": lambda rows: rows.twice(
        rows.photo, observation=rows.observation(), client_key="k"
    ),
    "criterion_word_once": lambda rows: rows.twice(
        rows.word, observation=rows.observation(), criterion=rows.criterion()
    ),
    "criterion_word_says_something": lambda rows: rows.word(text=""),
    "criterion_word_points": lambda rows: rows.word(points=-1),
    "feedback_ticket_once_a_lesson": lambda rows: rows.twice(
        rows.ticket, entry=rows.entry(), lesson=rows.lesson()
    ),
    "feedback_ticket_once_a_session": lambda rows: rows.twice(
        rows.ticket, entry=rows.entry()
    ),
    "feedback_ticket_person_a_lesson": lambda rows: rows.twice(
        rows.ticket, user=rows.person, lesson=rows.lesson()
    ),
    "feedback_ticket_person_a_session": lambda rows: rows.twice(
        rows.ticket, user=rows.person, exchange=rows.lesson().exchange
    ),
    "feedback_answer_has_sheet": lambda rows: rows.feedback(sheet=""),
    "feedback_answer_held_back_for": lambda rows: rows.feedback(
        held_back_for="tone", is_read=True, given_on=timezone.localdate()
    ),
    "feedback_answer_held_back_read": lambda rows: rows.feedback(
        held_back_for="insult"
    ),
    "feedback_answer_read_was_given": lambda rows: rows.feedback(is_read=True),
    "plan_withdrawal_has_reason": lambda rows: rows.withdrawal(rows.revision(), ""),
    "lessons_teaching.lesson_id": Rows.taught_twice,
    "lessons_revisionwithdrawal.revision_id": Rows.withdrawn_twice,
}


def test_every_constraint_has_its_forbidden_row():
    assert set(FORBIDDEN) == promises_of("lessons")


@pytest.mark.parametrize("name", FORBIDDEN)
def test_the_database_refuses(name):
    rows = Rows()
    with refused_for(name):
        FORBIDDEN[name](rows)


def test_a_revision_is_never_changed():
    revision = Rows().revision()
    revision.note = "khác"
    with pytest.raises(TypeError, match="never changed"):
        revision.save()
