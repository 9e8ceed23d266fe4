"""Plans typed in the browser: kept field by field, two writers, handed in, read."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.verbs import Actor, Refused
from clusters.models import Grade, Level
from lessons import actions
from lessons.models import (
    LessonPlan,
    PlanComment,
    PlanDraft,
    PlanRevision,
    State,
    Teaching,
)
from lessons.structures import mark_of
from lessons.writing import text_of_plan
from tests.lessons.rounds import NOW, answer, say

pytestmark = pytest.mark.django_db
NOTHING = mark_of("")
GOALS = "goals.knowledge"


def save(lesson, person, was=None, **texts):
    typed = {name.replace("_", "."): text for name, text in texts.items()}
    marks = {name: mark_of(text) for name, text in (was or {}).items()}
    return actions.save_draft(
        lesson=lesson, typed=typed, was=marks, by=Actor(person), now=NOW
    )


def hand_in(lesson, person, now=NOW) -> PlanRevision:
    return actions.hand_in_typed(lesson=lesson, by=Actor(person), now=now)


# --- keeping ---------------------------------------------------------------------------------------


def test_the_first_text_begins_the_plan_and_looking_does_not(world, signed_in, lesson):
    address = reverse("lessons:plan_write", args=[lesson.pk])
    client = signed_in(world.teacher)
    assert client.get(address).status_code == 200
    assert client.post(address, {"was-form": ""}).status_code == 302
    assert not LessonPlan.objects.exists()
    save(lesson, world.teacher, goals_knowledge="Nêu được áp suất")
    plan = Teaching.objects.get(lesson=lesson).plan
    assert plan.state == State.DRAFT
    draft = PlanDraft.objects.get(plan=plan)
    assert (draft.version, draft.updated_by) == (1, world.teacher)
    assert draft.content == {
        "form": "cv5512",
        "title": "Áp suất",
        GOALS: "Nêu được áp suất",
    }


def test_the_same_text_again_is_no_new_version(world, lesson):
    """The answer was lost and the device sends it again."""
    for _time in range(2):
        saved = save(lesson, world.teacher, goals_knowledge="Một")
    assert (saved.version, saved.theirs) == (1, {})


def test_two_writers_of_different_sections_both_stay(world, lesson):
    save(lesson, world.teacher, a1_a="Tạo hứng thú")
    saved = save(lesson, world.cluster_head, a2_a="Hình thành kiến thức")
    assert saved.theirs == {}
    assert saved.content["a1.a"] == "Tạo hứng thú"
    assert saved.version == 2


def test_the_second_writer_of_a_section_hears_and_loses_nothing(
    world, signed_in, lesson
):
    save(lesson, world.cluster_head, goals_knowledge="Bản của trưởng cụm")
    saved = save(lesson, world.teacher, goals_knowledge="Bản của tôi", materials="Ống")
    assert saved.theirs == {GOALS: "Bản của trưởng cụm"}
    assert saved.other == world.cluster_head.full_name
    assert saved.content[GOALS] == "Bản của trưởng cụm"
    assert saved.content["materials"] == "Ống"
    client = signed_in(world.teacher)
    address = reverse("lessons:plan_write", args=[lesson.pk])
    page = client.post(
        address, {GOALS: "Bản của tôi", f"was-{GOALS}": NOTHING, "do": "hand-in"}
    )
    assert page.status_code == 409
    assert "Bản của tôi" in page.text
    assert "Bản của trưởng cụm" in page.text
    assert not PlanRevision.objects.exists()
    # Having read both, the writer saves what is to stand.
    stands = mark_of("Bản của trưởng cụm")
    sent = client.post(address, {GOALS: "Cả hai", f"was-{GOALS}": stands})
    assert sent.status_code == 302
    assert PlanDraft.objects.get().content[GOALS] == "Cả hai"


def test_who_did_not_change_a_section_takes_over_what_was_written_there(world, lesson):
    save(lesson, world.teacher, materials="Cũ")
    save(lesson, world.cluster_head, was={"materials": "Cũ"}, materials="Mới")
    saved = save(lesson, world.teacher, was={"materials": "Cũ"}, materials="Cũ")
    assert saved.content["materials"] == "Mới"
    assert saved.theirs == {}


def test_the_script_is_answered_with_marks_and_with_what_the_other_wrote(
    world, signed_in, lesson
):
    address = reverse("lessons:plan_keep", args=[lesson.pk])
    client = signed_in(world.teacher)
    answer = client.post(address, {GOALS: "Một ", f"was-{GOALS}": NOTHING}).json()
    assert answer["marks"] == {GOALS: mark_of("Một")}
    assert answer["version"] == 1
    answer = client.post(address, {GOALS: "Hai", f"was-{GOALS}": NOTHING}).json()
    assert answer["theirs"] == {GOALS: "Một"}
    assert world.teacher.full_name in answer["words"]
    client.logout()
    assert client.post(address, {GOALS: "Ba"}).status_code == 401


def test_too_much_text_is_refused_by_name_and_stays_on_the_page(
    world, signed_in, lesson
):
    address = reverse("lessons:plan_write", args=[lesson.pk])
    page = signed_in(world.teacher).post(address, {"a1.b": "dài " * 6000})
    assert page.status_code == 422
    assert "Hoạt động 1" in page.text
    assert "dài dài dài" in page.text
    assert not PlanDraft.objects.exists()


def test_what_is_no_field_of_a_plan_is_not_kept(world, lesson):
    saved = save(lesson, world.teacher, secret="x", a9_a="y", form="pdf", materials="z")
    assert set(saved.content) == {"form", "title", "materials"}
    assert saved.content["form"] == "cv5512"


def test_a_primary_class_has_the_primary_form_and_another_can_be_chosen(
    world, signed_in, lesson
):
    primary = Level.objects.create(code="th", name="Tiểu học", short_name="TH", order=9)
    lesson.grade = Grade.objects.create(level=primary, number=4, name="Lớp 4", order=90)
    lesson.save()
    address = reverse("lessons:plan_write", args=[lesson.pk])
    client = signed_in(world.teacher)
    page = client.get(address)
    assert page.context["sheet"].form == "cv2345"
    assert "1. Yêu cầu cần đạt" in page.text
    assert "Về phẩm chất" not in page.text
    client.post(address, {"a1": "Khởi động", f"was-{GOALS}": ""})
    change = {"form": "cv5512", "was-form": mark_of("cv2345")}
    assert client.post(address, change).status_code == 302
    page = client.get(address)
    assert "Về phẩm chất" in page.text
    assert page.context["sheet"].other_form
    # Nothing of the other form is lost.
    assert PlanDraft.objects.get().content["a1"] == "Khởi động"


def test_an_own_section_stands_where_it_was_put(world, signed_in, lesson):
    address = reverse("lessons:plan_write", args=[lesson.pk])
    client = signed_in(world.teacher)
    own = {"x1.title": "Năng lực số", "x1.after": "goals", "x1.text": "Tra cứu"}
    client.post(address, own | {"do": "add"})
    page = client.get(address)
    keys = [block.section.key for block in page.context["sheet"].blocks]
    assert keys[:3] == ["goals", "x1", "materials"]
    assert page.context["sheet"].blank.section.key == "x2"
    # Emptied it is gone, and its number is not given to another one.
    was = {f"was-{name}": mark_of(text) for name, text in own.items()}
    client.post(address, {"x1.title": "", "x1.after": "", "x1.text": ""} | was)
    sheet = client.get(address).context["sheet"]
    assert "x1" not in [block.section.key for block in sheet.blocks]
    assert sheet.blank.section.key == "x2"


# --- handing in ------------------------------------------------------------------------------------


def test_a_double_press_hands_in_one_revision_that_says_everything(world, lesson):
    save(lesson, world.teacher, goals_knowledge="Nêu được\náp suất", a1_d1="Giao việc")
    first = hand_in(lesson, world.teacher)
    assert hand_in(lesson, world.teacher) == first
    revision = PlanRevision.objects.get()
    assert (revision.kind, revision.number, revision.late) == ("typed", 1, False)
    assert revision.text.split("\n") == [
        "Áp suất",
        "I. Mục tiêu",
        "1. Về kiến thức",
        "Nêu được",
        "áp suất",
        "III. Tiến trình dạy học",
        "Hoạt động 1: Mở đầu",
        "d) Tổ chức thực hiện",
        "Giao nhiệm vụ học tập",
        "Giao việc",
    ]
    plan = revision.plan
    assert (plan.state, plan.form) == (State.SUBMITTED, "cv5512")
    assert AuditEntry.objects.filter(verb="lessons.upload_plan").count() == 1


def test_a_day_that_passes_while_typing_makes_it_late_and_no_more(world, lesson):
    save(lesson, world.teacher, materials="Ống nghiệm")
    assert hand_in(lesson, world.teacher, NOW + timedelta(days=30)).late


def test_typing_goes_on_from_the_last_revision(world, signed_in, lesson):
    save(lesson, world.teacher, materials="Ống nghiệm")
    first = hand_in(lesson, world.teacher)
    PlanDraft.objects.all().delete()
    text = text_of_plan(first.plan, lesson)
    assert text.content["materials"] == "Ống nghiệm"
    assert text.is_handed_in
    save(lesson, world.teacher, was={"materials": "Ống nghiệm"}, materials="Cốc")
    assert not text_of_plan(first.plan, lesson).is_handed_in
    assert hand_in(lesson, world.teacher).number == 2
    first.refresh_from_db()
    assert first.content["materials"] == "Ống nghiệm"


@pytest.mark.parametrize(
    ("texts", "named"),
    [
        ({"title": "", "materials": "Ống"}, "Tên bài dạy"),
        ({"title": "Áp suất", "materials": ""}, "1. Về kiến thức"),
    ],
)
def test_an_empty_plan_is_refused_with_what_is_missing(world, lesson, texts, named):
    save(lesson, world.teacher, materials="Có rồi lại xóa")
    was = {"title": "Áp suất", "materials": "Có rồi lại xóa"}
    save(lesson, world.teacher, was=was, **texts)
    with pytest.raises(Refused) as refused:
        hand_in(lesson, world.teacher)
    assert named in refused.value.message
    assert not PlanRevision.objects.exists()


def test_of_a_cancelled_session_the_text_is_kept_and_not_handed_in(
    world, signed_in, lesson, exchange
):
    exchange.state, exchange.state_reason = "cancelled", "Bão"
    exchange.save()
    address = reverse("lessons:plan_write", args=[lesson.pk])
    page = signed_in(world.teacher).post(address, {"materials": "M", "do": "hand-in"})
    assert page.status_code == 422
    assert PlanDraft.objects.get().content["materials"] == "M"
    assert not PlanRevision.objects.exists()


def test_an_agreed_plan_is_not_written_on_until_it_is_opened_again(
    world, signed_in, lesson
):
    save(lesson, world.teacher, materials="Ống nghiệm")
    revision = hand_in(lesson, world.teacher)
    LessonPlan.objects.filter(pk=revision.plan_id).update(
        state=State.AGREED, agreed_revision=revision, agreed_at=NOW
    )
    address = reverse("lessons:plan_write", args=[lesson.pk])
    page = signed_in(world.teacher).get(address)
    assert "Kế hoạch đã được thống nhất nên giữ nguyên" in page.text
    assert "<textarea" not in page.text
    # What somebody still had open is kept, and handed in only once that is possible again.
    sent = signed_in(world.teacher).post(address, {"a1.a": "Thêm", "do": "hand-in"})
    assert sent.status_code == 422
    assert PlanDraft.objects.get().content["a1.a"] == "Thêm"
    assert PlanRevision.objects.count() == 1


def test_another_form_is_left_out_of_the_revision(world, lesson):
    save(lesson, world.teacher, a1="Khởi động", materials="Tranh")
    assert set(hand_in(lesson, world.teacher).content) == {"form", "title", "materials"}


def test_the_same_text_is_one_revision_whoever_hands_it_in_and_that_is_said(
    world, signed_in, lesson
):
    save(lesson, world.teacher, materials="Ống nghiệm")
    first = hand_in(lesson, world.teacher)
    address = reverse("lessons:plan_write", args=[lesson.pk])
    again = signed_in(world.cluster_head).post(address, {"do": "hand-in"}, follow=True)
    assert PlanRevision.objects.get() == first
    assert "không có bản mới" in again.text


# --- pages -----------------------------------------------------------------------------------------


def test_handing_in_on_the_page_leads_to_the_plan_and_colleagues_read_it(
    world, signed_in, lesson
):
    address = reverse("lessons:plan_write", args=[lesson.pk])
    sent = signed_in(world.teacher).post(
        address, {"a1.name": "Quả bóng", "a1.a": "Tạo <b>hứng thú</b>", "do": "hand-in"}
    )
    plan = LessonPlan.objects.get()
    assert sent.url == reverse("lessons:plan", args=[plan.pk])
    read = reverse("lessons:revision_read", args=[plan.pk, 1])
    reader = signed_in(world.subject_head)
    assert read in reader.get(sent.url).text
    page = reader.get(read)
    assert "Hoạt động 1: Mở đầu – Quả bóng" in page.text
    assert "Tạo &lt;b&gt;hứng thú" in page.text
    assert reader.get(address).status_code == 403
    file = reverse("lessons:revision_file", args=[plan.pk, 1])
    assert reader.get(file).status_code == 404


def test_a_withdrawn_revision_is_read_by_its_writer_alone(world, signed_in, lesson):
    save(lesson, world.teacher, materials="Ống nghiệm")
    revision = hand_in(lesson, world.teacher)
    actions.withdraw_revision(
        revision=revision, by=Actor(world.teacher), reason="Nhầm", now=NOW
    )
    read = reverse("lessons:revision_read", args=[revision.plan_id, 1])
    assert signed_in(world.teacher).get(read).status_code == 200
    assert signed_in(world.subject_head).get(read).status_code == 404


def test_the_page_asks_no_more_for_more_text(world, signed_in, lesson, queries):
    client = signed_in(world.teacher)
    address = reverse("lessons:plan_write", args=[lesson.pk])
    save(lesson, world.teacher, materials="Một")
    one = queries(client, address)
    save(lesson, world.teacher, a1_a="Hai", x1_text="Ba", x2_text="Bốn")
    assert queries(client, address) == one


def test_comments_stand_beside_their_sections_for_readers_and_for_the_author(
    world, signed_in, lesson
):
    own = {"x1_title": "Năng lực số", "x1_after": "goals", "x1_text": "Tra cứu"}
    save(lesson, world.teacher, a1_a="Tạo hứng thú", **own)
    plan = hand_in(lesson, world.teacher).plan
    reader = signed_in(world.subject_head)
    read = reverse("lessons:revision_read", args=[plan.pk, 1])
    on_it = f"{reverse('lessons:plan', args=[plan.pk])}?phan=x1#viet"
    assert on_it in reader.get(read).text
    sent = reader.post(
        reverse("lessons:comment", args=[plan.pk, 1]),
        {"section": "x1", "text": "Ghi rõ công cụ"},
    )
    assert sent.status_code == 302
    whole = say(plan, world.subject_head, "Bài gọn", section="")
    assert PlanComment.objects.exclude(pk=whole.pk).get().section == "x1"
    assert "Năng lực số</h3>" in reader.get(f"/bai-day/{plan.pk}/").text
    sheet = (
        signed_in(world.teacher)
        .get(reverse("lessons:plan_write", args=[lesson.pk]))
        .context["sheet"]
    )
    said = {block.section.key: block.said for block in sheet.blocks}
    assert [one.text for one in said["x1"]] == ["Ghi rõ công cụ"]
    assert sheet.said_elsewhere == [whole]
    # The next revision shows it as long as it is open.
    save(lesson, world.teacher, materials="Máy tính")
    hand_in(lesson, world.teacher)
    page = reader.get(reverse("lessons:revision_read", args=[plan.pk, 2]))
    assert "Ghi rõ công cụ" in page.text
    assert on_it not in reader.get(read).text
    answer(said["x1"][0], world.teacher)
    page = reader.get(reverse("lessons:revision_read", args=[plan.pk, 2]))
    assert "Ghi rõ công cụ" not in page.text


def test_the_sections_to_comment_on_are_those_of_the_form(world, signed_in, lesson):
    shown = {"form": "cv5512"}
    save(lesson, world.teacher, shown, form="cv2345", adjust="Thêm thời gian")
    plan = hand_in(lesson, world.teacher).plan
    choices = signed_in(world.subject_head).get(f"/bai-day/{plan.pk}/").context["round"]
    assert [key for key, _title in choices.choices] == [
        *("goals", "materials", "a1", "a2", "a3", "a4", "adjust", "")
    ]
    assert dict(choices.choices)["a1"] == "Mở đầu"
