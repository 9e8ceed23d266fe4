"""The form of handing in a plan."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lessons.cleaning.door import Cleaned, Uncleanable, cleaned
from lessons.filetypes import FileKind, WrongFile, kind_of


class PlanFileField(forms.FileField):
    """A file of which even a long name or no byte at all is answered with a sentence of ours."""

    default_error_messages = {
        "required": _("Please choose the file of the plan."),
        "missing": _("Please choose the file of the plan."),
        "invalid": _("Please choose the file of the plan."),
        "empty": _("This file is empty (0 bytes). Please choose it again."),
    }


ENDINGS = ".docx,.pptx,.pdf,.jpg,.jpeg,.png"


class UploadForm(forms.Form):
    """A plan's file and a word on what is new in it. The kind is told from the content."""

    file = PlanFileField(
        label=_("File of the plan"),
        help_text=format_lazy(
            _(
                "Word, PowerPoint, PDF, or a photo of a written plan; {limit} MB at most. An old .doc file: save it as .docx or PDF first."
            ),
            limit=settings.PLAN_MAX_BYTES // 2**20,
        ),
        # Old Office files can be chosen too: then the page says what to do with them.
        widget=forms.FileInput(attrs={"accept": f"{ENDINGS},.doc,.ppt"}),
    )
    note = forms.CharField(
        label=_("What is new in it"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    kind: FileKind
    clean_copy: Cleaned

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        limit = settings.PLAN_MAX_BYTES
        # What the script says when the file is chosen; the server says the same when it arrives.
        self.fields["file"].widget.attrs |= {
            "data-most": str(limit),
            "data-endings": ENDINGS,
            "data-large": _(
                "this file is %%s; at most %(limit)s MB are accepted. Please make its pictures smaller or save it as PDF."
            )
            % {"limit": limit // 2**20},
            "data-old": _(
                "this is an old Office file. Please open it, save it as .docx (.pptx) or PDF, and choose that file."
            ),
            "data-wrong": _(
                "only these files are accepted: .docx, .pptx, .pdf, .jpg, .png."
            ),
            "data-empty": _("this file is empty (0 bytes). Please choose it again."),
        }

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > settings.PLAN_MAX_BYTES:
            raise ValidationError(
                _(
                    "This file is %(size)s; at most %(limit)s MB are accepted. Please make its pictures smaller or save it as PDF."
                ),
                params={
                    "size": filesizeformat(upload.size),
                    "limit": settings.PLAN_MAX_BYTES // 2**20,
                },
            )
        try:
            self.kind = kind_of(upload, upload.name or "")
            self.clean_copy = cleaned(upload.read(), self.kind)
            upload.seek(0)
        except (WrongFile, Uncleanable) as error:
            raise ValidationError(str(error)) from error
        return upload


class WithdrawForm(forms.Form):
    """Why a revision is taken back."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        error_messages={"required": _("Please write why this revision is withdrawn.")},
    )
