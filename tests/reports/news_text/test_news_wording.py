"""What the draft says, and above all what it leaves out, from facts made by hand."""

import pytest

from reports.facts.shapes import (
    BasisFacts,
    DecisionFacts,
    ItemFacts,
    LessonFacts,
    NewsFacts,
    PartFacts,
    PartnershipFacts,
    PartyFacts,
    PersonFacts,
    UnitFacts,
    WhenFacts,
    facts_hash,
)
from reports.wording import lessons, news, opening, vietnamese
from reports.wording import said as said_words

EMPTY = NewsFacts(
    kind="lesson_study",
    called="",
    title="",
    address="dong_chi",
    held=True,
    cluster="",
    cluster_area="",
    lead="THCS Hoa Ban",
    lead_kind="school",
    school_year="",
    rounds="",
    when=WhenFacts(),
    purpose="",
    units=(),
    people=(),
    totals=(),
    bases=(),
    parts=(),
    lessons=(),
    items=(),
    decisions=(),
    partnership=None,
    photos=(),
)


def facts(**known) -> NewsFacts:
    return NewsFacts(**{**vars(EMPTY), **known})


def unit(name: str, **known) -> UnitFacts:
    default = {"kind": "school", "hosts": False, "organises": False}
    return UnitFacts(
        name=name, **{"inner_unit": "", "took_part": True, **default, **known}
    )


def someone(name: str, unit: int = -1, **known) -> PersonFacts:
    default = {
        "title": "",
        "organisation": "",
        "kind": "name",
        "capacities": (),
        "count": None,
    }
    return PersonFacts(name=name, unit=unit, **{**default, **known})


def part(order: int, title: str = "", **known) -> PartFacts:
    default = {"when": WhenFacts(), "place": "", "state": "held", "groups": ()}
    return PartFacts(order=order, title=title, **{**default, **known})


def lesson(**known) -> LessonFacts:
    default = {
        "kind": "lesson",
        "word": "",
        "subject": "",
        "subject_is_short": False,
        "grade": "",
        "klass": "",
        "topic": "",
        "teachers": (),
        "school": "",
        "has_photo": False,
    }
    return LessonFacts(**{**default, **known})


def item(kind: str, text: str, **known) -> ItemFacts:
    default = {"key": 1, "group": "", "part": -1, "lesson": -1, "said_by": ()}
    return ItemFacts(kind=kind, text=text, **{**default, **known})


def basis(**known) -> BasisFacts:
    default = dict.fromkeys(
        ("opening_words", "type", "number", "issued_on", "issuer", "summary", "raw"), ""
    )
    return BasisFacts(**{"role": "basis", **default, **known})


def decision(text: str, **known) -> DecisionFacts:
    default = {"due": "", "due_until": "", "when": "", "frequency": "", "owners": ()}
    return DecisionFacts(text=text, **{**default, **known})


def said(known: NewsFacts, author: news.AuthorFacts | None = None) -> list[str]:
    """The draft as lines: texts of headings and paragraphs, items of lists."""
    lines: list[str] = []
    for block in news.draft(known, author).blocks:
        if "text" in block:
            lines.append(block["text"])
        elif block["type"] == "list":
            lines += block["items"]
        elif block["type"] == "people":
            lines += [
                f"{one['unit']}: {'; '.join(one['entries'])}" for one in block["groups"]
            ]
        elif block["type"] == "lessons":
            lines += [
                " | ".join(str(cell) for cell in row.values()) for row in block["rows"]
            ]
        else:
            lines.append(block["type"])
    return lines


def test_of_nothing_known_only_who_and_what_are_said():
    assert said(EMPTY) == [
        "Trường THCS Hoa Ban đã tổ chức sinh hoạt chuyên môn theo hướng nghiên cứu bài học."
    ]


def test_what_is_still_to_come_is_told_as_to_come():
    assert said(facts(held=False))[0].startswith("Trường THCS Hoa Ban sẽ tổ chức ")


def test_a_title_is_made_only_where_nobody_typed_one():
    assert news.title(facts(title="Áp suất")) == "Áp suất"
    assert news.title(facts(called="hội nghị", cluster="Cụm 1")) == "Hội nghị Cụm 1"


