"""Writing minutes: row by row, so that two secretaries at once lose nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.verbs import Refused
from sessions import actions
from sessions.actions import mark_of_item
from sessions.forms.minutes.sheet import MinutesSheet, typed
from sessions.minutes import page as minutes_page
from sessions.models import Item, Minutes, MinutesAside
from tests.sessions.helpers import actor, in_state, verbs
from tests.sessions.minutes.making import (
    NOW,
    begun,
    confirmed,
    held,
    line,
    new,
    row,
    save,
    sent,
    with_people,
    written,
)


@pytest.fixture
def minutes(world):
    return begun(world)


def texts():
    return list(Item.objects.order_by("order").values_list("kind", "text"))


def outcomes(kept):
    return [one.outcome for one in kept]


def test_of_a_long_page_no_row_is_left_out(minutes):
    """Saved by the button every row of the page is sent, also the ones typed last."""
    rows = {f"text-new-remark-{n:012d}": f"Ý kiến {n}" for n in range(450)}
    rows |= {f"kind-new-remark-{n:012d}": "remark" for n in range(450)}
    data = QueryDict(mutable=True)
    data.update(rows)
    cells, problems = typed(data, minutes)
    assert (len(cells), problems) == (450, {})
    assert cells[-1].text == "Ý kiến 449"


def test_minutes_are_begun_once_however_often_somebody_presses(world):
    exchange = held(world)
    assert begun(world, exchange) == begun(world, exchange, by=world.principal)
    assert verbs().count("sessions.start_minutes") == 1


def test_each_part_and_group_has_minutes_of_its_own(world):
    exchange = held(world)
    part = exchange.parts.get()
    group = part.groups.create(order=1, name="Nhóm KHTN")
    whole, of_part, of_group = (
        begun(world, exchange),
        begun(world, exchange, part=part),
        begun(world, exchange, group=group),
    )
    assert (of_group.part, of_group.group) == (part, group)
    assert len({whole.pk, of_part.pk, of_group.pk}) == 3


@pytest.mark.parametrize("state", ["draft", "cancelled", "closed"])
def test_a_draft_and_what_is_over_have_no_new_minutes(world, state):
    with pytest.raises(Refused):
        begun(world, in_state(world, state))
    assert not Minutes.objects.exists()


def test_a_new_row_becomes_an_item_of_the_session(world, minutes):
    [kept] = save(minutes, new("  Học sinh mạnh dạn \r\n"), by=world.cluster_head)
    item = Item.objects.get()
    assert (item.exchange, item.kind, item.text) == (
        minutes.exchange,
        "strength",
        "Học sinh mạnh dạn",
    )
    assert (kept.name, kept.mark) == (f"item-{item.pk}", mark_of_item(item))


def test_a_group_keeps_its_rows_apart(world):
    exchange = held(world)
    part = exchange.parts.get()
    group = part.groups.create(order=1, name="Nhóm KHTN")
    of_group, whole = begun(world, exchange, group=group), begun(world, exchange)
    save(of_group, new("Của nhóm"), by=world.cluster_head)
    save(whole, new("Của cả đợt"), by=world.cluster_head)
    assert [one.text for one in minutes_page.items_of(of_group)] == ["Của nhóm"]
    assert [one.text for one in minutes_page.items_of(whole)] == ["Của cả đợt"]


def test_a_new_row_sent_twice_is_one_row(world, minutes):
    first = save(minutes, new("Học sinh mạnh dạn"), by=world.cluster_head)
    second = save(minutes, new("Học sinh mạnh dạn"), by=world.cluster_head)
    assert first == second
    assert texts() == [("strength", "Học sinh mạnh dạn")]


def test_an_answer_that_was_not_heard_costs_nothing(world, minutes):
    """The first sending arrived, its answer did not: the second one says so and goes on."""
    save(minutes, new("Học sinh"), by=world.cluster_head)
    kept = save(
        minutes, new("Học sinh mạnh dạn", sent="Học sinh"), by=world.cluster_head
    )
    assert outcomes(kept) == ["kept"]
    item = Item.objects.get()
    was = mark_of_item(item)
    save(minutes, row(item, "Học sinh mạnh dạn hơn"), by=world.cluster_head)
    again = row(
        item, "Học sinh mạnh dạn hơn nhiều", was=was, sent="Học sinh mạnh dạn hơn"
    )
    assert outcomes(save(minutes, again, by=world.cluster_head)) == ["kept"]
    assert texts() == [("strength", "Học sinh mạnh dạn hơn nhiều")]
    assert not MinutesAside.objects.exists()


def test_the_blank_rows_of_two_pages_never_bear_the_same_name(minutes):
    first, second = (
        {block.blank.cell for block in MinutesSheet(minutes).blocks} for _page in "12"
    )
    assert first
    assert not first & second


def test_different_rows_never_meet(world, minutes):
    save(minutes, new("Một"), new("Hai", number=1), by=world.cluster_head)
    one, two = Item.objects.order_by("order")
    of_a = (row(one, "Một, của A"), row(two, "Hai"))
    of_b = (row(one, "Một"), row(two, "Hai, của B"))
    assert outcomes(save(minutes, *of_a, by=world.cluster_head)) == ["kept", "kept"]
    assert outcomes(save(minutes, *of_b, by=world.principal)) == ["kept", "kept"]
    assert texts() == [("strength", "Một, của A"), ("strength", "Hai, của B")]


def test_the_same_row_changed_by_two_keeps_both_texts(world, minutes):
    save(minutes, new("Một"), by=world.cluster_head)
    item = Item.objects.get()
    of_b = row(item, "Một, của B")
    save(minutes, row(item, "Một, của A"), by=world.cluster_head)
    [kept] = save(minutes, of_b, by=world.principal)
    assert (kept.outcome, kept.mark) == ("aside", of_b.was)
    assert texts() == [("strength", "Một, của A")]
    aside = MinutesAside.objects.get()
    assert (aside.cell, aside.text, aside.by) == (
        f"item-{item.pk}",
        "Một, của B",
        world.principal,
    )
    # Going on typing changes one's own text, and makes no second one.
    save(minutes, replace(of_b, text="Một, của B và B"), by=world.principal)
    assert MinutesAside.objects.get().text == "Một, của B và B"


def test_both_may_write_the_same(world, minutes):
    save(minutes, new("Một"), by=world.cluster_head)
    item = Item.objects.get()
    of_b = row(item, "Một và hai")
    save(minutes, row(item, "Một và hai"), by=world.cluster_head)
    assert outcomes(save(minutes, of_b, by=world.principal)) == ["kept"]
    assert not MinutesAside.objects.exists()


def test_a_row_that_was_not_touched_keeps_what_somebody_else_wrote(world, minutes):
    """And its page still knows that it saw the old text."""
    save(minutes, new("Một"), by=world.cluster_head)
    item = Item.objects.get()
    untouched = row(item, "Một")
    save(minutes, row(item, "Một, của A"), by=world.cluster_head)
    [kept] = save(minutes, untouched, by=world.principal, final=True)
    assert texts() == [("strength", "Một, của A")]
    [kept] = save(
        minutes,
        replace(untouched, text="Một, của B", was=kept.mark),
        by=world.principal,
    )
    assert kept.outcome == "aside"


@pytest.mark.parametrize(
    ("take", "text"),
    [
        ("stored", "Một, của A"),
        ("aside", "Một, của B"),
        ("both", "Một, của A\nMột, của B"),
        ("nonsense", "Một, của A"),
    ],
)
def test_somebody_chooses_between_two_texts(world, minutes, take, text):
    save(minutes, new("Một"), by=world.cluster_head)
    item = Item.objects.get()
    of_b = row(item, "Một, của B")
    save(minutes, row(item, "Một, của A"), by=world.cluster_head)
    save(minutes, of_b, by=world.principal)
    aside = MinutesAside.objects.get()
    for _press in range(2):
        actions.choose_text(
            minutes=minutes, pk=aside.pk, take=take, by=actor(world.principal), now=NOW
        )
    assert texts() == [("strength", text)]
    assert not MinutesAside.objects.exists()
    entry = AuditEntry.objects.get(verb="sessions.minutes_choose")
    assert entry.before == {"said": "Một, của A", "aside": "Một, của B"}


def test_a_line_changed_by_two_keeps_both_texts_too(world, minutes):
    save(minutes, line("place", "Phòng họp A", _place(minutes)), by=world.cluster_head)
    [kept] = save(
        minutes, line("place", "Phòng họp B", "trường nào đó"), by=world.principal
    )
    assert kept.outcome == "aside"
    aside = MinutesAside.objects.get()
    actions.choose_text(
        minutes=minutes, pk=aside.pk, take="aside", by=actor(world.principal), now=NOW
    )
    minutes.refresh_from_db()
    assert minutes.texts == {"place": "Phòng họp B"}


def _place(minutes):
    return minutes_page.facts_of(minutes).lines["place"]


def test_a_line_that_nobody_typed_follows_the_data(world, minutes):
    given = _place(minutes)
    assert given == "Trường PTDTBT THCS Nậm Xuân"
    save(minutes, line("place", "Phòng họp", given), by=world.cluster_head)
    minutes.refresh_from_db()
    assert minutes.texts == {"place": "Phòng họp"}
    save(minutes, line("place", given, "Phòng họp"), by=world.cluster_head)
    minutes.refresh_from_db()
    assert minutes.texts == {}


def test_a_line_may_be_emptied_for_good(world, minutes):
    save(minutes, line("place", "", _place(minutes)), by=world.cluster_head)
    minutes.refresh_from_db()
    assert minutes.texts == {"place": ""}
    assert minutes_page.content_of(minutes).line("place") == ""


def test_an_emptied_row_goes_when_the_person_saves_not_when_the_page_does(
    world, minutes
):
    save(minutes, new("Một"), by=world.cluster_head)
    item = Item.objects.get()
    assert outcomes(save(minutes, row(item, ""), by=world.cluster_head)) == ["empty"]
    assert texts() == [("strength", "Một")]
    kept = save(minutes, row(item, " "), by=world.cluster_head, final=True)
    assert (outcomes(kept), texts()) == (["gone"], [])
    assert AuditEntry.objects.get(verb="sessions.minutes_drop").before["said"] == "Một"


def test_an_emptied_row_stays_when_somebody_else_wrote_in_it(world, minutes):
    save(minutes, new("Một"), by=world.cluster_head)
    item = Item.objects.get()
    emptied = row(item, "")
    save(minutes, row(item, "Một, của A"), by=world.cluster_head)
    save(minutes, emptied, by=world.principal, final=True)
    assert texts() == [("strength", "Một, của A")]


def test_a_row_that_somebody_removed_while_it_was_changed_is_written_anew(
    world, minutes
):
    save(minutes, new("Một"), by=world.cluster_head)
    item = Item.objects.get()
    changed, same = row(item, "Một, của B"), row(item, "Một")
    item.delete()
    assert outcomes(save(minutes, same, by=world.principal)) == ["gone"]
    assert outcomes(save(minutes, changed, by=world.principal)) == ["kept"]
    assert texts() == [("strength", "Một, của B")]


def test_removing_a_row_asks_what_it_says_now(world, minutes):
    save(minutes, new("Một"), by=world.cluster_head)
    item = Item.objects.get()
    with pytest.raises(Refused):
        actions.drop_item(
            minutes=minutes, pk=item.pk, text="Cũ", by=actor(world.principal)
        )
    for _press in range(2):
        actions.drop_item(
            minutes=minutes, pk=item.pk, text="Một\r\n", by=actor(world.principal)
        )
    assert texts() == []


def test_speakers_and_lesson_are_kept_beside_the_text(world):
    minutes = begun(world, with_people(world))
    _chair, secretary, inh, _group = minutes.exchange.roster.order_by("order")
    lesson = minutes.exchange.lessons.get()
    save(
        minutes,
        new("Rõ ràng", said_by=[inh], lesson=lesson, of_lesson=True),
        by=world.cluster_head,
    )
    item = Item.objects.get()
    assert (list(item.said_by.all()), item.lesson) == ([inh], lesson)
    # One changes the text, the other the speaker: both hold.
    of_b = row(item, "Rõ ràng", said_by=[secretary], lesson=None, of_lesson=True)
    save(minutes, row(item, "Rõ ràng hơn", said_by=[inh]), by=world.cluster_head)
    save(minutes, of_b, by=world.principal)
    item = Item.objects.get()
    assert (item.text, list(item.said_by.all()), item.lesson) == (
        "Rõ ràng hơn",
        [secretary],
        None,
    )


def test_a_speaker_of_another_session_is_refused(world, minutes):
    other = with_people(world).roster.first()
    with pytest.raises(Refused):
        save(minutes, new("Rõ", said_by=[other]), by=world.cluster_head)
    assert texts() == []


def test_typing_on_in_one_row_makes_one_entry_in_the_log(world, minutes):
    """The log bears its own hours."""
    now = timezone.now()
    save(minutes, new("M"), by=world.cluster_head, now=now)
    for text in ("Mộ", "Một", "Một n"):
        save(minutes, row(Item.objects.get(), text), by=world.cluster_head, now=now)
    entries = AuditEntry.objects.filter(verb="sessions.minutes_item").order_by("pk")
    assert entries.count() == 1
    # Somebody else, or a quarter of an hour later: an entry of its own, with what stood there.
    save(minutes, row(Item.objects.get(), "Của B"), by=world.principal, now=now)
    after = now + timedelta(minutes=16)
    save(minutes, row(Item.objects.get(), "Sau"), by=world.principal, now=after)
    assert [one.before["said"] for one in entries] == ["", "Một n", "Của B"]


@pytest.mark.parametrize(
    "cell",
    [
        replace(new("x"), name="other-1"),
        replace(new("x"), name="line-nonsense"),
        replace(new("x"), kind="nonsense"),
        replace(new("x"), name="item-²"),
        replace(new("x"), name="item-99999999999999999999", kind=""),
    ],
)
def test_what_is_no_row_of_ours_is_refused(world, minutes, cell):
    with pytest.raises(Refused):
        save(minutes, cell, by=world.cluster_head)


def test_a_text_that_is_too_long_is_refused_alone(world, minutes):
    kept = save(
        minutes, new("x" * 20_001), new("Ngắn", number=1), by=world.cluster_head
    )
    assert outcomes(kept) == ["refused", "kept"]
    assert texts() == [("strength", "Ngắn")]


def test_confirmed_minutes_are_not_written_in(world):
    minutes = confirmed(world)
    with pytest.raises(Refused):
        save(minutes, new("Sau"), by=world.cluster_head)
    assert texts() == [("strength", "Học sinh mạnh dạn")]


def test_minutes_of_a_closed_session_are_not_written_in(world):
    minutes = written(world)
    actions.close(exchange=minutes.exchange, by=actor(world.cluster_head), now=NOW)
    with pytest.raises(Refused):
        save(minutes, new("Sau"), by=world.cluster_head)


def test_while_they_go_round_they_can_be_written_in(world):
    minutes = sent(world).minutes
    assert outcomes(save(minutes, new("Thêm", number=1), by=world.cluster_head)) == [
        "kept"
    ]
    assert minutes.revisions.count() == 1


def test_a_part_of_which_minutes_are_written_is_not_removed(world):
    exchange = held(world)
    part = exchange.parts.create(order=2, title="Buổi 2", state="planned")
    begun(world, exchange, part=part)
    with pytest.raises(Refused):
        actions.save_parts(
            exchange=exchange,
            rows=[],
            removed=[part.pk],
            by=actor(world.cluster_head),
            now=NOW,
        )
    assert exchange.parts.count() == 2


def test_names_typed_below_each_other_are_one_line_on_paper(world, minutes):
    two = "Lường Văn Sơn, Hiệu trưởng;\n\nCà Thị Bình, Phó Hiệu trưởng"
    save(minutes, line("chair", two), by=world.cluster_head)
    again = Minutes.objects.get()
    assert again.texts["chair"] == (
        "Lường Văn Sơn, Hiệu trưởng; Cà Thị Bình, Phó Hiệu trưởng"
    )
    fields = MinutesSheet(again).lines
    assert [fields[name].rows for name in ("chair", "present", "ended")] == [2, 3, 0]
