"""The pages of minutes, without script: begun, written, sent, answered, confirmed, opened again."""

import json

import pytest
from django.urls import reverse

from sessions import actions
from sessions.models import Item, Minutes, MinutesAside
from tests.sessions.helpers import actor, posted
from tests.sessions.minutes.making import (
    NOW,
    all_agree,
    answer,
    begun,
    confirmed,
    held,
    row,
    save,
    sent,
    with_people,
    written,
)


def page(name, *args):
    return reverse(f"sessions:{name}", args=args)


@pytest.fixture
def head(world, signed_in):
    return signed_in(world.cluster_head)


def test_minutes_are_begun_by_a_press_and_lead_to_the_desk(world, head):
    exchange = held(world)
    address = page("minutes", exchange.pk)
    answer_ = head.post(address, {"of": "whole"})
    minutes = Minutes.objects.get()
    assert answer_["Location"] == page("minutes_edit", minutes.pk)
    assert head.get(answer_["Location"]).status_code == 200


def test_each_part_and_group_can_be_begun_and_nothing_else(world, head):
    exchange = held(world)
    part = exchange.parts.get()
    exchange.parts.create(order=2, title="Buổi 2", state="held")
    group = part.groups.create(order=1, name="Nhóm KHTN")
    address = page("minutes", exchange.pk)
    for of in (
        f"part-{part.pk}",
        f"group-{group.pk}",
        "whole",
        "part-99999",
        "group-²",
    ):
        head.post(address, {"of": of})
    assert list(Minutes.objects.order_by("pk").values_list("part", "group")) == [
        (part.pk, None),
        (part.pk, group.pk),
        (None, None),
    ]
    assert [one["of"] for one in head.get(address).context["scopes"]] == [
        f"part-{part.pk}",
        f"group-{group.pk}",
        f"part-{exchange.parts.get(order=2).pk}",
        "whole",
    ]


def test_who_writes_what_was_agreed_comes_back_to_the_minutes(world, head):
    minutes = begun(world)
    desk = reverse("sessions:minutes_edit", args=[minutes.pk])
    place = reverse("sessions:decisions", args=[minutes.exchange_id])
    address = f"{place}?bien-ban={minutes.pk}"
    assert f'href="{address}"' in head.get(desk).text
    page = head.get(address)
    assert page.context["back"] == f"{desk}#decisions"
    sent = posted(page, **{"decisions-0-text": "Gửi phiếu học tập"})
    assert head.post(address, sent).url == f"{desk}#decisions"
    assert [one.text for one in minutes.exchange.decisions.all()] == [
        "Gửi phiếu học tập"
    ]
    # Minutes of another session lead nowhere.
    other = begun(world)
    session = reverse("session", args=[minutes.exchange_id])
    for number in (other.pk, 0, "x", "9" * 40):
        back = head.get(f"{place}?bien-ban={number}").context["back"]
        assert back == f"{session}#decisions"


def test_readers_see_only_what_was_sent_round(world, signed_in):
    minutes = written(world)
    reader = signed_in(world.teacher)
    assert reader.get(page("minutes", minutes.exchange_id)).context["scopes"] == []
    assert reader.get(page("minutes_one", minutes.pk)).status_code == 404
    assert reader.get(page("minutes_edit", minutes.pk)).status_code == 404
    sent(world, minutes)
    assert "Học sinh mạnh dạn" in reader.get(page("minutes_one", minutes.pk)).text
    assert reader.get(page("minutes_edit", minutes.pk)).status_code == 403
    assert reader.get(page("minutes_revision", minutes.pk, 7)).status_code == 404


@pytest.mark.parametrize(
    ("who", "sees", "writes"),
    [
        ("teacher", True, True),
        ("subject_head", False, False),
        ("principal", True, True),
        ("guest_principal", False, False),
        ("cluster_head", True, True),
        ("officer", False, False),
        ("far_principal", False, False),
        ("admin", False, False),
    ],
)
def test_drafts_are_for_the_lead_chair_secretary_and_host(
    world, signed_in, who, sees, writes
):
    """The teacher is secretary, the principal chairs and leads the hosting school."""
    minutes = begun(world, with_people(world))
    client = signed_in(getattr(world, who))
    assert (client.get(page("minutes_one", minutes.pk)).status_code == 200) is sees
    assert (client.get(page("minutes_edit", minutes.pk)).status_code == 200) is writes
    got = client.get(page("minutes_send", minutes.pk)).status_code == 200
    assert got is writes


