"""Input that breaks other programmes, at every kind of field of a session.

Survived means: what is lawful is stored as it was typed (composed); what is not comes back on the
form with a Vietnamese sentence beside the field, everything typed in the page, nothing changed.
"""

import html
import re
import unicodedata

import pytest
from django.apps import apps
from django.urls import reverse

from sessions import actions
from sessions.models import ExchangeSession
from sessions.rows import DecisionRow, DocumentRow, ItemRow, PersonRow
from tests import figures
from tests.sessions.helpers import actor, posted, scheduled

LONG = "Đường dài " * 10_000
NFD = unicodedata.normalize("NFD", "Đường Thị Ấn")
EMOJI = "Chúc mừng 👩🏽‍🏫🎉"
SCRIPT = "<script>alert(1)</script>"
MARKUP = '#read("/etc/passwd")'
SQL = "'; DROP TABLE exchange; --"
BIDI = "an\u202etoàn\u200b"
_VIETNAMESE = re.compile(
    "[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]"
)

# section, field, which attribute of the session holds it afterwards
TEXTS = {
    "lessons-0-topic": ("lessons", lambda e: e.lessons.get().topic),
    "lessons-0-subject": ("lessons", lambda e: e.lessons.get().subject_as_printed),
    "lessons-0-teachers": ("lessons", lambda e: e.lessons.get().teachers.get().name),
    "people-0-name": ("people", lambda e: e.roster.get().name_as_printed),
    "people-0-title": ("people", lambda e: e.roster.get().title_as_printed),
    "units-1-name_as_printed": ("units", lambda e: e.units.last().name_as_printed),
    "documents-0-number": ("documents", lambda e: e.documents.get().document.number),
    "documents-0-summary": ("documents", lambda e: e.documents.get().document.summary),
    "items-0-text": ("items", lambda e: e.items.get().text),
    "items-0-to_whom": ("items", lambda e: e.items.get().to_whom),
    "decisions-0-text": ("decisions", lambda e: e.decisions.get().text),
    "parts-0-place_as_printed": ("parts", lambda e: e.parts.get().place_as_printed),
    "title": ("details", lambda e: e.title),
    "purpose": ("details", lambda e: e.purpose),
}
DATES = {
    "parts-0-on": ("parts", lambda e: e.parts.get().on),
    "documents-0-issued_on": (
        "documents",
        lambda e: e.documents.get().document.issued_on,
    ),
    "decisions-0-due": ("decisions", lambda e: e.decisions.get().due),
    "on": ("details", lambda e: e.on),
}
NUMBERS = {
    "lessons-0-periods": "lessons",
    "people-0-group_count": "people",
    "hours": "hours",
}
CHOICES = {
    "lessons-0-grade": "lessons",
    "lessons-0-part": "lessons",
    "people-0-unit": "people",
    "items-0-kind": "items",
    "lead": "details",
    "kind": "details",
    "parts-0-mode": "parts",
}


@pytest.fixture
def exchange(world):
    exchange = scheduled(world, people=[PersonRow(name="Lò Văn Inh")])
    head = actor(world.cluster_head)
    actions.save_items(
        exchange=exchange, rows=[ItemRow(kind="speech", text="Lời")], by=head
    )
    actions.save_documents(
        exchange=exchange, rows=[DocumentRow(number="1/KH", summary="Về")], by=head
    )
    actions.save_decisions(
        exchange=exchange, rows=[DecisionRow(text="Khảo sát")], by=head
    )
    return exchange


@pytest.fixture
def head(world, signed_in):
    return signed_in(world.cluster_head)


@pytest.fixture
def tried():
    """Counts the pair as tried at the start and, when the test passed, as survived."""
    figures.record("hostile_inputs_tried", 1)
    return lambda: figures.record("hostile_inputs_survived", 1)


def counts() -> dict[str, int]:
    """How many rows every table of ours holds."""
    return {
        model._meta.label: model._default_manager.count()
        for label in ("exchange_sessions", "clusters", "accounts")
        for model in apps.get_app_config(label).get_models()
    }


