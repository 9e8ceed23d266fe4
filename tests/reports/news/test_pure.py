"""The pure parts of news: cleaning, the check list, joining two texts, the message for Zalo."""

from dataclasses import replace

import pytest
from django.utils import translation

from reports import merging, zalo
from reports.blocks import blank, is_edited, tidy
from reports.checklist import Level, PhotoOnPaper, checks, may_be_published
from reports.cleaning import (
    PICTURES,
    SPACES,
    WORD,
    clean,
    clean_line,
    is_shouted,
    without_bullet,
)
from reports.facts.news import news_facts


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("text", "cleaned", "done"),
    [
        ("Bài viết bình thường.", "Bài viết bình thường.", set()),
        ("[bookmark: _GoBack] Việc thảo luận", "Việc thảo luận", {WORD}),
        ("Ảnh [image: ] dưới đây", "Ảnh dưới đây", {PICTURES, SPACES}),
        ("khoảng 4 - 5  trường", "khoảng 4 - 5 trường", {SPACES}),
        ("tại huyện Văn Lâm .", "tại huyện Văn Lâm.", {SPACES}),
        ("Các trường: A , B ; C", "Các trường: A, B; C", {SPACES}),
        ("Tỉ lệ 1 : 2", "Tỉ lệ 1: 2", {SPACES}),
        ("lúc 7 :30", "lúc 7 :30", set()),
        ("chữ\u200bẩn\u00ad", "chữẩn", set()),
        ("a\u00a0b\tc", "a b c", {SPACES}),
        ("<!--[if gte mso 9]><xml>rác</xml><![endif]-->Nội dung", "Nội dung", {WORD}),
        ("Normal 0 false false false EN-US X-NONE X-NONE Bài", "Bài", {WORD}),
        ("dòng một\r\n\r\ndòng hai", "dòng một\n\ndòng hai", set()),
        ("giữ <b>nguyên</b> & [1]", "giữ <b>nguyên</b> & [1]", set()),
        ("", "", set()),
    ],
)
def test_paste_is_cleaned_and_says_what_was_done(text, cleaned, done):
    assert clean(text).text == cleaned
    assert clean(text).done == done
    assert clean(cleaned).text == cleaned


def test_a_line_has_no_line_breaks():
    assert clean_line("Đầu đề\n hai dòng").text == "Đầu đề hai dòng"


@pytest.mark.parametrize(
    ("line", "bare"),
    [
        ("- một", "một"),
        ("• hai", "hai"),
        ("+ ba", "ba"),
        ("-5 độ", "-5 độ"),
        ("A - B", "A - B"),
    ],
)
def test_pasted_bullets_go_and_minus_signs_stay(line, bare):
    assert without_bullet(line) == bare


@pytest.mark.parametrize(
    ("title", "shouted"),
    [
        ("SINH HOẠT CHUYÊN MÔN THEO CỤM TRƯỜNG", True),
        ("Sinh hoạt chuyên môn theo cụm trường", False),
        ("KHTN 8", False),
        ("PTDTBT THCS Nậm Xuân giao lưu với THCS Pa Sương", False),
        ("", False),
    ],
)
def test_titles_in_capitals_are_seen(title, shouted):
    assert is_shouted(title) is shouted


def test_a_paragraph_is_parted_at_its_line_breaks_and_the_first_keeps_its_maker():
    block = {
        **blank("paragraph", "opening"),
        "text": "Một.\n\nHai.",
        "made_by": "opening",
        "drafted": {"text": "Một."},
        "facts": "x",
    }
    made = tidy("Đầu đề", "", [block]).blocks
    assert [one["text"] for one in made] == ["Một.", "Hai."]
    assert [one.get("made_by") for one in made] == ["opening", None]
    assert made[0]["id"] == "opening"
    assert not is_edited(made[0])


def test_a_photo_stands_once_in_a_grid():
    grid = {**blank("photos", "p"), "photos": [{"photo": 1, "caption": ""}] * 3}
    assert len(tidy("T", "", [grid]).blocks[0]["photos"]) == 1


# --- the check list -------------------------------------------------------------------------

PEOPLE = {
    "id": "people",
    "type": "people",
    "groups": [
        {"unit": "Trường A", "entries": ["đồng chí Lường Văn Sơn, Hiệu trưởng"]}
    ],
}
GRID = {"id": "p", "type": "photos", "photos": [{"photo": 1, "caption": ""}]}
FINE = {1: PhotoOnPaper("Tiết dạy KHTN", True)}


