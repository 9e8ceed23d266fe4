"""Photos and texts in templates: addresses, lines, cells."""

from django import template
from django.urls import reverse

from reports.models import Photo
from reports.photo_lines import caption_of
from reports.wording.vietnamese import school_line
from sessions.when import day_words

register = template.Library()
register.filter("day_words", day_words)


@register.simple_tag
def photo_url(photo: Photo, size: str) -> str:
    """The address of a derivative (print, screen, thumb). It changes when the picture does."""
    return reverse("reports:photo_file", args=[photo.pk, photo.sha256[:12], size])


@register.filter
def photo_line(photo: Photo) -> str:
    """What stands under the photo; needs the lesson with its teachers loaded."""
    return caption_of(photo)


@register.filter
def cell(row: dict, column: str) -> str:
    """A cell of a table of lessons; empty where the row has none."""
    return row.get(column) or ""


@register.filter
def alone(thing: object) -> list:
    """The thing as a list of one, for fragments that loop."""
    return [thing]


@register.filter
def with_school_word(name: str) -> str:
    """“THCS Hồng Tiến” as “Trường THCS Hồng Tiến”, as it stands on paper; never twice."""
    return school_line(name)


@register.filter
def rows_for(text: str) -> int:
    """How high a text area must be so that its text is seen without scrolling (2 to 24 lines)."""
    lines = sum(1 + len(line) // 90 for line in text.split("\n"))
    return max(2, min(24, lines + 1))
