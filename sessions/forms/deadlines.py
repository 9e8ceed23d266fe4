"""The deadlines of a session: what is left empty follows from its parts."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.widgets import DateField, date_in_words
from sessions.deadlines import WORDS, chosen_of, derived_of
from sessions.forms.fields import WordsForm
from sessions.forms.rows import Sheet
from sessions.models import ExchangeSession


class DeadlinesForm(WordsForm):
    def __init__(self, *args: Any, exchange: ExchangeSession, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        derived = derived_of(exchange, exchange.parts.all())
        for name, words in WORDS.items():
            by_itself = derived.get(name)
            said = _("Left empty, it follows from the days of the parts.")
            if by_itself is not None:
                said = _("Left empty: %(day)s.") % {"day": date_in_words(by_itself)}
            self.fields[name] = DateField(label=words, required=False, help_text=said)


class DeadlinesSheet(Sheet):
    section = "deadlines"
    template = "sessions/edit/_deadlines.html"

    def prefixes(self) -> tuple[str, ...]:
        return ()

    def build(self) -> None:
        if self.data is None:
            self.exchange.refresh_from_db(
                fields=["comments_due", "minutes_due", "news_due"]
            )
        self.form = DeadlinesForm(
            self.data, exchange=self.exchange, initial=chosen_of(self.exchange)
        )

    def arguments(self) -> dict[str, Any]:
        assert self.form is not None  # noqa: S101  (made by build)
        return dict(self.form.cleaned_data)
