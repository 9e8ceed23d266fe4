"""What the words of a plan mean: subjects with classes, names, kinds. Pure.

Words stay as they were written; what is made of them is shown, and what is doubtful is asked.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from accounts.text import fold
from clusters.models import Grade, Subject
from clusters.programme import KnownSubjects
from sessions.models.exchange import Kind

# --- subjects and classes -----------------------------------------------------------------------
_GRADE = re.compile(r"(?<!\d)(1[0-2]|[1-9])(?:\s*[A-ZĐ]\d{0,2}(?!\w)|/\d{1,2}(?!\d))?(?![\d])(?!\s*-?\s*\d?\s*tuổi)")  # fmt: skip
_BEFORE_CLASS = re.compile(r"(?:^|\s)(?:các\s+)?(?:lớp|khối)\s*$", re.IGNORECASE)
_CLASS_AT_END = re.compile(
    r"^(?P<subject>.*?[^\W\d_].*?)(?:\s*[,/–-]\s*|\s+)(?P<klass>(?:(?:lớp|khối)\s*)?\d{1,2}\s*(?:[A-ZĐ]\d{0,2}|[/.]\d{1,2})?)$",
    re.IGNORECASE,
)
_CLASS_FIRST = re.compile(
    r"^(?P<klass>(?:(?:lớp|khối)\s*)?\d{1,2}\s*(?:[A-ZĐ]\d{0,2}|[/.]\d{1,2})?)\s*[-–/:,]\s*(?P<subject>[^\W\d_].*)$",
    re.IGNORECASE,
)
_CLASSES = re.compile(r"^(?:lớp|khối)\s", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[,;/+&]\s*|\s+[-–]\s+|\s+và\s+")


@dataclass(frozen=True)
class Taught:
    """What "Toán, Văn 9" means: the subjects and grades, and the words that are no subject known."""

    subjects: tuple[Subject, ...] = ()
    grades: tuple[Grade, ...] = ()
    unknown: tuple[str, ...] = ()


def read_subjects(
    words: str, known: KnownSubjects, grades: Mapping[int, Grade]
) -> Taught:
    """The subjects and grades that the cell "Môn/lớp" names, several or none."""
    numbers = dict.fromkeys(int(found[1]) for found in _GRADE.finditer(words))
    meant = tuple(grades[number] for number in numbers if number in grades)
    whole = known.match(words)
    if whole is not None:
        return Taught((whole,), meant)
    subjects: dict[int, Subject] = {}
    unknown = []
    for piece in _BETWEEN.split(words):
        bare = _BEFORE_CLASS.sub("", _GRADE.sub("", piece)).strip(" .,:()")
        if not fold(bare) or fold(bare) in {"lop", "khoi", "mon"}:
            continue
        subject = known.match(bare)
        if subject is None:
            unknown.append(bare)
        else:
            subjects[subject.pk] = subject
    return Taught(tuple(subjects.values()), meant, tuple(unknown))


def split_class(words: str) -> tuple[str, str]:
    """ "KHTN 8B" as subject and class; words that end otherwise are a subject without a class."""
    words = words.strip()
    if _CLASSES.match(words) and not re.search(r"[-–/:,]\s*[^\W\d_]", words):
        return "", words
    found = _CLASS_FIRST.match(words) or _CLASS_AT_END.match(words)
    if found is None:
        return words, ""
    return found["subject"].strip(" ,-–/"), found["klass"].strip()


# --- names ---------------------------------------------------------------------------------------
_ADDRESS = re.compile(
    r"^(?:đồng\s*chí|đ/c|đ\.c\.?|đc|thầy(?:\s+giáo)?|cô(?:\s+giáo)?|ông|bà)\s+",
    re.IGNORECASE,
)
_PARTED = re.compile(r"\s*[;\n]\s*|\s+(?:và|&|\+)\s+")
_BLANKS = re.compile(r"[^\S\n]+")
_COMMAS = re.compile(r"\s*,\s*")
_PLACE = re.compile(
    r"(?:^|(?<=\s))(?:trường|THCS|THPT|TH&THCS|TH|MN|PTDTBT|PTDTNT|tiểu học|mầm non)(?=\s)",
    re.IGNORECASE,
)
_WITH_PLACE = re.compile(
    r"^(?P<name>[^()]+?)\s*(?:\((?P<inside>[^()]+)\)|\s[-–]\s+(?P<behind>.+)|,\s*(?P<comma>.+))$"
)


def parted(words: str) -> list[str]:
    """Names in a cell, one each: parted by semicolons, line breaks, "và"; by commas where what is
    behind is no place of the one before."""
    names: list[str] = []
    # A long run of blanks would be looked through from each of its places.
    for piece in _PARTED.split(_BLANKS.sub(" ", words)):
        for part in _COMMAS.split(piece):
            part = part.strip(" .-")
            if not part:
                continue
            if names and _PLACE.match(part) and not _PLACE.match(names[-1]):
                names[-1] = f"{names[-1]}, {part}"
            else:
                names.append(part)
    return names


def name_and_place(words: str) -> tuple[str, str]:
    """ "Trần Bảo Châu (THCS Dân Tiến)" as name and place; without one the place is empty."""
    found = _WITH_PLACE.match(words)
    if found is None:
        return words, ""
    return found["name"].strip(), (
        found["inside"] or found["behind"] or found["comma"] or ""
    ).strip()


_NOBODY = re.compile(
    r"^(?:cum truong|cum pho|hieu truong|pho hieu truong|ht|pht|bgh|ban giam hieu|cum|hoi dong|"
    r"to truong|ttcm|lanh dao|chuyen vien|truong|truong phong|dai dien|cac|so|phong)\b"
)


def names_nobody(words: str) -> bool:
    """Whether words name a post or a body and no person: "Cụm trưởng", "BGH trường đăng cai"."""
    return bool(_NOBODY.match(fold(words)))


def bare_name(words: str) -> str:
    """The name without the form of address before it."""
    return _ADDRESS.sub("", words).strip()


# --- kinds ---------------------------------------------------------------------------------------
_KINDS = [
    (Kind.LESSON_STUDY, r"nghien cuu bai|ncbh|sinh hoat chuyen mon|shcm"),
    (Kind.JOINT_EXAM, r"khao sat|thi chung|kiem tra chung|\bthi\b|de chung"),
    (Kind.DEMO_LESSONS, r"chuyen de|minh hoa|thao giang|hoi giang|du gio|day mau|day thu"),
    (Kind.CONFERENCE, r"hoi thao|hoi nghi|toa dam|tong ket|so ket|tap huan"),
    (Kind.SIGNING, r"ky ket|ki ket|bien ban ghi nho"),
    (Kind.EXCHANGE, r"giao luu|trao doi"),
    (Kind.VISIT, r"tham quan|tham hoc|hoc tap kinh nghiem"),
]  # fmt: skip


def kind_of(words: str) -> str:
    """The kind that the words of a plan name; "" when they name none."""
    folded = fold(words)
    for kind, pattern in _KINDS:
        if re.search(pattern, folded):
            return kind
    return ""
