"""Names and search: one way to fold Vietnamese text, one way to sort people.

Neither database sorts or searches Vietnamese alike, so both work on columns that we write.
"""

import re
import unicodedata

_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
# The Vietnamese alphabet; each letter becomes two plain characters that sort in its order.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_KEY = {letter: f"{index:02d}" for index, letter in enumerate(_ALPHABET, 1)}
# Lower than every letter: a word sorts before the longer words that begin with it.
_END = "00"
# Tones sort after the letters, in the order of Vietnamese dictionaries.
_TONE_KEY = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_SHAPES = {"\u0306", "\u0302", "\u031b"}


def nfc(text: str) -> str:
    """The text in NFC, as every stored string is."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """The text for searching: lower case, no marks, đ as d, runs of anything else as one space.

    `fold("Đường Dương")` is `"duong duong"`; decomposed input gives the same.
    """
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    plain = "".join(mark for mark in plain if not unicodedata.combining(mark))
    return _NOT_PLAIN.sub(" ", plain).strip()


def search_words(text: str) -> list[str]:
    """The folded words of what somebody searches for: as many as anybody means.

    Each is a condition of its own, and databases refuse a question of a thousand conditions.
    """
    return fold(text[:500]).split()[:20]


def shortened(text: str, most: int) -> str:
    """The text, or as many of its whole words as `most` characters hold, and "…"."""
    if len(text) <= most:
        return text
    kept = text[:most]
    words, _space, _rest = kept.rpartition(" ")
    return (words or kept[:-1]).rstrip() + "…"


def whole_number(text: str | None, default: int) -> int:
    """The number that a form or an address carries in plain digits; `default` for anything else.

    Larger than any key of a row is no number of ours: the databases refuse it, and Python refuses to
    read thousands of digits.
    """
    if text and text.isascii() and text.isdecimal() and len(text) < 20:
        number = int(text)
        return number if number < 2**63 else default
    return default


def _word_key(word: str) -> str:
    letters, tones = [], []
    for char in unicodedata.normalize("NFC", word.lower()):
        parts = unicodedata.normalize("NFD", char)
        shape = "".join(part for part in parts if part not in _TONE_KEY)
        letter = unicodedata.normalize("NFC", shape)
        tone = next((_TONE_KEY[part] for part in parts if part in _TONE_KEY), "0")
        if letter in _LETTER_KEY:
            letters.append(_LETTER_KEY[letter])
            tones.append(tone)
        elif letter.isdigit():
            letters.append(f"9{letter}")
            tones.append("0")
    return "".join(letters) + _END + "".join(tones)


def person_sort_key(full_name: str) -> str:
    """Sort key of a person: given name (the last word) first, then the rest, Vietnamese order.

    Digits only, so that every database sorts it alike. Example: the key of "Nguyễn Văn An"
    is lower than that of "Lê Thị Ân" and of "Trần Bình".
    """
    words = nfc(full_name).split()
    if not words:
        return ""
    ordered = [words[-1], *words[:-1]]
    return "".join(_word_key(word) for word in ordered)[:400]


def title_sort_key(text: str) -> str:
    """Sort key of a school or other name: its words in order, Vietnamese alphabet."""
    return "".join(_word_key(word) for word in nfc(text).split())[:400]
