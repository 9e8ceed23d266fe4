"""What changed between two revisions: a table of cases, each for typed plans and for the text of Word files."""

import unicodedata

import pytest
from django.urls import reverse

from lessons.comparing import (
    MOST_PARAGRAPHS,
    Change,
    Text,
    compare,
    paragraphs_of,
    texts_of_typed,
    texts_of_words,
)
from lessons.models import PlanRevision
from tests import figures
from tests.lessons.rounds import revise

LONG = "Giáo viên chốt kiến thức về áp suất"


def told(changes: list[Change]) -> list[str]:
    """The changes as one line each: "-" taken out, "+" put in, "~" changed, ">" and "<" moved."""
    marks = {"out": "-", "in": "+", "changed": "~", "moved": ">", "gone": "<"}
    return [
        f"{marks[one.kind]} "
        + "".join(
            part.text
            if part.kind == "same"
            else f"[{'-' if part.kind == 'out' else '+'}{part.text.strip()}]"
            for part in one.parts
        )
        for change in changes
        for one in change.changed
    ]


# before, after, what is told
CASES = {
    "nothing": ("Một\nHai", "Một\nHai", []),
    "both empty": ("", "", []),
    "a word": ("Quan sát hình vẽ", "Quan sát tranh vẽ", ["~ Quan sát[-hình][+tranh] vẽ"]),
    "an accent": ("Ăn cơm rồi học bài", "Ăn cớm rồi học bài", ["~ Ăn[-cơm][+cớm] rồi học bài"]),
    "a capital": ("học nhóm bốn người", "Học nhóm bốn người", ["~ [-học][+Học] nhóm bốn người"]),
    "a full stop": ("Chia nhóm ba", "Chia nhóm ba.", ["~ Chia nhóm ba[+.]"]),
    "a comma": ("Đọc, viết, nói", "Đọc viết, nói", ["~ Đọc[-,] viết, nói"]),
    "a number": ("Làm trong 5 phút", "Làm trong 10 phút", ["~ Làm trong[-5][+10] phút"]),
    "a decimal": ("Dài 1,5 cm nhé", "Dài 2,5 cm nhé", ["~ Dài[-1][+2],5 cm nhé"]),
    "words at the end": ("Học sinh báo cáo kết quả", "Học sinh báo cáo kết quả trước lớp", ["~ Học sinh báo cáo kết quả[+trước lớp]"]),
    "words at the beginning": ("báo cáo kết quả đo", "Nhóm báo cáo kết quả đo", ["~ [+Nhóm] báo cáo kết quả đo"]),
    "words taken out": ("Học sinh tự làm và ghi vở", "Học sinh tự làm", ["~ Học sinh tự làm[-và ghi vở]"]),
    "another encoding": (LONG, unicodedata.normalize("NFD", LONG), []),
    "more spaces": ("Một  hai\tba", "Một hai ba", []),
    "spaces at the end": ("Một hai ", "Một hai", []),
    "no-break space": ("Một\u00a0hai", "Một hai", []),
    "Windows line ends": ("Một\r\nHai", "Một\nHai", []),
    "empty lines": ("Một\n\n\nHai", "Một\nHai", []),
    "a line put in": ("Một\nBa", "Một\nHai\nBa", ["+ [+Hai]"]),
    "a line put in first": ("Hai", "Một\nHai", ["+ [+Một]"]),
    "a line put in last": ("Một", "Một\nHai", ["+ [+Hai]"]),
    "a line taken out": ("Một\nHai\nBa", "Một\nBa", ["- [-Hai]"]),
    "all taken out but one": ("Một\nHai\nBa", "Hai", ["- [-Một]", "- [-Ba]"]),
    "another line": ("Trò chơi", "Video ngắn", ["- [-Trò chơi]", "+ [+Video ngắn]"]),
    "a line moved": (f"{LONG}\nMột\nHai", f"Một\nHai\n{LONG}", [f"< [-{LONG}]", f"> [+{LONG}]"]),
    "a short line moved": ("Hết giờ\nMột\nHai", "Một\nHai\nHết giờ", ["- [-Hết giờ]", "+ [+Hết giờ]"]),
    "a line doubled": (f"{LONG}\nMột", f"{LONG}\nMột\n{LONG}", [f"+ [+{LONG}]"]),
    "two lines changed": ("Nhóm một đo cạnh\nNhóm hai đo góc", "Nhóm một đo chiều cao\nNhóm hai đo mọi góc", ["~ Nhóm một đo[-cạnh][+chiều cao]", "~ Nhóm hai đo[+mọi] góc"]),
    "a line before a changed one": ("Nhóm một đo cạnh", "Khởi động\nNhóm một đo góc", ["+ [+Khởi động]", "~ Nhóm một đo[-cạnh][+góc]"]),
    "a line after a changed one": ("Nhóm một đo cạnh\nKết thúc", "Nhóm một đo góc", ["~ Nhóm một đo[-cạnh][+góc]", "- [-Kết thúc]"]),
    "one line becomes two": ("Chia nhóm rồi giao việc cho nhóm", "Chia nhóm\nGiao việc cho nhóm rồi", ["+ [+Chia nhóm]", "~ [-Chia nhóm rồi giao][+Giao] việc cho nhóm[+rồi]"]),
    "a list item": ("- Thước\n- Ê ke", "- Thước\n- Com pa\n- Ê ke", ["+ [+- Com pa]"]),
    "a cell of a table": ("Bước 1 | Giao việc | 5 phút", "Bước 1 | Giao việc | 7 phút", ["~ Bước 1 | Giao việc |[-5][+7] phút"]),
    "a formula": ("Tính p = F/S theo đề", "Tính p = F : S theo đề", ["~ Tính p = F[-/][+:] S theo đề"]),
    "tags": ("Dùng thẻ <b>đậm</b>", "Dùng thẻ <i>đậm</i>", ["~ Dùng thẻ <[-b][+i]>đậm</[-b][+i]>"]),
    "an emoji": ("Vui học 🙂 nhé", "Vui học 🎈 nhé", ["~ Vui học[-🙂][+🎈] nhé"]),
    "dashes": ("Học sinh - giáo viên", "Học sinh – giáo viên", ["~ Học sinh[--][+–] giáo viên"]),
    "quotes": ('Bài "Áp suất" hay', "Bài “Áp suất” hay", ['~ Bài[-"][+“]Áp suất[-"][+”] hay']),
}  # fmt: skip


