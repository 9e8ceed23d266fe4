"""Bodies that are too large: refused by their length, before anything of them is read."""

import io
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation


class NeverRead(io.RawIOBase):
    """A body whose reading is a fault."""

    def read(self, size: int = -1) -> bytes:
        raise AssertionError("the body was read")


def send(client: Client, address: str, length: int):
    return client.generic(
        "POST",
        address,
        **{
            "wsgi.input": NeverRead(),
            "CONTENT_LENGTH": str(length),
            "CONTENT_TYPE": "multipart/form-data; boundary=x",
        },
    )


@pytest.mark.parametrize("route", ["today", "accounts:sign_in", "accounts:profile"])
def test_a_stranger_sends_no_large_file_anywhere(db, settings, client, route):
    client.cookies["language"] = "en"
    answer = send(client, reverse(route), settings.BODY_MOST_UNKNOWN + 1)
    assert answer.status_code == 413
    assert (
        "Files of this size are taken only from people who are signed in" in answer.text
    )
    assert "Content-Security-Policy" in answer.headers


def test_a_person_sends_what_a_phone_holds_and_no_more(settings, world, signed_in):
    client = signed_in(world.teacher)
    client.cookies["language"] = "en"
    answer = send(client, reverse("today"), settings.BODY_MOST + 1)
    assert answer.status_code == 413
    with translation.override("en"):
        assert "At most 314.6 MB are taken at a time" in answer.text
    with pytest.raises(AssertionError, match="the body was read"):
        send(client, reverse("accounts:profile"), settings.BODY_MOST)


def test_a_length_that_is_no_number_is_no_length(world, client):
    answer = client.generic(
        "POST", reverse("accounts:sign_in"), b"", CONTENT_LENGTH="many"
    )
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({f"line-{number}": "" for number in range(6_000)}, "nhiều dòng hơn"),
        ({"pasted": "Lò Thị Hoa " * 600_000}, "nhiều chữ hơn"),
    ],
)
@pytest.mark.parametrize("packed", [True, False])
def test_a_form_with_too_much_in_it_is_answered_in_words(
    world, signed_in, form, words, packed
):
    address = reverse("clusters:cluster_schools", args=[world.north.pk])
    client = signed_in(world.cluster_head)
    if packed:
        answer = client.post(address, form)
    else:
        kind = "application/x-www-form-urlencoded"
        answer = client.post(address, urlencode(form), content_type=kind)
    assert answer.status_code == 413
    assert words in answer.text
    assert "nút quay lại" in answer.text
