"""Fields of rows, drawn without a template for each of them."""

from django import template

from accounts.drawing import drawn

register = template.Library()
register.filter("drawn", drawn)
