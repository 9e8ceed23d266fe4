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
