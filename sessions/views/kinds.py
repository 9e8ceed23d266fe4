"""The kinds of a session as addresses and words."""

from django.utils.translation import gettext_lazy

from sessions.models.exchange import Kind

# The address of each kind, and what it is in one line. The first five are the usual ones.
SLUGS = {
    "nghien-cuu-bai-hoc": Kind.LESSON_STUDY,
    "day-minh-hoa": Kind.DEMO_LESSONS,
    "giao-luu": Kind.EXCHANGE,
    "khao-sat-chung": Kind.JOINT_EXAM,
    "ky-ket": Kind.SIGNING,
    "hoi-nghi": Kind.CONFERENCE,
    "tham-quan": Kind.VISIT,
}
ABOUT = {
    Kind.LESSON_STUDY: gettext_lazy(
        "Agree a lesson plan together, teach it, draw the lessons of it. Two meetings."
    ),
    Kind.DEMO_LESSONS: gettext_lazy(
        "One or several lessons before colleagues, then a talk."
    ),
    Kind.EXCHANGE: gettext_lazy("Schools or subject groups share their work."),
    Kind.JOINT_EXAM: gettext_lazy("The same survey exam in several schools."),
    Kind.SIGNING: gettext_lazy("A memorandum or agreement between schools is signed."),
    Kind.CONFERENCE: gettext_lazy("A meeting or seminar of many."),
    Kind.VISIT: gettext_lazy("Going to see how others work."),
}
