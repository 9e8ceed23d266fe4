"""Rows of photos and widths of columns."""

import random

import pytest

from reports.rendering.layout import (
    CAPTION_GUTTER,
    GUTTER,
    HIGHEST,
    HIGHEST_BLOCK,
    columns,
    low_columns,
    place,
)
from reports.rendering.metrics import ruler

WIDTH = 168.0
MEASURE = ruler("LiberationSerif-Regular", 12)
LANDSCAPE, WIDE, PORTRAIT, TALL, SQUARE, PANORAMA = (
    4 / 3,
    16 / 9,
    3 / 4,
    9 / 16,
    1.0,
    3.4,
)


def rows(strips):
    return [
        [
            cell
            for group in strip.groups
            if n < len(group.rows)
            for cell in group.rows[n]
        ]
        for strip in strips
        for n in range(max(len(group.rows) for group in strip.groups))
    ]


def _mixes():
    chance = random.Random(7)
    for count in [*range(1, 41), 40, 40]:
        shapes = [
            chance.choice(
                [LANDSCAPE, WIDE, PORTRAIT, TALL, SQUARE, PANORAMA, 0.0, 20.0, 0.05]
            )
            for _ in range(count)
        ]
        captions = [chance.choice(["", "một", "một", "hai"]) for _ in range(count)]
        yield shapes, captions


MIXES = list(_mixes())


@pytest.mark.parametrize(("shapes", "captions"), MIXES)
def test_any_mix_of_photos_finds_its_place(shapes, captions):
    strips = place(shapes, captions, WIDTH)
    found = rows(strips)
    assert [cell.index for row in found for cell in row] == list(range(len(shapes)))
    for strip in strips:
        widths = [group.width for group in strip.groups]
        assert sum(widths) + CAPTION_GUTTER * (len(widths) - 1) <= WIDTH + 0.1
    for row in found:
        assert len({cell.height for cell in row}) == 1
        assert sum(cell.width for cell in row) + GUTTER * (len(row) - 1) <= WIDTH + 0.1
        assert all(20 <= cell.height <= HIGHEST + 0.01 for cell in row)
        for cell in row:
            shape = min(max(shapes[cell.index] or 4 / 3, 0.4), 7.0)
            assert cell.width / cell.height == pytest.approx(shape, rel=0.002)


@pytest.mark.parametrize(("shapes", "captions"), MIXES)
def test_photos_share_words_only_with_photos_of_the_same_words(shapes, captions):
    for strip in place(shapes, captions, WIDTH):
        for group in strip.groups:
            members = [captions[cell.index] for row in group.rows for cell in row]
            assert len(set(members)) == 1
            assert len(members) == 1 or members[0]
            assert sum(row[0].height for row in group.rows) <= max(
                HIGHEST_BLOCK, HIGHEST
            )


def test_a_panorama_has_a_row_to_itself():
    for row in rows(
        place([LANDSCAPE, PANORAMA, PORTRAIT, LANDSCAPE, PANORAMA], [""] * 5, WIDTH)
    ):
        assert len(row) == 1 or all(cell.index not in (1, 4) for cell in row)


def test_one_photo_alone_is_large_but_not_a_poster():
    ((cell,),) = rows(place([LANDSCAPE], ["x"], WIDTH))
    assert (cell.width, cell.height) == (122.67, 92.0)


def test_a_lone_last_photo_is_not_blown_up():
    found = rows(place([LANDSCAPE, LANDSCAPE, PANORAMA, LANDSCAPE], [""] * 4, WIDTH))
    assert [len(row) for row in found] == [2, 1, 1]
    assert found[-1][0].height <= found[0][0].height * 1.25


def test_seven_landscapes_leave_none_alone():
    assert [len(row) for row in rows(place([LANDSCAPE] * 7, [""] * 7, WIDTH))] in (
        [3, 2, 2],
        [2, 3, 2],
        [2, 2, 3],
    )


def test_three_photos_of_one_lesson_have_one_caption():
    (strip,) = place([LANDSCAPE, PORTRAIT, LANDSCAPE], ["Tiết 1"] * 3, WIDTH)
    assert len(strip.groups) == 1


def test_six_photos_of_one_lesson_have_one_caption_under_two_rows():
    (strip,) = place([LANDSCAPE] * 6, ["Tiết 1"] * 6, WIDTH)
    assert [len(row) for row in strip.groups[0].rows] == [3, 3]