@pytest.mark.parametrize(
    ("known", "beginning"),
    [
        (
            {"when": WhenFacts(on="2026-11-26")},
            "Ngày 26/11/2026, trường THCS Hoa Ban đã",
        ),
        (
            {"when": WhenFacts(on="2026-11-26", half_day="afternoon")},
            "Chiều ngày 26/11/2026, trường THCS Hoa Ban đã",
        ),
        (
            {"when": WhenFacts(date_as_printed="sáng thứ Năm")},
            "Sáng thứ Năm, trường THCS Hoa Ban đã",
        ),
        (
            {"parts": (part(1, when=WhenFacts(on="2026-11-26", starts_at="13:30")),)},
            "Lúc 13 giờ 30 ngày 26/11/2026, trường THCS Hoa Ban đã",
        ),
        (
            {
                "when": WhenFacts(on="2026-11-26"),
                "parts": (part(1, when=WhenFacts(on="2026-11-26", starts_at="07:30")),),
            },
            "Lúc 7 giờ 30 ngày 26/11/2026, trường THCS Hoa Ban đã",
        ),
        (
            {
                "parts": (
                    part(1, when=WhenFacts(on="2026-11-19")),
                    part(2, when=WhenFacts(on="2026-11-26")),
                )
            },
            "Ngày 19/11 và 26/11/2026, trường THCS Hoa Ban đã",
        ),
        (
            {
                "when": WhenFacts(on="2026-12-02"),
                "parts": (
                    part(1, when=WhenFacts(on="2026-12-30")),
                    part(2, when=WhenFacts(on="2027-01-06")),
                ),
            },
            "Ngày 30/12/2026 và 06/01/2027, trường THCS Hoa Ban đã",
        ),
        (
            {
                "parts": (
                    part(1, when=WhenFacts(on="--03-31")),
                    part(2, when=WhenFacts(on="--04-01")),
                )
            },
            "Ngày 31/03 và 01/04, trường THCS Hoa Ban đã",
        ),
        (
            {
                "parts": (
                    part(1, when=WhenFacts(date_as_printed="sáng thứ Năm")),
                    part(2, when=WhenFacts(on="2026-04")),
                )
            },
            "Sáng thứ Năm và tháng 04/2026, trường THCS Hoa Ban đã",
        ),
        (
            {
                "parts": tuple(
                    part(day, when=WhenFacts(on=f"2026-10-0{day}"))
                    for day in (1, 2, 5, 6)
                )
            },
            "Từ ngày 01/10/2026 đến ngày 06/10/2026, trường THCS Hoa Ban đã",
        ),
        (
            {"parts": (part(1, when=WhenFacts(on="2026-11-19")), part(2))},
            "Ngày 19/11/2026, trường THCS Hoa Ban đã",
        ),
        (
            {"when": WhenFacts(on="2023-03", half_day="afternoon")},
            "Vào một buổi chiều tháng 03/2023, trường THCS Hoa Ban đã",
        ),
        ({"when": WhenFacts(on="2023-03")}, "Trong tháng 03/2023, trường"),
        ({"when": WhenFacts(on="2023")}, "Trong năm 2023, trường THCS Hoa Ban đã"),
    ],
)
def test_the_day_is_told_as_far_as_it_is_known(known, beginning):
    assert said(facts(**known))[0].startswith(beginning)


def test_who_held_it_and_with_whom():
    pair = (unit("THCS A", organises=True), unit("THCS B"))
    exchange = facts(kind="exchange", units=pair)
    assert said(exchange)[0] == (
        "Trường THCS A đã tổ chức buổi giao lưu chuyên môn với trường THCS B."
    )
    both = facts(units=(unit("THCS A", organises=True), unit("THCS B", organises=True)))
    assert said(both)[0].startswith("Trường THCS A và trường THCS B đã tổ chức")
    office = facts(lead="Sở GD&ĐT Nậm Xuân", lead_kind="authority")
    assert said(office)[0].startswith("Sở GD&ĐT Nậm Xuân đã tổ chức")
    area = facts(cluster="Cụm 1", cluster_area="xã Pa Sương", rounds="lần 2")
    assert said(area)[0].startswith("Cụm 1 (xã Pa Sương) đã tổ chức")
    assert " (lần 2)" in said(area)[0]


