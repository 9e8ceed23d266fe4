"""The documents a session cites, in rows. Number and type may disagree; nothing is corrected."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clusters.forms.dates import PartialDateField
from sessions.forms.fields import suggesting
from sessions.forms.rows import RowForm, Sheet
from sessions.models import SessionDocument
from sessions.rows import DocumentRow

# Words that go on paper: literal Vietnamese in both interface languages.
TYPE_WORDS = [
    "Công văn",
    "Kế hoạch",
    "Hướng dẫn",
    "Quyết định",
    "Thông tư",
    "Nghị quyết",
    "Biên bản",
    "Giấy mời",
]
OPENING_WORDS = [
    "Căn cứ",
    "Thực hiện",
    "Căn cứ vào",
    "Thực hiện sự chỉ đạo của",
    "Theo",
]


class DocumentForm(RowForm):
    opening_words = forms.CharField(
        label=_("The line opens with"),
        max_length=80,
        required=False,
        widget=suggesting("opening-words"),
    )
    type_as_printed = forms.CharField(
        label=_("Kind of document"),
        max_length=60,
        required=False,
        widget=suggesting("document-types"),
    )
    number = forms.CharField(
        label=_("Number"),
        max_length=60,
        required=False,
    )
    issued_on = PartialDateField(label=_("Dated"))
    issuer_as_printed = forms.CharField(
        label=_("Issued by"),
        max_length=200,
        required=False,
        widget=suggesting("near-units"),
    )
    summary = forms.CharField(label=_("About"), max_length=500, required=False)
    role = forms.ChoiceField(
        label=_("Cited as"), choices=SessionDocument.Role.choices, required=False
    )

    word = _("Document")
    tells = ("type_as_printed", "number", "issued_on", "issuer_as_printed", "summary")
    main = (
        "opening_words",
        "type_as_printed",
        "number",
        "issued_on",
        "issuer_as_printed",
    )
    more = ("summary", "role")

    def clean(self) -> None:
        words = ("type_as_printed", "number", "summary")
        if not any(self.cleaned_data.get(name) for name in words) and not any(
            name in self.errors for name in words
        ):
            self.add_error(
                "number", _("Please write the kind, the number or what it is about.")
            )

    def row(self) -> DocumentRow:
        data = self.cleaned_data
        return DocumentRow(
            pk=self.key,
            role=data["role"] or SessionDocument.Role.BASIS,
            **{name: data[name] for name in self.main},
            summary=data["summary"],
        )


class DocumentSheet(Sheet):
    section = "documents"
    template = "sessions/edit/_documents.html"
    type_words = TYPE_WORDS
    openings = OPENING_WORDS

    def build(self) -> None:
        lines = self.exchange.documents.select_related("document")
        self.make_rows(
            DocumentForm, "documents", [self._initial(line) for line in lines], extra=1
        )
        self.issuers = list(
            dict.fromkeys(
                unit.label
                for unit in self.exchange.units.select_related(
                    "school", "authority", "cluster"
                )
            )
        )

    def _initial(self, line: SessionDocument) -> dict[str, Any]:
        document = line.document
        return {
            "pk": line.pk,
            "opening_words": line.opening_words,
            "type_as_printed": document.type_as_printed,
            "number": document.number,
            "issued_on": document.issued_on,
            "issuer_as_printed": document.issuer_as_printed,
            "summary": document.summary,
            "role": line.role,
        }
