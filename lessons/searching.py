"""The search key of a plan: everything people look for it by, folded. Asks only the database."""

from accounts.text import fold
from lessons.models import LessonPlan
from sessions.models import Lesson


def search_key_of(plan: LessonPlan) -> str:
    """Title, school, authors, and of its lessons topic, class, grade, subject, school and teachers,
    without accents."""
    words: list[str | None] = [plan.title]
    if plan.owner_school is not None:
        words.append(plan.owner_school.name)
    words += plan.authors.values_list("user__full_name", flat=True)
    lessons = Lesson.objects.filter(teaching__plan=plan).order_by("pk")
    for row in lessons.values_list(
        "topic",
        "klass",
        "grade__name",
        "subject_as_printed",
        "subject__name",
        "subject__short_name",
        "school__name",
        "teachers__name_as_printed",
    ):
        words += row
    return " ".join(dict.fromkeys(fold(word) for word in words if word))
