"""Who takes a session away as if it had never been, and until when."""

from django.db.models import Exists, OuterRef, Q

from accounts.models import AuditEntry, User
from sessions.models import (
    Attendance,
    ExchangeSession,
    LessonTeacher,
    RosterEntry,
    SessionUnit,
    State,
)
from sessions.permissions.leading import leads, made, made_here


def can_delete(user: User, exchange: ExchangeSession) -> bool:
    """Made by mistake: its creator or the lead's people, while nobody was told (one query). Whoever
    left still clears his own drafts away, and nothing else."""
    its_maker = made if exchange.state == State.DRAFT else made_here
    allowed = its_maker(user, exchange) or leads(user, exchange)
    return allowed and nobody_was_told(exchange)


def nobody_was_told(exchange: ExchangeSession) -> bool:
    """That nobody has heard of it who would look for it in vain.

    A draft that was never announced, and one written down afterwards that nobody built on: no other
    account on its roster or lessons, no change by anybody else. What waits is taken back first; what was scheduled once, or
    whose news were published (`told_at`), is cancelled with a reason. A reply of others, or a mark
    of presence of the day, tells too; marks of a record are part of it, and names in a draft tell
    nobody.
    """
    written_down = exchange.state == State.HELD and exchange.recorded
    if exchange.told_at is not None or not (
        exchange.state == State.DRAFT or written_down
    ):
        return False
    # Whoever makes a session may at once agree to it for his own school.
    answered = SessionUnit.objects.exclude(reply="").exclude(
        replied_by=exchange.created_by_id
    )
    told = Q(Exists(answered.filter(exchange=OuterRef("pk")))) | Q(
        Exists(
            Attendance.objects.filter(entry__exchange=OuterRef("pk")).exclude(
                how=Attendance.How.RECORDED
            )
        )
    )
    if exchange.state != State.DRAFT:
        others = Q(user__isnull=False) & ~Q(user=exchange.created_by_id)
        told |= Q(Exists(RosterEntry.objects.filter(others, exchange=OuterRef("pk"))))
        told |= Q(
            Exists(
                LessonTeacher.objects.filter(others, lesson__exchange=OuterRef("pk"))
            )
        )
        told |= Q(
            Exists(
                AuditEntry.objects.filter(
                    object_type=exchange._meta.label_lower, object_id=str(exchange.pk)
                ).exclude(actor=exchange.created_by_id)
            )
        )
    return not ExchangeSession.objects.filter(told, pk=exchange.pk).exists()
