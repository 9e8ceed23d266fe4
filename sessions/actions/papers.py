"""The documents that a session cites (căn cứ, thực hiện, chỉ nhắc tới)."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from accounts.verbs import Actor
from clusters.models import Document
from sessions.actions.guard import edit, refusing
from sessions.actions.ordering import save_rows
from sessions.models import ExchangeSession, SessionDocument
from sessions.rows import DocumentRow

_WORDS = ("type_as_printed", "number", "issued_on", "issuer_as_printed", "summary")


def save_documents(
    *,
    exchange: ExchangeSession,
    rows: Sequence[DocumentRow],
    removed: Collection[int] = (),
    version: str | None = None,
    by: Actor,
) -> None:
    """Bring the cited documents to what the form says. Number and type may disagree; nothing is
    corrected. Words of a document that others cite too are not changed under them: this session
    then cites another one."""
    with (
        edit("documents", exchange=exchange, by=by, version=version) as locked,
        refusing(_("One document stands here twice.")),
    ):
        save_rows(
            locked.documents,
            rows=rows,
            removed=removed,
            write=lambda row, stored, order: _write(locked, row, stored, order),
        )


def _write(
    exchange: ExchangeSession,
    row: DocumentRow,
    stored: SessionDocument | None,
    order: int,
) -> None:
    line = stored or SessionDocument(exchange=exchange)
    line.document = row.document or _document(row, stored)
    line.role, line.opening_words, line.order = row.role, row.opening_words, order
    line.save()


def _document(row: DocumentRow, stored: SessionDocument | None) -> Document:
    words = {name: getattr(row, name) for name in _WORDS}
    if stored is not None:
        document = stored.document
        if all(getattr(document, name) == value for name, value in words.items()):
            return document
        if not _cited_elsewhere(document, stored):
            for name, value in words.items():
                setattr(document, name, value)
            document.save(update_fields=[*words, "issued_sort"])
            return document
    return _known(words)


def document_of(row: DocumentRow) -> Document:
    """The document that a line picks, else the one with these very words, else a new one."""
    words = {name: getattr(row, name) for name in _WORDS}
    return row.document or _known(words)


def _known(words: dict) -> Document:
    known = Document.objects.filter(**words).order_by("pk").first()
    return known or Document.objects.create(**words)


def _cited_elsewhere(document: Document, line: SessionDocument) -> bool:
    """Whether any other row of any table points at this document (its issuers are part of it)."""
    for relation in document._meta.related_objects:
        if not isinstance(relation.related_model, type) or relation.name == "issuers":
            continue
        pointing = relation.related_model._base_manager.filter(
            **{relation.field.name: document}
        )
        if isinstance(line, relation.related_model):
            pointing = pointing.exclude(pk=line.pk)
        if pointing.exists():
            return True
    return False
