"""A set of criteria as it is typed or pasted: one criterion a line, a group as a line with a colon."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clusters.models import Authority, Level
from lessons.actions.criteria import Asked
from lessons.models import CriteriaSet
from sessions.forms.fields import OneOfField, SomeOfField, WordsForm, text_area

_NUMBER = re.compile(r"^\s*(?:\d+\s*[.)]|[-–•+*])\s*")
_POINTS = re.compile(
    r"(?:\(\s*(\d{1,2}(?:[.,]\d)?)\s*(?:đ|điểm)?\s*\)|\t\s*(\d{1,2}(?:[.,]\d)?))\s*$",
    re.I,
)
_MOST_ROWS, _LONGEST, _LONGEST_GROUP = 60, 500, 120


def read_rows(text: str) -> list[Asked]:
    """The criteria of a typed or pasted list, in order."""
    found: list[Asked] = []
    group = ""
    for line in text.splitlines():
        words = line.strip()
        if not words:
            continue
        if words.endswith(":") or words.startswith("#"):
            group = _NUMBER.sub("", words.strip("#: ")).strip()
            continue
        points = _POINTS.search(words)
        worth = points and (points[1] or points[2]).replace(",", ".")
        asked = _NUMBER.sub("", _POINTS.sub("", words)).strip()
        if asked:
            number = Decimal(worth) if worth else None
            found.append(Asked(group, " ".join(asked.split()), number or None))
    return found


def written_out(criteria: CriteriaSet) -> str:
    """The rows of a set as they are typed."""
    lines, group = [], ""
    for row in criteria.rows.all():
        if row.group != group:
            group = row.group
            lines.append(f"{group}:")
        worth = f" ({row.points.normalize():f})" if row.points else ""
        lines.append(f"{row.text}{worth}")
    return "\n".join(lines)


class CriteriaForm(WordsForm):
    title = forms.CharField(
        label=_("Name of the set"),
        max_length=200,
        error_messages={"required": _("Please give the set a name.")},
    )
    source = forms.CharField(
        label=_("The document it comes from"),
        max_length=300,
        required=False,
        help_text=_("Number, day and issuer, as it is cited."),
    )
    authority = OneOfField(
        label=_("Offered to the clusters below"), empty=_("Everywhere")
    )
    levels = SomeOfField(
        label=_("For which levels"),
        help_text=_("Nothing ticked: for all levels."),
    )
    rows = forms.CharField(
        label=_("The criteria, one a line"),
        widget=text_area(14),
        help_text=_(
            "Type or paste them. A line that ends with a colon is the name of a group. Points, where "
            "a cluster gives them, stand at the end in brackets: (2)."
        ),
        error_messages={"required": _("Please write at least one criterion.")},
    )

    def __init__(
        self, *args, authorities: list[Authority], anywhere: bool, **kwargs
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authority"].offer(authorities)
        if not anywhere:
            self.fields["authority"].required = True
            self.fields["authority"].choices = self.fields["authority"].choices[1:]
        self.fields["levels"].offer(Level.objects.all())

    def clean_rows(self) -> list[Asked]:
        rows = read_rows(self.cleaned_data["rows"])
        if not rows:
            raise ValidationError(gettext("Please write at least one criterion."))
        if len(rows) > _MOST_ROWS:
            raise ValidationError(
                gettext("These are %(n)s criteria; at most %(most)s fit in a set.")
                % {"n": len(rows), "most": _MOST_ROWS}
            )
        for number, row in enumerate(rows, 1):
            if len(row.text) > _LONGEST or len(row.group) > _LONGEST_GROUP:
                raise ValidationError(
                    gettext(
                        "Criterion %(n)s, or the name of its group, is too long. Please shorten it."
                    )
                    % {"n": number}
                )
        return rows