def test_the_place_is_told_once():
    one = facts(
        parts=(part(1, place="phòng Hội đồng"), part(2, place="phòng Hội đồng"))
    )
    assert said(one)[0].endswith("tại phòng Hội đồng.")
    host = facts(units=(unit("THCS A", hosts=True),))
    assert "tại trường THCS A." in said(host)[0]
    two = facts(
        parts=(part(1, "Ngữ văn", place="sân A"), part(2, "Toán", place="sân B")),
        when=WhenFacts(on="2026-11-26"),
    )
    assert said(two)[-3:] == [
        "Nội dung gồm hai buổi:",
        "Buổi 1: Ngữ văn (tại sân A).",
        "Buổi 2: Toán (tại sân B).",
    ]


def test_purpose_and_duration_follow_the_opening():
    told = said(
        facts(purpose="Nhằm đổi mới cách dạy.", when=WhenFacts(duration="hai giờ"))
    )
    assert told[0].endswith(
        "Hoạt động nhằm đổi mới cách dạy. Hoạt động diễn ra trong hai giờ."
    )
    assert (
        "Hoạt động nhằm học hỏi lẫn nhau." in said(facts(purpose="Học hỏi lẫn nhau"))[0]
    )


@pytest.mark.parametrize(
    ("known", "line"),
    [
        (
            basis(
                type="Kế hoạch",
                number="01",
                issued_on="2020-10-02",
                issuer="cụm khu Đông",
            ),
            "Căn cứ Kế hoạch số 01 ngày 02/10/2020 của cụm khu Đông",
        ),
        (
            basis(type="công văn", number="1000/KH-PGDĐT", summary="Về việc dự giờ."),
            "Căn cứ công văn số 1000/KH-PGDĐT về việc dự giờ",
        ),
        (basis(role="carries_out", type="sự chỉ đạo"), "Thực hiện sự chỉ đạo"),
        (basis(raw="Theo kế hoạch năm học."), "Theo kế hoạch năm học"),
        (
            basis(opening_words="Thực hiện", raw="Kế hoạch của cụm"),
            "Thực hiện kế hoạch của cụm",
        ),
        (
            basis(type="Hướng dẫn", summary="Nhiệm vụ năm học"),
            "Căn cứ Hướng dẫn về nhiệm vụ năm học",
        ),
    ],
)
def test_a_basis_says_what_is_known_of_it(known, line):
    assert opening.basis_line(known) == line


def test_bases_are_closed_like_a_list_and_mentions_are_left_out():
    cited = (basis(type="Kế hoạch", number="01"), basis(type="Kế hoạch", number="02"))
    mentioned = basis(role="mentioned", type="Công văn", number="5512")
    assert said(facts(bases=(*cited, mentioned)))[:2] == [
        "Căn cứ Kế hoạch số 01;",
        "Căn cứ Kế hoạch số 02.",
    ]
    assert said(facts(bases=(mentioned,)))[0].startswith("Trường THCS Hoa Ban")


def test_one_basis_alone_is_a_sentence():
    first = news.draft(facts(bases=(basis(type="Kế hoạch", number="01"),))).blocks[0]
    assert (first["type"], first["text"]) == ("paragraph", "Căn cứ Kế hoạch số 01.")


def test_units_that_did_not_come_are_not_named():
    came = (
        unit("THCS A"),
        unit("THCS B", took_part=False),
        unit("Công đoàn", kind="name"),
    )
    assert "Tham gia có Công đoàn và trường THCS A." in said(facts(units=came))


def test_people_stand_by_their_unit_and_groups_with_their_number():
    known = facts(
        units=(
            unit("THCS A", inner_unit="tổ KHTN"),
            unit("Sở GD&ĐT", kind="authority"),
        ),
        people=(
            someone("Nguyễn Văn An", 0, title="Hiệu trưởng"),
            someone("các giáo viên Toán", 0, kind="group", count=1200),
            someone("Lê Thị Bình", 1),
            someone("Trần Bảo", organisation="Trường ĐH Tây Bắc"),
            someone("đại biểu cha mẹ học sinh", kind="group"),
        ),
        totals=("69 cán bộ, giáo viên",),
    )
    assert said(known)[1:] == [
        "Tham dự buổi sinh hoạt chuyên môn có:",
        (
            "Tổ KHTN, trường THCS A: Đồng chí Nguyễn Văn An, Hiệu trưởng; "
            "Các giáo viên Toán (1.200 người)"
        ),
        "Sở GD&ĐT: Đồng chí Lê Thị Bình",
        "Trường ĐH Tây Bắc: Đồng chí Trần Bảo",
        ": Đại biểu cha mẹ học sinh",
        "Số người dự: 69 cán bộ, giáo viên.",
    ]


