"""What schools say to minutes that go round, and what the writers answer."""

from datetime import datetime

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import audit
from accounts.models import Notice
from accounts.notices import tell
from accounts.verbs import Actor, Refused
from sessions import telling
from sessions.minutes.confirming import page_of_minutes, sent_row
from sessions.models import Minutes, MinutesAnswer, MinutesState

MOST_TEXT = 5_000


def answer_minutes(
    *, answer: MinutesAnswer, says: str, text: str = "", by: Actor, now: datetime
) -> MinutesAnswer:
    """Confirm or comment for one school; changed until the minutes are confirmed, also after the last
    day. A comment needs its words, and waits for a response."""
    text = text.strip()
    if says not in {MinutesAnswer.Answer.AGREES, MinutesAnswer.Answer.COMMENTS}:
        raise Refused(_("Please confirm the minutes, or comment on them."))
    if says == MinutesAnswer.Answer.COMMENTS and not text:
        raise Refused(_("Please write the comment."), field="text")
    _refuse_too_long(text)
    with transaction.atomic():
        locked, stored = _open_answer(answer)
        if (stored.answer, stored.text) == (says, text):
            return stored
        before = {"answer": stored.answer, "text": stored.text}
        stored.answer, stored.text = says, text
        stored.by, stored.at = by.user, now
        stored.response, stored.responded_by, stored.responded_at = "", None, None
        stored.save()
        audit.record(
            by=by,
            verb="sessions.answer_minutes",
            row=stored,
            before=before,
            after={"answer": says, "text": text, "minutes": locked.pk},
        )
        if says == MinutesAnswer.Answer.COMMENTS:
            writers = telling.writers_of(locked.exchange)
            tell(
                [one for one in writers if one != by.user],
                kind=Notice.Kind.MINUTES,
                key=f"minutes answer {stored.pk} at {now.isoformat()}",
                title=format_lazy(
                    gettext_lazy("{school} comments on the minutes: {title}"),
                    school=stored.school,
                    title=locked.exchange,
                ),
                text=text,
                path=page_of_minutes(locked),
                now=now,
            )
        return stored


def respond(
    *, answer: MinutesAnswer, text: str, by: Actor, now: datetime
) -> MinutesAnswer:
    """Answer a school's comment: taken up (with the next sending) or kept, and why."""
    text = text.strip()
    if not text:
        raise Refused(_("Please write an answer to the comment."), field="text")
    _refuse_too_long(text)
    with transaction.atomic():
        locked, stored = _open_answer(answer)
        if stored.answer != MinutesAnswer.Answer.COMMENTS:
            raise Refused(
                _("This school has not commented, so there is nothing to answer.")
            )
        if stored.response == text:
            return stored
        before = {"response": stored.response}
        stored.response, stored.responded_by, stored.responded_at = text, by.user, now
        stored.save()
        audit.record(
            by=by,
            verb="sessions.respond_minutes",
            row=stored,
            before=before,
            after={"response": text, "minutes": locked.pk},
        )
        if stored.by is not None and stored.by != by.user:
            tell(
                [stored.by],
                kind=Notice.Kind.MINUTES,
                key=f"minutes response {stored.pk} at {now.isoformat()}",
                title=format_lazy(
                    gettext_lazy("Your comment on the minutes was answered: {title}"),
                    title=locked.exchange,
                ),
                text=text,
                path=page_of_minutes(locked),
                now=now,
            )
        return stored


def _refuse_too_long(text: str) -> None:
    if len(text) > MOST_TEXT:
        raise Refused(
            _("This text is too long: at most %(most)s characters.")
            % {"most": MOST_TEXT},
            field="text",
        )


def _open_answer(answer: MinutesAnswer) -> tuple[Minutes, MinutesAnswer]:
    """The answer's row, under the lock of its minutes. Refuses when another revision is to be answered,
    or none any more."""
    locked, revision = sent_row(answer.revision.minutes_id)
    if locked.state == MinutesState.CONFIRMED:
        raise Refused(
            _("These minutes are confirmed already; nothing more is answered.")
        )
    if answer.revision_id != revision.pk or locked.state != MinutesState.CIRCULATED:
        raise Refused(
            _(
                "These minutes were changed meanwhile. Please look at them as they are now."
            )
        )
    return locked, MinutesAnswer.objects.select_related("school").get(pk=answer.pk)
