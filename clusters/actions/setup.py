"""Setting up a whole cluster in one go: schools, principals, head, invitations. All or nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.verbs import Actor, Refused
from clusters.actions import once, people, places
from clusters.models import Authority, Cluster, ClusterOffice, Level, Post, School
from clusters.standing import standing_of

# What stands on papers until somebody writes it otherwise: paper is Vietnamese in both languages.
PRINCIPAL_TITLE = "Hiệu trưởng"
_ADD_SCHOOLS, _SET_UP = "clusters.add_schools", "clusters.set_up"


@dataclass(frozen=True)
class SchoolRow:
    """A school to set up: a new one by name, or one that exists; its principal, if known."""

    name: str
    levels: Sequence[Level] = ()
    existing: School | None = None
    principal: str = ""
    sign_in_name: str = ""
    is_head: bool = False


class RowRefused(Refused):
    """A refusal that belongs to one row of the list."""

    def __init__(self, row: int, message: str, *, field: str | None = None) -> None:
        super().__init__(message, field=field)
        self.row = row


def _principal(
    row: SchoolRow, school: School, index: int, *, by: Actor, now: datetime, today: date
) -> User | None:
    if not row.principal:
        return None
    try:
        person = people.add_person(
            by=by, full_name=row.principal, sign_in_name=row.sign_in_name
        )
    except Refused as refused:
        raise RowRefused(index, refused.message, field=refused.field) from None
    people.give_post(
        by=by,
        person=person,
        place=school,
        kind=Post.Kind.PRINCIPAL,
        title=PRINCIPAL_TITLE,
    )
    if not person.has_usable_password():
        people.invite_person(person=person, by=by, now=now, today=today)
    return person


@transaction.atomic
def add_schools(
    *,
    cluster: Cluster,
    rows: Iterable[SchoolRow],
    by: Actor,
    client_key: str = "",
    now: datetime,
    today: date,
) -> None:
    """Put schools with their principals into a cluster, invite the principals, appoint the head.

    Raises RowRefused with the number of the row; then nothing was changed. The same `client_key`
    again changes nothing.
    """
    if once.sent_before(by=by, verb=_ADD_SCHOOLS, key=client_key):
        return
    once.remember(by=by, verb=_ADD_SCHOOLS, key=client_key, row=cluster)
    for index, row in enumerate(rows):
        school = row.existing or places.create_school(
            by=by,
            name=row.name,
            levels=row.levels,
            authority=cluster.managing_authority,
        )
        places.join(cluster=cluster, school=school, by=by, today=today)
        person = _principal(row, school, index, by=by, now=now, today=today)
        if row.is_head:
            if person is None:
                raise RowRefused(
                    index,
                    _("The head of the cluster needs a name here."),
                    field="principal",
                )
            people.appoint(
                cluster=cluster,
                kind=ClusterOffice.Kind.HEAD,
                by=by,
                today=today,
                person=person,
            )


# They stand below the department of their province.
_LOCAL = (
    Authority.Kind.DISTRICT_OFFICE,
    Authority.Kind.PEOPLES_COMMITTEE,
    Authority.Kind.COMMUNE_OFFICE,
)


def _own_above(by: Actor, kind: str) -> Authority | None:
    """The authority where the acting person is an officer, for a new local one: its clusters would
    otherwise be missing in that person's overview."""
    if by.user is None or kind not in _LOCAL:
        return None
    own = standing_of(by.user).officer_of
    return Authority.objects.filter(pk__in=own).order_by("pk").first()


@transaction.atomic
def set_up(
    *,
    by: Actor,
    label: str,
    area: str = "",
    authority: Authority | None = None,
    new_authority: tuple[str, str] | None = None,
    officer_title: str | None = None,
    rows: Sequence[SchoolRow],
    client_key: str = "",
    now: datetime,
    today: date,
) -> Cluster:
    """A cluster with everything that is known on the first day.

    `new_authority` is the name and kind of an authority to make, below the one where the acting
    person is an officer if it is of a commune or district; with `officer_title` (which may be
    empty) the acting person becomes its officer. The same `client_key` from the same person answers
    the cluster of the first press.
    """
    if made := once.sent_before(by=by, verb=_SET_UP, key=client_key):
        return Cluster.objects.get(pk=made)
    if new_authority:
        name, kind = new_authority
        authority = places.create_authority(
            by=by, name=name, kind=kind, parent=_own_above(by, kind)
        )
    if authority is not None and officer_title is not None and by.user is not None:
        people.give_post(
            by=by,
            person=by.user,
            place=authority,
            kind=Post.Kind.OFFICER,
            title=officer_title,
        )
    cluster = places.create_cluster(by=by, label=label, area=area, authority=authority)
    once.remember(by=by, verb=_SET_UP, key=client_key, row=cluster)
    add_schools(cluster=cluster, rows=rows, by=by, now=now, today=today)
    return cluster
