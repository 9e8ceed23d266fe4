"""Where notices lead to: paths of this site, said once."""

from django.urls import reverse

from sessions.models import ExchangeSession


def session_path(exchange: ExchangeSession, place: str = "") -> str:
    return reverse("session", args=[exchange.pk]) + (f"#{place}" if place else "")


def reply_path(exchange: ExchangeSession, unit: int | None) -> str:
    """Where a school answers and names its people; the session, where it is no unit."""
    if unit is None:
        return session_path(exchange)
    return reverse("sessions:reply", args=[exchange.pk, unit])


def answers_path(exchange: ExchangeSession) -> str:
    """Where the host sees who has answered."""
    return reverse("sessions:answers", args=[exchange.pk])


def requests_path() -> str:
    """Where a principal says yes or no to what others ask of his people."""
    return reverse("sessions:requests")