def test_the_whole_form_saves_what_was_changed_without_script(world, head):
    minutes = written(world)
    address = page("minutes_edit", minutes.pk)
    item = Item.objects.get()
    form = head.get(address)
    fields = posted(form)
    fields = {
        name: value
        for name, value in fields.items()
        if name not in ("drop", "choose", "do", "remove")
    }
    fields[f"text-item-{item.pk}"] = "Học sinh tự tin"
    blank = next(name for name in fields if name.startswith("text-new-difficulty-"))
    fields[blank] = "Thiếu thời gian"
    fields["text-line-ended"] = "17 giờ 00"
    answer_ = head.post(address, fields | {"do": "view"})
    assert answer_["Location"] == page("minutes_one", minutes.pk)
    assert list(Item.objects.order_by("order").values_list("kind", "text")) == [
        ("strength", "Học sinh tự tin"),
        ("difficulty", "Thiếu thời gian"),
    ]
    minutes.refresh_from_db()
    assert minutes.texts == {"ended": "17 giờ 00"}


def test_two_secretaries_without_script_meet_in_one_row_only(world, signed_in, head):
    minutes = written(world)
    item = Item.objects.get()
    old = row(item, "Của B")
    save(minutes, row(item, "Của A"), by=world.cluster_head)
    other = signed_in(world.principal)
    address = page("minutes_edit", minutes.pk)
    fields = {
        f"text-item-{item.pk}": "Của B",
        f"was-item-{item.pk}": old.was,
        f"kind-item-{item.pk}": "strength",
        "text-new-proposal-0": "Đề xuất của B",
        "kind-new-proposal-0": "proposal",
    }
    answer_ = other.post(address, fields)
    assert answer_["Location"] == f"{address}#c-item-{item.pk}"
    assert Item.objects.filter(text="Đề xuất của B").count() == 1
    aside = MinutesAside.objects.get()
    shown = other.get(address).text
    assert "Của A" in shown
    assert "Của B" in shown
    answer_ = other.post(address, fields | {"choose": f"{aside.pk}:both"})
    item.refresh_from_db()
    assert item.text == "Của A\nCủa B"
    assert not MinutesAside.objects.exists()


def test_a_row_is_removed_by_its_button(world, head):
    minutes = written(world)
    item = Item.objects.get()
    fields = {
        f"text-item-{item.pk}": item.text,
        f"was-item-{item.pk}": row(item, "").was,
        f"kind-item-{item.pk}": "strength",
    }
    head.post(page("minutes_edit", minutes.pk), fields | {"drop": f"item-{item.pk}"})
    assert not Item.objects.exists()


def cells(client, minutes, **fields):
    answer_ = client.post(page("minutes_cells", minutes.pk), fields)
    return answer_.status_code, json.loads(answer_.content)


def test_the_page_saves_by_itself_and_hears_the_names_of_rows(world, head):
    minutes = begun(world)
    status, said = cells(
        head,
        minutes,
        **{"text-new-strength-0": "Rõ ràng", "kind-new-strength-0": "strength"},
    )
    item = Item.objects.get()
    assert status == 200
    assert said["cells"]["new-strength-0"] == {
        "name": f"item-{item.pk}",
        "mark": row(item, "").was,
        "outcome": "kept",
        "words": "",
        "html": "",
    }


def test_a_name_that_is_not_on_the_roster_is_told_and_the_text_is_saved(world, head):
    minutes = begun(world, with_people(world))
    _status, said = cells(
        head,
        minutes,
        **{
            "text-new-strength-0": "Rõ ràng",
            "kind-new-strength-0": "strength",
            "by-new-strength-0": "Ai đó; Lò Văn Ính",
        },
    )
    assert "Ai đó" in said["cells"]["new-strength-0"]["words"]
    item = Item.objects.get()
    assert (item.text, list(item.said_by.all())) == ("Rõ ràng", [])
    name = f"item-{item.pk}"
    cells(
        head,
        minutes,
        **{
            f"text-{name}": "Rõ ràng",
            f"was-{name}": row(item, "").was,
            f"by-{name}": "lò văn ính",
        },
    )
    assert [one.name_as_printed for one in item.said_by.all()] == ["Lò Văn Ính"]


def test_the_script_is_shown_both_texts(world, head):
    minutes = written(world)
    item = Item.objects.get()
    old = row(item, "").was
    save(minutes, row(item, "Của A"), by=world.principal)
    name = f"item-{item.pk}"
    _status, said = cells(
        head, minutes, **{f"text-{name}": "Của B", f"was-{name}": old}
    )
    answer_ = said["cells"][name]
    assert (answer_["outcome"], answer_["mark"]) == ("aside", old)
    assert "Của A" in answer_["html"]
    assert "Của B" in answer_["html"]


