"""One revision of minutes as a page shows it: its content in sections, answers, what changed."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from clusters.standing import standing_of
from sessions.minutes import page, words
from sessions.minutes.circulation import edited_since
from sessions.models import (
    Minutes,
    MinutesAnswer,
    MinutesRevision,
    MinutesState,
)


@dataclass(frozen=True)
class ReadSection:
    heading: str
    items: list[page.Said]


@dataclass
class Reading:
    """What the page of minutes shows. `revision` is None for what was never sent round."""

    minutes: Minutes
    content: page.Content
    revision: MinutesRevision | None
    revisions: list[MinutesRevision]
    answers: list[MinutesAnswer]
    mine: list[MinutesAnswer]
    changes: list[page.Change]
    # The writers changed something after it was sent.
    edited: bool

    @property
    def is_newest(self) -> bool:
        return self.revision is None or self.revision.number == self.minutes.head

    @property
    def state(self) -> str:
        """The state of what is read: an older confirmed revision stays confirmed."""
        if self.revision is None:
            return MinutesState.DRAFT
        if self.revision.confirmed_at is not None:
            return MinutesState.CONFIRMED
        return MinutesState.CIRCULATED

    @property
    def state_words(self) -> str:
        return str(MinutesState(self.state).label)

    @property
    def goes_round(self) -> bool:
        """Whether schools can answer it."""
        return self.is_newest and self.minutes.state == MinutesState.CIRCULATED

    @property
    def agreed(self) -> int:
        return sum(one.answer == MinutesAnswer.Answer.AGREES for one in self.answers)

    @property
    def silent(self) -> int:
        return sum(not one.answer for one in self.answers)

    @property
    def comments(self) -> list[MinutesAnswer]:
        return [
            one for one in self.answers if one.answer == MinutesAnswer.Answer.COMMENTS
        ]

    @property
    def waits_for_response(self) -> bool:
        return any(one.waits_for_response for one in self.answers)

    @property
    def may_be_confirmed(self) -> bool:
        return (
            self.goes_round
            and not self.edited
            and not self.silent
            and not self.waits_for_response
        )

    @property
    def lines(self) -> dict[str, str]:
        return dict(self.content.lines)

    @property
    def sections(self) -> list[ReadSection]:
        return self._sections(concludes=False)

    @property
    def conclusions(self) -> list[ReadSection]:
        return self._sections(concludes=True)

    def _sections(self, *, concludes: bool) -> list[ReadSection]:
        known = self.content.sections
        found = [
            ReadSection(
                one.heading,
                [item for item in self.content.items if item.kind == one.kind],
            )
            for one in known
            if one.concludes == concludes
        ]
        if not concludes:
            kinds = {one.kind for one in known}
            rest = [item for item in self.content.items if item.kind not in kinds]
            found.append(ReadSection(words.ELSE, rest))
        return [one for one in found if one.items]


def reading_of(
    minutes: Minutes, number: int, *, user: User, writes: bool
) -> Reading | None:
    """A revision (0: the newest), or for writers what was never sent; None where there is no such one.
    Four queries where something was sent."""
    revisions = list(minutes.revisions.select_related("circulated_by", "confirmed_by"))
    revision = next(
        (one for one in revisions if one.number == (number or minutes.head)), None
    )
    if revision is None:
        if number or not writes:
            return None
        return Reading(
            minutes, page.content_of(minutes), None, [], [], [], [], edited=False
        )
    content = page.content_from(revision.content)
    answers = list(revision.answers.select_related("school", "by", "responded_by"))
    led = standing_of(user).led_schools
    before = next((one for one in revisions if one.number == revision.number - 1), None)
    goes_round = (
        revision.number == minutes.head and minutes.state != MinutesState.CONFIRMED
    )
    return Reading(
        minutes=minutes,
        content=content,
        revision=revision,
        revisions=revisions,
        answers=answers,
        mine=[one for one in answers if one.school_id in led],
        changes=page.changes(page.content_from(before.content), content)
        if before
        else [],
        edited=writes
        and goes_round
        and edited_since(revision, page.content_of(minutes), minutes),
    )
