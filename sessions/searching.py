"""The search key of a session: everything people look for it by, folded. Asks only the database."""

from accounts.text import fold
from sessions.models import ExchangeSession


def search_key_of(exchange: ExchangeSession) -> str:
    """Title, lead, cluster, units, teachers, classes, topics and subjects, without accents."""
    words: list[str | None] = [exchange.called, exchange.title, str(exchange.lead)]
    if exchange.cluster is not None:
        words.append(str(exchange.cluster))
    words += exchange.subjects.values_list("name", flat=True)
    columns = (
        exchange.units.values_list(
            "name_as_printed", "school__name", "authority__name", "cluster__label"
        ),
        exchange.lessons.values_list(
            "topic",
            "klass",
            "subject_as_printed",
            "subject__name",
            "subject__short_name",
            "teachers__name_as_printed",
        ),
    )
    for rows in columns:
        for row in rows:
            words += row
    # The same word once: a lesson with two teachers comes twice, hosts stand in several rows.
    return " ".join(dict.fromkeys(fold(word) for word in words if word))