def test_who_was_signed_out_is_told_so_and_keeps_the_text(world, client):
    minutes = begun(world)
    status, said = cells(client, minutes, **{"text-line-place": "Phòng họp"})
    assert status == 401
    assert said["error"]


def test_what_was_typed_while_they_were_confirmed_is_shown_to_be_copied(world, head):
    minutes = confirmed(world)
    # The page had been open before.
    status, said = cells(head, minutes, **{"text-line-place": "Phòng họp"})
    assert (status, bool(said["error"])) == (409, True)
    answer_ = head.get(page("minutes_edit", minutes.pk))
    assert answer_["Location"] == page("minutes_one", minutes.pk)


def test_sending_confirming_and_opening_again_on_their_pages(world, signed_in, head):
    minutes = written(world)
    send = page("minutes_send", minutes.pk)
    one = page("minutes_one", minutes.pk)
    assert head.get(send).status_code == 200
    assert head.post(send, {"days": "0"}).status_code == 200
    assert head.post(send, {"days": "5"})["Location"] == one
    revision = minutes.revisions.get()
    asked = revision.answers.get(school=world.host)
    principal = signed_in(world.principal)
    assert page("minutes_answer", asked.pk) in principal.get(one).text
    principal.post(
        page("minutes_answer", asked.pk), {"answer": "comments", "text": "Thiếu"}
    )
    head.post(page("minutes_respond", asked.pk), {"text": "Đã bổ sung"})
    principal.post(
        page("minutes_answer", asked.pk), {"answer": "agrees", "text": "bỏ qua"}
    )
    asked.refresh_from_db()
    assert (asked.answer, asked.text) == ("agrees", "")
    answer(revision, world.guest, by=world.guest_principal)
    assert page("minutes_confirm", minutes.pk) in head.get(one).text
    assert head.post(page("minutes_confirm", minutes.pk))["Location"] == one
    minutes.refresh_from_db()
    assert minutes.state == "confirmed"
    reopen = page("minutes_reopen", minutes.pk)
    assert head.get(reopen).status_code == 200
    assert head.post(reopen, {"reason": ""}).status_code == 200
    assert head.post(reopen, {"reason": "Sót"})["Location"] == page(
        "minutes_edit", minutes.pk
    )
    assert "Sót" in signed_in(world.teacher).get(one).text
    assert head.get(page("minutes_edit", minutes.pk)).status_code == 200


def test_a_school_does_not_answer_for_another(world, signed_in):
    revision = sent(world)
    asked = revision.answers.get(school=world.host)
    for who, status in (
        ("guest_principal", 403),
        ("teacher", 403),
        ("far_principal", 404),
    ):
        client = signed_in(getattr(world, who))
        got = client.post(page("minutes_answer", asked.pk), {"answer": "agrees"})
        assert got.status_code == status
    asked.refresh_from_db()
    assert asked.answer == ""


def test_silence_is_told_on_the_page(world, signed_in):
    minutes = confirmed(world)
    minutes.revisions.get().answers.filter(school=world.guest).update(
        answer="", at=None
    )
    text = signed_in(world.teacher).get(page("minutes_one", minutes.pk)).text
    assert "coi như nhất trí" in text


def test_what_is_new_in_a_revision_is_shown(world, signed_in):
    first = sent(world)
    save(
        first.minutes, row(Item.objects.get(), "Học sinh tự tin"), by=world.cluster_head
    )
    sent(world, first.minutes)
    text = signed_in(world.teacher).get(page("minutes_one", first.minutes_id)).text
    assert "<del>Học sinh mạnh dạn</del>" in text
    assert "<ins>Học sinh tự tin</ins>" in text
    old = signed_in(world.teacher).get(page("minutes_revision", first.minutes_id, 1))
    assert "Học sinh mạnh dạn" in old.text


@pytest.mark.parametrize("rows", [1, 3])
def test_reading_asks_the_same_however_much_was_said(
    world, signed_in, django_assert_num_queries, rows
):
    minutes = begun(world)
    for number in range(rows):
        actions.save_cells(
            minutes=minutes,
            cells=[
                actions.Cell(
                    name=f"new-strength-{number}", kind="strength", text=f"Ý {number}"
                )
            ],
            final=True,
            by=actor(world.cluster_head),
            now=NOW,
        )
    revision = sent(world, minutes)
    all_agree(world, revision)
    client = signed_in(world.teacher)
    with django_assert_num_queries(10):
        client.get(page("minutes_one", minutes.pk))
