"""One form for a new session: everything may be strange, nothing typed may be lost."""

import unicodedata

import pytest
import time_machine
from django.urls import reverse

from sessions.models import ExchangeSession
from tests.hostile.inputs import (
    LONG,
    TEXTS,
    assert_answered,
    counts,
    shown_typed,
)
from tests.sessions.helpers import posted

FIELDS = {
    "title": lambda e: e.title,
    "lessons-0-topic": lambda e: e.lessons.get().topic,
    "lessons-0-subject": lambda e: e.lessons.get().subject_as_printed,
    "lessons-0-teachers": lambda e: e.lessons.get().teachers.get().name,
    "parts-0-place_as_printed": lambda e: e.parts.first().place_as_printed,
    "parts-0-title": lambda e: e.parts.first().title,
    "others": lambda e: e.units.last().name_as_printed,
}
LAWFUL = {
    name: TEXTS[name] for name in ("decomposed", "emoji", "script", "markup", "nul")
}


@pytest.fixture(autouse=True)
def before_the_days():
    """The days typed below lie ahead, whenever the tests run: a day that is over is asked about."""
    with time_machine.travel("2026-11-20T09:00:00+07:00"):
        yield


@pytest.fixture
def head(world, subjects, signed_in):
    return signed_in(world.cluster_head)


@pytest.fixture
def url():
    return reverse("sessions:schedule", args=["nghien-cuu-bai-hoc"])


def send(client, url, **changes):
    right = {
        "lessons-0-topic": "Áp suất",
        "parts-0-on": "2026-11-26",
        "then": "announce",
    }
    return client.post(url, posted(client.get(url), **{**right, **changes}))


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("name", LAWFUL)
def test_lawful_text_is_stored_composed_and_shown_as_text(
    head, url, tried, field, name
):
    typed = LAWFUL[name]
    answer = send(head, url, **{field: typed})
    assert answer.status_code == 302, answer.text
    exchange = ExchangeSession.objects.get()
    stored = " ".join(FIELDS[field](exchange).split())
    assert stored == unicodedata.normalize("NFC", typed.replace("\x00", " "))
    page = head.get(reverse("session", args=[exchange.pk]))
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    tried()


@pytest.mark.parametrize("field", FIELDS)
def test_a_text_without_end_comes_back_whole(head, url, tried, field):
    before = counts()
    answer = send(head, url, **{field: LONG})
    assert_answered(answer, before=before)
    assert shown_typed(answer, LONG)
    tried()


@pytest.mark.parametrize("typed", ["07/12/2023", "2023-12-07"])
def test_both_ways_to_write_a_day_mean_the_7th_of_december(head, url, tried, typed):
    # The day is over, and the form asked about it.
    sent = send(head, url, **{"parts-0-on": typed, "then": "announce_past"})
    assert sent.status_code == 302
    assert str(ExchangeSession.objects.get().parts.first().on) == "2023-12-07"
    tried()


@pytest.mark.parametrize(
    "changes",
    [
        {"parts-0-on": "31/02/2026"},
        {"parts-0-on": "2026-02-31"},
        {"parts-0-on": "hôm nay"},
        {"parts-0-starts_at": "25:99"},
        {"parts-0-starts_at": "14:00", "parts-0-ends_at": "08:00"},
        {"lessons-0-periods": "-1"},
        {"lessons-0-school": "Trường Không Có"},
        {"lessons-0-topic": "", "lessons-0-teachers": "Trần Bảo Châu"},
        {"lead": "cluster-999999"},
        {"host": "999999"},
        {"invited": ["999999"]},
    ],
    ids=str,
)
def test_what_cannot_be_comes_back_with_a_sentence(head, url, tried, changes):
    before = counts()
    answer = send(head, url, **changes)
    assert_answered(answer, before=before)
    for field, typed in changes.items():
        if field not in {"lead", "host", "invited"}:
            assert shown_typed(answer, typed)
    tried()


def test_a_double_press_makes_one_session(head, url, tried):
    fields = posted(
        head.get(url),
        **{
            "lessons-0-topic": "Áp suất",
            "parts-0-on": "2026-11-26",
            "then": "announce",
        },
    )
    first, second = head.post(url, fields), head.post(url, fields)
    assert first.status_code == second.status_code == 302
    assert first.url == second.url
    assert ExchangeSession.objects.count() == 1
    tried()


def test_more_than_a_thousand_fields_are_a_form_like_any_other(head, url, tried):
    many = {f"lessons-{n}-topic": f"Bài {n}" for n in range(150)}
    many |= {f"lessons-{n}-klass": "8A" for n in range(150)}
    strange = {f"unknown-{n}": "x" for n in range(900)}
    before = counts()
    answer = send(
        head,
        url,
        **{"lessons-TOTAL_FORMS": "150", **many, **strange, "parts-0-on": "31/02/2026"},
    )
    assert_answered(answer, before=before)
    assert shown_typed(answer, "Bài 149")
    tried()


def test_more_fields_than_any_form_has_are_refused_in_words(head, url, tried):
    before = counts()
    answer = head.post(url, {f"unknown-{n}": "x" for n in range(5_100)})
    assert answer.status_code == 413
    assert "Biểu mẫu có nhiều dòng hơn mức hệ thống đọc được một lần" in answer.text
    assert_answered(answer, before=before)
    tried()


def test_an_expired_sign_in_keeps_the_whole_form(client, head, world, url, tried):
    fields = posted(head.get(url), **{"lessons-0-topic": "Áp suất chất lỏng"})
    before = counts()
    answer = client.post(url, fields)
    assert answer.status_code in {200, 401}
    assert "carried" in answer.text
    assert counts() == before
    tried()
