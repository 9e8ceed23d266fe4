"""What colleagues are asked: about pupils' learning and about the session; never a mark, never a rank.

A sheet is data with a name. What was answered names its sheet, so a sheet that was used is never
changed or taken out: another wording is a new sheet, and the newest of its kind is asked.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NOT_SEEN = "unseen"
# What one has learned and what one would change: words, none of them needed.
MOST_WORDS = 1000


@dataclass(frozen=True)
class Question:
    """One touch: what is asked, and the answers to choose from, by key."""

    key: str
    title: str | Promise
    ask: str | Promise
    choices: tuple[tuple[str, str | Promise], ...]
    # What somebody answers who could not see it; "" where everybody could.
    unseen: str | Promise = ""

    @property
    def keys(self) -> tuple[str, ...]:
        known = tuple(key for key, _words in self.choices)
        return (*known, NOT_SEEN) if self.unseen else known


@dataclass(frozen=True)
class Sheet:
    """The questions of one kind, under the name that answers keep."""

    name: str
    questions: tuple[Question, ...]


_UNSEEN = _("I could not see that")

_LESSON = Sheet(
    "lesson-1",
    (
        Question(
            "task",
            _("When pupils were given a task"),
            _("Did they understand what to do?"),
            (
                ("most", _("Most at once")),
                ("again", _("Once it was said again")),
                ("few", _("Many were unsure")),
            ),
            _UNSEEN,
        ),
        Question(
            "support",
            _("When pupils had difficulty"),
            _("Were they noticed and helped?"),
            (
                ("soon", _("In good time")),
                ("late", _("Some had to wait")),
                ("missed", _("Some were not noticed")),
            ),
            _UNSEEN,
        ),
        Question(
            "talk",
            _("When pupils reported and discussed"),
            _("Who took part?"),
            (
                ("most", _("Most of the class")),
                ("some", _("Several pupils")),
                ("few", _("Only a few")),
            ),
            _UNSEEN,
        ),
    ),
)

_SESSION = Sheet(
    "session-1",
    (
        Question(
            "use",
            _("What was exchanged"),
            _("Can you use it in your own lessons?"),
            (
                ("now", _("At once")),
                ("adapted", _("With changes")),
                ("not", _("Hardly")),
            ),
        ),
        Question(
            "time",
            _("The time"),
            _("Was it enough to say what was to be said?"),
            (
                ("right", _("Just right")),
                ("short", _("Too short")),
                ("long", _("Too long")),
            ),
        ),
        Question(
            "order",
            _("How it was organised"),
            _("Invitation, room, papers"),
            (
                ("good", _("All was ready")),
                ("earlier", _("Should be sent earlier")),
                ("change", _("Should be changed")),
            ),
        ),
    ),
)

SHEETS = {sheet.name: sheet for sheet in (_LESSON, _SESSION)}


def sheet_asked(*, of_lesson: bool) -> Sheet:
    """The sheet that is asked now: of a lesson, or of the session."""
    return _LESSON if of_lesson else _SESSION
