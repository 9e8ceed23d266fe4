"""The demonstration: complete, repeatable, and never beside real people."""

import json
import tomllib
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Notice, SignInName, User
from clusters.models import Cluster, School
from clusters.models.authority import AuthoritySuccession
from config.demo import load as demo
from config.demo.pictures import SHAPES, picture
from lessons.models import LessonPlan, PlanComment, PlanReader, PlanRevision
from reports.digest import digest_of
from reports.models import Article, Photo
from reports.periods import Period
from sessions.days import next_month, previous_month
from sessions.figures import figures_of, of_clusters
from sessions.models import ExchangeSession, LessonTeacher, RosterEntry
from tests import builders

DATA = Path(demo.__file__).parent
FACTS = json.loads(
    (Path(__file__).parents[1] / "data" / "document_facts.json").read_text()
)


def every_text(value):
    if isinstance(value, dict):
        for inner in value.values():
            yield from every_text(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from every_text(inner)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize(
    "path", sorted(DATA.rglob("*.toml")), ids=lambda path: path.name
)
def test_no_text_of_the_data_files_is_longer_than_600_characters(path):
    texts = list(every_text(tomllib.loads(path.read_text())))
    assert [text for text in texts if len(text) > 600] == []


def test_the_five_reports_are_there_under_their_own_names():
    assert [f"{name}.txt" for name in demo.documents()] == [
        name for name in FACTS if not name.startswith("_")
    ]


def test_a_second_load_changes_nothing(db):
    demo.load(photos=False)
    User.objects.filter(full_name="Bùi Thị Hồng Nhung").update(
        full_name="Bùi Thị Nhung"
    )
    School.objects.filter(name="THCS Hồng Tiến").update(place="xã Hồng Tiến")
    Cluster.objects.filter(label="Cụm khu Tây").update(area="khu Tây")
    ExchangeSession.objects.filter(client_key="demo:gdtc-8-nhap").update(
        title="Chạy bền"
    )
    before = [
        sorted(model.objects.values_list())
        for model in (User, SignInName, School, Cluster, LessonTeacher, RosterEntry)
    ]
    assert demo.load(photos=False).counts == {}
    after = [
        sorted(model.objects.values_list())
        for model in (User, SignInName, School, Cluster, LessonTeacher, RosterEntry)
    ]
    assert after == before
    assert ExchangeSession.objects.filter(title="Chạy bền").exists()


def test_everybody_of_the_demonstration_finds_something_in_the_notices(db):
    demo.load(photos=False)
    for one in demo.sign_ins():
        person = User.objects.get(full_name=one.name)
        told = person.notices.all()
        if one.role.startswith("Cán bộ"):
            continue
        assert told.unread().exists(), one.role
        assert all(notice.at <= timezone.now() for notice in told)
        assert not told.filter(
            key__startswith="demo ", mail_due_at__isnull=False
        ).exists()


def test_what_was_deleted_comes_back_on_the_days_of_the_first_load(db):
    demo.load(photos=False)
    User.objects.update(created_at=timezone.now() - timedelta(days=30))
    gone = ExchangeSession.objects.filter(client_key="demo:gdtc-8-nhap")
    first = gone.get().on
    gone.delete()
    assert demo.load(photos=False).counts == {"session": 1}
    again = ExchangeSession.objects.get(client_key="demo:gdtc-8-nhap").on
    assert 28 <= (first.exact - again.exact).days <= 31


def test_plans_stand_before_and_after_they_are_agreed(db):
    demo.load(photos=False)
    plans = LessonPlan.objects.all()
    assert Counter(plan.state for plan in plans) == {"agreed": 2, "submitted": 1}
    comments = PlanComment.objects.all()
    assert {one.answer for one in comments} == {"adopted", "kept", "later", ""}
    assert Counter(PlanReader.objects.values_list("state", flat=True)) == {
        # Who had read the first revision of the plan under discussion is asked to read the second.
        "read": 1,
        "asked": 2,
    }
    assert not PlanRevision.objects.filter(created_at__gt=timezone.now()).exists()
    assert not Notice.objects.filter(
        kind="lesson", mail_due_at__isnull=False, user__is_demo=True
    ).exists()


def test_real_people_of_the_reports_have_no_sign_in(db):
    demo.load(photos=False)
    named = {
        entry["name"]
        for fact in FACTS.values()
        if isinstance(fact, dict)
        for entry in fact.get("delegates", [])
    }
    named |= {
        lesson["teacher"]
        for fact in FACTS.values()
        if isinstance(fact, dict)
        for lesson in fact.get("lessons", [])
        if "teacher" in lesson
    }
    named |= {
        fact["author"]
        for fact in FACTS.values()
        if isinstance(fact, dict) and "author" in fact
    }
    assert len(named) == 14
    assert not User.objects.filter(full_name__in=named).exists()
    assert User.objects.filter(is_demo=False).count() == 0


def test_sessions_stand_in_every_state_and_under_several_clusters(db):
    demo.load(photos=False)
    states = set(ExchangeSession.objects.values_list("state", flat=True))
    assert states == {"draft", "proposed", "scheduled", "held", "closed", "cancelled"}
    used = set(ExchangeSession.objects.values_list("cluster__label", flat=True))
    assert used == {"Cụm khu Đông", "Cụm I", "Cụm SHCM số 1", None}
    assert set(Article.objects.values_list("state", flat=True)) == {
        "published",
        "in_review",
    }


def test_nothing_is_bent(db):
    demo.load(photos=False)
    reports = {
        name: ExchangeSession.objects.get(client_key=f"demo:{name}")
        for name in demo.documents()
    }
    exchange, signing, undated, study, boarding = reports.values()
    assert undated.on is None
    assert list(study.parts.values_list("on", flat=True)) == [None, None]
    assert set(exchange.roster.values_list("kind", flat=True)) == {"group"}
    assert (signing.cluster, signing.units.filter(school__isnull=False).count()) == (
        None,
        2,
    )
    basis = boarding.documents.select_related("document").first().document
    assert (basis.type_as_printed, basis.number) == ("công văn", "1000/KH-PGDĐT")
    assert all(
        report.recorded and report.state == "held" for report in reports.values()
    )


def test_the_printed_sign_ins_work(db, client):
    demo.load(photos=False)
    for one in demo.sign_ins():
        assert client.login(username=one.phone, password=one.password), one.role


def test_it_is_not_loaded_beside_real_people(db, settings):
    settings.DEMO_ALLOWED = True
    builders.make_person("Người Thật", phone="+84912345678")
    with pytest.raises(CommandError, match="Real people sign in here"):
        call_command("load_demo")
    assert not ExchangeSession.objects.exists()


def test_a_real_deployment_refuses_it(db, settings):
    settings.DEMO_ALLOWED = False
    with pytest.raises(CommandError, match="real deployment"):
        call_command("load_demo")
    assert not User.objects.exists()


def test_the_command_says_what_it_made(db, settings, capsys):
    settings.DEMO_ALLOWED = True
    call_command("load_demo", "--without-photos")
    call_command("load_demo", "--without-photos")
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("Demonstration: article 9, authority 7")
    assert said[1] == "Demonstration: nothing was missing"
    assert not Photo.objects.exists()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("scene", ["classroom", "computers", "hall", "signing", "yard"])
def test_every_picture_can_be_drawn_and_is_the_same_each_time(scene, shape):
    assert picture(scene, shape, 1) == picture(scene, shape, 1)


def test_bulletin_and_overview_count_the_demonstration_alike(db):
    demo.load(photos=False)
    first = timezone.localdate().replace(day=1)
    told = 0
    for _month in range(4):
        period = Period(first, next_month(first))
        for cluster in Cluster.objects.filter(subclusters=None):
            month = digest_of(cluster, period, now=timezone.now())
            figures = figures_of(
                of_clusters([cluster.pk]), period.starts_on, period.ends_before
            )
            assert (
                month.held,
                month.planned,
                month.taking_part,
                month.people or 0,
            ) == (
                len(figures.held),
                figures.planned,
                len(figures.schools),
                figures.people,
            )
            told += month.held
        first = previous_month(first)
    assert told > 0


def test_an_office_counts_the_clusters_of_those_it_took_over_from(world):
    new = builders.make_authority("Sở GD&ĐT tỉnh mới")
    AuthoritySuccession.objects.create(
        predecessor=world.office, successor=new, on=timezone.localdate()
    )
    builders.make_exchange(
        cluster=world.north, host=world.host, state="held", on=timezone.localdate()
    )
    first = timezone.localdate().replace(day=1)
    month = digest_of(new, Period(first, next_month(first)), now=timezone.now())
    assert month.held == 1
