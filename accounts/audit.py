"""Writing the log, in the transaction of the change."""

from typing import Any

from django.db import models

from accounts.models import AuditEntry
from accounts.verbs import Actor


def record(
    *,
    by: Actor,
    verb: str,
    row: models.Model,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> AuditEntry:
    """Write that `by` did `verb` to `row`. `before` and `after` hold only what changed (JSON values)."""
    return AuditEntry.objects.create(
        actor=by.user,
        on_behalf_of=by.on_behalf_of,
        verb=verb,
        object_type=row._meta.label_lower,
        object_id=str(row.pk),
        before=before or {},
        after=after or {},
        request_id=by.request_id,
    )
