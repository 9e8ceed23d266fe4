"""The machine of the lists: reads what was brought and writes what was confirmed, in the background.

The row is the truth: a list is claimed with a lease, and the sweep rings for those nobody came for.
What is written is written in portions, each in one transaction with its marks on the rows, so a worker
that dies in the middle leaves whole people, and the next one goes on behind them.
"""

from __future__ import annotations

import logging
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from accounts import actions as accounts
from accounts import audit
from accounts.models import AuditEntry, SignInName, User
from accounts.ringing import ring_now
from accounts.verbs import Actor, Refused
from clusters.actions import people as actions
from clusters.actions.imports import TASK
from clusters.importing import judging
from clusters.importing.tables import Unreadable, table_of
from clusters.models import (
    ImportRow,
    ImportState,
    PeopleImport,
    Post,
    Subject,
)
from clusters.models.people_import import AT_WORK

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
# People written in one transaction: short enough that others who write do not wait.
PORTION = 200
# After this the names and numbers of a list are forgotten; who was made of it stays known.
KEPT = timedelta(days=30)

Verdict, Outcome = ImportRow.Verdict, ImportRow.Outcome


def work(import_id: int, *, now: datetime) -> bool:
    """Do what the list waits for, reading or writing; True if this call did it."""
    claim = _claim(import_id, now=now)
    if claim is None:
        return False
    brought = PeopleImport.objects.select_related(
        "school", "cluster", "created_by", "on_behalf_of"
    ).get(pk=import_id)
    try:
        if brought.state == ImportState.READING:
            _read(brought, claim, now=now)
        else:
            _write(brought, claim, now=now)
    except Exception as error:  # the row must tell it, whatever it was
        logger.exception("The list %s could not be worked on", import_id)
        _fail(brought, claim, error, now=now)
        return False
    return True


def sweep(*, now: datetime) -> None:
    """Once a minute: ring for the lists nobody came for; forget the content of old ones."""
    patience = now - timedelta(seconds=settings.PAPER_RING_AGAIN_SECONDS)
    # The list whose reading ended its worker each time (too large for the machine) is not tried for ever.
    _free(now).filter(state=ImportState.READING, attempts__gte=MAX_ATTEMPTS).update(
        **_given_up(now), error="the worker died each time while reading this list"
    )
    _free(now).filter(state=ImportState.WRITING, attempts__gte=MAX_ATTEMPTS).update(
        **_stopped(now), error="the worker died each time while writing this list"
    )
    waiting = _free(now).filter(state_at__lt=patience, attempts__lt=MAX_ATTEMPTS)
    for pk in waiting.values_list("pk", flat=True):
        if not ring_now(TASK, pk):
            break
    old = PeopleImport.objects.filter(created_at__lt=now - KEPT)
    old.exclude(state__in=[ImportState.DONE, ImportState.WRITING]).delete()
    ImportRow.objects.filter(
        brought__in=old.filter(state=ImportState.DONE).values("pk")
    ).exclude(cells={}).update(cells={}, read={}, says=[], candidates=[])


def _free(now: datetime) -> QuerySet[PeopleImport]:
    lapsed = now - timedelta(seconds=settings.PAPER_LEASE_SECONDS)
    return PeopleImport.objects.filter(
        Q(claimed_at=None) | Q(claimed_at__lt=lapsed), state__in=AT_WORK
    )


def _claim(import_id: int, *, now: datetime) -> str | None:
    """Take the list, and count the try: a worker that dies says nothing about it afterwards."""
    token = secrets.token_hex(8)
    taken = (
        _free(now)
        .filter(pk=import_id)
        .update(claim=token, claimed_at=now, attempts=F("attempts") + 1)
    )
    return token if taken else None


def _mine(brought: PeopleImport, claim: str) -> QuerySet[PeopleImport]:
    return PeopleImport.objects.filter(pk=brought.pk, state=brought.state, claim=claim)