def test_photos_of_different_lessons_side_by_side_keep_their_own_words():
    (strip,) = place([LANDSCAPE, LANDSCAPE], ["Tiết 1", "Tiết 2"], WIDTH)
    assert [len(group.rows[0]) for group in strip.groups] == [1, 1]


def test_rows_follow_the_runs_of_captions():
    captions = ["một"] * 2 + ["hai"] * 3 + ["ba"] * 2 + ["bốn"] * 2
    strips = place([LANDSCAPE] * 9, captions, WIDTH)
    assert [[len(group.rows[0]) for group in strip.groups] for strip in strips] == [
        [2],
        [3],
        [2],
        [2],
    ]


@pytest.mark.parametrize(
    "cells",
    [
        [["TT", "Môn"], ["1", "Ngữ văn"]],
        [["A", "B", "C"], ["x" * 400, "ngắn", "một hai ba " * 30]],
        [[""], [""]],
        [["Cột"] * 12, ["PTDTBT THCS Ma Thì Hồ"] * 12],
    ],
)
def test_columns_fill_the_width_exactly(cells):
    assert sum(columns(cells, WIDTH, len)) == pytest.approx(WIDTH, abs=0.1)


def test_no_column_is_narrower_than_its_longest_word():
    widths = columns(
        [["TT", "Môn", "Tên bài"], ["10", "HĐTNHN", "chữ " * 90]], WIDTH, len
    )
    assert widths[0] >= 2 + 4.8
    assert widths[1] >= 6 + 4.8
    assert widths[2] > 140


def test_many_columns_share_what_there_is():
    assert (
        columns([["Khảo sát"] * 30], WIDTH, lambda text: 3.0 * len(text)) == [5.6] * 30
    )


def test_a_column_of_one_endless_word_leaves_room_for_others():
    widths = columns([["x" * 500, "a b c", "1"]], WIDTH, len)
    assert widths[0] < WIDTH - 18


@pytest.mark.parametrize("face", ["BeVietnamPro_600SemiBold", "LiberationSerif-Bold"])
def test_words_are_measured_with_the_faces_own_widths(face):
    measure = ruler(face, 72)
    assert measure("") == 0
    assert measure("nn") == pytest.approx(2 * measure("n"))
    assert 8 < measure("n") < 18
    assert measure("Ộ") == measure("O")
    assert measure("漢") == pytest.approx(25.4)


def test_a_panorama_beside_a_photo_of_its_own_lesson_shares_their_words():
    (strip,) = place([LANDSCAPE, PANORAMA], ["Tiết 1"] * 2, WIDTH)
    assert len(strip.groups) == 1


@pytest.mark.parametrize("shape", [LANDSCAPE, PORTRAIT])
def test_the_photos_of_a_lesson_are_never_torn_over_rows_shared_with_another(shape):
    shapes = [LANDSCAPE, shape] * 4 + [LANDSCAPE, PANORAMA]
    captions = [f"Tiết {number // 2}" for number in range(10)]
    told = [
        captions[group.rows[0][0].index]
        for strip in place(shapes, captions, WIDTH)
        for group in strip.groups
    ]
    assert told == list(dict.fromkeys(captions))


def test_low_columns_give_width_to_the_column_that_saves_lines():
    rows = [
        ["TT", "Ghi chú", "Nội dung"],
        ["1", "xong", "một câu dài hơn nhiều so với các cột khác " * 3],
    ]
    widths = low_columns(rows, 120, MEASURE)
    assert sum(widths) == pytest.approx(120, abs=0.1)
    assert widths[2] > 85
    assert widths[0] < 12


def test_low_columns_too_narrow_for_their_words_share_what_there_is():
    rows = [["a" * 60, "b" * 60], ["", ""]]
    widths = low_columns(rows, 60, MEASURE)
    assert sum(widths) == pytest.approx(60, abs=0.1)
    assert widths[0] == widths[1]


def test_low_columns_of_a_long_table_take_no_longer():
    rows = [
        [f"Người thứ {at}", "Giáo viên môn Khoa học tự nhiên", "THCS Hồng Tiến"]
        for at in range(3000)
    ]
    assert sum(low_columns(rows, 110, MEASURE)) == pytest.approx(110, abs=0.1)
