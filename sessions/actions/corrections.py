"""Asking to have the own presence set right, and what the secretary says to it."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Notice
from accounts.notices import tell
from accounts.verbs import Actor, Refused
from sessions.actions.guard import lock, refuse_if_closed
from sessions.actions.presence import How, Press, write
from sessions.doors import check_in_times
from sessions.models import (
    Attendance,
    CorrectionRequest,
    ExchangeSession,
    Part,
    RosterEntry,
)
from sessions.telling import keepers

Asked = CorrectionRequest.State


def ask_correction(
    *,
    entry: RosterEntry,
    part: Part,
    here: bool,
    words: str,
    by: Actor,
    now: datetime,
) -> CorrectionRequest:
    """A person asks that the own presence at a part be written differently; whoever keeps the list is
    told. Asked again while it waits: the words are brought up to date. Refuses what stands so
    already, a part that has not begun, and a session whose file is closed.
    """
    with transaction.atomic():
        exchange = lock(entry.exchange)
        refuse_if_closed(exchange)
        times = check_in_times(part)
        if times is None or now < times[0]:
            raise Refused(
                _("This part has not begun: there is nothing to correct yet.")
            )
        known = Attendance.objects.filter(entry=entry, part=part).exists()
        if known == here:
            raise Refused(
                _("You stand on the list as present already.")
                if here
                else _("You stand on the list as absent already.")
            )
        if not words.strip():
            raise Refused(
                _("Please write in a few words why it should be corrected."),
                field="words",
            )
        request, made = CorrectionRequest.objects.get_or_create(
            entry=entry,
            part=part,
            state=Asked.ASKED,
            defaults={
                "here": here,
                "words": words.strip(),
                "asked_by": by.user,
                "asked_at": now,
            },
        )
        if not made:
            request.here, request.words = here, words.strip()
            request.save(update_fields=["here", "words"])
            return request
        tell(
            keepers(exchange, today=timezone.localdate(now)),
            kind=Notice.Kind.REQUEST,
            key=f"correction {request.pk} asked",
            title=gettext_lazy("A request to correct the presence waits for you"),
            text=f"{entry.name_as_printed} · {exchange}",
            path=reverse("sessions:desk", args=[exchange.pk, part.pk]),
            now=now,
        )
        return request


def decide_correction(
    *, request: CorrectionRequest, grant: bool, answer: str, by: Actor, now: datetime
) -> CorrectionRequest:
    """Grant it, which corrects the list with the person's words as the reason, or decline it with an
    answer. The same decision again changes nothing; refuses to decide it anew, and on a session
    whose file is closed."""
    with transaction.atomic():
        exchange = lock(request.entry.exchange)
        request = CorrectionRequest.objects.select_related(
            "entry", "part", "asked_by"
        ).get(pk=request.pk)
        wanted = Asked.GRANTED if grant else Asked.DECLINED
        if request.state == wanted:
            return request
        _refuse_decided(request)
        refuse_if_closed(exchange)
        if not grant and not answer.strip():
            raise Refused(
                _("Please write why it is not corrected; the person reads it."),
                field="answer",
            )
        if grant:
            _correct(exchange, request, by=by, now=now)
        _decide(request, wanted, answer=answer, by=by, now=now)
        tell(
            [request.asked_by],
            kind=Notice.Kind.REQUEST,
            key=f"correction {request.pk} {wanted}",
            title=gettext_lazy("Your presence was corrected as you asked")
            if grant
            else gettext_lazy("Your presence was not corrected"),
            text=f"{exchange}. {answer.strip()}".strip(),
            path=reverse("sessions:check_in", args=[exchange.pk]),
            now=now,
        )
        return request


def take_back_correction(
    *, request: CorrectionRequest, by: Actor, now: datetime
) -> None:
    """Who asked does not ask any more. Taken back already: nothing; refuses when it was decided."""
    with transaction.atomic():
        lock(request.entry.exchange)
        request = CorrectionRequest.objects.get(pk=request.pk)
        if request.state == Asked.TAKEN_BACK:
            return
        _refuse_decided(request)
        _decide(request, Asked.TAKEN_BACK, answer="", by=by, now=now)


def _refuse_decided(request: CorrectionRequest) -> None:
    if request.state != Asked.ASKED:
        raise Refused(
            _("This request was decided meanwhile: “%(state)s”.")
            % {"state": request.get_state_display()}
        )


def _correct(
    exchange: ExchangeSession,
    request: CorrectionRequest,
    *,
    by: Actor,
    now: datetime,
) -> None:
    """The list as it was asked for; where it stands so by now there is nothing to write."""
    entry, part = request.entry, request.part
    known = Attendance.objects.filter(entry=entry, part=part).first()
    if (known is not None) == request.here:
        return
    write(
        exchange,
        entry,
        part,
        known,
        here=request.here,
        how=How.DESK,
        number=entry.group_count,
        press=Press.of(now),
        by=by,
        reason=_("As asked: %(words)s") % {"words": request.words},
    )


def _decide(
    request: CorrectionRequest, state: str, *, answer: str, by: Actor, now: datetime
) -> None:
    request.state, request.answer = state, answer.strip()
    request.decided_by, request.decided_at = by.user, now
    request.save(update_fields=["state", "answer", "decided_by", "decided_at"])
