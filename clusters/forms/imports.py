"""Bringing a list of people from Excel."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from accounts.text import whole_number
from clusters.forms.setup import OnceForm
from clusters.importing.tables import MOST_BYTES


class ImportForm(OnceForm):
    """The file with the list."""

    file = forms.FileField(
        label=_("Excel file (.xlsx) or CSV"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        error_messages={"required": _("Please choose the file with the list.")},
    )

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        if not upload.size:
            raise ValidationError(
                _("This file is empty (0 bytes). Please choose it again.")
            )
        if upload.size > MOST_BYTES:
            raise ValidationError(
                _(
                    "This file is %(size)s; at most %(limit)s MB are accepted. Please save only the list "
                    "of people in a file of its own."
                ),
                params={
                    "size": filesizeformat(upload.size),
                    "limit": MOST_BYTES // 2**20,
                },
            )
        return upload


# What a question is answered by, in the field of its row.
ANSWER = "row-"


def answers_in(data: Any) -> dict[int, str]:
    """The answers that a page of questions posted: key of the row → answer."""
    found = {}
    for name, value in data.items():
        key = whole_number(name.removeprefix(ANSWER), 0)
        if name.startswith(ANSWER) and key:
            found[key] = value[:20]
    return found