def test_groups_of_all_schools_make_one_sentence_with_the_schools():
    schools = (unit("THCS A"), unit("THCS B"), unit("THCS C"))
    all_of_them = someone("Ban giám hiệu và giáo viên các trường", kind="group")
    assert said(facts(units=schools, people=(all_of_them,)))[1] == (
        "Tham gia có Ban giám hiệu và giáo viên các trường THCS A, THCS B và THCS C."
    )
    others = someone("các giáo viên Toán", kind="group")
    assert said(facts(units=schools, people=(others,)))[1] == (
        "Tham gia có các trường THCS A, THCS B và THCS C. Thành phần gồm các giáo viên Toán."
    )


def test_the_other_way_to_call_people_guesses_nobodys_gender():
    known = facts(
        address="thay_co", people=(someone("Nguyễn Văn An", title="Hiệu trưởng"),)
    )
    assert said(known)[-1] == ": Nguyễn Văn An, Hiệu trưởng"


def test_lessons_with_no_more_than_a_subject_make_a_sentence():
    known = (
        lesson(subject="Ngữ văn", grade="Lớp 7"),
        lesson(subject="GDTC", grade="Lớp 8"),
    )
    assert said(facts(lessons=known))[-1] == "Các tiết dạy gồm Ngữ văn 7 và GDTC 8."


def test_lessons_of_which_more_is_known_make_a_table():
    known = (
        lesson(
            subject="KHTN", klass="8A", topic="Áp suất", teachers=("A", "B"), school="C"
        ),
    )
    assert said(facts(lessons=known))[1:] == [
        "Buổi sinh hoạt chuyên môn có một tiết dạy:",
        "1 | KHTN | 8A | Áp suất | A và B | C",
    ]
    activities = (lesson(kind="activity", topic="Làm quen chữ cái", klass="Lá 1"),) * 2
    assert said(facts(lessons=activities, held=False))[1] == (
        "Buổi sinh hoạt chuyên môn dự kiến có hai hoạt động học:"
    )
    parts = (part(1), part(2))
    assert (
        said(facts(lessons=activities, parts=parts))[1]
        == "Chương trình có hai hoạt động học:"
    )


@pytest.mark.parametrize(
    ("known", "name"),
    [
        (
            lesson(subject="KHTN", subject_is_short=True, klass="7A1"),
            "tiết dạy KHTN lớp 7A1",
        ),
        (lesson(subject="Tin học", grade="Lớp 6"), "tiết dạy môn Tin học lớp 6"),
        (lesson(kind="activity"), "hoạt động học"),
        (lesson(word="chuyên đề", subject="Toán"), "chuyên đề môn Toán"),
    ],
)
def test_a_lesson_is_called_by_what_is_known_of_it(known, name):
    assert lessons.lesson_name(known) == name


