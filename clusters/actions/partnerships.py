"""The life of an agreement: it is written down, it is signed and in force, and one day it ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.text import nfc
from accounts.verbs import Actor, Refused
from accounts.versions import version_of
from clusters import permissions
from clusters.actions import once
from clusters.models import Authority, Commitment, Partnership, PartnershipParty, School
from clusters.partial_dates import PartialDate

_WRITE = "clusters.write_partnership"


class Overtaken(Refused):
    """Somebody else changed the agreement since it was shown; nothing was written."""


@dataclass(frozen=True)
class Terms:
    """What an agreement is: its paper, the programme and whose it is, the period."""

    instrument: str = ""
    programme: str = ""
    owner: str = ""
    period_from: PartialDate | None = None
    period_to: PartialDate | None = None
    period_as_printed: str = ""


@dataclass(frozen=True)
class PartyRow:
    """A party in the order of the paper; without a place the name says who it is."""

    place: School | Authority | None = None
    name: str = ""
    signer: str = ""
    title: str = ""


@dataclass(frozen=True)
class PromiseRow:
    """A promise; `party` is the number of its party in the order of the paper, None for all."""

    text: str
    party: int | None = None
    frequency: str = ""
    quantity: str = ""
    due: PartialDate | None = None


@transaction.atomic
def write_partnership(
    *,
    partnership: Partnership | None = None,
    terms: Terms,
    parties: Sequence[PartyRow],
    promises: Sequence[PromiseRow] = (),
    by: Actor,
    client_key: str = "",
    version: str = "",
) -> Partnership:
    """A new agreement, a draft until its signing is noted, or all that a draft says anew.

    Refused with fewer than two parties, with one party twice, for what is signed or has ended, and
    for other parties from somebody who may only correct the draft. `version` is the mark of the draft
    that was shown (`mark_of`): raises `Overtaken` when another one stands now and would be changed.
    The same `client_key` from the same person answers the agreement of the first press.
    """
    if partnership is None:
        if first := once.sent_before(by=by, verb=_WRITE, key=client_key):
            return Partnership.objects.get(pk=first)
        row = Partnership(created_by=by.user)
    else:
        row = _lock(partnership)
        _refuse_signed(row)
    _refuse_parties(parties)
    known = mark_of(row) if row.pk else ""
    whose = _whose(row) if row.pk else []
    # Asked before the rows are written anew: an officer is one by the parties that stand.
    may_name_parties = (
        not known or by.user is None or permissions.can_change_parties(by.user, row)
    )
    before = _said(row) if row.pk else {}
    row.instrument_as_printed = _tidy(terms.instrument)
    row.programme_name = _tidy(terms.programme)
    owner = _tidy(terms.owner)
    if row.programme_owner is None or owner != str(row.programme_owner):
        row.programme_owner_as_printed = owner
    row.period_from, row.period_to = terms.period_from, terms.period_to
    row.period_as_printed = _tidy(terms.period_as_printed)
    row.save()
    row.commitments.all().delete()
    row.parties.all().delete()
    made_parties = [
        PartnershipParty.objects.create(
            partnership=row,
            order=order,
            school=one.place if isinstance(one.place, School) else None,
            authority=one.place if isinstance(one.place, Authority) else None,
            name_as_printed=_tidy(one.name),
            signer_as_printed=_tidy(one.signer),
            signer_title_as_printed=_tidy(one.title),
        )
        for order, one in enumerate(parties, 1)
    ]
    for order, promise in enumerate(promises, 1):
        number = promise.party
        made = Commitment(
            partnership=row,
            order=order,
            text=_tidy(promise.text),
            party=made_parties[number - 1]
            if number and number <= len(made_parties)
            else None,
            frequency=_tidy(promise.frequency),
            quantity=_tidy(promise.quantity),
        )
        made.due = promise.due
        made.save()
    if known and known not in (version, mark_of(row)):
        # Raised here, the rows just written are taken back.
        raise Overtaken(
            _(
                "Somebody else changed this agreement while it was open here. Nothing was overwritten: "
                "compare with what stands there now, then save again."
            )
        )
    if not may_name_parties and _whose(row) != whose:
        raise Refused(
            _(
                "The parties of this agreement are changed by who wrote it down, or by an officer."
            )
        )
    after = _said(row)
    if after != before:
        audit.record(
            by=by,
            verb=_WRITE,
            row=row,
            before=before,
            after=after,
        )
    if partnership is None:
        once.remember(by=by, verb=_WRITE, key=client_key, row=row)
    return row


def _tidy(text: str) -> str:
    return nfc(" ".join(text.split()))


def mark_of(partnership: Partnership) -> str:
    """The mark of what an agreement says now, which its form carries."""
    return version_of({**_said(partnership), "whose": _whose(partnership)})


def _whose(row: Partnership) -> list[list[Any]]:
    """Who the parties are, in no order: places, and names that stand for no place."""
    return sorted(
        (
            [one.school_id, one.authority_id]
            if one.school_id or one.authority_id
            else [one.name_as_printed]
            for one in row.parties.all()
        ),
        key=str,
    )


def _refuse_signed(row: Partnership) -> None:
    if row.state == Partnership.State.IN_FORCE:
        raise Refused(
            _(
                "This agreement is signed and is not changed any more. For a change both sides sign an annex."
            )
        )
    if row.state == Partnership.State.ENDED:
        raise Refused(_("This agreement has ended and is not changed any more."))


def _refuse_parties(parties: Sequence[PartyRow]) -> None:
    if len(parties) < 2:
        raise Refused(_("An agreement has at least two parties. Please write them."))
    places = [(type(one.place), one.place.pk) for one in parties if one.place]
    if len(places) != len(set(places)):
        raise Refused(_("One party stands here twice. Please remove one of the rows."))


def _said(row: Partnership) -> dict[str, Any]:
    """What an agreement says, for the log."""
    return {
        "instrument": row.instrument_as_printed,
        "programme": row.programme_name,
        "owner": row.programme_owner_as_printed,
        "period": [
            _written(row.period_from),
            _written(row.period_to),
            row.period_as_printed,
        ],
        "parties": [
            [str(one), one.signer_as_printed, one.signer_title_as_printed]
            for one in row.parties.select_related("school", "authority")
        ],
        "promises": [
            [
                one.text,
                one.party.order if one.party else None,
                one.frequency,
                one.quantity,
                _written(one.due),
            ]
            for one in row.commitments.select_related("party")
        ],
    }


def _lock(partnership: Partnership) -> Partnership:
    return Partnership.objects.select_for_update().get(pk=partnership.pk)


def _refuse_move(partnership: Partnership, target: str) -> None:
    state = Partnership.State(partnership.state)
    if target not in Partnership.MOVES[state]:
        raise Refused(
            _("An agreement that is “%(state)s” cannot become “%(target)s”.")
            % {"state": state.label, "target": Partnership.State(target).label}
        )


@transaction.atomic
def enter_force(
    *, partnership: Partnership, signed_on: PartialDate | None, by: Actor, today: date
) -> None:
    """The agreement is signed and in force. When it was signed may stay unknown; a day that stands
    there already is kept then. Refused for a day to come; being in force already is no error."""
    row = _lock(partnership)
    state = Partnership.State.IN_FORCE
    if row.state == state:
        return
    _refuse_move(row, state)
    if signed_on and signed_on.first_day and signed_on.first_day > today:
        raise Refused(
            _("Please note the signing on the day it takes place."), field="signed_on"
        )
    before = {"state": row.state, "signed_on": _written(row.signed_on)}
    row.state, row.signed_on = state, signed_on or row.signed_on
    row.save(update_fields=["state", "signed_on", "signed_sort"])
    audit.record(
        by=by,
        verb="clusters.enter_force",
        row=row,
        before=before,
        after={"state": row.state, "signed_on": _written(row.signed_on)},
    )


@transaction.atomic
def end_partnership(*, partnership: Partnership, reason: str, by: Actor) -> None:
    """The agreement counts no longer, for a reason that all its readers see; what was held under it
    stays. Twice changes nothing."""
    row = _lock(partnership)
    state = Partnership.State.ENDED
    if row.state == state:
        return
    _refuse_move(row, state)
    before, row.state, row.end_reason = row.state, state, _tidy(reason)
    if not row.end_reason:
        raise Refused(_("Please say why it ends."), field="reason")
    row.save(update_fields=["state", "end_reason"])
    audit.record(
        by=by,
        verb="clusters.end_partnership",
        row=row,
        before={"state": before},
        after={"state": row.state, "reason": row.end_reason},
    )


def _written(day: PartialDate | None) -> str | None:
    return str(day) if day else None
