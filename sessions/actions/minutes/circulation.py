"""Minutes sent round, answered, confirmed, opened again. What is sent is frozen in a revision."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import audit
from accounts.models import Notice
from accounts.notices import tell
from accounts.verbs import Actor, Refused
from sessions import telling
from sessions.actions.guard import lock, refuse_if_closed
from sessions.actions.minutes.begun import open_to_write
from sessions.actions.states import mark_told
from sessions.minutes import page
from sessions.minutes.circulation import concerned_schools, edited_since, unanswered
from sessions.minutes.confirming import (
    become,
    confirm_row,
    page_of_minutes,
    refuse_move,
    sent_row,
)
from sessions.models import (
    Minutes,
    MinutesAnswer,
    MinutesRevision,
    MinutesState,
)

FEWEST_DAYS, MOST_DAYS = 1, 30
MOST_TEXT = 5_000


def circulate(
    *, minutes: Minutes, days: int, note: str = "", by: Actor, now: datetime
) -> MinutesRevision:
    """Send the minutes as they are to all schools concerned, who have `days` days to answer: today does
    not count. Refuses while nothing is written, or two texts wait to be chosen from. Pressed twice
    with nothing changed it is the same revision."""
    if not FEWEST_DAYS <= days <= MOST_DAYS:
        raise Refused(
            _("Please give the schools between %(fewest)s and %(most)s days.")
            % {"fewest": FEWEST_DAYS, "most": MOST_DAYS},
            field="days",
        )
    with transaction.atomic():
        locked = open_to_write(minutes)
        content = page.content_of(locked)
        digest = page.digest_of(content)
        newest = locked.revisions.filter(number=locked.head).first()
        if (
            newest is not None
            and locked.state == MinutesState.CIRCULATED
            and not edited_since(newest, content, locked)
        ):
            return newest
        if content.is_empty:
            raise Refused(
                _("Nothing is written yet. Write what was said, or add a page by hand.")
            )
        if locked.asides.exists():
            raise Refused(
                _(
                    "Two people wrote the same row. Please choose between their texts first."
                )
            )
        today = timezone.localtime(now).date()
        revision = MinutesRevision.objects.create(
            minutes=locked,
            number=locked.head + 1,
            content=page.as_json(content),
            digest=digest,
            note=note.strip(),
            circulated_at=now,
            circulated_by=by.user,
            days=days,
            answer_until=today + timedelta(days=days),
        )
        schools = concerned_schools(locked.exchange, today=today)
        MinutesAnswer.objects.bulk_create(
            MinutesAnswer(revision=revision, school=school, order=order)
            for order, school in enumerate(schools, start=1)
        )
        before = {"state": locked.state, "head": locked.head}
        locked.head = revision.number
        become(locked, MinutesState.CIRCULATED, by=by, now=now)
        mark_told(exchange=locked.exchange, now=now)
        audit.record(
            by=by,
            verb="sessions.circulate_minutes",
            row=locked,
            before=before,
            after={
                "state": locked.state,
                "head": locked.head,
                "digest": digest,
                "days": days,
                "schools": len(schools),
            },
        )
        leaders = telling.leaders_of_schools([one.pk for one in schools], today=today)
        again = revision.number > 1
        tell(
            [one for one in leaders if one != by.user],
            kind=Notice.Kind.MINUTES,
            key=f"minutes {locked.pk} revision {revision.number}",
            title=format_lazy(
                gettext_lazy("Minutes changed, please look again: {title}"),
                title=locked.exchange,
            )
            if again
            else format_lazy(
                gettext_lazy("Minutes to confirm: {title}"), title=locked.exchange
            ),
            text=format_lazy(
                gettext_lazy(
                    "Please confirm or comment by {day}. Who does not answer has no objection."
                ),
                day=f"{revision.answer_until:%d/%m/%Y}",
            ),
            path=page_of_minutes(locked),
            now=now,
        )
        return revision


def confirm_minutes(*, minutes: Minutes, by: Actor, now: datetime) -> Minutes:
    """Confirm what was sent round, once every school has answered and every comment is answered.
    Refuses when it was changed since. A second press changes nothing."""
    with transaction.atomic():
        locked, revision = sent_row(minutes.pk)
        if locked.state == MinutesState.CONFIRMED:
            return locked
        _refuse_to_confirm(locked, revision)
        if silent := unanswered(revision):
            raise Refused(
                ngettext(
                    "%(n)s school has not answered. When the day %(day)s is over without an "
                    "objection, the minutes are confirmed by themselves.",
                    "%(n)s schools have not answered. When the day %(day)s is over without an "
                    "objection, the minutes are confirmed by themselves.",
                    silent,
                )
                % {"n": silent, "day": f"{revision.answer_until:%d/%m/%Y}"}
            )
        confirm_row(locked, revision, by=by, now=now)
        return locked


def reopen_minutes(
    *, minutes: Minutes, reason: str, by: Actor, now: datetime
) -> Minutes:
    """Open confirmed minutes to write in them again; the confirmed revision stays to be read until a
    new one is confirmed. Refuses without a reason."""
    reason = reason.strip()
    if not reason:
        raise Refused(_("Please write the reason."), field="reason")
    with transaction.atomic():
        exchange = lock(minutes.exchange)
        refuse_if_closed(exchange)
        locked = Minutes.objects.select_for_update().get(pk=minutes.pk)
        locked.exchange = exchange
        if locked.state == MinutesState.DRAFT:
            return locked
        before = {"state": locked.state}
        become(locked, MinutesState.DRAFT, by=by, now=now, reason=reason)
        audit.record(
            by=by,
            verb="sessions.reopen_minutes",
            row=locked,
            before=before,
            after={"state": locked.state, "reason": reason},
        )
        return locked


def _refuse_to_confirm(minutes: Minutes, revision: MinutesRevision) -> None:
    refuse_move(minutes, MinutesState.CONFIRMED)
    if any(one.waits_for_response for one in revision.answers.all()):
        raise Refused(_("A comment of a school waits for an answer."))
    if edited_since(revision, page.content_of(minutes), minutes):
        raise Refused(
            _(
                "Something was changed since the minutes were sent. Send them round again first."
            )
        )