@pytest.fixture
def facts(exchange):
    return news_facts(exchange)


def levels(facts=None, title="Buổi sinh hoạt", lead="", blocks=(), photos=FINE):
    found = checks(
        title=title,
        lead=lead,
        blocks=list(blocks),
        photos=photos,
        facts=[facts] if facts else [],
    )
    return found, {check.text: check.level for check in found}


def worst(found, words: str) -> Level:
    (level,) = [check.level for check in found if words in check.text]
    return level


def test_a_report_in_order_has_no_warning(facts):
    text = {**blank("paragraph", "x"), "text": "chữ " * 80}
    found, _ = levels(facts, blocks=[text, PEOPLE, GRID])
    assert {check.level for check in found} == {Level.OK}
    assert len(found) == 7


def test_missing_consent_stops_and_is_the_only_thing_that_does(facts):
    bad = {1: PhotoOnPaper("", False)}
    found, _ = levels(facts, title="X", blocks=[GRID, PEOPLE, PEOPLE], photos=bad)
    assert [check.level for check in found].count(Level.STOP) == 1
    assert not may_be_published(found)
    assert may_be_published(levels(facts, blocks=[PEOPLE, PEOPLE])[0])


def test_photos_without_caption_or_taken_down_are_told(facts):
    bare, _ = levels(facts, blocks=[GRID], photos={1: PhotoOnPaper("", True)})
    assert worst(bare, "has no caption") == Level.WARN
    gone, _ = levels(facts, blocks=[GRID], photos={})
    assert worst(gone, "taken down") == Level.WARN
    own = {**GRID, "photos": [{"photo": 1, "caption": "Của bài"}]}
    fine, _ = levels(facts, blocks=[own], photos={1: PhotoOnPaper("", True)})
    assert worst(fine, "Every photo has a caption") == Level.OK


def test_people_are_compared_with_the_roster_both_ways(facts):
    stranger = {
        **PEOPLE,
        "groups": [{"unit": "", "entries": ["đồng chí Hoàng Thị Lạ"]}],
    }
    found, _ = levels(facts, blocks=[stranger])
    (text,) = [check.text for check in found if "roster" in check.text]
    assert "Lường Văn Sơn" in text
    assert "Hoàng Thị Lạ" in text


def test_near_names_are_different_people(facts):
    both = {
        **PEOPLE,
        "groups": [
            {
                "unit": "",
                "entries": ["đồng chí Lường Văn Sơn", "đồng chí Lường Văn Sơn Nga"],
            }
        ],
    }
    found, _ = levels(facts, blocks=[both])
    assert worst(found, "Nobody is named twice") == Level.OK


def test_the_same_entry_twice_is_told(facts):
    found, _ = levels(facts, blocks=[PEOPLE, PEOPLE])
    assert worst(found, "Named twice") == Level.WARN


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Ngày 26/11/2026 cụm tổ chức", Level.OK),
        ("Ngày 27/11/2026 cụm tổ chức", Level.WARN),
        ("Ngày 31/02/2026 cụm tổ chức", Level.WARN),
        ("Không nêu ngày, chỉ 26/11", Level.OK),
    ],
)
def test_dates_are_compared_with_the_session(facts, text, level):
    block = {**blank("paragraph", "x"), "text": text}
    found, _ = levels(facts, blocks=[block])
    (check,) = [one for one in found if "date" in one.text]
    assert check.level == level


def test_dates_of_bases_and_typed_facts_are_known(facts):
    known = replace(facts, purpose="Theo kế hoạch ngày 01/10/2026")
    block = {**blank("paragraph", "x"), "text": "ngày 01/10/2026"}
    found, _ = levels(known, blocks=[block])
    assert worst(found, "Every date agrees") == Level.OK


@pytest.mark.parametrize(
    ("title", "words"),
    [("SINH HOẠT CHUYÊN MÔN CỤM", "capitals"), ("rất dài " * 20, "is long")],
)
def test_hard_titles_are_told(title, words):
    found, _ = levels(title=title)
    assert worst(found, words) == Level.WARN


