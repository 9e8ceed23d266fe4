from django.apps import AppConfig


class SessionsConfig(AppConfig):
    """Exchange sessions. Django's own session app owns the label `sessions`, hence the other one."""

    name = "sessions"
    label = "exchange_sessions"
