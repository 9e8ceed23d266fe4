"""What counts as changed: the facts, and with them the draft. Other words alone never do."""

import pytest

from reports import changes


def drafted(text, facts, *, maker="opening", kind="paragraph", said=None):
    content = {"text": text}
    return {
        "id": maker,
        "type": kind,
        **content,
        **({"text": said} if said else {}),
        "made_by": maker,
        "drafted": content,
        "facts": facts,
    }


@pytest.mark.parametrize("said", [None, "Lời của người soạn"])
@pytest.mark.parametrize(
    ("facts", "text", "changed"),
    [
        ("same", "Cách nói mới", False),  # only the drafting code changed
        ("other", "Cách nói cũ", False),  # a new column, still empty
        ("other", "Điều mới", True),
    ],
)
def test_a_block_is_changed_when_its_facts_and_its_draft_differ(
    said, facts, text, changed
):
    block = drafted("Cách nói cũ", "same", said=said)
    found = changes.compare([block], [drafted(text, facts)], [block])
    assert (list(found.changed), found.vanished, found.offered) == (
        ["opening"] if changed else [],
        set(),
        [],
    )


def test_a_maker_that_is_called_otherwise_today_makes_nothing_vanish():
    block = drafted("Mở đầu", "same", maker="opening")
    renamed = drafted("Mở đầu", "same", maker="opening.first")
    assert not changes.compare([block], [renamed], [block])


def test_the_same_facts_in_another_type_of_block_stand_for_nothing():
    block = drafted("Mở đầu", "same", maker="opening")
    other = drafted("Mở đầu", "same", maker="heading", kind="heading")
    found = changes.compare([block], [other], [block])
    assert (found.vanished, found.offered) == ({"opening"}, [other])


@pytest.mark.parametrize(
    ("facts", "text", "offered"),
    [
        ("same", "Cách nói mới", False),
        ("other", "Cách nói cũ", False),
        ("other", "Điều mới", True),
    ],
)
def test_what_was_taken_out_is_offered_again_only_when_it_would_say_something_else(
    facts, text, offered
):
    found = changes.compare(
        [], [drafted(text, facts)], [drafted("Cách nói cũ", "same")]
    )
    assert bool(found.offered) is offered


def test_a_block_of_an_earlier_version_is_known_by_the_hash_it_remembers():
    block = drafted("Cách nói cũ", "then")
    today = {**drafted("Cách nói mới", "now"), changes.EARLIER: "then"}
    assert not changes.compare([block], [today], [block])
    assert not changes.compare([], [today], [block])
    taken = changes.taken(block, today)
    assert (taken["facts"], changes.EARLIER in taken) == ("now", False)
    offered = changes.placed([], [today], today)
    assert changes.EARLIER not in offered[0]


def _list(*items, facts="same"):
    content = {"items": list(items)}
    return {
        "id": "subject",
        "type": "list",
        **content,
        "made_by": "subject",
        "drafted": content,
        "facts": facts,
    }


def test_words_before_a_list_stand_as_long_as_the_list_does():
    lead = drafted("Nội dung trao đổi", "head", maker="subject.heading")
    sentence = drafted("Nội dung trao đổi: một.", "same", maker="subject")
    both = [lead, _list("Một.")]
    assert not changes.compare(both, [sentence], both)
    # One of two things was taken away: now the words before the list are out of place too.
    other = drafted("Nội dung trao đổi: một.", "other", maker="subject")
    found = changes.compare([lead, _list("Một.", "Hai.")], [other], both)
    assert (list(found.changed), found.vanished) == (["subject"], {"subject.heading"})
    found = changes.compare([lead, sentence], [sentence], both)
    assert found.vanished == {"subject.heading"}
