"""What is typed in a round: a comment, an answer, a reason, who else reads, what one would change."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lessons.actions.rounds import MOST_WORDS
from lessons.models import PlanComment
from lessons.sections import is_section, title_of
from sessions.forms.fields import OneOfField, WordsForm, text_area


class CommentForm(WordsForm):
    section = forms.ChoiceField(label=_("Which part it is about"), required=False)
    text = forms.CharField(
        label=_("Your comment"),
        max_length=MOST_WORDS,
        widget=text_area(4),
        error_messages={"required": _("Please write the comment.")},
    )
    # The key that this page gave the comment: sent twice it is kept once.
    client_key = forms.CharField(
        max_length=40, required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args, choices: list[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        known = dict(choices)
        # A section of the revision that was read, which the newest one no longer has.
        asked = str(self.data.get("section") or self.initial.get("section") or "")
        if asked not in known and is_section(asked):
            choices = [*choices, (asked, title_of(asked))]
        self.fields["section"].choices = choices


class AnswerForm(WordsForm):
    answer = forms.ChoiceField(
        label=_("What you do with it"),
        choices=PlanComment.Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what you do with this comment.")},
    )
    text = forms.CharField(
        label=_("Your words"),
        help_text=_("Needed where it stays as it is: why."),
        max_length=MOST_WORDS,
        required=False,
        widget=text_area(2),
    )


class ReasonForm(WordsForm):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=MOST_WORDS,
        widget=text_area(3),
        error_messages={"required": _("Please write the reason.")},
    )


class ReaderForm(WordsForm):
    person = OneOfField(
        label=_("Colleague of another school"), empty=_("Please choose"), required=True
    )


class AdjustForm(WordsForm):
    text = forms.CharField(
        label=_("What you would change after teaching it"),
        max_length=MOST_WORDS,
        required=False,
        widget=text_area(6),
    )
