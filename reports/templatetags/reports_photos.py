"""Photos in templates: their address and their line."""

from django import template
from django.urls import reverse

from reports.models import Photo
from reports.photo_lines import caption_of

register = template.Library()


@register.simple_tag
def photo_url(photo: Photo, size: str) -> str:
    """The address of a derivative (print, screen, thumb). It changes when the picture does."""
    return reverse("reports:photo_file", args=[photo.pk, photo.sha256[:12], size])


@register.filter
def photo_line(photo: Photo) -> str:
    """What stands under the photo; needs the lesson with its teachers loaded."""
    return caption_of(photo)