def typed(words: str) -> list[Text]:
    return texts_of_typed({"form": "free", "body": words})


def of_word(words: str) -> list[Text]:
    return texts_of_words(words, "Cả bài")


@pytest.mark.parametrize("read", [typed, of_word])
@pytest.mark.parametrize("case", CASES)
def test_what_changed_is_told(case, read):
    before, after, expected = CASES[case]
    assert told(compare(read(before), read(after))) == expected
    figures.record("diff_cases", 1)


@pytest.mark.parametrize("read", [typed, of_word])
def test_from_nothing_and_to_nothing_the_whole_is_told(read):
    assert told(compare(read(""), read("Một\nHai"))) == ["+ [+Một]", "+ [+Hai]"]
    assert told(compare(read("Một\nHai"), read(""))) == ["- [-Một]", "- [-Hai]"]


def kinds(before: dict, after: dict) -> list[tuple[str, str]]:
    changes = compare(
        texts_of_typed({"form": "cv5512", **before}),
        texts_of_typed({"form": "cv5512", **after}),
    )
    return [(one.key, one.kind) for one in changes]


def test_sections_come_and_go_where_they_stand():
    before = {"materials": "Cốc", "a1.a": "Tạo hứng thú", "x1.text": "Cũ"}
    after = {"goals.knowledge": "Nêu được", "a1.a": "Tạo hứng thú", "a2.a": "Đo"}
    assert kinds(before, after) == [
        ("goals", "in"),
        ("materials", "out"),
        ("a1", "same"),
        ("x1", "out"),
        ("a2", "in"),
    ]


def test_what_is_gone_stands_where_it_stood_and_not_behind_what_came():
    before = {"a2.a": "Đo", "a3.a": "Luyện"}
    after = {"a2.a": "Đo", "a4.a": "Ở nhà", "x1.text": "Phiếu"}
    assert [key for key, _kind in kinds(before, after)] == ["a2", "a3", "a4", "x1"]


def test_another_title_of_an_own_section_is_a_change_of_that_section():
    [change] = compare(
        texts_of_typed({"form": "free", "x1.title": "Năng lực số", "x1.text": "A"}),
        texts_of_typed({"form": "free", "x1.title": "Chuyển đổi số", "x1.text": "A"}),
    )
    assert (change.kind, change.was, change.title) == (
        "changed",
        "Năng lực số",
        "Chuyển đổi số",
    )
    assert change.changed == []


