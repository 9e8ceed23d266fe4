"""Tickets and answers written anew in random order, so that nothing of how they are stored pairs them.

A database keeps rows in the order in which they came (rowid, ctid) and with the transaction that wrote
them (xmin; and xmax at the rows that a key points to). After this all rows of a sheet come from one
transaction, in an order that chance drew, with new numbers. It is done with every answer, so that also a
copy made before results open (a backup of that night) holds no order of coming.
"""

import secrets

from django.db import models

from lessons.models import FeedbackAnswer, FeedbackTicket
from lessons.models.feedback import drawn


def shuffle(*, exchange: int, lesson: int | None, forget_keys: bool = False) -> None:
    """Write the tickets of one sheet and the answers of it that wait anew, each in an order of its own.
    The caller holds the session's row and a transaction. `forget_keys`: take the devices' keys away, too.
    Answers that left the wait were mixed before they did."""
    of_sheet = {"exchange": exchange, "lesson": lesson}
    tickets = list(FeedbackTicket.objects.filter(**of_sheet))
    if forget_keys:
        for ticket in tickets:
            ticket.client_key = ""
    _write_anew(FeedbackTicket.objects.filter(**of_sheet), tickets)
    answers = FeedbackAnswer.objects.waiting().filter(**of_sheet)
    _write_anew(answers, list(answers))


def _write_anew(stored: models.QuerySet, rows: list) -> None:
    stored.delete()
    secrets.SystemRandom().shuffle(rows)
    for row in rows:
        row.pk = drawn()
    stored.model._base_manager.bulk_create(rows)
