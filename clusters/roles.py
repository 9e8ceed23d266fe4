"""In what roles a person comes today, for menus and first pages. Rights are in `permissions`."""

from accounts.models import User
from clusters.standing import Standing, standing_of

OFFICER = "officer"
CLUSTER = "cluster"
PRINCIPAL = "principal"
SUBJECT_HEAD = "subject_head"
TEACHER = "teacher"
ADMIN = "admin"
ROLES = (OFFICER, CLUSTER, PRINCIPAL, SUBJECT_HEAD, TEACHER, ADMIN)


def roles_in(standing: Standing) -> list[str]:
    """The roles that posts and offices give, widest first; teacher for any post at a school."""
    held = {
        OFFICER: standing.officer_of,
        CLUSTER: standing.officed_clusters,
        PRINCIPAL: standing.led_schools,
        SUBJECT_HEAD: standing.subject_head_at,
        TEACHER: standing.schools,
    }
    return [role for role in ROLES if held.get(role)]


def roles_of(user: User) -> list[str]:
    """All roles of a person today, widest first; the administrator of the site comes last."""
    roles = roles_in(standing_of(user))
    return [*roles, ADMIN] if user.is_superuser else roles
