"""Every route × every person of the cast × state of the object, by GET and by POST."""

import pytest
from django.contrib.admin.sites import site
from django.contrib.messages import WARNING, get_messages
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from tests import figures
from tests.access.rules import PEOPLE, Row, states_of
from tests.access.stage import SECRET_OF_NORTH, SECRET_OF_SOUTH, Stage, set_stage
from tests.access.table import OUTSIDE, TABLE

# A page, a file, a way on.
ALLOWED = {200, 302, 303, 304}
# A form that came back with a sentence: let in, and nothing was done.
REFUSED = {400, 409, 422}


SECRETS_KEPT_FROM = {
    **dict.fromkeys(
        ("nobody", "other_officer", "left"), (SECRET_OF_NORTH, SECRET_OF_SOUTH)
    ),
    **dict.fromkeys(("far_teacher", "far_principal"), (SECRET_OF_NORTH,)),
    **dict.fromkeys(
        ("teacher", "subject_head", "principal", "cluster_head"), (SECRET_OF_SOUTH,)
    ),
}


def routes(resolver=None, prefix: str = "") -> list[str]:
    """The names of all routes, the admin's aside."""
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            if getattr(pattern, "namespace", None) == site.name:
                continue
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            found += routes(pattern, inner)
        else:
            found.append(f"{prefix}{pattern.name}")
    return found


def test_every_route_has_a_row():
    named = routes()
    figures.record("routes_total", len(set(named)))
    figures.record(
        "routes_in_matrix", len(set(named) & (TABLE.keys() | OUTSIDE.keys()))
    )
    assert sorted(set(named)) == sorted(TABLE.keys() | OUTSIDE.keys())


def answer_of(response) -> str:
    """The kind of answer that a response is."""
    if response.status_code == 404:
        return "missing"
    if response.status_code == 403:
        return "forbidden"
    if response.status_code == 405:
        return "not_offered"
    if response.status_code == 302 and "/dang-nhap/" in response["Location"]:
        return "sign_in"
    if getattr(response, "expired_sign_in", False) or response.status_code == 401:
        return "sign_in"
    if response.request["REQUEST_METHOD"] == "POST":
        return done_or_let_in(response)
    if response.status_code in ALLOWED:
        return "allowed"
    return str(response.status_code)


def done_or_let_in(response) -> str:
    """Of somebody who may act: "done" is a way on, or an answer for the script; "refused" a way on
    with a sentence why not; "let_in" the form again, with what is missing in it."""
    status = response.status_code
    if status in {302, 303}:
        said = get_messages(response.wsgi_request)
        return "refused" if any(one.level >= WARNING for one in said) else "done"
    if status == 200 and response["Content-Type"].startswith("application/json"):
        return "done"
    return "let_in" if status in {200, *REFUSED} else str(status)


def client_of(stage: Stage, person: str) -> Client:
    client = Client(raise_request_exception=False)
    if person == "left":
        client.force_login(stage.left)
    elif person != "nobody":
        client.force_login(getattr(stage.world, person))
    return client


def body_of(response) -> str:
    if response.streaming:
        # Reading to the end closes the file.
        return b"".join(response.streaming_content).decode("utf-8", "replace")
    return response.content.decode("utf-8", "replace")


@pytest.mark.parametrize("name", sorted(TABLE))
def test_each_person_gets_what_the_table_says(world, name):
    row: Row = TABLE[name]
    wrong, leaks = [], []
    for state in states_of(row):
        with transaction.atomic():
            stage = set_stage(world, **({row.states: state} if row.states else {}))
            url = reverse(name, kwargs=row.args(stage))
            for person in PEOPLE:
                for method in ("GET", "POST"):
                    # What a request changes is taken back before the next person asks.
                    with transaction.atomic():
                        ask = getattr(client_of(stage, person), method.lower())
                        response = ask(url)
                        body = body_of(response)
                        got, expected = (
                            answer_of(response),
                            row.expected(person, state, method),
                        )
                        if got != expected:
                            wrong.append((state, person, method, expected, got))
                        leaks += [
                            (state, person, method, secret)
                            for secret in SECRETS_KEPT_FROM.get(person, ())
                            if secret in body
                        ]
                        transaction.set_rollback(True)
            transaction.set_rollback(True)
    assert (wrong, leaks) == ([], [])