def _fail(
    brought: PeopleImport, claim: str, error: Exception, *, now: datetime
) -> None:
    changed: dict = {
        "error": f"{type(error).__name__}: {error}",
        "claim": "",
        "claimed_at": None,
    }
    if brought.attempts >= MAX_ATTEMPTS:
        reading = brought.state == ImportState.READING
        changed |= _given_up(now) if reading else _stopped(now)
    _mine(brought, claim).update(**changed)


def _given_up(now: datetime) -> dict[str, Any]:
    """What a list becomes that cannot be read: its file is forgotten, and the page says so."""
    return {
        "state": ImportState.FAILED,
        "state_at": now,
        "fault": {"word": "fault"},
        "data": None,
        "claim": "",
        "claimed_at": None,
    }


def _stopped(now: datetime) -> dict[str, Any]:
    """What a list becomes whose writing does not get to its end: it waits for who brought it."""
    return {
        "state": ImportState.CHECKED,
        "state_at": now,
        "claim": "",
        "claimed_at": None,
    }


# --- reading -----------------------------------------------------------------------------------


def _read(brought: PeopleImport, claim: str, *, now: datetime) -> None:
    rows: list[ImportRow] = []
    unread: list[str] = []
    fault: dict = {}
    try:
        table = table_of(bytes(brought.data or b""))
        rows, unread = judging.rows_of(brought, table, today=timezone.localdate(now))
        if not rows:
            raise Unreadable("nobody")
    except Unreadable as unreadable:
        fault = {"word": unreadable.word, "params": unreadable.params}
    with transaction.atomic():
        # Whoever lost the lease meanwhile writes nothing.
        if not _mine(brought, claim).select_for_update().exists():
            return
        ImportRow.objects.filter(brought=brought).delete()
        ImportRow.objects.bulk_create(rows, batch_size=500)
        PeopleImport.objects.filter(pk=brought.pk).update(
            state=ImportState.FAILED if fault else ImportState.CHECKED,
            state_at=now,
            data=None,
            fault=fault,
            unread=unread[:30],
            total=len(rows),
            done=0,
            attempts=0,
            error="",
            claim="",
            claimed_at=None,
        )


# --- writing -----------------------------------------------------------------------------------


def _write(brought: PeopleImport, claim: str, *, now: datetime) -> None:
    by = Actor(
        user=brought.created_by,
        on_behalf_of=brought.on_behalf_of,
        request_id=f"import {brought.pk}",
    )
    subjects = {one.code: one for one in Subject.objects.all()}
    while True:
        with transaction.atomic():
            if not _mine(brought, claim).select_for_update().exists():
                return
            waiting = list(
                ImportRow.objects.filter(brought=brought, outcome="")
                .select_related("school")
                .order_by("number")[:PORTION]
            )
            if waiting:
                _write_portion(brought, waiting, subjects, by=by, now=now)
            left = ImportRow.objects.filter(brought=brought, outcome="").count()
            ended = {} if left else {"state": ImportState.DONE, "state_at": now}
            # Who works on keeps the lease.
            PeopleImport.objects.filter(pk=brought.pk).update(
                done=F("total") - left, claimed_at=timezone.now(), **ended
            )
        if not left:
            return


