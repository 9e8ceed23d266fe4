"""What people do with bulletins."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.ringing import ring
from accounts.verbs import Actor, Refused
from reports import bulletins
from reports.models import ArticleState, Bulletin, BulletinState


def approve(*, bulletin: Bulletin, by: Actor, now: datetime) -> None:
    """Freeze a proof. Refused when it is no proof or holds a report that was taken down since."""
    with transaction.atomic():
        bulletin = Bulletin.objects.select_for_update().get(pk=bulletin.pk)
        if not bulletin.may_become(BulletinState.APPROVED):
            raise Refused(
                _("This bulletin is not waiting for approval. Load the page again.")
            )
        if bulletin.entries.exclude(article__state=ArticleState.PUBLISHED).exists():
            raise Refused(
                _(
                    "A report of this bulletin was taken down. Gather the bulletin again first."
                )
            )
        bulletin.state = BulletinState.APPROVED
        bulletin.approved_at = now
        bulletin.approved_by = by.user
        bulletin.save(update_fields=["state", "approved_at", "approved_by"])
        audit.record(
            by=by, verb="bulletin.approve", row=bulletin, after={"state": "approved"}
        )


def gather_again(*, bulletin: Bulletin, by: Actor) -> None:
    """Gather a proof anew, or try again what failed. Refused when it is frozen.

    The proof keeps its entries until the new ones replace them.
    """
    with transaction.atomic():
        bulletin = Bulletin.objects.select_for_update().get(pk=bulletin.pk)
        if bulletin.state not in {BulletinState.PROOF, BulletinState.COLLECTING}:
            raise Refused(_("This bulletin is approved and does not change any more."))
        before = {"state": bulletin.state, "attempts": bulletin.attempts}
        bulletin.state = BulletinState.COLLECTING
        bulletin.attempts = 0
        bulletin.error = ""
        # Whoever was gathering it built it from what was there before.
        bulletin.claim, bulletin.claimed_at = "", None
        bulletin.save(
            update_fields=["state", "attempts", "error", "claim", "claimed_at"]
        )
        audit.record(by=by, verb="bulletin.gather_again", row=bulletin, before=before)
        ring(bulletins.GATHER_TASK, bulletin.pk)