@pytest.mark.parametrize(("count", "words"), [(10, "very short"), (2600, "very long")])
def test_length_is_told(count, words):
    block = {**blank("paragraph", "x"), "text": "chữ " * count}
    found, _ = levels(blocks=[block])
    assert worst(found, words) == Level.WARN


# --- two texts ------------------------------------------------------------------------------


def paragraph(name: str, text: str) -> dict:
    return {"id": name, "type": "paragraph", "text": text}


MINE = merging.Text("T", "", [paragraph("a", "A"), paragraph("b", "B của tôi")])
THEIRS = merging.Text(
    "T", "L", [paragraph("c", "C"), paragraph("b", "B"), paragraph("d", "D")]
)


def test_parts_stand_in_my_order_with_theirs_after_what_they_follow():
    found = merging.parts(MINE, THEIRS)
    assert [part.name for part in found] == ["-title", "-lead", "c", "a", "b", "d"]
    assert [part.is_same for part in found] == [True, False, False, False, False, False]


@pytest.mark.parametrize("side", ["mine", "theirs"])
def test_one_side_for_everything_is_that_text(side):
    found = merging.parts(MINE, THEIRS)
    text = merging.merged(found, dict.fromkeys((part.name for part in found), side))
    wanted = MINE if side == "mine" else THEIRS
    assert (text.title, text.lead) == (wanted.title, wanted.lead)
    assert [b["text"] for b in text.blocks] == [b["text"] for b in wanted.blocks]


def test_both_sides_of_a_part_have_ids_of_their_own():
    found = merging.parts(MINE, THEIRS)
    text = merging.merged(found, {"b": "both", "d": "both"})
    assert [(b["id"], b["text"]) for b in text.blocks] == [
        ("a", "A"),
        ("b", "B của tôi"),
        ("b-2", "B"),
        ("d", "D"),
    ]


# --- Zalo -----------------------------------------------------------------------------------


def test_the_message_has_title_beginning_and_link():
    message = zalo.news_message(
        title="Áp suất",
        lead="",
        blocks=[{"id": "h", "type": "heading", "text": "H"}, paragraph("a", "Mở đầu.")],
        link="https://x/B/1A",
    )
    assert (
        message == "Áp suất\n\nMở đầu.\n\nMời các thầy cô đọc bản tin: https://x/B/1A"
    )


def test_a_long_beginning_is_cut_at_a_word():
    message = zalo.news_message(title="T", lead="chữ " * 100, blocks=[], link="L")
    intro = message.split("\n\n")[1]
    assert len(intro) <= 222
    assert intro.endswith("chữ …")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Nộp trước ngày 15 tháng sau.", "tháng sau"),
        ("Nộp trước ngày 15 tháng sau (tháng 12/2026).", ""),
        ("Hôm nay cụm họp, tuần tới dạy.", "hôm nay, tuần tới"),
        ("Trong các tháng tới, những tuần này và tháng 3.", ""),
    ],
)
def test_words_that_only_those_who_were_there_can_read_are_told(text, told):
    found = checks(title="", lead="", blocks=[paragraph("a", text)], photos={})
    lines = [one.text for one in found if "to someone who reads later" in one.text]
    assert lines == (
        [
            (
                "These words do not say which day or month to someone who reads later: "
                f"{told}."
            )
        ]
        if told
        else []
    )


def test_a_long_beginning_ends_with_a_sentence_where_that_says_enough():
    first = "Ngày 26/11/2026, Cụm 1 đã tổ chức buổi sinh hoạt chuyên môn tại trường THCS Hồng Tiến, xã Tân Dân."
    message = zalo.news_message(
        title="T", lead=f"{first} Hoạt động nhằm {'chữ ' * 40}", blocks=[], link="L"
    )
    assert message.split("\n\n")[1] == first


def test_the_opening_is_told_before_the_papers_it_rests_on():
    told = {**paragraph("b", "Cụm 1 đã tổ chức."), "made_by": "opening"}
    blocks = [paragraph("a", "Thực hiện sự chỉ đạo."), told]
    message = zalo.news_message(title="T", lead="", blocks=blocks, link="L")
    assert message.split("\n\n")[1] == "Cụm 1 đã tổ chức."


@pytest.mark.parametrize("pk", [1, 35, 36, 1295, 10**9])
def test_a_code_is_a_number_in_capitals_and_back(pk):
    code = zalo.code_of(pk)
    assert code == code.upper()
    assert zalo.pk_of(code.lower()) == pk
