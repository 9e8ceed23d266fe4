"""Writing the log, in the transaction of the change."""

from typing import Any

from django.db import models

from accounts.models import AuditEntry
from accounts.verbs import Actor


def entry(
    *,
    by: Actor,
    verb: str,
    row: models.Model,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> AuditEntry:
    """That `by` did `verb` to `row`, not written yet: for verbs that write many at once. `before` and
    `after` hold only what changed (JSON values)."""
    return AuditEntry(
        actor=by.user,
        on_behalf_of=by.on_behalf_of,
        verb=verb,
        object_type=row._meta.label_lower,
        object_id=str(row.pk),
        before=before or {},
        after=after or {},
        request_id=by.request_id,
    )


def record(
    *,
    by: Actor,
    verb: str,
    row: models.Model,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> AuditEntry:
    """Write that `by` did `verb` to `row`. `before` and `after` hold only what changed (JSON values)."""
    written = entry(by=by, verb=verb, row=row, before=before, after=after)
    written.save()
    return written
