"""Numbers that no key can be, wherever a form or an address carries one: an answer, never a fault."""

import pytest
from django.urls import reverse

from accounts.text import whole_number
from tests import builders

ENDLESS, LARGE = "1" * 5000, "9" * 30
# The largest key that a row can have: answers of feedback have keys drawn by lot, most with 19 digits.
LAST = 2**63 - 1


@pytest.mark.parametrize(
    "text", [ENDLESS, LARGE, str(LAST + 1), "²", "٣", "-1", "", None, "1e3"]
)
def test_what_is_no_number_of_ours_is_the_default(text):
    assert whole_number(text, 7) == 7


@pytest.mark.parametrize("number", [0, 1, 10**18, LAST])
def test_every_key_of_a_row_is_a_number_of_ours(number):
    assert whole_number(str(number), 7) == number


@pytest.fixture
def exchange(world):
    return builders.make_exchange(
        cluster=world.north, host=world.host, by=world.cluster_head, state="held"
    )


@pytest.mark.parametrize("number", [ENDLESS, LARGE])
def test_rows_of_a_section(exchange, world, signed_in, number):
    client = signed_in(world.cluster_head)
    address = reverse("sessions:parts", args=[exchange.pk])
    counts = {"parts-TOTAL_FORMS": "2", "parts-INITIAL_FORMS": "0"}
    for typed in (
        {"parts-0-pk": number, "parts-0-DELETE": "on"},
        {"parts-0-pk": number},
        {"parts-0-ORDER": number, "move_up": "parts-1"},
        {"move_up": f"parts-{number}"},
        {"parts-TOTAL_FORMS": number, "add_row": "parts"},
    ):
        assert client.post(address, counts | typed).status_code in {200, 302}
    assert exchange.parts.count() == 1


@pytest.mark.parametrize("number", [ENDLESS, LARGE, "٣"])
def test_the_part_to_check_in_at(exchange, world, signed_in, number):
    builders.make_roster_entry(exchange, world.teacher)
    address = reverse("sessions:check_in", args=[exchange.pk])
    answer = signed_in(world.teacher).post(address, {"part": number})
    assert answer.status_code == 404


@pytest.mark.parametrize("number", [ENDLESS, LARGE])
def test_ticked_subjects(world, signed_in, number):
    address = reverse("clusters:person_new", args=[world.host.pk])
    typed = {"full_name": "Lò Thị Xuân", "kind": "teacher", "subjects": [number]}
    answer = signed_in(world.principal).post(address, typed)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["subjects"]
    assert not world.host.posts.filter(user__full_name="Lò Thị Xuân").exists()


def test_the_rows_of_a_new_cluster(world, signed_in):
    client, address = signed_in(world.officer), reverse("clusters:cluster_new")
    for typed in (
        {"schools-TOTAL_FORMS": ENDLESS, "paste": "THCS A"},
        {"schools-TOTAL_FORMS": "1", "schools-0-ORDER": ENDLESS},
    ):
        answer = client.post(address, {"schools-INITIAL_FORMS": "0", **typed})
        assert answer.status_code == 200


def test_a_day_at_the_end_of_time(world, signed_in):
    address = reverse("sessions:schedule", args=["nghien-cuu-bai-hoc"])
    answer = signed_in(world.principal).get(address, {"ngay": "9999-12-31"})
    assert answer.status_code == 200


@pytest.mark.parametrize("name", ["clusters:list", "reports:news_list"])
def test_a_search_of_a_thousand_words(world, signed_in, name):
    words = "a " * 1900
    answer = signed_in(world.officer).get(reverse(name), {"tim": words, "q": words})
    assert answer.status_code == 200


@pytest.mark.parametrize("name", ["person", "slip", "lock"])
def test_a_person_in_the_address(world, signed_in, name):
    address = reverse(f"clusters:{name}", args=[world.host.pk, int(LARGE)])
    assert signed_in(world.principal).get(address).status_code == 404