def test_headings_of_fields_tell_where_a_text_stands():
    changes = compare(
        texts_of_typed({"form": "cv5512", "a1.a": "Tạo hứng thú"}),
        texts_of_typed({"form": "cv5512", "a1.d1": "Tạo hứng thú"}),
    )
    lines = told(changes)
    assert "- [-a) Mục tiêu]" in lines
    assert "+ [+Giao nhiệm vụ học tập]" in lines


@pytest.mark.parametrize(
    "line", ["giống hệt nhau", "dòng {n}", "dòng {m}", "từ " * 900 + "{n}"]
)
def test_of_a_text_without_end_the_beginning_is_compared(line):
    many = MOST_PARAGRAPHS * 3
    if len(line) > 500:
        many = 40
    before = [line.format(n=n, m=n % 3) for n in range(many)]
    after = [line.format(n=n + 1, m=n % 2) for n in range(many)]
    [change] = compare(
        [Text("a", "A", paragraphs_of(before))], [Text("a", "A", paragraphs_of(after))]
    )
    assert change.cut is (many > MOST_PARAGRAPHS)
    assert len(change.paragraphs) <= 2 * MOST_PARAGRAPHS


# --- the page --------------------------------------------------------------------------------------


@pytest.fixture
def page(world, signed_in, plan):
    """The page of the plan as the subject head sees it."""

    def ask(who=None, **asked):
        address = reverse("lessons:plan_compare", args=[plan.pk])
        return signed_in(who or world.subject_head).get(address, asked)

    return ask


def type_in(plan, person, number: int, **texts) -> PlanRevision:
    content = {"form": "free", "title": "Áp suất", **texts}
    return PlanRevision.objects.create(
        plan=plan,
        number=number,
        kind=PlanRevision.Kind.TYPED,
        content=content,
        text="\n".join(texts.values()),
        original_name="Áp suất",
        size=10,
        sha256=f"{number:064d}",
        created_by=person,
    )


@pytest.mark.django_db
def test_two_typed_revisions_are_compared_by_section(world, plan, page):
    number = plan.revisions.count()
    type_in(plan, world.teacher, number + 1, goals="Nêu áp suất", body="Đo <b>cạnh</b>")
    type_in(plan, world.teacher, number + 2, goals="Nêu áp suất", body="Đo <b>góc</b>")
    text = page().text
    assert f"Từ bản {number + 1} đến bản {number + 2}" in text
    assert "<del>" in text
    assert "&lt;b&gt;" in text
    assert "<b>góc" not in text
    assert "1 mục không đổi" in text


@pytest.mark.django_db
def test_files_without_words_stand_side_by_side(world, plan, page):
    revise(plan, world.teacher)
    text = page().text
    assert "đặt cạnh nhau" in text
    for number in (1, 2):
        address = reverse("lessons:revision_file", args=[plan.pk, number])
        assert f'href="{address}"' in text


@pytest.mark.django_db
def test_one_revision_says_that_there_is_nothing_to_compare(plan, page):
    assert plan.revisions.count() == 1
    assert "mới có một bản" in page().text


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["0", "x", "9", "1" * 50, "-1"])
def test_a_number_that_is_none_shows_the_newest_two(world, plan, page, asked):
    revise(plan, world.teacher)
    answer = page(truoc=asked, sau=asked)
    assert answer.status_code == 200
    assert "Từ bản 1 đến bản 2" in answer.text


@pytest.mark.django_db
def test_the_earlier_one_stands_first_whatever_was_asked(world, plan, page):
    for _time in range(2):
        revise(plan, world.teacher)
    assert "Từ bản 1 đến bản 3" in page(truoc="3", sau="1").text


@pytest.mark.django_db
def test_more_changes_ask_no_more(world, plan, signed_in, queries):
    address = reverse("lessons:plan_compare", args=[plan.pk])
    client = signed_in(world.subject_head)
    type_in(plan, world.teacher, 2, body="Một")
    type_in(plan, world.teacher, 3, body="Hai")
    one = queries(client, address)
    type_in(plan, world.teacher, 4, goals="A", materials="B", body="Ba\nBốn")
    assert queries(client, address) == one