def test_what_was_said_and_done_keeps_the_order_in_which_it_was_typed():
    known = facts(
        units=(unit("THCS A"), unit("Phòng GD&ĐT Nậm Xuân", kind="authority")),
        lessons=(lesson(subject="Toán", klass="6A"),),
        parts=(part(1, groups=("Toán", "Ngữ văn")),),
        items=(
            item("course", "Học sinh tự đo", lesson=0),
            item("course", "Cả lớp cùng làm"),
            item("remark", "các tổ ngồi lại trao đổi"),
            item(
                "speech", "Hai trường giúp nhau.", said_by=(("An", "Hiệu trưởng", 0),)
            ),
            item(
                "speech",
                "Cần đi vào việc học",
                said_by=(("Bình", "Phó phòng", 1), ("Chi", "", -1)),
            ),
            item("speech", "đại biểu phát biểu chào mừng"),
            item("performance", "học sinh múa xòe"),
            item("subject", "Cách giao việc", group="Toán"),
            item("strength", "Phiếu ngắn"),
            item("difficulty", "Thiếu giờ"),
            item("proposal", "Thêm máy"),
            item("agreement", "Dạy lại ở lớp mình"),
            item("conclusion", "Ghi nhận"),
            item("thanks", "Cảm ơn nhà trường"),
            item("outlook", "Sẽ gặp lại"),
        ),
    )
    told = said(known)
    assert told[told.index("Tiết dạy môn Toán lớp 6A: học sinh tự đo.") :] == [
        "Tiết dạy môn Toán lớp 6A: học sinh tự đo.",
        "Cả lớp cùng làm.",
        "Các nhóm chuyên môn Toán và Ngữ văn đã thảo luận riêng.",
        "Các tổ ngồi lại trao đổi.",
        (
            "Đồng chí An, Hiệu trưởng trường THCS A, phát biểu tại buổi sinh hoạt chuyên môn: "
            "hai trường giúp nhau."
        ),
        "Đồng chí Bình, Phó phòng GD&ĐT Nậm Xuân và đồng chí Chi phát biểu: cần đi vào việc học.",
        "Đại biểu phát biểu chào mừng.",
        "Học sinh múa xòe.",
        "Nội dung trao đổi của nhóm Toán: cách giao việc.",
        "Ưu điểm được ghi nhận: phiếu ngắn.",
        "Khó khăn, vướng mắc được nêu: thiếu giờ.",
        "Đề xuất: thêm máy.",
        "Nội dung thống nhất: dạy lại ở lớp mình.",
        "Ghi nhận.",
        "Cảm ơn nhà trường.",
        "Sẽ gặp lại.",
    ]


def test_one_group_and_a_title_that_names_its_school_already():
    known = facts(
        held=False,
        units=(unit("THCS A"),),
        parts=(part(1, groups=("Toán",)),),
        items=(
            item("speech", "Chào", said_by=(("An", "Hiệu trưởng trường THCS A", 0),)),
        ),
    )
    assert "Nhóm chuyên môn Toán sẽ thảo luận riêng." in said(known)
    assert (
        "Đồng chí An, Hiệu trưởng trường THCS A, phát biểu tại buổi sinh hoạt chuyên môn: chào."
        in said(known)
    )


@pytest.mark.parametrize(
    ("known", "line"),
    [
        (
            decision("Khảo sát chung", when="ngày 31/3 và 1/4"),
            "Khảo sát chung, thực hiện vào ngày 31/3 và 1/4.",
        ),
        (
            decision("Khảo sát", due="2023-03-31", due_until="2023-04-01"),
            "Khảo sát, thực hiện từ ngày 31/03/2023 đến ngày 01/04/2023.",
        ),
        (
            decision("gặp nhau", frequency="mỗi tháng một lần", owners=("THCS A",)),
            "Gặp nhau (mỗi tháng một lần; thực hiện: THCS A).",
        ),
        (decision("Dạy lại."), "Dạy lại."),
    ],
)
def test_a_decision_says_when_and_who_as_far_as_known(known, line):
    assert said_words.decision_line(known) == line


def test_a_decision_of_all_schools_does_not_list_them():
    known = facts(
        units=(unit("THCS A"), unit("THCS B")),
        decisions=(decision("Dạy lại", owners=("THCS B", "THCS A")),),
    )
    assert said(known)[-1] == "Nội dung thống nhất: dạy lại."


def partnership(**known) -> PartnershipFacts:
    default = {
        "instrument": "Biên bản ghi nhớ",
        "programme": "",
        "owner": "",
        "period": "",
        "signed": True,
        "parties": (),
        "commitments": (),
    }
    return PartnershipFacts(**{**default, **known})


