"""What people do with papers."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.verbs import Actor, Refused
from reports import production
from reports.models import Paper


def retry(*, paper: Paper, by: Actor) -> None:
    """Have a failed paper made again. Refused when it is not failed; writes an audit entry."""
    with transaction.atomic():
        if not production.retry(paper, by):
            raise Refused(_("This paper is already being made or is ready."))
