"""Numbers of another cluster's objects, put into addresses and into every form: nothing is found,
nothing of the other cluster changes, and nothing of ours is tied to it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.access.stage import Stage, set_stage
from tests.access.table import TABLE
from tests.access.test_matrix import body_of
from tests.conftest import World
from tests.hostile.elsewhere import (
    FIRST,
    SECRET,
    Elsewhere,
    asked_and_named,
    make_elsewhere,
    rows_of,
    ties_to,
)
from tests.hostile.forms import Sent, forms_of

# An officer serves what lies under the same authority.
NEAR = ("cluster_head", "principal")
FAR = (*NEAR, "officer")
# They ask to draw the form again.
_ROW_BUTTONS = {"move_up", "move_down", "remove_row", "add_row"}
_ROW = re.compile(r"-\d+-|-\d+$")
_NUMBERED = re.compile(r"^([A-Za-z_]*[-:.]?)\d+$")
# The tree of authorities names the clusters below each to who leads one of them.
NAMED_TO_NEIGHBOURS = {("clusters:authority", "cluster_head")}


@dataclass(frozen=True)
class Attempt:
    """A field of a form, or a button of it, that is sent with a foreign number."""

    form: Sent
    field: str
    value: str
    button: tuple[str, str] | None

    def body(self) -> str:
        pressed = {self.button[0]: [self.button[1]]} if self.button else {}
        return self.form.body(**pressed | {self.field: [self.value]})


def _client(person) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


def _text(answer) -> str:
    return (
        body_of(answer)
        if answer.streaming
        else answer.content.decode("utf-8", "replace")
    )


def _attempts(form: Sent) -> Iterator[Attempt]:
    """Each field that chooses among rows, with each kind of button of the form."""
    buttons = {
        (_ROW.sub("-N-", name), re.sub(r"\d+", "N", value)): (name, value)
        for name, value in form.buttons
        if name not in _ROW_BUTTONS
    }
    for button in [None, *buttons.values()]:
        fields = dict(form.choices)
        if button and (match := _NUMBERED.match(button[1])):
            fields[button[0]] = {match[1]}
        seen = set()
        for name, prefixes in fields.items():
            if (like := _ROW.sub("-N-", name)) not in seen:
                seen.add(like)
                for prefix in sorted(prefixes):
                    yield Attempt(form, name, f"{prefix}{FIRST}", button)


def _sent(client: Client, attempt: Attempt, elsewhere: Elsewhere, before) -> list:
    """What is wrong with the answer to this attempt; what it did is taken back."""
    with transaction.atomic():
        answer = client.post(
            attempt.form.target,
            attempt.body(),
            content_type="application/x-www-form-urlencoded",
        )
        text = _text(answer)
        wrong = ["fault"] if answer.status_code >= 500 else []
        if SECRET in text:
            wrong.append("told")
        drawn_again = answer.status_code == 200 and "html" in answer["Content-Type"]
        if answer.status_code < 400 and not drawn_again:
            rows, ties = before
            if rows_of(elsewhere) != rows:
                wrong.append("changed")
            wrong += sorted(f"{one[0]}.{one[2]}" for one in ties_to(elsewhere) - ties)
        transaction.set_rollback(True)
    return wrong


@pytest.mark.parametrize("near", [True, False])
def test_a_foreign_number_in_a_form_does_nothing(world, near):
    stage = set_stage(world, session="scheduled", article="in_review")
    asked_and_named(stage)
    elsewhere = make_elsewhere(world.office if near else None)
    before = rows_of(elsewhere), ties_to(elsewhere)
    found, tried, seen = [], 0, set()
    for person in NEAR if near else FAR:
        client = _client(getattr(world, person))
        for name, row in sorted(TABLE.items()):
            if row.read is None:
                continue
            url = reverse(name, kwargs=row.args(stage))
            with transaction.atomic():
                answer = client.get(url)
                text = _text(answer)
                transaction.set_rollback(True)
            if SECRET in text and not (near and (name, person) in NAMED_TO_NEIGHBOURS):
                found.append((name, person, "told"))
            for form in forms_of(answer, url) if answer.status_code == 200 else ():
                if form.shape() in seen:
                    continue
                seen.add(form.shape())
                for attempt in _attempts(form):
                    tried += 1
                    found += [
                        (name, person, attempt.field, wrong)
                        for wrong in _sent(client, attempt, elsewhere, before)
                    ]
    assert found == []
    assert tried > 250


def _addresses(stage: Stage, elsewhere: Elsewhere) -> Iterator[tuple[str, str]]:
    """Every address of the North with one of its numbers replaced by that of the foreign object."""
    for name, row in sorted(TABLE.items()):
        own, foreign = row.args(stage), row.args(elsewhere.stage)
        for key, value in own.items():
            if isinstance(value, int) and foreign[key] != value:
                yield name, reverse(name, kwargs=own | {key: foreign[key]})


@pytest.mark.parametrize("person", [*FAR, "teacher"])
def test_a_foreign_number_in_an_address_finds_nothing(world: World, person):
    stage = set_stage(world)
    elsewhere = make_elsewhere()
    client = _client(getattr(world, person))
    found, tried = [], 0
    for name, url in _addresses(stage, elsewhere):
        for ask in (client.get, client.post):
            tried += 1
            with transaction.atomic():
                answer = ask(url)
                if answer.status_code not in {403, 404, 405} or SECRET in _text(answer):
                    found.append((name, url, answer.status_code))
                transaction.set_rollback(True)
    assert found == []
    assert tried > 250