def test_a_signing_names_who_signed_what():
    parties = (
        PartyFacts("THCS A", "An", "Hiệu trưởng"),
        PartyFacts("THCS B", "Bình", ""),
    )
    known = partnership(
        programme="Chung tay",
        owner="Sở GD&ĐT",
        period="2023-2025",
        parties=parties,
        commitments=("mỗi năm một buổi",),
    )
    assert said(facts(kind="signing", partnership=known))[1:] == [
        (
            "Tại lễ ký kết, đồng chí An, Hiệu trưởng, và đồng chí Bình đã ký biên bản ghi nhớ thực hiện chương trình "
            "“Chung tay” giai đoạn 2023-2025, do Sở GD&ĐT triển khai."
        ),
        "Nội dung biên bản ghi nhớ gồm:",
        "Mỗi năm một buổi.",
    ]
    assert (
        said(facts(kind="signing", partnership=partnership()))[1]
        == "Tại lễ ký kết, các bên đã ký biên bản ghi nhớ."
    )
    draft = partnership(signed=False, instrument="", commitments=("giúp nhau",))
    assert said(facts(kind="signing", partnership=draft))[1:] == [
        "Tại lễ ký kết, các bên trao đổi dự thảo văn bản hợp tác.",
        "Nội dung hợp tác gồm:",
        "Giúp nhau.",
    ]


def test_photos_and_the_author_close_the_report():
    author = news.AuthorFacts("Phạm Thị Thúy", "Trường THCS Hồng Tiến", "Tác giả")
    blocks = news.draft(facts(photos=(7, 8)), author).blocks
    assert blocks[-2]["photos"] == [
        {"photo": 7, "caption": ""},
        {"photo": 8, "caption": ""},
    ]
    assert (blocks[-1]["name"], blocks[-1]["school"]) == (
        "Phạm Thị Thúy",
        "Trường THCS Hồng Tiến",
    )
    assert news.draft(EMPTY, news.AuthorFacts()).blocks[-1]["made_by"] == "opening"


def test_a_drafted_block_remembers_its_maker_its_text_and_its_facts():
    first = news.draft(EMPTY).blocks[0]
    changed = news.draft(facts(rounds="lần 2")).blocks[0]
    assert first["drafted"] == {"text": first["text"]}
    assert (first["id"], first["made_by"]) == ("opening", "opening")
    assert first["facts"] != changed["facts"]
    assert first["facts"] == news.draft(facts(title="Khác")).blocks[0]["facts"]


def test_facts_are_plain_values():
    assert facts_hash([WhenFacts()], ("a", 1)) == facts_hash([WhenFacts()], ("a", 1))
    with pytest.raises(TypeError, match="not a fact"):
        facts_hash(object())


@pytest.mark.parametrize(
    ("typed", "address", "named"),
    [
        ("Nguyễn Văn An", "dong_chi", "đồng chí Nguyễn Văn An"),
        ("Nguyễn Văn An", "thay_co", "Nguyễn Văn An"),
        ("Cô Hoa", "dong_chi", "cô Hoa"),
        ("Thầy giáo Đỗ Minh", "thay_co", "thầy giáo Đỗ Minh"),
        ("đ/c Lê Thị B", "dong_chi", "đồng chí Lê Thị B"),
        ("Đồng chí Lê Thị B", "thay_co", "đồng chí Lê Thị B"),
        ("Ông Ích Khiêm", "dong_chi", "Ông Ích Khiêm"),
        ("Cồ Thị Hoa", "dong_chi", "đồng chí Cồ Thị Hoa"),
    ],
)
def test_nobody_is_addressed_twice(typed, address, named):
    assert vietnamese.addressed(typed, address) == named


def test_several_comrades_share_the_word_and_others_keep_theirs():
    assert vietnamese.all_addressed(["An", "Bình"], "dong_chi") == (
        "các đồng chí An và Bình"
    )
    assert vietnamese.all_addressed(["Cô Hoa", "Bình"], "dong_chi") == (
        "cô Hoa và đồng chí Bình"
    )
    assert vietnamese.all_addressed(["An", "Bình"], "thay_co") == "An và Bình"


@pytest.mark.parametrize(
    ("text", "day", "told"),
    [
        (
            "trước ngày 15 tháng sau",
            "2026-11-26",
            "trước ngày 15 tháng sau (tháng 12/2026)",
        ),
        ("Tháng tới gặp lại", "2026-12", "Tháng tới (tháng 01/2027) gặp lại"),
        ("trong tháng này", "2026-12-02", "trong tháng này (tháng 12/2026)"),
        (
            "tháng sau (tháng 12)",
            "2026-11-26",
            "tháng sau (tháng 12)",
        ),
        ("tháng sau", "2026", "tháng sau"),
        ("tháng sau", "--11-26", "tháng sau"),
        ("tháng sau", "", "tháng sau"),
    ],
)
def test_a_month_told_from_the_day_says_which(text, day, told):
    assert vietnamese.with_month(text, day) == told


