"""Lessons in rows. Nearly everything of a lesson may be unknown; what is typed stays as typed."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clusters.models import Grade, School, Subject
from clusters.programme import KnownSubjects
from sessions.forms.fields import OneOfField, joined, separated, suggesting
from sessions.forms.rows import RowForm, Sheet
from sessions.models import Lesson, Part
from sessions.rows import LessonRow, TeacherRow
from sessions.suggestions import Near, levels_of, near_exchange, subject_words
from sessions.when import day_words

TOO_MANY_LETTERS = _("The name “%(name)s…” is too long: at most 120 characters each.")


def teachers_of(
    text: str, near: Near, known: dict[str, User | None]
) -> list[TeacherRow]:
    """The teachers that a field names. A suggestion ties to its account; a name that stood there
    already keeps the account it had; any other name is a name."""
    rows = []
    for name in separated(text):
        person = near.person(name)
        if person is not None:
            rows.append(TeacherRow(name=person.user.full_name, user=person.user))
        else:
            rows.append(TeacherRow(name=name, user=known.get(name)))
    return rows


class LessonForm(RowForm):
    """One lesson of a session that is stored already."""

    subject = forms.CharField(
        label=_("Subject"),
        max_length=80,
        required=False,
        widget=suggesting("near-subjects"),
    )
    grade = OneOfField(label=_("Grade"))
    klass = forms.CharField(label=_("Class"), max_length=40, required=False)
    topic = forms.CharField(label=_("Topic"), max_length=250, required=False)
    teachers = forms.CharField(
        label=_("Taught by"),
        max_length=600,
        required=False,
        help_text=_(
            "Choose from the suggestions: then the lesson stands under “My lessons” of the teacher. "
            "Several: put ; between."
        ),
        widget=suggesting("near-people"),
    )
    part = OneOfField(label=_("Part"))
    kind = forms.ChoiceField(
        label=_("Kind of lesson"), choices=Lesson.Kind.choices, required=False
    )
    word_as_printed = forms.CharField(
        label=_("Called"),
        max_length=60,
        required=False,
        help_text=_("The word on paper if it is another one, for example “chuyên đề”."),
    )
    school = forms.CharField(
        label=_("The teacher's school"),
        max_length=200,
        required=False,
        widget=suggesting("near-units"),
    )
    class_school = forms.CharField(
        label=_("The class is of another school"),
        max_length=200,
        required=False,
        widget=suggesting("near-units"),
    )
    periods = forms.IntegerField(
        label=_("Number of periods"), min_value=1, max_value=20, required=False
    )

    word = _("Lesson")
    tells = ("subject", "klass", "topic", "teachers", "word_as_printed", "grade")
    main = ("subject", "klass", "topic", "teachers")
    more = (
        "grade",
        "part",
        "kind",
        "word_as_printed",
        "school",
        "class_school",
        "periods",
    )

    def __init__(
        self,
        *args: Any,
        near: Near,
        grades: list[Grade],
        parts: list[Part],
        subjects: KnownSubjects,
        known: dict[int, Lesson] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.near, self.subjects = near, subjects
        self.known = known or {}
        self.fields["grade"].offer(grades)
        self.fields["part"].offer(parts, part_label)

    def clean_teachers(self) -> list[TeacherRow]:
        stored = self.known.get(self.key) if self.key else None
        known = (
            {one.name_as_printed: one.user for one in stored.teachers.all()}
            if stored
            else {}
        )
        rows = teachers_of(self.cleaned_data["teachers"], self.near, known)
        for row in rows:
            if len(row.name) > 120:
                raise forms.ValidationError(
                    TOO_MANY_LETTERS, params={"name": row.name[:30]}
                )
        return rows

    def clean_school(self) -> School | None:
        return self._school("school")

    def clean_class_school(self) -> School | None:
        return self._school("class_school")

    def _school(self, name: str) -> School | None:
        text = self.cleaned_data[name]
        if not text:
            return None
        school = self.near.school(text)
        if school is None:
            raise forms.ValidationError(
                _(
                    "It is not certain which school “%(name)s” is. Choose a suggestion, or leave it empty."
                ),
                params={"name": text[:60]},
            )
        return school

    def clean(self) -> None:
        words = ("subject", "klass", "topic", "word_as_printed")
        if not any(self.cleaned_data.get(name) for name in words) and not any(
            name in self.errors for name in words
        ):
            if self.cleaned_data.get("grade"):
                # A grade alone is what people write as the class.
                self.cleaned_data["klass"] = str(self.cleaned_data["grade"])
                return
            self.add_error(
                "subject", _("Please write the subject, the class or the topic.")
            )

    def _subject(self) -> tuple[Subject | None, str]:
        """What the words mean, and the words; a subject that stood there without words keeps none."""
        text = self.cleaned_data["subject"]
        stored = self.known.get(self.key) if self.key else None
        wordless = stored and stored.subject and not stored.subject_as_printed
        if stored and wordless and text == stored.subject_label:
            return stored.subject, ""
        return (self.subjects.match(text) if text else None), text

    def row(self) -> LessonRow:
        data = self.cleaned_data
        subject, words = self._subject()
        return LessonRow(
            pk=self.key,
            part=data["part"],
            kind=data["kind"] or Lesson.Kind.LESSON,
            word_as_printed=data["word_as_printed"],
            subject=subject,
            subject_as_printed=words,
            grade=data["grade"],
            klass=data["klass"],
            topic=data["topic"],
            teachers=data["teachers"],
            school=data["school"]
            or (None if self.key else _school_of(data["teachers"], self.near)),
            class_school=data["class_school"],
            periods=data["periods"],
        )


def _school_of(teachers: list[TeacherRow], near: Near) -> School | None:
    """The school of the first teacher with an account: nobody has to type what is known."""
    for teacher in teachers:
        if teacher.user is not None and (school := near.school_of(teacher.user)):
            return school
    return None


def part_label(part: Part) -> str:
    """A part in a choice: its number and what is known of it."""
    said = [str(part.order)]
    if part.title:
        said.append(part.title)
    if part.on:
        said.append(day_words(part.on))
    return " · ".join(said)


def lesson_initial(lesson: Lesson, near: Near) -> dict[str, Any]:
    return {
        "pk": lesson.pk,
        "subject": lesson.subject_label,
        "grade": lesson.grade_id,
        "klass": lesson.klass,
        "topic": lesson.topic,
        "teachers": joined(lesson.teacher_names),
        "part": lesson.part_id,
        "kind": lesson.kind,
        "word_as_printed": lesson.word_as_printed,
        "school": near.label_of(lesson.school),
        "class_school": near.label_of(lesson.class_school),
        "periods": lesson.periods,
    }


class LessonSheet(Sheet):
    section = "lessons"
    template = "sessions/edit/_lessons.html"

    def build(self) -> None:
        self.near = near_exchange(self.exchange)
        levels = levels_of(self.exchange)
        self.subjects = subject_words(levels)
        lessons = self.exchange.lessons.select_related(
            "subject", "school", "class_school"
        ).prefetch_related("teachers__user")
        known = {lesson.pk: lesson for lesson in lessons}
        parts = list(self.exchange.parts.all())
        self.make_rows(
            LessonForm,
            "lessons",
            [lesson_initial(lesson, self.near) for lesson in known.values()],
            extra=1,
            near=self.near,
            grades=list(
                Grade.objects.filter(
                    Q(level__in=levels)
                    | Q(pk__in=[lesson.grade_id for lesson in lessons])
                )
                if levels
                else Grade.objects.all()
            ),
            parts=parts,
            subjects=KnownSubjects(),
            known=known,
        )
