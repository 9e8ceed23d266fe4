"""Words to criteria: an observer's own, points only where the cluster gives them, nothing added up."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Notice
from accounts.verbs import Actor
from lessons import actions, observing
from lessons.models import CriteriaSet, Criterion, CriterionWord, Observation
from tests import builders
from tests.lessons.giving import client_of, session_of_today

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(world):
    return session_of_today(world)[1]


@pytest.fixture
def entry(lesson):
    return builders.make_roster_entry(
        lesson.exchange, builders.make_person("Hà Thị Quan Sát")
    )


@pytest.fixture
def observer(entry):
    return client_of(entry)


@pytest.fixture
def asked(world):
    """A set of the province: two criteria under a group, the first with points."""
    found = CriteriaSet.objects.create(
        code="lao-cai", title="Phiếu của Sở", authority=world.north.managing_authority
    )
    return [
        Criterion.objects.create(
            criteria=found, order=1, group="Học sinh", text="Em nào hỏi?", points="2.5"
        ),
        Criterion.objects.create(
            criteria=found, order=2, group="Học sinh", text="Em nào chờ?"
        ),
    ]


@pytest.fixture
def giving(world):
    type(world.north).objects.filter(pk=world.north.pk).update(observation_points=True)


def page(lesson):
    return reverse("lessons:observation_words", args=[lesson.pk])


def form_of(client, lesson) -> dict:
    """What the page would send if nobody touched it."""
    form = client.get(page(lesson)).context["form"]
    fields = {}
    for field in form:
        shown = form.initial.get(field.name, field.initial)
        fields[field.html_name] = "" if shown is None else shown
        fields[field.html_initial_name] = "" if shown is None else shown
    return fields


def write(client, lesson, **said):
    return client.post(page(lesson), form_of(client, lesson) | said)


def test_words_stand_beside_their_criteria_and_are_taken_away_by_emptying_them(
    lesson, observer, asked
):
    first, second = asked
    shown = observer.get(page(lesson))
    assert "Em nào hỏi?" in shown.text
    assert "points-" not in shown.text
    answer = write(
        observer,
        lesson,
        **{f"text-{first.pk}": "Páo\nvà Sua", f"text-{second.pk}": "x"},
    )
    assert answer["Location"] == reverse("lessons:observe", args=[lesson.pk])
    assert list(CriterionWord.objects.values_list("text", flat=True)) == [
        "Páo\r\nvà Sua".replace("\r", ""),
        "x",
    ]
    write(observer, lesson, **{f"text-{second.pk}": "  "})
    assert CriterionWord.objects.get().criterion == first
    assert "(1)" in observer.get(answer["Location"]).text


def test_nothing_written_begins_no_observation(lesson, observer, asked):
    assert write(observer, lesson).status_code == 302
    assert not Observation.objects.exists()


def test_an_older_page_writes_only_what_was_changed_on_it(lesson, observer, asked):
    first, second = asked
    old = form_of(observer, lesson)
    write(observer, lesson, **{f"text-{first.pk}": "Từ máy khác"})
    observer.post(page(lesson), old | {f"text-{second.pk}": "Từ trang cũ"})
    assert {one.text for one in CriterionWord.objects.all()} == {
        "Từ máy khác",
        "Từ trang cũ",
    }


def test_points_are_given_only_where_the_cluster_switched_them_on(
    lesson, observer, asked
):
    [first, _second] = asked
    write(observer, lesson, **{f"text-{first.pk}": "Tốt", f"points-{first.pk}": "2"})
    assert CriterionWord.objects.get().points is None


def test_points_have_their_most_and_are_written_as_vietnamese_write_them(
    giving, lesson, observer, asked
):
    first, second = asked
    shown = observer.get(page(lesson)).text
    assert "nhiều nhất 2,5" in shown
    assert f"points-{second.pk}" not in shown
    for wrong in ("3", "-1", "hai"):
        answer = write(
            observer,
            lesson,
            **{f"points-{first.pk}": wrong, f"text-{second.pk}": "Giữ nguyên"},
        )
        assert answer.status_code == 422
        # What was typed stays.
        assert "Giữ nguyên" in answer.text
        assert f'value="{wrong}"' in answer.text
    assert not CriterionWord.objects.exists()
    write(observer, lesson, **{f"points-{first.pk}": "1,5"})
    assert CriterionWord.objects.get().points == Decimal("1.5")
    assert 'value="1,5"' in observer.get(page(lesson)).text


def test_who_taught_reads_them_when_they_are_shared_and_no_sum(
    world, giving, lesson, entry, observer, asked, signed_in
):
    first, second = asked
    write(
        observer,
        lesson,
        **{
            f"text-{first.pk}": "Páo hỏi bạn",
            f"points-{first.pk}": "2",
            f"text-{second.pk}": "Sua chờ",
        },
    )
    observe = reverse("lessons:observe", args=[lesson.pk])
    teacher = signed_in(world.teacher)
    assert "Páo hỏi bạn" not in teacher.get(observe).text
    observer.post(
        reverse("lessons:observation_share", args=[lesson.pk]), {"share": "yes"}
    )
    seen = teacher.get(observe).text
    assert seen.index("Páo hỏi bạn") < seen.index("2 / 2,5") < seen.index("Sua chờ")
    assert "tổng" not in seen.lower()
    type(world.north).objects.filter(pk=world.north.pk).update(observation_points=False)
    assert "2 / 2,5" not in teacher.get(observe).text


def test_before_the_lesson_and_for_strangers_there_are_no_words(
    world, lesson, entry, observer, asked, signed_in
):
    tomorrow = timezone.localdate() + timezone.timedelta(days=1)
    fields = form_of(observer, lesson) | {f"text-{asked[0].pk}": "Sớm"}
    lesson.exchange.parts.update(on=str(tomorrow), on_sort=tomorrow)
    answer = observer.post(page(lesson), fields)
    assert answer.status_code == 422
    assert "Có thể ghi" in answer.text
    # What was typed on a page from before stays on it.
    assert "Sớm" in answer.text
    assert not CriterionWord.objects.exists()
    assert signed_in(world.principal).get(page(lesson)).status_code == 403
    assert signed_in(world.far_teacher).get(page(lesson)).status_code == 404


def test_a_criterion_of_another_set_is_nothing_to_write_to(lesson, entry, asked):
    other = CriteriaSet.objects.create(code="khac", title="Khác")
    foreign = Criterion.objects.create(criteria=other, order=1, text="Khác")
    actions.write_words(
        lesson=lesson,
        entry=entry,
        criteria=asked[0].criteria,
        said={foreign.pk: ("Lạc", None)},
        by=Actor(entry.user),
        now=timezone.now(),
    )
    assert not CriterionWord.objects.exists()


def test_without_a_set_there_is_no_page(lesson, observer):
    assert observer.get(page(lesson)).status_code == 404


def test_the_log_holds_no_words(lesson, observer, asked):
    write(observer, lesson, **{f"text-{asked[0].pk}": "Riêng tư"})
    assert not [one for one in AuditEntry.objects.all() if "Riêng tư" in str(one.after)]


def test_who_taught_hears_once_a_day_that_something_is_shared(world, lesson, entry):
    now = timezone.now()
    for name in ("Một", "Hai"):
        person = builders.make_person(name)
        one = Observation.objects.create(lesson=lesson, observer=person, started_at=now)
        for _twice in range(2):
            actions.share_observation(
                observation=one, by=Actor(person), now=timezone.now()
            )
    notice = Notice.objects.get()
    assert notice.user == world.teacher
    assert notice.path == reverse("lessons:observe", args=[lesson.pk])
    assert "Hai" not in notice.title


@pytest.mark.parametrize("many", [1, 3])
def test_shared_words_cost_no_questions(lesson, asked, many, django_assert_num_queries):
    now = timezone.now()
    for number in range(many):
        one = Observation.objects.create(
            lesson=lesson,
            observer=builders.make_person(f"Người {number}"),
            started_at=now,
            state="shared",
            shared_at=now,
        )
        for criterion in asked:
            CriterionWord.objects.create(
                observation=one, criterion=criterion, text="Thấy"
            )
    with django_assert_num_queries(3):
        found = observing.shared_with_teacher(lesson)
        assert [len(one.words.all()) for one in found] == [2] * many
