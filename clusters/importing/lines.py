"""What one line of a list says: name, numbers, post and subjects, and what is wrong with it."""

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field

from accounts.models import SignInName
from accounts.signin_names import is_whole_phone, normalise_phone
from accounts.text import fold
from clusters.models import Post
from clusters.programme import KnownSubjects

Said = tuple[str, dict[str, str]]

# The person of the example line in the template; who leaves it there means nobody.
EXAMPLE_NAME = "Nguyễn Thị Ví Dụ"

_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_NAME = re.compile(r"^[^\W\d_]+(?:[ .'’-]+[^\W\d_]+)*\.?$")
# Signs that stand for Vietnamese letters in the fonts of before Unicode (.VnTime, VNI).
_OLD_FONT = re.compile(r"[¸µ¶·¹¨¾»¼½Æ©ÊÇÈÉË®ÐÑÒÓÕ§£¥¦«­¬ªîóßÞÜÝØ×ÏåçðñöøþÿÖÄÅ]")
_SPLIT = re.compile(r"\s*(?:[,;/+&\n]|\s-\s|–|\bvà\b)\s*", re.IGNORECASE)
# A table calculation drops the 0 of a phone number.
_SHORT_PHONE = re.compile(r"^[35789]\d{8}$")
_NUMBERED = re.compile(r"^\d{1,4}\s*[.)/]\s*")
# With their marks: folded, "Tổ" is the family name Tô, and "Tổng" is Tống.
_REMARK = re.compile(
    r"^(?:(?:[IVX]+|[A-D]|\d{1,2})\s*[.)/:]\s*(?:tổ|ban|cán bộ|giáo viên|nhân viên|khối|bộ phận|cbql)\b"
    r"|tổ\s|ban giám hiệu|tổng số|tổng cộng|tổng:|cộng\b|danh sách|người lập|hiệu trưởng|thủ trưởng"
    r"|ghi chú|(?:.{0,40},\s*)?ngày\s)",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\s*[(\[].*$")
_OPENING = re.compile(
    r"^(?:ông|bà|thầy|cô|gv|đ/c|đc)[.:]?\s+(?=\S+\s+\S)", re.IGNORECASE
)

_VICE = ("pho hieu truong", "p hieu truong", "hieu pho", "pht", "p ht")
_STAFF = (
    "ke toan",
    "van thu",
    "thu vien",
    "y te",
    "bao ve",
    "nhan vien",
    "thiet bi",
    "cap duong",
    "thu quy",
    "nv",
    "phuc vu",
    "tap vu",
    "giao vu",
    "van phong",
    "nuoi duong",
    "cong nghe thong tin",
)
_TEACHING = (
    "giao vien",
    "gv",
    "gvcn",
    "gvbm",
    "tong phu trach",
    "tpt",
    "to pho",
    "day",
)


@dataclass(frozen=True)
class Line:
    """A line as it was understood. `subjects` are codes, `kind` one of Post.Kind, numbers normalised."""

    full_name: str
    phone: str = ""
    email: str = ""
    staff_code: str = ""
    kind: str = Post.Kind.TEACHER
    title: str = ""
    subjects: list[str] = field(default_factory=list)

    def as_json(self) -> dict:
        return asdict(self)


def digest_of(cells: dict[str, str]) -> str:
    """The same for the same line, however often and in whichever list it comes."""
    folded = {
        word: " ".join(text.lower().split()) for word, text in cells.items() if text
    }
    return hashlib.sha256(
        json.dumps(folded, sort_keys=True, ensure_ascii=False).encode()
    ).hexdigest()[:40]


def is_empty(cells: dict[str, str]) -> bool:
    """Whether a line says nothing about anybody."""
    return not any(fold(text) for text in cells.values())


def is_remark(cells: dict[str, str]) -> bool:
    """Whether it is no person but what stands below and between: "Tổng số: 45 người", a line over a
    group ("I. Ban giám hiệu"), the place of the signature; or the example of the template."""
    name = cells.get("full_name", "")
    said = {word for word, text in cells.items() if fold(text)}
    return fold(name) == fold(EXAMPLE_NAME) or (
        said == {"full_name"} and bool(_REMARK.match(name))
    )


def read_line(
    cells: dict[str, str], subjects: KnownSubjects
) -> tuple[Line, list[Said], list[Said]]:
    """The line, what is wrong with it (it cannot be taken over), and what is only worth saying."""
    wrong: list[Said] = []
    told: list[Said] = []
    whole = cells.get("full_name", "")
    bare = _IN_BRACKETS.sub("", whole)
    if fold(bare) and bare != whole:
        told.append(
            ("name_cut", {"name": bare[:80], "rest": whole[len(bare) :].strip()[:80]})
        )
    name = _name(bare if fold(bare) else whole, wrong)
    phone = _phone(cells.get("phone", ""), wrong)
    email = _email(cells.get("email", ""), wrong)
    title = cells.get("title", "")[:120]
    kind, known = kind_of(title, bool(cells.get("subjects")))
    if title and not known:
        told.append(("title_unknown", {"title": title, "kind": kind}))
    code = "".join(cells.get("staff_code", "").split())
    if "/" in code or len(code) > 40:
        wrong.append(("code_wrong", {"code": code[:60]}))
        code = ""
    codes = []
    for text in _SPLIT.split(cells.get("subjects", "")):
        if not fold(text):
            continue
        subject = subjects.match(text)
        if subject is None:
            told.append(("subject_unknown", {"subject": text[:60]}))
        elif subject.code not in codes:
            codes.append(subject.code)
    return Line(name, phone, email, code, kind, title, codes), wrong, told


def _name(text: str, wrong: list[Said]) -> str:
    name = _OPENING.sub("", _NUMBERED.sub("", text))
    if not fold(name):
        wrong.append(("name_missing", {}))
    elif _OLD_FONT.search(name) and not _NAME.match(name.replace("©", "")):
        wrong.append(("name_old_font", {"name": name[:80]}))
    elif len(name) > 120 or not _NAME.match(name):
        wrong.append(("name_strange", {"name": name[:80]}))
    if name.isupper():
        # A list in capitals is no reason to shout on every page.
        name = name.title()
    return name[:120]


def _phone(text: str, wrong: list[Said]) -> str:
    if not text:
        return ""
    first = re.split(r"\s*(?:[,;/]|\s-\s|\bhoặc\b)\s*", text)[0]
    digits = re.sub(r"[ .\-()']", "", first)
    found = normalise_phone(f"0{digits}" if _SHORT_PHONE.match(digits) else digits)
    if found is None or not is_whole_phone(found):
        wrong.append(("phone_wrong", {"phone": text[:40]}))
        return ""
    return found


def _email(text: str, wrong: list[Said]) -> str:
    if not text:
        return ""
    first = re.split(r"[,;\s]+", text.strip())[0].lower()
    if not _EMAIL.match(first) or len(first) > 120:
        wrong.append(("email_wrong", {"email": text[:80]}))
        return ""
    return first


def kind_of(title: str, teaches: bool) -> tuple[str, bool]:
    """The kind of post that a title means, and whether the title is known. Of several the highest:
    "Hiệu trưởng, dạy Toán" is a principal."""
    words = f" {fold(title)} "
    if not words.strip():
        return Post.Kind.TEACHER, True

    def has(*wanted: str) -> bool:
        return any(f" {word} " in words for word in wanted)

    if has(*_VICE):
        return Post.Kind.VICE_PRINCIPAL, True
    if has("hieu truong", "ht"):
        return Post.Kind.PRINCIPAL, True
    if has("to truong", "ttcm", "nhom truong", "tt") and not has(
        "van phong", "cong doan"
    ):
        return Post.Kind.SUBJECT_HEAD, True
    if has(*_TEACHING):
        return Post.Kind.TEACHER, True
    if has(*_STAFF):
        return Post.Kind.STAFF, True
    return (Post.Kind.TEACHER if teaches else Post.Kind.STAFF), False


def numbers_of(line: dict) -> list[tuple[str, str]]:
    """The (kind, normalised) names to sign in with that a line as JSON gives, without its staff code."""
    return [
        (kind, line[word])
        for kind, word in (
            (SignInName.Kind.PHONE, "phone"),
            (SignInName.Kind.EMAIL, "email"),
        )
        if line.get(word)
    ]
