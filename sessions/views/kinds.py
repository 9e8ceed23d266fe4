"""The kinds of a session as addresses and words."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy

from accounts.access import require
from accounts.verbs import person_of
from sessions.models.exchange import Kind
from sessions.permissions import Leads, can_create_for

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


def leads_of(request: HttpRequest) -> Leads:
    """In whose name this person may make a session; 403 where in nobody's."""
    leads = can_create_for(person_of(request))
    require(bool(leads))
    return leads


def kind_at(slug: str) -> Kind:
    """The kind of this address, or 404."""
    if slug not in SLUGS:
        raise Http404
    return SLUGS[slug]