def test_what_was_agreed_says_which_month_and_remembers_the_day_it_counts_from():
    known = facts(
        when=WhenFacts(on="2026-11-26"),
        decisions=(
            decision("Nộp kế hoạch", when="trước ngày 15 tháng sau"),
            decision("Gặp lại", when="tháng 3"),
        ),
    )
    assert said(known)[-2:] == [
        "Nộp kế hoạch, thực hiện trước ngày 15 tháng sau (tháng 12/2026).",
        "Gặp lại (tháng 3).",
    ]
    undated = facts(decisions=known.decisions)
    assert said(undated)[-2] == "Nộp kế hoạch, thực hiện trước ngày 15 tháng sau."
    made = [news.draft(one).earlier["agreed"] for one in (known, undated)]
    assert made[0] == made[1] == news.draft(undated).blocks[-1]["facts"]


def test_the_school_year_is_told_once():
    known = facts(called="sinh hoạt chuyên môn", school_year="2020-2021")
    assert said(known)[0] == (
        "Trường THCS Hoa Ban đã tổ chức sinh hoạt chuyên môn năm học 2020-2021."
    )
    cited = basis(type="Hướng dẫn", summary="nhiệm vụ năm học 2020-2021")
    told = said(facts(school_year="2020-2021", bases=(cited,)))
    assert [line.count("2020-2021") for line in told] == [1, 0]


def test_a_typed_place_says_whose_it_is():
    def place(typed: str, site: str = "THCS A") -> str:
        told = said(facts(parts=(part(1, place=typed, site=site),)))[0]
        return told.split("nghiên cứu bài học ")[1]

    assert place("phòng hội đồng") == "tại phòng hội đồng trường THCS A."
    assert place("lớp 8A, sau đó phòng họp") == (
        "tại lớp 8A, sau đó phòng họp, trường THCS A."
    )
    assert place("Phòng họp trường THCS A") == "tại Phòng họp trường THCS A."
    assert place("trực tuyến qua Zoom", "") == "trực tuyến qua Zoom."


def test_parts_on_several_days_tell_all_their_days():
    titled = (
        part(1, "Thống nhất kế hoạch", when=WhenFacts(on="2026-10-29"), place="sân A"),
        part(2, "Dạy minh họa", when=WhenFacts(on="2026-11-05"), place="sân A"),
    )
    assert said(facts(when=WhenFacts(on="2026-11-05"), parts=titled))[-2:] == [
        "Buổi 1: Thống nhất kế hoạch (ngày 29/10/2026).",
        "Buổi 2: Dạy minh họa (ngày 05/11/2026).",
    ]
    untitled = (part(1, place="trường A"), part(2, place="trường B"))
    assert said(facts(parts=untitled))[0].endswith("tại trường A và trường B.")


def test_offices_and_schools_stand_in_one_row():
    office = unit("Sở GD&ĐT", kind="authority")
    two = facts(units=(office, unit("THCS A"), unit("THCS B")))
    assert said(two)[1] == "Tham gia có Sở GD&ĐT, trường THCS A và trường THCS B."
    three = facts(units=(office, unit("THCS A"), unit("THCS B"), unit("THCS C")))
    assert said(three)[1] == (
        "Tham gia có Sở GD&ĐT cùng các trường THCS A, THCS B và THCS C."
    )


def test_a_remark_that_ends_in_a_colon_announces_the_list():
    known = facts(
        items=(
            item("remark", "Việc thảo luận tập trung vào:"),
            item("subject", "Cách giao việc"),
            item("proposal", "thêm máy"),
            item("proposal", "thêm giờ"),
        )
    )
    assert said(known)[1:] == [
        "Việc thảo luận tập trung vào:",
        "Cách giao việc.",
        "Các đề xuất:",
        "Thêm máy.",
        "Thêm giờ.",
    ]


