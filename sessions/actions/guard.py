"""What every action on a session does first and last: lock, look again, compare, keep the keys."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import AuditEntry
from accounts.pressed import key_of
from accounts.verbs import Actor, Refused
from sessions import snapshots
from sessions.actions import told
from sessions.actions.asking import ASKED_ABOUT, agreed_upon, ask_again
from sessions.models import ExchangeSession, State
from sessions.searching import search_key_of

# Where an audit entry keeps which form asked for the change.
_FORM = "form"


class Overtaken(Refused):
    """Somebody else changed the same section since it was shown; nothing was written."""


class RowRefused(Refused):
    """One line of a form is refused: `row` is that line, as the form handed it in."""

    def __init__(self, message: str, *, field: str | None, row: object) -> None:
        super().__init__(message, field=field)
        self.row = row


class Repeated(Exception):  # noqa: N818  (no fault: the work is done)
    """The same form was sent twice, saying the same; the first one did what it asks, the second writes nothing."""


def lock(exchange: ExchangeSession) -> ExchangeSession:
    """The session's row as it is now, held until the transaction ends. Refuses when it is gone."""
    # Without the joins of nullable keys, which PostgreSQL cannot lock.
    found = ExchangeSession.objects.select_for_update().filter(pk=exchange.pk).first()
    if found is None:
        raise Refused(_("Somebody else deleted this session meanwhile."))
    return found


def refuse_if_closed(exchange: ExchangeSession) -> None:
    if not exchange.open_to_edits:
        raise Refused(
            _("This session is “%(state)s”: its data can no longer be changed.")
            % {"state": exchange.get_state_display()}
        )


@contextmanager
def edit(
    section: str,
    *,
    exchange: ExchangeSession,
    by: Actor,
    version: str | None,
    compare: bool = True,
    reason: str = "",
    after_closing: bool = False,
) -> Iterator[ExchangeSession]:
    """One change of one section, in one transaction: the locked session to work on.

    Refuses on a closed session, except of what is decided `after_closing`, too. `version` is what the form was shown and what it says: the section's
    mark, a dash, a word that is the form's own, a dash and a digest of all that was typed. Raises
    `Overtaken` when the section bears another mark now, and `Repeated` when it was this very form,
    saying the same, that gave it. What only adds does not `compare`. Afterwards the schools
    that had agreed to another day, place or company are asked again; the search key is renewed and
    the audit entry written, if anything changed. Of a scheduled session those concerned are told
    what is another now, with the `reason`, without which a changed day, time or place is refused.
    """
    read = snapshots.SECTIONS[section]
    with transaction.atomic():
        locked = lock(exchange)
        if not (after_closing and locked.state == State.CLOSED):
            refuse_if_closed(locked)
        before = read(locked)
        if version is not None:
            _look_again(section, locked, before, version, compare=compare)
        waits = section in ASKED_ABOUT and locked.state == State.PROPOSED
        asked = agreed_upon(locked) if waits else []
        watch = told.Watch.over(locked, section, reason)
        yield locked
        if waits and agreed_upon(locked) != asked:
            ask_again(locked, by=by)
        changed = snapshots.difference(before, read(locked))
        if changed != ({}, {}):
            refresh_search_key(exchange=locked)
            if watch is not None:
                watch.look()
            entry = audit.record(
                by=by,
                verb=f"sessions.save_{section}",
                row=locked,
                before={**changed[0], **(watch.kept() if watch else {})},
                after={**changed[1], _FORM: version} if version else changed[1],
            )
            if watch is not None:
                watch.tell(entry, by=by)


def _look_again(
    section: str,
    locked: ExchangeSession,
    before: snapshots.Snapshot,
    version: str,
    *,
    compare: bool,
) -> None:
    mark, dash, _word = version.partition("-")
    if mark == snapshots.version_of(before):
        return
    last = snapshots.last_change(locked, section)
    if dash and last is not None and last.after.get(_FORM) == version:
        raise Repeated
    if compare and dash and last is not None and _same_form(last, version):
        raise Overtaken(
            _(
                "This form was saved once already and says something else now. Nothing was "
                "overwritten: compare both below, then save again."
            )
        )
    if compare:
        raise Overtaken(
            _(
                "Somebody else changed this while it was open here. Nothing was overwritten: "
                "compare both below, then save again."
            )
        )


def _same_form(last: AuditEntry, version: str) -> bool:
    """Whether the last change came from this form, whatever it said (somebody went back)."""
    return key_of(str(last.after.get(_FORM, ""))) == key_of(version)


@contextmanager
def refusing(sentence: str) -> Iterator[None]:
    """Writes inside that a constraint forbids are answered with this sentence, not with a fault."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Refused(sentence) from error


def refresh_search_key(*, exchange: ExchangeSession) -> None:
    """Write the search key anew from everything that the session holds now."""
    exchange.search_key = search_key_of(exchange)
    exchange.save(update_fields=["search_key"])


def belongs(row: models.Model | None, exchange: ExchangeSession) -> None:
    """A row named by a form is one of this very session; anything else is no form of ours."""
    if row is not None and row.exchange_id != exchange.pk:  # type: ignore[attr-defined]
        raise Refused(_("This row belongs to another session."))
