"""Other processes on the database of a running test."""

from urllib.parse import quote

from django.db import connection


def database_url() -> str:
    """The address of the database of this test, for another process."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    who = quote(known["USER"], safe="")
    if known["PASSWORD"]:
        who += ":" + quote(known["PASSWORD"], safe="")
    host, port = quote(known["HOST"], safe=""), known["PORT"]
    return f"postgres://{who}@{host}{f':{port}' if port else ''}/{known['NAME']}"