def save(client, section, exchange, **changes):
    url = reverse(f"sessions:{section}", args=[exchange.pk])
    if section == "parts":
        # Another day or place of an announced session asks for a reason.
        changes = {"reason": "Đổi phòng"} | changes
    return client.post(url, posted(client.get(url), **changes))


def said_beside(page: str, field: str) -> str:
    """The sentence at a field, in the page as a person reads it."""
    found = re.search(rf'id="id_{field}_error"[^>]*>(.*?)</div>\s*</div>', page, re.S)
    assert found, f"nothing is said at {field}"
    return html.unescape(re.sub("<[^>]+>", "", found[1])).strip()


def assert_kept(answer, field: str, typed: str, before: dict[str, int]) -> None:
    assert answer.status_code in {200, 400, 413}
    page = html.unescape(answer.text)
    assert typed.strip() in page
    sentence = said_beside(answer.text, field)
    assert _VIETNAMESE.search(sentence), sentence
    assert counts() == before


@pytest.mark.parametrize("field", TEXTS)
@pytest.mark.parametrize(
    "typed",
    [NFD, EMOJI, SCRIPT, MARKUP, SQL, BIDI],
    ids=["decomposed", "emoji", "script", "markup", "sql", "bidi"],
)
def test_lawful_text_is_kept_as_it_was_typed_and_shown_as_text(
    exchange, head, tried, field, typed
):
    section, stored = TEXTS[field]
    if field == "lessons-0-teachers":
        typed = typed.replace(";", ",")
    answer = save(head, section, exchange, **{field: typed})
    assert answer.status_code == 302, said_beside(answer.text, field)
    exchange = ExchangeSession.objects.get(pk=exchange.pk)
    assert stored(exchange) == unicodedata.normalize("NFC", typed)
    shown = head.get(reverse("session", args=[exchange.pk]))
    assert shown.status_code == 200
    assert SCRIPT not in shown.text
    tried()


@pytest.mark.parametrize("field", TEXTS)
def test_a_text_without_end_comes_back_whole(exchange, head, tried, field):
    section, _stored = TEXTS[field]
    before = counts()
    answer = save(head, section, exchange, **{field: LONG})
    assert_kept(answer, field, LONG, before)
    tried()


@pytest.mark.parametrize("field", DATES)
@pytest.mark.parametrize("typed", ["07/12/2023", "2023-12-07"])
def test_both_ways_to_write_a_day_mean_the_7th_of_december(
    exchange, head, tried, field, typed
):
    section, stored = DATES[field]
    assert save(head, section, exchange, **{field: typed}).status_code == 302
    exchange = ExchangeSession.objects.get(pk=exchange.pk)
    assert str(stored(exchange)) == "2023-12-07"
    tried()


@pytest.mark.parametrize("field", DATES)
@pytest.mark.parametrize(
    "typed",
    ["31/02/2026", "hôm nay", "0/0/0", SCRIPT, EMOJI, "9" * 100_000],
    ids=["31/02", "words", "zeros", "script", "emoji", "endless"],
)
def test_a_day_that_is_none_comes_back(exchange, head, tried, field, typed):
    section, _stored = DATES[field]
    before = counts()
    answer = save(head, section, exchange, **{field: typed})
    assert_kept(answer, field, typed, before)
    tried()


@pytest.mark.parametrize("field", NUMBERS)
@pytest.mark.parametrize(
    "typed",
    ["-1", "nhiều", "1e309", "9" * 400, SCRIPT],
    ids=["negative", "words", "infinite", "endless", "script"],
)
def test_a_number_that_is_none_comes_back(exchange, head, tried, field, typed):
    before = counts()
    changes = {field: typed}
    if field == "people-0-group_count":
        changes["people-0-is_group"] = "on"
    answer = save(head, NUMBERS[field], exchange, **changes)
    assert_kept(answer, field, typed, before)
    tried()


@pytest.mark.parametrize("field", CHOICES)
@pytest.mark.parametrize(
    "typed", ["999999", SCRIPT, "-1"], ids=["unknown", "script", "negative"]
)
def test_a_choice_that_was_not_offered_changes_nothing(
    exchange, head, tried, field, typed
):
    before = counts()
    answer = save(head, CHOICES[field], exchange, **{field: typed})
    assert answer.status_code == 200
    assert _VIETNAMESE.search(said_beside(answer.text, field))
    assert counts() == before
    tried()


