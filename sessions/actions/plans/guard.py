"""What every change of a plan does first: lock the plan, find its versions, compare the mark."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import AuditEntry
from accounts.pressed import key_of
from accounts.verbs import Actor, Refused
from clusters.models import Cluster, SchoolYear
from sessions.actions.guard import Overtaken, Repeated
from sessions.models import PlanState, PlanVersion, YearPlan
from sessions.models.year_plan import OPEN
from sessions.planning.content import mark_of, rows_of

SAVED = ("plans.save", "plans.paste", "plans.save_words")
# Where the log keeps which form asked for the change.
FORM = "form"


@dataclass
class Held:
    """A locked plan with the version that is worked on, and the one in force."""

    plan: YearPlan
    open: PlanVersion | None
    in_force: PlanVersion | None

    @property
    def base(self) -> PlanVersion | None:
        """What a form shows to be changed: the open version, else the one in force."""
        return self.open or self.in_force


def lock_year(cluster: Cluster, school_year: SchoolYear, by: Actor) -> Held:
    """The cluster's plan of the year, made where there is none, held until the transaction ends."""
    plan, _new = YearPlan.objects.get_or_create(
        cluster=cluster, school_year=school_year, defaults={"created_by": by.user}
    )
    return hold(plan)


def hold(plan: YearPlan) -> Held:
    locked = YearPlan.objects.select_for_update().filter(pk=plan.pk).first()
    if locked is None:
        raise Refused(_("Somebody else deleted this plan meanwhile."))
    # Names are read from the rows that the caller knows.
    locked.cluster, locked.school_year = plan.cluster, plan.school_year
    versions = {one.state: one for one in locked.versions.filter(state__in=[*OPEN, PlanState.APPROVED])}  # fmt: skip
    for version in versions.values():
        version.plan = locked
    opened = next((versions[state] for state in OPEN if state in versions), None)
    return Held(locked, opened, versions.get(PlanState.APPROVED))


def lock_version(version: PlanVersion) -> tuple[Held, PlanVersion]:
    """The plan of a version, and this version as it is now, if it is still the open one."""
    held = hold(version.plan)
    if held.open is None or held.open.pk != version.pk:
        if PlanVersion.objects.filter(pk=version.pk).exists():
            raise Refused(
                _(
                    "This version of the plan was decided on meanwhile. Please look again."
                )
            )
        raise Refused(_("Somebody else deleted this version meanwhile."))
    return held, held.open


def look_again(held: Held, form: str) -> None:
    """Compare what a form was shown with what is there. `form` is the mark, the form's own word and
    a digest of what was typed. Raises `Overtaken`, or `Repeated` for a second press."""
    refuse_second_press(held, form)
    base = held.base
    mark, own_word, _rest = form.partition("-")
    if mark == mark_of(base, rows_of(base) if base is not None else []):
        return
    if own_word and key_of(_form_saved_last(held)) == key_of(form):
        raise Overtaken(
            _(
                "This form was saved once already and says something else now. Nothing was "
                "overwritten: compare both below, then save again."
            )
        )
    raise Overtaken(
        _(
            "Somebody else changed this while it was open here. Nothing was overwritten: "
            "compare both below, then save again."
        )
    )


def refuse_second_press(held: Held, form: str) -> None:
    """Raises `Repeated` where this very form, saying the same, was the last to change the plan. A form
    without a word of its own cannot be told from another one."""
    if "-" in form and form == _form_saved_last(held):
        raise Repeated


def _form_saved_last(held: Held) -> str:
    last = last_saved(held.plan)
    return str(last.after.get(FORM, "")) if last is not None else ""


def last_saved(plan: YearPlan) -> AuditEntry | None:
    """Who changed the plan's content last, and when."""
    return (
        AuditEntry.objects.filter(
            object_type=plan._meta.label_lower,
            object_id=str(plan.pk),
            verb__in=SAVED,
        )
        .select_related("actor")
        .order_by("-pk")
        .first()
    )


def refuse_while_sent(held: Held) -> None:
    if held.open is not None and held.open.state == PlanState.SENT:
        raise Refused(
            _(
                "The plan waits for approval and cannot be changed meanwhile. Take it back first, or "
                "wait for the answer."
            )
        )