def _write_portion(
    brought: PeopleImport,
    rows: list[ImportRow],
    subjects: dict[str, Subject],
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Write these rows; compared once more first, since others did not wait."""
    today = timezone.localdate(now)
    before = {row.pk: row.verdict for row in rows}
    sure = [row for row in rows if before[row.pk] == Verdict.NEW]
    judging.judge(brought, sure, today=today)
    answered = judging.leave_out_lapsed(
        brought, [row for row in rows if before[row.pk] == Verdict.QUESTION]
    )
    new = [row for row in sure if row.verdict == Verdict.NEW] + [
        row for row in answered if row.answer == "new"
    ]
    try:
        with transaction.atomic():
            _add(new, subjects, by=by, today=today)
    except IntegrityError:
        for row in new:
            _add_alone(row, subjects, by=by, today=today)
    for row in rows:
        if row.outcome:
            continue
        row.outcome = Outcome.LEFT_OUT
    for row in answered:
        if row.answer.isdecimal():
            _join(row, subjects, by=by, today=today)
    ImportRow.objects.bulk_update(rows, ["verdict", "says", "outcome", "person"])


def _add_alone(
    row: ImportRow, subjects: dict[str, Subject], *, by: Actor, today
) -> None:
    try:
        with transaction.atomic():
            _add([row], subjects, by=by, today=today)
    except IntegrityError:
        row.outcome, row.person = Outcome.LEFT_OUT, None
        row.verdict = Verdict.ERROR
        row.says = [["taken_meanwhile", {}], *row.says]


def _add(
    rows: list[ImportRow], subjects: dict[str, Subject], *, by: Actor, today
) -> None:
    """Somebody new for each row: person, names to sign in with, post, subjects and the log, in few
    questions however many they are. What `clusters.actions.people.take_on` does for one."""
    people = []
    for row in rows:
        person = User()
        person.set_name(row.read["full_name"])
        person.set_unusable_password()
        people.append(person)
    User.objects.bulk_create(people)
    names, posts, log = [], [], []
    for row, person in zip(rows, people, strict=True):
        assert row.school is not None  # noqa: S101  (rows without a school are errors)
        log.append(
            audit.entry(
                by=by,
                verb="accounts.create_person",
                row=person,
                after={"full_name": person.full_name},
            )
        )
        for kind, value in judging.numbers_of(row, {row.school.pk: row.school.code}):
            names.append(SignInName(user=person, kind=kind, normalised=value))
            log.append(
                audit.entry(
                    by=by,
                    verb="accounts.add_sign_in_name",
                    row=person,
                    after={"kind": kind},
                )
            )
        posts.append(
            Post(
                user=person,
                school=row.school,
                kind=row.read["kind"],
                title=row.read["title"],
                valid_from=today,
            )
        )
    SignInName.objects.bulk_create(names)
    Post.objects.bulk_create(posts)
    through = Post.subjects.through
    through.objects.bulk_create(
        through(post_id=post.pk, subject_id=subjects[code].pk)
        for row, post in zip(rows, posts, strict=True)
        for code in row.read["subjects"]
        if code in subjects
    )
    for post, person in zip(posts, people, strict=True):
        log.append(
            audit.entry(
                by=by,
                verb="clusters.give_post",
                row=person,
                after={
                    "post": post.pk,
                    "kind": post.kind,
                    "title": post.title,
                    "school": post.school_id,
                },
            )
        )
    AuditEntry.objects.bulk_create(log)
    for row, person in zip(rows, people, strict=True):
        row.person, row.outcome = person, Outcome.ADDED


def _join(row: ImportRow, subjects: dict[str, Subject], *, by: Actor, today) -> None:
    """The row is somebody who has an account: the post here, if there is none, and a number to sign in
    with for who has not come in and has none."""
    person = User.objects.filter(
        pk=int(row.answer), pk__in=row.candidates, is_active=True
    ).first()
    if person is None or row.school is None:
        return
    try:
        with transaction.atomic():
            if (
                not Post.objects.on(today)
                .filter(user=person, school=row.school)
                .exists()
            ):
                actions.give_post(
                    by=by,
                    person=person,
                    place=row.school,
                    kind=row.read["kind"],
                    title=row.read["title"],
                    subjects=[
                        subjects[code]
                        for code in row.read["subjects"]
                        if code in subjects
                    ],
                    since=today,
                )
            number = row.read["phone"] or row.read["email"]
            bare = (
                not person.has_usable_password() and not person.sign_in_names.exists()
            )
            if number and bare:
                accounts.add_sign_in_name(person=person, typed=number, by=by)
    except Refused:
        row.says = [["taken_meanwhile", {}], *row.says]
        return
    row.outcome, row.person = Outcome.JOINED, person
