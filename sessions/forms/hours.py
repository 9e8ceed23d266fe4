"""How many periods a session counts for, and the document that says so: one of its bases or another."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clusters.forms.dates import PartialDateField
from clusters.models import Document
from sessions.forms.fields import OneOfField, WordsForm, suggesting
from sessions.forms.papers import TYPE_WORDS
from sessions.forms.rows import Sheet
from sessions.models import ExchangeSession
from sessions.rows import DocumentRow

_WORDS = ("type_as_printed", "number", "issued_on", "issuer_as_printed", "summary")
# Of earlier sessions of the same cluster, school or authority: the last ones that were used.
MOST_EARLIER = 10


def documents_near(exchange: ExchangeSession) -> list[Document]:
    """The bases of this session, and what granted hours to others of the same lead."""
    same_lead = ExchangeSession.objects.filter(
        lead_cluster=exchange.lead_cluster_id,
        lead_school=exchange.lead_school_id,
        lead_authority=exchange.lead_authority_id,
        hours_document__isnull=False,
    )
    cited = Document.objects.filter(
        Q(citations__exchange=exchange) | Q(pk=exchange.hours_document_id)
    )
    others = Document.objects.filter(
        pk__in=same_lead.order_by().values("hours_document")
    ).order_by("-issued_sort", "-pk")[:MOST_EARLIER]
    return list(dict.fromkeys([*cited.order_by("pk"), *others]))


def document_words(document: Document) -> str:
    """Kind, number and what it is about, in one line of a select."""
    words = [str(document), document.summary]
    return " · ".join(word for word in words if word)[:160]


class HoursForm(WordsForm):
    hours = forms.DecimalField(
        label=_("Number of periods"),
        min_value=0.5,
        max_value=999,
        decimal_places=1,
        required=False,
        localize=True,
        help_text=_("Left empty, nobody has decided it."),
    )
    document = OneOfField(
        label=_("Document that decides it"), empty=_("Another one, written below")
    )
    type_as_printed = forms.CharField(
        label=_("Kind of document"),
        max_length=60,
        required=False,
        widget=suggesting("document-types"),
    )
    number = forms.CharField(label=_("Number"), max_length=60, required=False)
    issued_on = PartialDateField(label=_("Dated"))
    issuer_as_printed = forms.CharField(
        label=_("Issued by"), max_length=200, required=False
    )
    summary = forms.CharField(label=_("About"), max_length=500, required=False)

    def clean(self) -> None:
        data = self.cleaned_data
        written = any(data.get(name) for name in _WORDS)
        if written and data.get("document"):
            self.add_error(
                "document",
                _("Either choose a document or write another one, not both."),
            )
        elif written and not any(
            data.get(name) for name in ("type_as_printed", "number", "summary")
        ):
            self.add_error(
                "number", _("Please write the kind, the number or what it is about.")
            )
        if written and data.get("hours") is None and "hours" not in self.errors:
            self.add_error("hours", _("Please write the number of periods."))

    @property
    def writes_another(self) -> bool:
        """Whether the fields of another document are to stand open."""
        return any(self[name].value() or self[name].errors for name in _WORDS)

    def paper(self) -> DocumentRow | None:
        """The document that was chosen or written; None for neither."""
        data = self.cleaned_data
        if data["document"] is not None:
            return DocumentRow(document=data["document"])
        if not any(data[name] for name in _WORDS):
            return None
        return DocumentRow(**{name: data[name] for name in _WORDS})


class HoursSheet(Sheet):
    section = "hours"
    template = "sessions/edit/_hours.html"
    type_words = TYPE_WORDS

    def prefixes(self) -> tuple[str, ...]:
        return ()

    def build(self) -> None:
        exchange = self.exchange
        if self.data is None:
            exchange.refresh_from_db(fields=["hours", "hours_document"])
        form = HoursForm(
            self.data,
            initial={"hours": exchange.hours, "document": exchange.hours_document_id},
        )
        offered: OneOfField = form.fields["document"]  # type: ignore[assignment]
        offered.offer(documents_near(exchange), document_words)
        self.form = self.whole = form

    def arguments(self) -> dict[str, Any]:
        return {
            "hours": self.whole.cleaned_data["hours"],
            "document": self.whole.paper(),
        }
