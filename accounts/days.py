"""Days as people name them, and the years that can be meant. Pure."""

from django.utils.translation import gettext_lazy

# The oldest paper of the schools, and as far ahead as anybody plans.
FIRST_YEAR, LAST_YEAR = 1945, 2100

# From Monday on, as `date.weekday()` counts: in the language of the pages …
WEEKDAYS = [
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
]
# … and on what goes to people in Vietnamese, whatever the language of the pages is.
WRITTEN_WEEKDAYS = [
    "Thứ Hai",
    "Thứ Ba",
    "Thứ Tư",
    "Thứ Năm",
    "Thứ Sáu",
    "Thứ Bảy",
    "Chủ nhật",
]
