"""The programme as data: complete, loaded once, never overwritten."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command

from clusters import programme
from clusters.models import Grade, Level, SchoolYear, Subject, SubjectAlias

pytestmark = pytest.mark.django_db


def counts() -> list[int]:
    return [
        model.objects.count()
        for model in (Level, Grade, Subject, SubjectAlias, SchoolYear)
    ]


def test_the_command_loads_everything_once(capsys):
    call_command("load_programme")
    first = counts()
    assert first[:3] == [5, 16, 36]
    assert first[4] == 21
    call_command("load_programme")
    assert counts() == first
    assert capsys.readouterr().out.splitlines()[-1] == "0 rows created"


def test_loading_never_changes_what_an_administrator_changed():
    programme.load()
    subject = Subject.objects.get(code="vat-li")
    subject.name, subject.short_name = "Vật lý", "VL"
    subject.save()
    subject.levels.clear()
    SubjectAlias.objects.get(folded="li").delete()
    other = Subject.objects.get(code="khoa-hoc-tu-nhien")
    SubjectAlias.objects.filter(folded="ly").update(subject=other)
    year = SchoolYear.objects.get(label="2026-2027")
    year.starts_on = date(2026, 9, 5)
    year.save()
    assert programme.load() == 0
    subject.refresh_from_db()
    year.refresh_from_db()
    assert (subject.name, subject.short_name) == ("Vật lý", "VL")
    assert list(subject.levels.all()) == []
    assert not SubjectAlias.objects.filter(folded="li").exists()
    assert programme.match_subject("Lý 7") == other
    assert year.starts_on == date(2026, 9, 5)


def test_every_day_lies_in_exactly_one_school_year():
    programme.load()
    day = date(2015, 8, 1)
    while day <= date(2036, 7, 31):
        found = SchoolYear.objects.filter(starts_on__lte=day, ends_on__gte=day)
        assert found.count() == 1, day
        day += timedelta(days=29)
    assert SchoolYear.objects.containing(date(2023, 7, 31)).label == "2022-2023"
    assert SchoolYear.objects.containing(date(2023, 8, 1)).label == "2023-2024"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Lý 7", "vat-li"),
        ("Vật lý", "vat-li"),
        ("VẬT LÍ", "vat-li"),
        ("Thể dục", "giao-duc-the-chat"),
        ("GDTC 8", "giao-duc-the-chat"),
        ("TV", "tieng-viet"),
        ("Mỹ thuật", "mi-thuat"),
        ("môn Tin học", "tin-hoc"),
        ("KHTN lớp 8", "khoa-hoc-tu-nhien"),
        ("Toán 9/2", "toan"),
        ("Toán 9A", "toan"),
        ("Lịch sử - Địa lý 6", "lich-su-dia-li"),
        ("LS&ĐL", "lich-su-dia-li"),
        ("Ngoại ngữ 2", "ngoai-ngu-2"),
        ("HĐTN, HN 7", "trai-nghiem-huong-nghiep"),
        ("HĐTN", "trai-nghiem"),
        ("hoạt động trải nghiệm", "trai-nghiem"),
        ("Hoạt động LQVH", "lam-quen-van-hoc"),
        ("Công dân", "giao-duc-cong-dan"),
    ],
)
def test_a_subject_is_found_as_people_write_it(written, code):
    programme.load()
    assert programme.match_subject(written).code == code


@pytest.mark.parametrize("written", ["", "   ", "7A1", "Chăn nuôi", "<b>"])
def test_what_is_no_subject_stays_none(written):
    programme.load()
    assert programme.match_subject(written) is None


def test_a_subject_of_the_administrator_is_found_by_its_name_and_short_form():
    programme.load()
    subject = Subject.objects.create(code="robot", name="Rô-bốt", short_name="RB")
    assert programme.match_subject("rô-bốt 8") == subject
    assert programme.match_subject("RB") == subject


@pytest.mark.parametrize(
    ("name", "levels"),
    [
        ("THCS Hồng Tiến", ["thcs"]),
        ("PTDTBT TH&THCS Nà Tấu", ["th", "thcs"]),
        ("TH, THCS&THPT Nậm Xuân", ["th", "thcs", "thpt"]),
        ("Tiểu học số 1 Nam Hòa", ["th"]),
        ("Mầm non Hoa Ban", ["mn"]),
        ("MG Sơn Ca", ["mn"]),
        ("Trung học phổ thông chuyên Lê Quý Đôn", ["thpt"]),
        ("GDNN-GDTX Cửa Lân", ["gdtx"]),
        ("Trường Quốc tế", []),
    ],
)
def test_the_levels_of_a_school_are_guessed_from_its_name(name, levels):
    assert programme.guess_levels(name) == levels
