"""A damaged Office file is a sentence, whatever is wrong inside it."""

import io
import random
import zipfile
from contextlib import suppress

import pytest

from lessons.filetypes import DOCX, WrongFile, kind_of


def _docx() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>" * 20)
        archive.writestr("word/document.xml", "<w:document/>")
    return made.getvalue()


def test_a_whole_one_is_word():
    assert kind_of(io.BytesIO(_docx()), "a.docx") == DOCX


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_one_is_told_in_a_sentence(seed):
    whole, dice = _docx(), random.Random(seed)
    for _ in range(500):
        damaged = bytearray(whole)
        for _byte in range(dice.randint(1, 4)):
            damaged[dice.randrange(4, len(damaged))] = dice.randrange(256)
        if dice.random() < 0.3:
            damaged = damaged[: dice.randrange(5, len(damaged))]
        # Anything but this one refusal breaks the test.
        with suppress(WrongFile):
            assert kind_of(io.BytesIO(bytes(damaged)), "a.docx") == DOCX