def test_a_text_that_says_itself_that_somebody_speaks_needs_no_other_word():
    speaker = (("An", "Hiệu trưởng", 0),)
    known = facts(
        called="Hội nghị triển khai kế hoạch",
        units=(unit("THCS A"),),
        items=(
            item("speech", "Cho biết hai trường sẽ giúp nhau", said_by=speaker),
            item("speech", "Đề nghị mỗi tháng gặp một lần.", key=2, said_by=speaker),
        ),
    )
    assert said(known)[-2:] == [
        (
            "Phát biểu tại Hội nghị, đồng chí An, Hiệu trưởng trường THCS A, "
            "cho biết hai trường sẽ giúp nhau."
        ),
        "Đồng chí An, Hiệu trưởng trường THCS A, đề nghị mỗi tháng gặp một lần.",
    ]


SIGNING = facts(
    kind="signing",
    units=(unit("THCS A"), unit("THCS B"), unit("Sở GD&ĐT", kind="authority")),
    people=(
        someone("An", 0, title="Hiệu trưởng", capacities=("signer",)),
        someone("Bình", 1, title="Hiệu trưởng trường THCS B", capacities=("signer",)),
        someone("Chi", 2, capacities=("witness",)),
        someone("các tổ trưởng", kind="group", capacities=("witness",)),
    ),
)


def test_a_signing_without_its_instrument_still_tells_who_signed():
    assert said(SIGNING)[-1] == (
        "Đại diện các bên ký kết là đồng chí An, Hiệu trưởng trường THCS A, và đồng chí Bình, "
        "Hiệu trưởng trường THCS B. Chứng kiến lễ ký có đồng chí Chi cùng các tổ trưởng."
    )
    planned = NewsFacts(**{**vars(SIGNING), "held": False})
    assert said(planned)[-1].startswith("Đại diện các bên ký kết sẽ là đồng chí An")


def test_who_signed_comes_from_the_instrument_else_from_the_people_else_the_parties():
    bare = partnership(
        parties=(PartyFacts("THCS A", "", ""), PartyFacts("Công đoàn ngành", "", "")),
        signed_on="2026-11-20",
    )
    by_people = NewsFacts(**{**vars(SIGNING), "partnership": bare})
    assert said(by_people)[-1].startswith(
        "Tại lễ ký kết, đồng chí An, Hiệu trưởng trường THCS A, và đồng chí Bình, Hiệu trưởng "
        "trường THCS B, đã ký biên bản ghi nhớ ngày 20/11/2026."
    )
    nobody = facts(kind="signing", units=SIGNING.units, partnership=bare)
    assert said(nobody)[-1] == (
        "Tại lễ ký kết, trường THCS A và Công đoàn ngành đã ký biên bản ghi nhớ ngày 20/11/2026."
    )


def test_whose_title_stands_at_the_signature_speaks_by_name_alone():
    known = NewsFacts(
        **{
            **vars(SIGNING),
            "items": (item("speech", "Chào", said_by=(("An", "Hiệu trưởng", 0),)),),
        }
    )
    assert said(known)[-1] == "Đồng chí An phát biểu tại lễ ký kết: chào."


def test_a_school_stands_as_a_school_and_an_office_as_it_is():
    assert [
        vietnamese.school_line(name)
        for name in ("THCS A", "trường THCS A", "PTDTBT THCS B", "Phòng GD&ĐT C", "")
    ] == [
        "Trường THCS A",
        "Trường THCS A",
        "Trường PTDTBT THCS B",
        "Phòng GD&ĐT C",
        "",
    ]


def test_a_district_that_ended_changes_no_report_that_was_drafted_with_it():
    cluster = {"cluster": "Cụm 1", "when": WhenFacts(on="2026-11-26")}
    drafted = news.draft(facts(**cluster, cluster_area="huyện A"))
    today = news.draft(facts(**cluster, area_as_typed="huyện A"))
    assert "huyện" in drafted.blocks[0]["text"]
    assert "huyện" not in today.blocks[0]["text"]
    assert today.earlier["opening"] == drafted.blocks[0]["facts"]


def test_a_purpose_that_begins_with_its_own_word_keeps_it():
    told = said(facts(purpose="Để học sinh tự đo áp suất"))[0]
    assert told.endswith("Hoạt động được tổ chức để học sinh tự đo áp suất.")
