"""A whole cluster that the cast has nothing to do with: its objects carry numbers of their own, so
that a form can be sent with them instead of the right ones, and a secret in every name."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model
from django.db.models.signals import pre_save
from django.utils import timezone

from accounts.models import User
from clusters.models import Authority, Post
from sessions.models import CorrectionRequest, PersonalLink, SeatRequest
from tests import builders
from tests.access.stage import Stage, set_stage
from tests.conftest import World

SECRET = "Mường Giấu"
FIRST = 700_001
LABELS = ("accounts", "clusters", "exchange_sessions", "lessons", "reports")


@dataclass
class Elsewhere:
    """The foreign stage, and the numbers of its rows by model."""

    stage: Stage
    rows: dict[type[Model], frozenset[int]]

    def numbers(self) -> list[int]:
        """Every number that some foreign object has, the most shared first."""
        return sorted(set().union(*self.rows.values()))


@contextmanager
def numbered_apart() -> Iterator[dict[type[Model], list[int]]]:
    """Rows made meanwhile are numbered from FIRST in their table."""
    given: dict[type[Model], list[int]] = defaultdict(list)

    def number(sender, instance, raw, **_more):
        if sender._meta.app_label in LABELS and instance._state.adding:
            if instance.pk is None:
                instance.pk = FIRST + len(given[sender])
            if isinstance(instance.pk, int):
                given[sender].append(instance.pk)

    pre_save.connect(number)
    try:
        yield given
    finally:
        pre_save.disconnect(number)


def make_elsewhere(
    under: Authority | None = None, *, word: str = SECRET, session: str = "held"
) -> Elsewhere:
    """A cluster of two schools and its session, with `word` in every name; under an authority of the
    cast, or of a province of its own."""
    with numbered_apart() as given:
        world = _world(under, word)
        stage = set_stage(
            world,
            title=f"Buổi {word}",
            session=session,
            newcomer=(f"Tẩn {word}", "+84988000099"),
        )
        asked_and_named(stage)
    return Elsewhere(stage, {model: frozenset(pks) for model, pks in given.items()})


def asked_and_named(stage: Stage) -> None:
    """The session has people on its list, somebody who waits, a link and a wish for correction."""
    now = timezone.now()
    exchange, world = stage.exchange, stage.world
    unit = exchange.units.get(hosts=False)
    here = builders.make_roster_entry(exchange, world.teacher, unit=unit)
    builders.make_roster_entry(exchange, "Khách mời", unit=unit)
    for position, (person, entry) in enumerate(
        ((world.teacher, here), (world.guest_principal, None)), 1
    ):
        SeatRequest.objects.create(
            exchange=exchange,
            position=position,
            state="seated" if entry else "asked",
            user=person,
            name_as_printed=person.full_name,
            school=world.guest,
            unit=unit,
            entry=entry,
            named_at=now,
            named_by=world.cluster_head,
        )
    PersonalLink.objects.create(
        exchange=exchange, purpose="check_in", entry=here, issued_at=now
    )
    CorrectionRequest.objects.create(
        entry=here,
        part=exchange.parts.get(),
        here=True,
        words=f"Tôi có mặt. {exchange.title}",
        asked_by=world.teacher,
        asked_at=now,
    )


def _world(under: Authority | None, word: str) -> World:
    province = under or builders.make_authority(f"Sở GD&ĐT {word}")
    host = builders.make_school(f"THCS {word} A", authority=province)
    guest = builders.make_school(f"THCS {word} B", authority=province)
    cluster = builders.make_cluster(
        f"Cụm {word}", authority=province, schools=[host, guest]
    )
    beside = builders.make_cluster(f"Liên cụm {word}", authority=province)
    people = {
        role: builders.make_person(f"{family} {word}", phone=f"+8498800000{number}")
        for number, (role, family) in enumerate(
            (
                ("teacher", "Vù"),
                ("subject_head", "Giàng"),
                ("principal", "Lầu"),
                ("guest_principal", "Hạng"),
                ("cluster_head", "Thào"),
                ("officer", "Sùng"),
            )
        )
    }
    for role, school, kind in (
        ("teacher", host, Post.Kind.TEACHER),
        ("subject_head", host, Post.Kind.SUBJECT_HEAD),
        ("principal", host, Post.Kind.PRINCIPAL),
        ("guest_principal", guest, Post.Kind.PRINCIPAL),
        ("cluster_head", guest, Post.Kind.VICE_PRINCIPAL),
    ):
        builders.make_post(people[role], school, kind)
    builders.make_office(people["cluster_head"], cluster)
    if under is None:
        builders.make_post(people["officer"], province, Post.Kind.OFFICER)
    return World(
        province=province,
        office=province,
        other_province=province,
        north=cluster,
        south=beside,
        host=host,
        guest=guest,
        far=guest,
        far_teacher=people["teacher"],
        far_principal=people["guest_principal"],
        other_officer=people["officer"],
        admin=User.objects.get(is_superuser=True),
        **people,
    )


def rows_of(elsewhere: Elsewhere) -> dict[tuple[str, int], dict]:
    """Every row of the foreign cluster as it stands."""
    return {
        (model._meta.label, row["pk"]): row
        for model, pks in elsewhere.rows.items()
        for row in model._base_manager.filter(pk__in=pks).values("pk", *_columns(model))
    }


def ties_to(elsewhere: Elsewhere) -> set[tuple[str, int, str, int]]:
    """Every row of ours that points to a row of the foreign cluster: model, row, column, to whom."""
    found = set()
    for label in LABELS:
        for model in apps.get_app_config(label).get_models(include_auto_created=True):
            own = elsewhere.rows.get(model, frozenset())
            for field in model._meta.concrete_fields:
                theirs = elsewhere.rows.get(field.related_model)
                if not theirs:
                    continue
                found |= {
                    (model._meta.label, pk, field.name, other)
                    for pk, other in model._base_manager.filter(
                        **{f"{field.name}__in": theirs}
                    ).values_list("pk", field.attname)
                    if pk not in own
                }
    return found


def _columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]
