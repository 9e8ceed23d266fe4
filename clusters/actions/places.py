"""Authorities, schools and clusters: making them, naming them, joining and leaving."""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts import audit
from accounts.text import nfc
from accounts.verbs import Actor, Refused
from clusters.actions.dated import ONE_DAY, end
from clusters.models import (
    Authority,
    Cluster,
    ClusterMembership,
    Level,
    School,
    SchoolAuthority,
    SchoolName,
)

SETTINGS = (
    "session_approver",
    "news_approver",
    "address_style",
    "observation_points",
    "feedback_read_first",
)


@transaction.atomic
def create_authority(
    *,
    by: Actor,
    name: str,
    kind: str,
    parent: Authority | None = None,
    short_name: str = "",
    place: str = "",
) -> Authority:
    """A body that manages or directs schools."""
    authority = Authority.objects.create(
        name=nfc(" ".join(name.split())),
        short_name=nfc(" ".join(short_name.split())),
        place=nfc(" ".join(place.split())),
        kind=kind,
        parent=parent,
    )
    audit.record(
        by=by,
        verb="clusters.create_authority",
        row=authority,
        after={"name": authority.name, "kind": kind},
    )
    return authority


@transaction.atomic
def create_school(
    *,
    by: Actor,
    name: str,
    levels: Iterable[Level] = (),
    authority: Authority | None = None,
    code: str = "",
    place: str = "",
) -> School:
    """A school under its present name. The authority, if given, is noted for what its kind says: a
    people's committee owns its schools (chủ quản), all others direct their professional work."""
    school = School(code=code.strip().upper() or None, place=nfc(place.strip()))
    school.set_name(name)
    try:
        with transaction.atomic():
            school.save()
    except IntegrityError:
        raise _code_taken() from None
    school.levels.set(levels)
    SchoolName.objects.create(school=school, name=school.name)
    if authority is not None:
        SchoolAuthority.objects.create(
            school=school,
            authority=authority,
            kind=SchoolAuthority.Kind.OWNER
            if authority.kind == Authority.Kind.PEOPLES_COMMITTEE
            else SchoolAuthority.Kind.GUIDANCE,
        )
    audit.record(
        by=by,
        verb="clusters.create_school",
        row=school,
        after={
            "name": school.name,
            "authority": authority.pk if authority else None,
        },
    )
    return school


def _code_taken() -> Refused:
    return Refused(_("Another school has this code already."), field="code")


@transaction.atomic
def change_school(
    *, school: School, by: Actor, code: str, place: str, levels: Iterable[Level]
) -> None:
    """The school's code, place and levels."""
    school = School.objects.select_for_update().get(pk=school.pk)
    levels = list(levels)
    before = {
        "code": school.code,
        "place": school.place,
        "levels": _codes(school.levels.all()),
    }
    school.code = code.strip().upper() or None
    school.place = nfc(" ".join(place.split()))
    after = {"code": school.code, "place": school.place, "levels": _codes(levels)}
    if after == before:
        return
    try:
        with transaction.atomic():
            school.save(update_fields=["code", "place"])
    except IntegrityError:
        raise _code_taken() from None
    school.levels.set(levels)
    audit.record(
        by=by,
        verb="clusters.change_school",
        row=school,
        before=before,
        after=after,
    )


def _codes(levels: Iterable[Level]) -> list[str]:
    return sorted(level.code for level in levels)


@transaction.atomic
def rename_school(
    *, school: School, name: str, since: date | None, by: Actor, today: date
) -> None:
    """Give a school a new name from a day on, past or to come, or, without a day, correct the spelling
    of today's name.

    Older sessions and papers keep the name of their time. The same day once more corrects that name.
    Refused for a day before the newest name began, and after the school was closed.
    """
    school = School.objects.select_for_update().get(pk=school.pk)
    newest = _newest_name(school)
    row = SchoolName.objects.on(since or today).filter(school=school).last()
    before = row.name if row is not None else school.name
    wanted = School()
    wanted.set_name(name)
    if wanted.name == before:
        return
    if since is not None:
        if newest is None:
            newest = SchoolName.objects.create(school=school, name=before)
        began = newest.valid_from
        if began is not None and since < began:
            raise Refused(
                _("The school bears the name “%(name)s” from %(day)s on.")
                % {"name": newest.name, "day": f"{began:%d/%m/%Y}"},
                field="since",
            )
        refuse_closed(school, since)
        if since != began:
            newest.valid_to = since - ONE_DAY
            newest.save(update_fields=["valid_to"])
            row = None
    if row is None:
        row = SchoolName(school=school, valid_from=since)
    row.name = wanted.name
    row.save()
    school.keep_name_changes()
    school.set_name(school.name_on(today) if school.name_changes else row.name)
    school.save(update_fields=["name", "search_key", "sort_key"])
    audit.record(
        by=by,
        verb="clusters.rename_school",
        row=school,
        before={"name": before},
        after={"name": wanted.name, "since": str(since) if since else None},
    )


