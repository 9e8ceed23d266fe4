"""Which unit people mean by the words they write for it. Pure."""

import re
from collections.abc import Mapping, Sequence

from accounts.text import fold, nfc


class Units:
    """The units that take part, found by what people write of them: with or without "trường",
    capitals and accents; a school also without its level where no other is called so."""

    def __init__(self, names: Mapping[int, Sequence[str]]) -> None:
        self._exact: dict[str, set[int]] = {}
        self._plain: dict[str, set[int]] = {}
        self._short: dict[str, set[int]] = {}
        for pk, written in names.items():
            for name in filter(None, written):
                self._exact.setdefault(nfc(name).casefold(), set()).add(pk)
                plain = _plain(name)
                self._plain.setdefault(plain, set()).add(pk)
                self._short.setdefault(_without_level(plain), set()).add(pk)

    def find(self, text: str) -> int | None:
        """The only unit that these words can mean."""
        plain = _plain(text)
        for table, wanted in (
            (self._exact, nfc(" ".join(text.split())).casefold()),
            (self._plain, plain),
            (self._short, plain),
        ):
            found = table.get(wanted, set())
            if len(found) == 1:
                return next(iter(found))
            if found:
                return None
        return None


def _plain(name: str) -> str:
    words = fold(name)
    for long, short in (
        ("trung hoc co so", "thcs"),
        ("trung hoc pho thong", "thpt"),
        ("tieu hoc", "th"),
        ("mam non", "mn"),
        ("pho thong dan toc ban tru", "ptdtbt"),
        ("pho thong dan toc noi tru", "ptdtnt"),
        ("giao duc va dao tao", "gd dt"),
        ("giao duc dao tao", "gd dt"),
        ("gddt", "gd dt"),
        ("pgd dt", "phong gd dt"),
    ):
        words = re.sub(rf"(?<!\w){long}(?!\w)", short, words)
    return words.removeprefix("truong ").strip()


def _without_level(plain: str) -> str:
    return re.sub(r"^(?:(?:thcs|thpt|th|mn|ptdtbt|ptdtnt)\s+)+", "", plain) or plain