@pytest.mark.parametrize(
    ("section", "changes", "field"),
    [
        ("parts", {"parts-0-starts_at": "14:00", "parts-0-ends_at": "8:00"}, "parts-0-ends_at"),
        ("parts", {"parts-0-starts_at": "25:99"}, "parts-0-starts_at"),
        ("parts", {"parts-0-site": "Trường Không Có"}, "parts-0-site"),
        ("decisions", {"decisions-0-due": "1/4/2023", "decisions-0-due_until": "31/3/2023"}, "decisions-0-due_until"),
        ("units", {"units-1-name": ""} | {"units-1-inner_unit": "Tổ Toán"}, "units-1-name"),
        ("items", {"items-0-text": "", "items-0-to_whom": "Ai"}, "items-0-text"),
        ("documents", {"documents-0-number": "", "documents-0-summary": "", "documents-0-issuer_as_printed": "Sở"}, "documents-0-number"),
        ("people", {"people-0-name": "", "people-0-title": "Hiệu trưởng"}, "people-0-name"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_told_where_it_is(
    exchange, head, tried, section, changes, field
):
    before = counts()
    answer = save(head, section, exchange, **changes)
    assert answer.status_code == 200
    assert _VIETNAMESE.search(said_beside(answer.text, field))
    page = html.unescape(answer.text)
    for typed in changes.values():
        assert typed.replace("8:00", "08:00") in page or typed in page
    assert counts() == before
    tried()


@pytest.mark.parametrize("section", ["lessons", "people", "units", "items"])
@pytest.mark.parametrize(
    "management",
    [
        {"TOTAL_FORMS": ""},
        {"TOTAL_FORMS": "-1"},
        {"TOTAL_FORMS": "viele"},
        {"TOTAL_FORMS": "1000000"},
        {"INITIAL_FORMS": "x"},
    ],
)
def test_a_form_that_was_tampered_with_is_no_fault(
    exchange, head, tried, section, management
):
    before = counts()
    changes = {f"{section}-{name}": value for name, value in management.items()}
    answer = save(head, section, exchange, **changes)
    assert answer.status_code in {200, 302}
    assert counts() == before or management == {"TOTAL_FORMS": "1000000"}
    tried()


def test_150_people_and_an_error_in_the_last_lose_nothing(exchange, head, tried):
    before = counts()
    rows = {f"people-{n}-name": f"Người thứ {n}" for n in range(1, 151)}
    answer = save(
        head,
        "people",
        exchange,
        **{"people-TOTAL_FORMS": "151", **rows, "people-150-group_count": "5"},
    )
    assert_kept(answer, "people-150-group_count", "Người thứ 150", before)
    assert "Người thứ 1" in answer.text
    tried()


def test_a_double_press_saves_once(exchange, head, tried):
    url = reverse("sessions:lessons", args=[exchange.pk])
    fields = posted(
        head.get(url), **{"lessons-TOTAL_FORMS": "2", "lessons-1-topic": "Thấu kính"}
    )
    assert head.post(url, fields).status_code == 302
    before = counts()
    second = head.post(url, fields)
    # The second press finds its own work done, and says the same as the first.
    assert second.status_code == 302
    assert counts() == before
    tried()


def test_two_people_saving_the_same_section_lose_nothing(exchange, head, tried):
    url = reverse("sessions:items", args=[exchange.pk])
    first, second = head.get(url), head.get(url)
    head.post(url, posted(first, **{"items-0-text": "Bản của người thứ nhất"}))
    before = counts()
    answer = head.post(url, posted(second, **{"items-0-text": "Bản của người thứ hai"}))
    assert answer.status_code == 200
    assert "Bản của người thứ nhất" in answer.text
    assert "Bản của người thứ hai" in answer.text
    assert counts() == before
    tried()


def test_a_pasted_list_without_end_comes_back(exchange, head, tried):
    before = counts()
    pasted = "\n".join(f"Người thứ {number}" for number in range(600))
    answer = save(head, "people", exchange, pasted=pasted)
    assert_kept(answer, "pasted", "Người thứ 599", before)
    tried()
