"""A list of people that somebody brings: begin, answer the questions, confirm, drop.

What is read and written in between is done by the machine (`clusters.importing.working`).
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.ringing import ring
from accounts.verbs import Actor, Refused
from clusters.models import Cluster, ImportRow, ImportState, PeopleImport, School

# The task that works on it, rung by name: the machine stands above the verbs.
TASK = "clusters.work_on_import"


@transaction.atomic
def begin_import(
    *,
    by: Actor,
    place: School | Cluster,
    name: str,
    data: bytes,
    key: str,
    now: datetime,
) -> PeopleImport:
    """Keep the file of a list and ask for it to be read. The same press gives the same list."""
    assert by.user is not None  # noqa: S101  (only signed-in people bring lists)
    if key and (kept := PeopleImport.objects.filter(client_key=key).first()):
        return kept
    where = {"school": place} if isinstance(place, School) else {"cluster": place}
    brought = PeopleImport.objects.create(
        name=name[-200:],
        data=data,
        created_by=by.user,
        on_behalf_of=by.on_behalf_of,
        created_at=now,
        state_at=now,
        client_key=key or None,
        **where,
    )
    audit.record(by=by, verb="clusters.begin_import", row=brought, after={"name": name})
    ring(TASK, brought.pk)
    return brought


def _locked(brought: PeopleImport) -> PeopleImport:
    return PeopleImport.objects.select_for_update().get(pk=brought.pk)


def _too_late(brought: PeopleImport) -> Refused:
    return Refused(
        _("This list is “%(state)s”: that cannot be done any more.")
        % {"state": brought.get_state_display()}
    )


@transaction.atomic
def answer_rows(
    *, by: Actor, brought: PeopleImport, answers: dict[int, str], now: datetime
) -> int:
    """Keep what was answered about rows, by the row's key; returns how many changed.

    Refused once the list is being written. An answer that does not belong to the question is left out:
    the page that showed it was another one.
    """
    brought = _locked(brought)
    if brought.state != ImportState.CHECKED:
        raise _too_late(brought)
    changed = []
    for row in ImportRow.objects.filter(
        brought=brought,
        pk__in=answers,
        verdict=ImportRow.Verdict.QUESTION,
        outcome="",
    ):
        answer = answers[row.pk]
        if answer != row.answer and answer in {"", *row.choices()}:
            row.answer = answer
            changed.append(row)
    ImportRow.objects.bulk_update(changed, ["answer"])
    return len(changed)


@transaction.atomic
def confirm_import(*, by: Actor, brought: PeopleImport, now: datetime) -> PeopleImport:
    """Let the machine write what is new and what was answered. A second press changes nothing."""
    brought = _locked(brought)
    if brought.state in {ImportState.WRITING, ImportState.DONE}:
        return brought
    return _become(brought, ImportState.WRITING, by=by, now=now)


@transaction.atomic
def drop_import(*, by: Actor, brought: PeopleImport, now: datetime) -> PeopleImport:
    """Nobody of this list is taken over; its names and numbers are forgotten at once.

    Refused when lines of it were written already: it would hide who came in by it.
    """
    brought = _locked(brought)
    if brought.state == ImportState.DROPPED:
        return brought
    if brought.done and brought.state == ImportState.CHECKED:
        raise Refused(
            _(
                "Lines of this list were written already, so it is not dropped. Lines that ask "
                "something are left out without an answer."
            )
        )
    brought = _become(brought, ImportState.DROPPED, by=by, now=now)
    brought.rows.all().delete()
    return brought


def _become(
    brought: PeopleImport, state: str, *, by: Actor, now: datetime
) -> PeopleImport:
    if not brought.may_become(state):
        raise _too_late(brought)
    before = {"state": brought.state}
    brought.state, brought.state_at = state, now
    brought.attempts, brought.error = 0, ""
    brought.save(update_fields=["state", "state_at", "attempts", "error"])
    audit.record(
        by=by,
        verb=f"clusters.import_{state}",
        row=brought,
        before=before,
        after={"state": state},
    )
    if state == ImportState.WRITING:
        ring(TASK, brought.pk)
    return brought