def _newest_name(school: School) -> SchoolName | None:
    rows = SchoolName.objects.filter(school=school)
    return rows.order_by(F("valid_from").desc(nulls_last=True), "-pk").first()


def refuse_closed(school: School, day: date) -> None:
    """Refused for a school that is not there any more on that day."""
    if school.valid_to is not None and school.valid_to < day:
        raise Refused(
            _("%(school)s exists only until %(day)s.")
            % {"school": school.name, "day": f"{school.valid_to:%d/%m/%Y}"},
            field="since",
        )


@transaction.atomic
def create_cluster(
    *,
    by: Actor,
    label: str,
    area: str = "",
    authority: Authority | None = None,
    schools: Iterable[School] = (),
) -> Cluster:
    """A cluster with its first members; its levels are those of its schools."""
    cluster = Cluster(area=nfc(" ".join(area.split())), managing_authority=authority)
    cluster.set_label(label)
    cluster.save()
    members = list(schools)
    for school in members:
        ClusterMembership.objects.create(cluster=cluster, school=school)
    cluster.levels.set(Level.objects.filter(schools__in=members).distinct())
    audit.record(
        by=by,
        verb="clusters.create_cluster",
        row=cluster,
        after={
            "label": cluster.label,
            "authority": authority.pk if authority else None,
            "schools": [school.pk for school in members],
        },
    )
    return cluster


@transaction.atomic
def join(*, cluster: Cluster, school: School, by: Actor, today: date) -> None:
    """Put a school into a cluster from today on. It being there already is no error."""
    cluster = Cluster.objects.select_for_update().get(pk=cluster.pk)
    if cluster.memberships.filter(school=school, valid_to=None).exists():
        return
    refuse_closed(school, today)
    ClusterMembership.objects.create(cluster=cluster, school=school, valid_from=today)
    cluster.levels.add(*school.levels.all())
    audit.record(by=by, verb="clusters.join", row=cluster, after={"school": school.pk})


@transaction.atomic
def leave(*, cluster: Cluster, school: School, by: Actor, today: date) -> None:
    """Take a school out of a cluster from today on; what it took part in stays."""
    cluster = Cluster.objects.select_for_update().get(pk=cluster.pk)
    rows = cluster.memberships.on(today).filter(school=school)
    if not rows:
        raise Refused(_("This school is not in the cluster any more."))
    for row in rows:
        end(row, since=today)
    audit.record(
        by=by, verb="clusters.leave", row=cluster, before={"school": school.pk}
    )


@transaction.atomic
def change_cluster(
    *, cluster: Cluster, by: Actor, label: str, area: str, **chosen: str | bool
) -> None:
    """The cluster's name and area, and what it decides for itself (`SETTINGS`): who approves, how drafts
    speak of people, whether observers may give points, whether feedback is read before the teacher does.

    Refused if the managing authority is to approve and there is none.
    """
    unknown = set(chosen) - set(SETTINGS)
    if unknown:
        raise ValueError(f"not a setting of a cluster: {sorted(unknown)}")
    cluster = Cluster.objects.select_for_update().get(pk=cluster.pk)
    if cluster.managing_authority_id is None:
        for name in ("session_approver", "news_approver"):
            if chosen.get(name) == "authority":
                raise Refused(
                    _("No authority manages this cluster, so it cannot approve."),
                    field=name,
                )
    names = ("label", "area", *SETTINGS)
    before = {name: getattr(cluster, name) for name in names}
    cluster.set_label(label)
    cluster.area = nfc(" ".join(area.split()))
    for name, value in chosen.items():
        setattr(cluster, name, value)
    changed = [name for name in names if getattr(cluster, name) != before[name]]
    if not changed:
        return
    cluster.save(update_fields=[*names, "search_key"])
    audit.record(
        by=by,
        verb="clusters.change_cluster",
        row=cluster,
        before={name: before[name] for name in changed},
        after={name: getattr(cluster, name) for name in changed},
    )


@transaction.atomic
def save_school(
    *,
    school: School,
    by: Actor,
    today: date,
    name: str,
    code: str,
    place: str,
    levels: Iterable[Level],
) -> None:
    """A school's facts saved as a whole: the spelling of its name (`rename_school`) and `change_school`, both or neither."""
    rename_school(school=school, name=name, since=None, by=by, today=today)
    change_school(school=school, by=by, code=code, place=place, levels=levels)
