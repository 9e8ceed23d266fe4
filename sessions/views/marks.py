"""Presses that devices kept: taken one by one, so that one that is refused holds up no other."""

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import throttle
from accounts.addresses import client_address
from accounts.verbs import Refused
from accounts.widgets import time_in_words
from clusters.acting import actor_at
from sessions import actions, permissions
from sessions.actions import Presence, Press
from sessions.desk import mark_words
from sessions.doors import is_over
from sessions.forms.presence import SentMark, read_marks
from sessions.models import Attendance, ExchangeSession, Part
from sessions.views.arrival import Arrival, arrival_by_link, arrival_of

# What the device does with a press: forget it (saved, early: nothing to keep), show why it is
# refused, or keep it until its person signs in (wait).
SAVED, EARLY, REFUSED, OTHER, WAIT = "saved", "early", "refused", "other", "wait"


@never_cache
@login_not_required
@require_POST
def marks(request: HttpRequest) -> HttpResponse:
    """Presses of the own phone and of the desk, each with a key of the device: what was sent before is
    done already. Every answer is read from the row as it stands afterwards. Nobody known: 401, and
    the device keeps them."""
    now = timezone.now()
    arrival = arrival_of(request, now=now)
    sent = read_marks(request.body)
    if arrival is None and (sent is None or not any(one.link for one in sent[1])):
        return JsonResponse(
            {"error": "signed_out", "message": _("Please sign in again.")}, status=401
        )
    if sent is None:
        return JsonResponse({"error": "unreadable"}, status=400)
    sending, presses = sent
    return JsonResponse(
        {"marks": [_take(request, arrival, one, sending, now) for one in presses]}
    )


def _take(
    request: HttpRequest,
    present: Arrival | None,
    sent: SentMark,
    sending: datetime,
    now: datetime,
) -> dict:
    """What became of one press."""
    arrival = present
    if sent.link:
        try:
            arrival = _by_link(request, sent.link, now)
        except throttle.TooManyTries as refusal:
            return _refused(sent, refusal.message, WAIT)
        if arrival is None:
            return _refused(sent, _("This personal link opens nothing any more."))
    if arrival is None:
        return _refused(sent, _("Please sign in again."), WAIT)
    press = Press.sent(
        pressed=sent.pressed,
        sending=sending,
        received_at=now,
        key=sent.key,
        through=arrival.through,
    )
    part = Part.objects.with_lead().filter(pk=sent.part).first()
    if part is None:
        return _refused(sent, _("Somebody else removed this part meanwhile."))
    try:
        if sent.desk:
            return _from_the_desk(request, arrival, sent, part, press)
        return _from_the_own_phone(request, arrival, sent, part, press)
    except actions.TooEarly as refusal:
        return _refused(sent, refusal.message, EARLY)
    except Refused as refusal:
        return _refused(sent, refusal.message)


def _by_link(request: HttpRequest, code: str, now: datetime) -> Arrival | None:
    """Who holds this link; wrong ones are counted as at the door, so that nobody guesses here."""
    return throttle.found_by_code(
        lambda: arrival_by_link(code, now=now, late=True),
        address=client_address(request),
        now=now,
    )


def _from_the_own_phone(
    request: HttpRequest, arrival: Arrival, sent: SentMark, part: Part, press: Press
) -> dict:
    entry = part.exchange.roster.filter(pk=sent.entry).first()
    if entry is None:
        return _refused(sent, _("This name was taken off the list meanwhile."))
    if not arrival.speaks_for(entry):
        return _refused(sent, _("This press belongs to somebody else."), OTHER)
    done = actions.check_in(
        entry=entry,
        part=part,
        by=arrival.actor(request),
        now=press.received_at,
        press=press,
    )
    return _own(sent, done, part, press)


def _own(sent: SentMark, done: Presence, part: Part, press: Press) -> dict:
    """The answer to the person: from the row, never from the request."""
    if done.mark is None:
        words = _(
            "The desk wrote you down as absent after this press. Please go to the desk of the secretary."
        )
        return _refused(sent, words)
    return _saved(sent, done, present_words(done.mark, part))


def present_words(mark: Attendance, part: Part) -> str:
    """ "Đã ghi nhận có mặt lúc 13 giờ 32": of the mark that stands there."""
    if mark.at is None:
        return _("Your presence is noted. Thank you.")
    when = timezone.localtime(mark.at)
    words = (
        _("Your presence is noted, written down afterwards: %(time)s on %(day)s.")
        if is_over(part, mark.at)
        else _("Your presence is noted: %(time)s on %(day)s. Thank you.")
    )
    return words % {
        "time": time_in_words(when.time()),
        "day": f"{when:%d/%m/%Y}",
    }


def _from_the_desk(
    request: HttpRequest, arrival: Arrival, sent: SentMark, part: Part, press: Press
) -> dict:
    exchange = part.exchange
    if not (arrival.signed_in and _keeps(arrival, exchange)):
        return _refused(
            sent, _("Only who keeps the list here can send this press."), OTHER
        )
    by = actor_at(request, exchange.lead)
    if sent.guest is not None:
        done = actions.add_guest(
            exchange=exchange,
            part=part,
            name=sent.guest.name,
            title=sent.guest.title,
            unit=exchange.units.filter(pk=sent.guest.unit).first(),
            organisation=sent.guest.organisation,
            by=by,
            press=press,
        )
        return _saved(sent, done, mark_words(done.mark, part) if done.mark else "")
    entry = exchange.roster.filter(pk=sent.entry).first()
    if entry is None:
        return _refused(sent, _("This name was taken off the list meanwhile."))
    done = actions.press_at_desk(
        entry=entry,
        part=part,
        here=sent.here,
        number=sent.number,
        reason=sent.reason,
        by=by,
        press=press,
    )
    return _saved(sent, done, mark_words(done.mark, part) if done.mark else "")


def _keeps(arrival: Arrival, exchange: ExchangeSession) -> bool:
    if arrival.user is None:
        return False
    seen = ExchangeSession.objects.visible_to(arrival.user).filter(pk=exchange.pk)
    return seen.exists() and permissions.can_keep_attendance(arrival.user, exchange)


def _saved(sent: SentMark, done: Presence, words: str) -> dict:
    return {
        "key": sent.key,
        "state": SAVED,
        "here": done.mark is not None,
        "words": words,
        "number": done.mark.number if done.mark else None,
        "overtaken": done.overtaken,
    }


def _refused(sent: SentMark, words: str, state: str = REFUSED) -> dict:
    return {"key": sent.key, "state": state, "words": words}
