"""Notices: read, and which of them come by e-mail."""

from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.actions.locking import locked
from accounts.models import MailGroup, NoMail, Notice, User
from accounts.verbs import Actor


def mark_read(*, notice: Notice, now: datetime) -> None:
    """The person has read it. Doing it twice changes nothing; the log does not keep who reads what."""
    Notice.objects.unread().filter(pk=notice.pk).update(read_at=now)


def mark_all_read(*, person: User, upto: int, now: datetime) -> None:
    """The person has read all notices up to the one with this id; what came later stays unread."""
    rows = Notice.objects.visible_to(person).unread()
    rows.filter(pk__lte=upto).update(read_at=now)


@transaction.atomic
def choose_mail(*, person: User, unwanted: set[str], by: Actor) -> None:
    """Send the person e-mail about all groups but these. The same again is no change."""
    person = locked(person)
    before = set(person.no_mail.values_list("group", flat=True))
    unwanted = unwanted & set(MailGroup.values)
    if before == unwanted:
        return
    person.no_mail.exclude(group__in=unwanted).delete()
    NoMail.objects.bulk_create(
        NoMail(user=person, group=group) for group in sorted(unwanted - before)
    )
    audit.record(
        by=by,
        verb="accounts.choose_mail",
        row=person,
        before={"no_mail": sorted(before)},
        after={"no_mail": sorted(unwanted)},
    )


@transaction.atomic
def refuse_mail(*, person: User, group: str, by: Actor) -> None:
    """Send the person no more e-mail about one group, as the link below an e-mail asks."""
    person = locked(person)
    chosen = set(person.no_mail.values_list("group", flat=True))
    choose_mail(person=person, unwanted=chosen | {group}, by=by)
