"""The 2018 programme: loading it, and finding the subject that people mean.

The rows belong to the administrator once they exist: loading creates what is missing and changes
nothing, so that a renamed subject or a moved alias stays as it was made.
"""

import re
from datetime import date

from django.db import transaction
from django.utils.functional import cached_property

from accounts.text import fold
from clusters.models import Grade, Level, SchoolYear, Subject, SubjectAlias
from clusters.programme_data import (
    FIRST_SCHOOL_YEAR,
    GRADES,
    LAST_SCHOOL_YEAR,
    LEVELS,
    SUBJECTS,
    YEAR_ENDS,
    YEAR_STARTS,
)

# "Lý 7", "Toán 9A", "KHTN lớp 8", "GDTC 8/2": the class at the end is not part of the subject.
_CLASS = re.compile(r"[\s,]+(lớp|khối)?\s*\d{1,2}(\s*[/.]?\s*[0-9A-Z]{1,3})?$", re.I)
_LONGEST = 200
_OPENING = re.compile(r"^(môn|bộ môn|hoạt động)\s+", re.I)

# What the name of a school says of its levels, the longest word first.
_LEVEL_WORDS = [
    ("thcs", "thcs"),
    ("thpt", "thpt"),
    ("trung hoc co so", "thcs"),
    ("trung hoc pho thong", "thpt"),
    ("cap 3", "thpt"),
    ("tieu hoc", "th"),
    ("th", "th"),
    ("mam non", "mn"),
    ("mau giao", "mn"),
    ("mn", "mn"),
    ("mg", "mn"),
    ("gdtx", "gdtx"),
    ("gdnn gdtx", "gdtx"),
]


@transaction.atomic
def load() -> int:
    """Create what is missing of levels, grades, subjects and school years; the number of new rows.

    Never changes a row that exists. Aliases come with a new subject only, so that one that an
    administrator took away or gave to another subject does not come back.
    """
    made = 0
    for order, (code, name, short_name) in enumerate(LEVELS, 1):
        _, new = Level.objects.get_or_create(
            code=code,
            defaults={"name": name, "short_name": short_name, "order": order},
        )
        made += new
    levels = {level.code: level for level in Level.objects.all()}
    for order, (level, number, name) in enumerate(GRADES, 1):
        _, new = Grade.objects.get_or_create(
            name=name,
            defaults={"level": levels[level], "number": number, "order": order},
        )
        made += new
    for order, (code, name, short_name, where, aliases) in enumerate(SUBJECTS, 1):
        subject, new = Subject.objects.get_or_create(
            code=code,
            defaults={"name": name, "short_name": short_name, "order": order},
        )
        if new:
            made += 1
            subject.levels.set(levels[level] for level in where.split())
            for text in filter(None, [name, short_name, *aliases]):
                SubjectAlias.objects.get_or_create(
                    folded=fold(text), defaults={"subject": subject, "text": text}
                )
    for year in range(FIRST_SCHOOL_YEAR, LAST_SCHOOL_YEAR + 1):
        _, new = SchoolYear.objects.get_or_create(
            label=f"{year}-{year + 1}",
            defaults={
                "starts_on": date(year, *YEAR_STARTS),
                "ends_on": date(year + 1, *YEAR_ENDS),
            },
        )
        made += new
    return made


class KnownSubjects:
    """The subjects by the words that people use for them, read once (two queries) for many rows."""

    @cached_property
    def _by_words(self) -> dict[str, Subject]:
        named = {
            fold(words): subject
            for subject in reversed(Subject.objects.filter(is_active=True))
            for words in (subject.short_name, subject.name)
            if words
        }
        aliases = SubjectAlias.objects.select_related("subject")
        return named | {alias.folded: alias.subject for alias in aliases}

    def match(self, text: str) -> Subject | None:
        """The subject that people mean by "Lý 7", "môn Thể dục", "KHTN", "TV"; None if it is none.

        Looks at the aliases first, then at names and short forms that an administrator wrote.
        """
        meant = _OPENING.sub("", " ".join(text[:_LONGEST].split()))
        for words in (fold(meant), fold(_CLASS.sub("", meant))):
            if words and words in self._by_words:
                return self._by_words[words]
        return None


def match_subject(text: str) -> Subject | None:
    """What `KnownSubjects` says of one text."""
    return KnownSubjects().match(text)


def guess_levels(school_name: str) -> list[str]:
    """Codes of the levels that a school's name tells: "TH&THCS Nà Tấu" has th and thcs."""
    words = f" {fold(school_name)} "
    found = set()
    for word, code in _LEVEL_WORDS:
        if f" {word} " in words:
            found.add(code)
            words = words.replace(f" {word} ", "  ")
    return [code for code, _, _ in LEVELS if code in found]
