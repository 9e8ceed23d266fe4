"""The bank of agreed plans: who finds what, by which words, and that it opens nothing but what was agreed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.verbs import Actor, Refused
from clusters import programme
from clusters.models import Subject
from lessons import actions, bank
from lessons.models import LessonPlan, PlanAuthor, State, Teaching
from lessons.searching import search_key_of
from sessions.models import ExchangeSession
from tests import builders
from tests.lessons.rounds import NOW, answer, newest, press, put, revise, say

LIST = reverse("lessons:bank")


@pytest.fixture
def far_colleague(world):
    """A teacher of another school of the cluster, of no session, of another subject."""
    person = builders.make_person("Hoàng Thị Đào")
    school = builders.make_school("THCS Nà Tấu", authority=world.office)
    world.north.memberships.create(school=school)
    builders.make_post(person, school)
    return person


@pytest.fixture
def agreed(world, plan):
    press("agree", plan, world.cluster_head)
    plan.refresh_from_db()
    return plan


def found(user) -> list[str]:
    return [str(plan) for plan in bank.in_bank_of(user)]


def test_a_colleague_of_the_cluster_finds_what_was_agreed_and_only_that(
    world, agreed, far_colleague, signed_in
):
    assert (
        not LessonPlan.objects.visible_to(far_colleague).filter(pk=agreed.pk).exists()
    )
    assert found(far_colleague) == ["Áp suất"]
    client = signed_in(far_colleague)
    assert client.get(reverse("lessons:bank_plan", args=[agreed.pk])).status_code == 200
    for closed in (
        reverse("lessons:plan", args=[agreed.pk]),
        reverse("lessons:revision_file", args=[agreed.pk, 1]),
    ):
        assert client.get(closed).status_code == 404


def test_strangers_and_offices_without_a_school_here_find_nothing(world, agreed):
    for nobody in (world.far_principal, world.other_officer):
        assert found(nobody) == []


def test_what_is_not_agreed_is_in_nobodys_bank(world, plan):
    for state in (State.SUBMITTED, State.RETURNED, State.DRAFT):
        put(plan, state)
        assert found(world.teacher) == []


def test_a_plan_opened_again_leaves_the_bank_and_comes_back_agreed(
    world, agreed, far_colleague, signed_in
):
    press("reopen", agreed, world.cluster_head)
    assert found(far_colleague) == []
    address = reverse("lessons:bank_plan", args=[agreed.pk])
    client = signed_in(far_colleague)
    assert client.get(address).status_code == 404
    assert client.get(reverse("lessons:bank_file", args=[agreed.pk])).status_code == 404
    revise(agreed, world.teacher)
    press("agree", agreed, world.cluster_head)
    assert "Bản 2.pdf" in client.get(address).text


def test_only_the_file_of_the_agreed_revision_is_served_cleaned_of_its_maker(
    world, agreed, far_colleague, signed_in, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "plans").mkdir()
    for name in ("1.pdf", "shared.pdf"):
        (tmp_path / "plans" / name).write_bytes(name.encode())
    agreed.revisions.update(shared_file="plans/shared.pdf")
    answer = signed_in(far_colleague).get(
        reverse("lessons:bank_file", args=[agreed.pk])
    )
    assert b"".join(answer.streaming_content) == b"shared.pdf"
    assert answer["Content-Disposition"].startswith("attachment")


def test_an_author_takes_a_plan_out_and_puts_it_back(
    world, agreed, far_colleague, signed_in
):
    teacher = signed_in(world.teacher)
    page = reverse("lessons:plan", args=[agreed.pk])
    out = reverse("lessons:bank_take_out", args=[agreed.pk])
    assert out in teacher.get(page).text
    for _twice in range(2):
        assert teacher.post(out).url == page
    assert found(far_colleague) == found(world.teacher) == []
    assert AuditEntry.objects.filter(verb="lessons.take_out_of_bank").count() == 1
    back = reverse("lessons:bank_put_back", args=[agreed.pk])
    assert back in teacher.get(page).text
    teacher.post(back)
    assert found(far_colleague) == ["Áp suất"]


def test_taken_out_stays_out_when_it_is_agreed_again(world, agreed, far_colleague):
    actions.take_out_of_bank(plan=agreed, by=Actor(world.teacher), now=NOW)
    press("reopen", agreed, world.cluster_head)
    with pytest.raises(Refused):
        actions.put_into_bank(plan=agreed, by=Actor(world.teacher))
    press("agree", agreed, world.cluster_head)
    assert found(far_colleague) == []


def test_whoever_only_agreed_it_takes_nothing_out(world, agreed, signed_in):
    for verb in ("bank_take_out", "bank_put_back"):
        address = reverse(f"lessons:{verb}", args=[agreed.pk])
        assert signed_in(world.cluster_head).post(address).status_code == 403
        assert signed_in(world.far_principal).post(address).status_code == 404


def test_what_colleagues_changed_is_told_without_who_and_without_what_stayed_open(
    world, plan, far_colleague, signed_in
):
    taken = say(plan, world.subject_head, "Thêm câu hỏi dẫn dắt")
    kept = say(plan, world.cluster_head, "Bỏ thí nghiệm 2")
    say(plan, world.cluster_head, "Chữ hơi nhỏ", section="goals")
    answer(taken, world.teacher, "adopted", "Đã thêm hai câu")
    answer(kept, world.teacher, "kept", "Học sinh cần làm")
    press("agree", plan, world.cluster_head)
    text = (
        signed_in(far_colleague).get(reverse("lessons:bank_plan", args=[plan.pk])).text
    )
    assert "Thêm câu hỏi dẫn dắt" in text
    assert "Đã thêm hai câu" in text
    for private in ("Bỏ thí nghiệm 2", "Học sinh cần làm", "Chữ hơi nhỏ"):
        assert private not in text
    assert world.subject_head.full_name not in text
    [row] = bank.page_of(far_colleague, bank.Filters(), 1)
    assert (row.plan.said, row.plan.taken_up, row.plan.adjusted) == (3, 1, 0)


def test_adjustments_after_teaching_stand_beside_it(
    world, agreed, exchange, far_colleague, signed_in
):
    ExchangeSession.objects.filter(pk=exchange.pk).update(state="held")
    actions.adjust_teaching(
        teaching=agreed.teachings.get(),
        text="Chia nhóm bốn em",
        by=Actor(world.teacher),
        now=NOW + timedelta(days=8),
    )
    text = (
        signed_in(far_colleague)
        .get(reverse("lessons:bank_plan", args=[agreed.pk]))
        .text
    )
    assert "Chia nhóm bốn em" in text


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("ap suat", 1),
        ("suat AP", 1),
        ("8a2", 1),
        ("Vang Thi Mai", 1),
        ("hồng tiến", 0),
        ("toan", 0),
        ("?!", 0),
    ],
)
def test_words_find_with_and_without_accents_in_any_order(world, agreed, words, count):
    page = bank.page_of(world.teacher, bank.Filters(words=words), 1)
    assert len(page.object_list) == count


def test_subject_grade_and_school_narrow(world, agreed, lesson, signed_in):
    programme.load()
    khtn, toan = Subject.objects.order_by("pk")[:2]
    lesson.subject = khtn
    lesson.save()
    options = bank.options_for(world.teacher)
    assert [code for code, _name in options.subjects] == [khtn.code]
    [(grade, name)] = options.grades
    assert "8" in name
    assert [key for key, _name in options.schools] == [world.host.pk]
    client = signed_in(world.teacher)
    for query, count in (
        (f"?mon={khtn.code}&khoi={grade}&truong={world.host.pk}", 1),
        (f"?mon={toan.code}", 0),
        (f"?khoi={grade + 1}", 0),
        (f"?truong={world.guest.pk}", 0),
        ("?khoi=8e9&truong=x&page=99", 1),
    ):
        assert client.get(LIST + query).context["page"].paginator.count == count, query


def test_a_moved_author_finds_the_own_plan(world, agreed, signed_in):
    world.teacher.posts.all().delete()
    builders.make_post(world.teacher, world.far)
    fresh = type(world.teacher).objects.get(pk=world.teacher.pk)
    assert found(fresh) == ["Áp suất"]


def test_the_key_holds_title_school_author_and_lesson(world, agreed):
    assert agreed.search_key == search_key_of(agreed)
    for word in ("ap suat", "8a2", "mai"):
        assert word in agreed.search_key


def test_an_empty_bank_says_what_belongs_there(world, signed_in):
    text = signed_in(world.teacher).get(LIST).text
    assert reverse("lessons:mine") in text
    assert 'class="vacant"' in text


def another(world, number) -> LessonPlan:
    exchange = builders.make_exchange(
        cluster=world.north, host=world.host, schools=[world.host], state="scheduled"
    )
    lesson = builders.make_lesson(
        exchange, topic=f"Bài {number}", teacher=world.teacher
    )
    plan = LessonPlan.objects.create(
        title=f"Bài {number}", state=State.SUBMITTED, owner_school=world.host
    )
    PlanAuthor.objects.create(plan=plan, order=1, user=world.teacher)
    Teaching.objects.create(lesson=lesson, plan=plan)
    revise(plan, world.teacher)
    taken = say(plan, world.subject_head, f"Góp ý {number}")
    answer(taken, world.teacher)
    actions.agree_plan(
        plan=plan,
        revision=newest(plan),
        by=Actor(world.cluster_head),
        now=timezone.now(),
    )
    return plan


def test_three_plans_ask_as_much_as_one(world, agreed, signed_in, queries):
    client = signed_in(world.teacher)
    client.get(LIST)
    one = queries(client, LIST)
    another(world, 2)
    another(world, 3)
    assert queries(client, LIST) == one
