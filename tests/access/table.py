"""The table: one row for each route. A route without a row fails the suite."""

from dataclasses import replace

from django.utils import timezone

from lessons.models import CriteriaSet, Observation, ObservationNote
from reports.zalo import code_of
from sessions.models import PersonalLink
from tests.access.rules import (
    ARTICLE_STATES,
    EVERYONE,
    LEAD,
    NORTH,
    SESSION_STATES,
    SIGNED_IN,
    Row,
)
from tests.access.stage import Stage

# --- who may know what ----------------------------------------------------------------------
SEE_SESSION = {
    "draft": frozenset({"principal", "cluster_head", "admin"}),
    "scheduled": NORTH,
    "held": NORTH,
    "cancelled": NORTH,
}
# Everyone with a post at a school that takes part; officers and the administrator look only.
TOOK_PART = frozenset({"teacher", "subject_head", "principal", "cluster_head"})
MAY_ADD_PHOTOS = {
    "draft": LEAD,
    "scheduled": TOOK_PART,
    "held": TOOK_PART,
    "cancelled": frozenset(),
}
# Before publishing: the author and the publisher's people; what waits, the authority too.
SEE_ARTICLE = {
    "draft": frozenset({"cluster_head", "admin"}),
    "in_review": frozenset({"cluster_head", "officer", "admin"}),
    "published": NORTH,
    "withdrawn": frozenset({"cluster_head", "admin"}),
}
EDIT = dict.fromkeys(SESSION_STATES, LEAD)
# The cluster's office decides how much it counts for, and the authority above that may see it.
GRANT_HOURS = {
    state: frozenset({"cluster_head", "officer"}) & who
    for state, who in SEE_SESSION.items()
}
# Once announced, who leads the hosting school fills in what becomes known.
COMPLETE = {
    "draft": LEAD,
    "scheduled": LEAD | {"principal"},
    "held": LEAD | {"principal"},
    "cancelled": LEAD,
}
WRITE = dict.fromkeys(ARTICLE_STATES, LEAD)
# Whoever makes sessions for its lead makes another like it: also principals of the cluster.
CLONE = dict.fromkeys(SESSION_STATES, LEAD | {"principal"})
NOBODY = dict.fromkeys(SESSION_STATES, frozenset())
# Nobody was told of a draft; later a teacher has the session on a page already.
DELETE = NOBODY | {"draft": LEAD}
# Who leads a school answers for it.
ANSWER_HOST = dict.fromkeys(SESSION_STATES, frozenset({"principal"}))
# The lead, and who leads the hosting school.
KEEP_LIST = dict.fromkeys(SESSION_STATES, LEAD | {"principal"})
# Whoever keeps no list is forbidden before it is looked for; the keepers find that there is none.
WITHOUT_KEEPERS = {
    state: who - LEAD - {"principal"} for state, who in SEE_SESSION.items()
}
# Who leads a school, a cluster or serves an authority may set up a session of it.
MAKERS = frozenset(
    {
        "subject_head",
        "principal",
        "far_principal",
        "cluster_head",
        "officer",
        "other_officer",
    }
)
# The lead; a school that takes part may write its own report.
LEADERS_OF_UNITS = {
    "draft": LEAD,
    "scheduled": frozenset({"principal", "cluster_head"}),
    "held": frozenset({"principal", "cluster_head"}),
    "cancelled": frozenset({"principal", "cluster_head"}),
}
MANAGE_CLUSTER = frozenset({"cluster_head", "officer", "admin"})
LEAD_SCHOOL = frozenset({"principal", "officer", "admin"})
ADMIN = frozenset({"admin"})
MANAGE_PEOPLE = frozenset({"principal", "cluster_head", "officer", "admin"})
# Who holds an office in a cluster under the authority, and who serves it.
SEE_AUTHORITY = frozenset({"cluster_head", "far_principal", "officer", "admin"})
OVER_SCHOOL = frozenset({"officer", "admin"})
# Its school's principal; officers where their authority is a party.
SIGN = frozenset({"principal", "admin"})
OFFICERS = frozenset({"officer", "other_officer", "admin"})
# Authors, the host, heads and subject teachers of the units; officers never see plans.
SEE_PLAN = frozenset({"teacher", "subject_head", "principal", "cluster_head", "admin"})
# Colleagues comment, the author answers; the administrator only looks.
COMMENT_ON_PLAN = SEE_PLAN - {"teacher", "admin"}
# The lead's people, and the head of the subject at the hosting school; never the author.
SETTLE_PLAN = frozenset({"subject_head", "cluster_head"})


# --- the shapes of rows ---------------------------------------------------------------------
def plain(read=SIGNED_IN, act=None, **args) -> Row:
    """A page that belongs to no object; nobody is told that it does not exist."""
    return Row(lambda stage: args, EVERYONE, read, act)


def session_page(read, act, **more) -> Row:
    """A page of one session of the North; `more` are further arguments, asked of the stage."""
    return Row(
        lambda stage: (
            {"pk": stage.exchange.pk} | {name: ask(stage) for name, ask in more.items()}
        ),
        SEE_SESSION,
        read,
        act,
        states="session",
    )


def kept_list_page(read, act) -> Row:
    """A page of the list of a part: only of one that takes place now or took place."""
    kept = WITHOUT_KEEPERS | {"held": NORTH}
    return Row(
        lambda stage: {"pk": stage.exchange.pk, "part_pk": _part(stage)},
        kept,
        dict.fromkeys(SESSION_STATES, frozenset()) | {"held": read},
        act and dict.fromkeys(SESSION_STATES, frozenset()) | {"held": act},
        states="session",
    )


def photo_page(read, act, **args) -> Row:
    return Row(
        lambda stage: {"pk": stage.photo.pk} | args,
        SEE_SESSION,
        read,
        act,
        states="session",
    )


def article_page(read, act, kind: str = "article") -> Row:
    """A page of one article of the North, or of its paper."""
    return Row(
        lambda stage: {"pk": getattr(stage, kind).pk},
        SEE_ARTICLE,
        read,
        act,
        states="article",
    )


def bulletin_page(read, act, kind: str = "bulletin", **args) -> Row:
    return Row(lambda stage: {"pk": getattr(stage, kind).pk} | args, NORTH, read, act)


def cluster_page(read, act, **more) -> Row:
    """A page of the North cluster; `more` are further arguments, asked of the stage."""
    return Row(
        lambda stage: (
            {"pk": stage.world.north.pk}
            | {name: ask(stage) for name, ask in more.items()}
        ),
        NORTH,
        read,
        act,
    )


def plan_page(read, act, *, sees=NORTH, **more) -> Row:
    """A page of the North's plan of the year: one version in force, a draft above it."""
    return Row(
        lambda stage: (
            {"pk": stage.world.north.pk, "year": "2026-2027"}
            | {name: ask(stage) for name, ask in more.items()}
        ),
        sees,
        read,
        act,
    )


def _round(stage: Stage) -> int:
    return stage.plan_version.rows.get().round_id


def school_page(read, act, **more) -> Row:
    """A page of the host school."""
    return Row(
        lambda stage: (
            {"pk": stage.world.host.pk}
            | {name: ask(stage) for name, ask in more.items()}
        ),
        NORTH,
        read,
        act,
    )


# A list of names and numbers is its owner's.
BROUGHT = frozenset({"principal"})


def list_page(read, act) -> Row:
    """A page of the list of people that the host's principal brought."""
    return Row(lambda stage: {"pk": stage.extra["brought"].pk}, BROUGHT, read, act)


def authority_page(read, act, **more) -> Row:
    """A page of the office that manages the North; `more` are further arguments, asked of the stage."""
    return Row(
        lambda stage: (
            {"pk": stage.world.office.pk}
            | {name: ask(stage) for name, ask in more.items()}
        ),
        SEE_AUTHORITY,
        read,
        act,
    )


def partnership_page(read, act) -> Row:
    """A page of the host school's agreement."""
    return Row(lambda stage: {"pk": stage.partnership.pk}, NORTH, read, act)


def minutes_page(read, act, kind: str = "minutes", **more) -> Row:
    """A page of minutes that go round, or of what was agreed, at a session of the North."""
    return Row(
        lambda stage: {"pk": getattr(stage, kind).pk} | more,
        SEE_SESSION,
        read,
        act,
        states="session",
    )


def _part(stage):
    return stage.exchange.parts.get().pk


def _host_unit(stage):
    return stage.exchange.units.get(hosts=True).pk


def _note(stage):
    """A note of the lesson of the North by the head of the subject; asked for again the same."""
    now = stage.exchange.state_at or timezone.now()
    observation, _new = Observation.objects.get_or_create(
        lesson=stage.exchange.lessons.get(),
        observer=stage.world.subject_head,
        defaults={"started_at": now},
    )
    note, _new = ObservationNote.objects.get_or_create(
        observation=observation,
        defaults={"moment": "task", "at": now, "received_at": now},
    )
    return {"pk": note.pk}


def _criteria(stage):
    """A set of the authority above the North."""
    row, _new = CriteriaSet.objects.get_or_create(
        code="matrix",
        defaults={"title": "Bộ tiêu chí", "authority": stage.world.office},
    )
    return {"pk": row.pk}


def _criteria_page(act, read=OVER_SCHOOL) -> Row:
    """A page of a set of the North's authority; who keeps no sets is forbidden before it is looked for."""
    return Row(_criteria, EVERYONE - {"other_officer"}, read, act)


def _link(stage):
    """A personal link of the guest school; asked for again the same."""
    exchange = stage.exchange
    link = exchange.personal_links.first() or PersonalLink.objects.create(
        exchange=exchange,
        purpose=PersonalLink.Purpose.REPLY,
        unit=exchange.units.get(hosts=False),
        issued_at=exchange.state_at,
    )
    return link.pk


def _newcomer(stage):
    return stage.newcomer.pk


def _post(stage):
    return stage.post.pk


def _officer(stage):
    return stage.world.officer.pk


def _office(stage):
    return stage.world.north.offices.get(valid_to=None).pk


# Routes that answer before anyone signs in by a rule of their own, each with tests of its own.
OUTSIDE: dict[str, str] = {
    "health": "tests/run/test_health.py",
    "accounts:sign_in": "tests/accounts/test_door.py",
    "accounts:sign_out": "tests/accounts/test_door.py",
    "accounts:language": "tests/accounts/test_door.py",
    "accounts:slip_by_hand": "tests/accounts/test_slips.py",
    "accounts:slip": "tests/accounts/test_slips.py",
    "accounts:no_mail": "tests/accounts/test_notice_pages.py",
    "sessions:door": "tests/sessions/presence/test_door.py",
    "sessions:door_by_link": "tests/sessions/presence/test_door.py",
    "sessions:door_by_hand": "tests/sessions/presence/test_door.py",
    "sessions:marks": "tests/sessions/presence/test_kept_presses.py",
    "clusters:first_run": "tests/clusters/test_first_run.py",
    "sessions:short": "tests/sessions/replies/test_previews.py",
    "sessions:personal": "tests/sessions/replies/test_personal.py",
    # For programs: the token is the key, and its owner's rights of the moment decide.
    "sessions:feed": "tests/sessions/test_feeds.py",
}

TABLE: dict[str, Row] = {
    "today": plain(),
    "overview_rows": plain(OFFICERS - {"admin"}, what="truong"),
    "accounts:profile": plain(),
    "accounts:password": plain(SIGNED_IN, SIGNED_IN),
    "accounts:add_name": plain(SIGNED_IN, SIGNED_IN),
    "accounts:sign_out_everywhere": plain(SIGNED_IN, SIGNED_IN),
    "accounts:forget_phone": Row(lambda stage: {"pk": 0}, frozenset(), None, EVERYONE),
    "accounts:change_name": Row(
        lambda stage: {"pk": stage.name.pk}, frozenset(), EVERYONE, EVERYONE
    ),
    "accounts:notices": plain(),
    "accounts:notices_read": plain(None, SIGNED_IN),
    "accounts:notice_open": Row(
        lambda stage: {"pk": stage.notice.pk}, frozenset(), None, EVERYONE
    ),
    "accounts:mail_choices": plain(SIGNED_IN, SIGNED_IN),
    "clusters:list": plain(),
    "clusters:authorities": plain(SEE_AUTHORITY | OFFICERS),
    "clusters:authority_new": plain(OFFICERS, OFFICERS),
    "clusters:authority": authority_page(SEE_AUTHORITY, None),
    "clusters:authority_edit": authority_page(ADMIN, ADMIN),
    "clusters:authority_end": authority_page(ADMIN, ADMIN),
    "clusters:officer_new": authority_page(OVER_SCHOOL, OVER_SCHOOL),
    "clusters:officer_end": authority_page(OVER_SCHOOL, OVER_SCHOOL, person=_officer),
    "clusters:officer_slip": authority_page(ADMIN, ADMIN, person=_officer),
    "clusters:cluster_new": plain(OFFICERS, OFFICERS),
    "cluster": cluster_page(NORTH, None),
    "clusters:cluster_edit": cluster_page(MANAGE_CLUSTER, MANAGE_CLUSTER),
    "clusters:cluster_schools": cluster_page(MANAGE_CLUSTER, MANAGE_CLUSTER),
    "clusters:offices": cluster_page(MANAGE_CLUSTER, MANAGE_CLUSTER),
    "clusters:office_end": cluster_page(MANAGE_CLUSTER, MANAGE_CLUSTER, office=_office),
    "clusters:office_hand_over": cluster_page(
        MANAGE_CLUSTER, MANAGE_CLUSTER, office=_office
    ),
    "clusters:cluster_authority": cluster_page(OVER_SCHOOL, OVER_SCHOOL),
    "clusters:school_leave": cluster_page(
        MANAGE_CLUSTER, MANAGE_CLUSTER, school=lambda stage: stage.world.guest.pk
    ),
    "clusters:invitations": cluster_page(MANAGE_CLUSTER, None),
    "clusters:invitations_print": cluster_page(MANAGE_CLUSTER, None),
    "clusters:invite_leaders": cluster_page(None, MANAGE_CLUSTER),
    "clusters:partnership_new": plain(
        frozenset({"principal", "far_principal"}) | OFFICERS,
        frozenset({"principal", "far_principal"}) | OFFICERS,
    ),
    "clusters:partnership_edit": partnership_page(SIGN, SIGN),
    "clusters:partnership": partnership_page(NORTH, None),
    "clusters:partnership_signed": partnership_page(SIGN, SIGN),
    "clusters:partnership_end": partnership_page(SIGN, SIGN),
    "clusters:my_school": plain(),
    "clusters:school": school_page(NORTH, None),
    "clusters:school_edit": school_page(LEAD_SCHOOL, LEAD_SCHOOL),
    "clusters:school_changes": school_page(MANAGE_PEOPLE, None),
    "clusters:school_rename": school_page(LEAD_SCHOOL, LEAD_SCHOOL),
    "clusters:school_move": school_page(MANAGE_CLUSTER, MANAGE_CLUSTER),
    "clusters:school_relation": school_page(OVER_SCHOOL, OVER_SCHOOL),
    "clusters:school_merge": school_page(OVER_SCHOOL, OVER_SCHOOL),
    "clusters:school_close": school_page(OVER_SCHOOL, OVER_SCHOOL),
    "clusters:principal_change": school_page(MANAGE_PEOPLE, MANAGE_PEOPLE),
    "clusters:delegations": school_page(MANAGE_PEOPLE, MANAGE_PEOPLE),
    "clusters:delegation_end": school_page(
        MANAGE_PEOPLE, MANAGE_PEOPLE, delegation=lambda stage: stage.loan.pk
    ),
    "clusters:person_move": school_page(MANAGE_PEOPLE, MANAGE_PEOPLE, person=_newcomer),
    "clusters:school_people": school_page(MANAGE_PEOPLE, None),
    "clusters:person_new": school_page(MANAGE_PEOPLE, MANAGE_PEOPLE),
    "clusters:import_school": school_page(MANAGE_PEOPLE, MANAGE_PEOPLE),
    "clusters:import_cluster": cluster_page(MANAGE_CLUSTER, MANAGE_CLUSTER),
    "clusters:import_template": plain(what="truong"),
    "clusters:import": list_page(BROUGHT, None),
    "clusters:import_answer": list_page(None, BROUGHT),
    "clusters:import_drop": list_page(BROUGHT, BROUGHT),
    "clusters:import_left": list_page(BROUGHT, None),
    "clusters:person": school_page(MANAGE_PEOPLE, MANAGE_PEOPLE, person=_newcomer),
    "clusters:slip": school_page(MANAGE_PEOPLE, MANAGE_PEOPLE, person=_newcomer),
    "clusters:sign_in_name": school_page(
        MANAGE_PEOPLE, MANAGE_PEOPLE, person=_newcomer
    ),
    "clusters:lock": school_page(MANAGE_PEOPLE, MANAGE_PEOPLE, person=_newcomer),
    "clusters:post_end": school_page(MANAGE_PEOPLE, MANAGE_PEOPLE, post=_post),
    "clusters:slip_revoke": school_page(None, MANAGE_PEOPLE, person=_newcomer),
    "clusters:invite_all": school_page(None, MANAGE_PEOPLE),
    "clusters:school_invitations": school_page(MANAGE_PEOPLE, None),
    "clusters:school_invitations_print": school_page(MANAGE_PEOPLE, None),
    "session": session_page(SEE_SESSION, None),
    "sessions:calendar": plain(),
    "sessions:month": plain(year=2026, month=11),
    "sessions:my_calendar": plain(SIGNED_IN, SIGNED_IN),
    "sessions:school_calendar": school_page(NORTH, NORTH),
    "sessions:cluster_calendar": cluster_page(NORTH, NORTH),
    "sessions:download": session_page(SEE_SESSION, None),
    "sessions:list": plain(),
    "sessions:new": plain(MAKERS),
    "sessions:suggest_new": plain(MAKERS, what="nguoi"),
    "sessions:schedule": plain(MAKERS, MAKERS, slug="nghien-cuu-bai-hoc"),
    "sessions:record": plain(MAKERS, MAKERS, slug="nghien-cuu-bai-hoc"),
    "sessions:details": session_page(EDIT, EDIT),
    "sessions:clone": session_page(CLONE, CLONE),
    "sessions:deadlines": session_page(EDIT, EDIT),
    "sessions:hours": session_page(GRANT_HOURS, GRANT_HOURS),
    "sessions:clashes_of_new": plain(None, MAKERS, slug="nghien-cuu-bai-hoc"),
    "sessions:clashes": session_page(COMPLETE, None),
    "sessions:clashes_of_form": session_page(None, COMPLETE, part_pk=_part),
    "sessions:parts": session_page(EDIT, EDIT),
    "sessions:add_part": session_page(EDIT, EDIT),
    "sessions:edit_part": session_page(COMPLETE, COMPLETE, part_pk=_part),
    "sessions:units": session_page(EDIT, EDIT),
    "sessions:lessons": session_page(COMPLETE, COMPLETE),
    "sessions:people": session_page(COMPLETE, COMPLETE),
    "sessions:documents": session_page(COMPLETE, COMPLETE),
    "sessions:items": session_page(COMPLETE, COMPLETE),
    "sessions:agreement": session_page(EDIT, EDIT),
    "sessions:decisions": session_page(COMPLETE, COMPLETE),
    "sessions:suggest": session_page(COMPLETE, None, what=lambda stage: "nguoi"),
    "sessions:names": session_page(COMPLETE, None),
    "sessions:link": session_page(None, COMPLETE, what=lambda stage: "tiet-day"),
    "sessions:hand_over": session_page(None, EDIT),
    "sessions:plans": plain(),
    "sessions:cluster_plans": cluster_page(NORTH, None),
    "sessions:plan": plan_page(NORTH, None),
    "sessions:plan_edit": plan_page(LEAD, LEAD),
    "sessions:plan_words": plan_page(LEAD, LEAD),
    "sessions:plan_paste": plan_page(LEAD, LEAD),
    "sessions:plan_copy": plan_page(None, LEAD),
    # Of the draft nobody knows but those who work on it, and the administrator.
    "sessions:plan_move": plan_page(
        LEAD, LEAD, sees=LEAD | {"admin"}, verb=lambda stage: "gui"
    ),
    "sessions:plan_schedule": plan_page(None, LEAD, round_pk=_round),
    "sessions:plan_link": plan_page(LEAD, LEAD, round_pk=_round),
    "sessions:delete": session_page(DELETE, DELETE),
    "sessions:move": session_page(EDIT, EDIT, verb=lambda stage: "close"),
    "sessions:move_part": session_page(
        EDIT, EDIT, part_pk=_part, verb=lambda stage: "postpone"
    ),
    "sessions:reply": session_page(ANSWER_HOST, ANSWER_HOST, unit_pk=_host_unit),
    "sessions:withdraw": session_page(None, ANSWER_HOST, unit_pk=_host_unit),
    "sessions:send_instead": session_page(ANSWER_HOST, ANSWER_HOST, unit_pk=_host_unit),
    "sessions:answers": session_page(COMPLETE, None),
    "sessions:remind": session_page(None, COMPLETE),
    "sessions:seats": session_page(COMPLETE, COMPLETE),
    "sessions:take_back_request": session_page(None, COMPLETE, seat_pk=lambda stage: 1),
    "sessions:requests": plain(),
    "sessions:answer_request": Row(
        lambda stage: {"pk": 1}, frozenset(), None, EVERYONE
    ),
    "sessions:links": session_page(COMPLETE, None),
    "sessions:issue_link": session_page(None, COMPLETE),
    "sessions:link_slips": session_page(COMPLETE, None),
    "sessions:link_shown": session_page(COMPLETE, None, key=lambda stage: "u1"),
    "sessions:revoke_link": session_page(None, COMPLETE, link_pk=_link),
    "sessions:check_in": session_page(NOBODY, NOBODY),
    # Of a part whose list is kept: one that took place here.
    "sessions:desk": session_page(KEEP_LIST, KEEP_LIST),
    **dict.fromkeys(
        ("sessions:desk_live", "sessions:presence_history", "sessions:presence_file"),
        kept_list_page(LEAD | {"principal"}, None),
    ),
    "sessions:paper_list": kept_list_page(LEAD | {"principal"}, LEAD | {"principal"}),
    "sessions:screen": session_page(SEE_SESSION, None),
    "sessions:door_links": session_page(KEEP_LIST, KEEP_LIST),
    "sessions:ask_correction": session_page(None, NOBODY, part_pk=_part),
    "sessions:decide_correction": Row(
        lambda stage: {"pk": stage.exchange.pk, "request_pk": 0},
        WITHOUT_KEEPERS,
        None,
        NOBODY,
        states="session",
    ),
    "sessions:remember": Row(
        lambda stage: {"code": stage.exchange.code}, frozenset(), None, frozenset()
    ),
    "sessions:zalo": session_page(SEE_SESSION, None),
    "sessions:minutes": session_page(SEE_SESSION, COMPLETE),
    "sessions:minutes_one": minutes_page(SEE_SESSION, None),
    "sessions:minutes_revision": minutes_page(SEE_SESSION, None, number=1),
    "sessions:minutes_edit": minutes_page(COMPLETE, COMPLETE),
    "sessions:minutes_cells": replace(minutes_page(None, COMPLETE), asks_itself=True),
    "sessions:minutes_pages": minutes_page(None, COMPLETE),
    "sessions:minutes_file": minutes_page(SEE_SESSION, None, "minutes_page"),
    "sessions:minutes_send": minutes_page(EDIT, EDIT),
    "sessions:minutes_confirm": minutes_page(None, EDIT),
    "sessions:minutes_reopen": minutes_page(EDIT, EDIT),
    # Who leads the school that was asked, and nobody in its stead.
    "sessions:minutes_answer": minutes_page(
        None, dict.fromkeys(SESSION_STATES, frozenset({"principal"})), "minutes_answer"
    ),
    "sessions:minutes_respond": minutes_page(None, EDIT, "minutes_answer"),
    "sessions:carried": session_page(SEE_SESSION, None),
    "sessions:open_decisions": plain(),
    "sessions:decision": minutes_page(SEE_SESSION, KEEP_LIST, "decision"),
    "sessions:decision_hinder": minutes_page(KEEP_LIST, KEEP_LIST, "decision"),
    "sessions:decision_drop": minutes_page(EDIT, EDIT, "decision"),
    "sessions:decision_reopen": minutes_page(EDIT, EDIT, "decision"),
    "sessions:decision_exam": minutes_page(None, EDIT, "decision"),
    "lessons:mine": plain(),
    "own": plain(),
    "lessons:bank": plain(),
    **{
        f"lessons:{name}": Row(
            lambda stage: {"pk": stage.banked.pk}, SEE_PLAN, SEE_PLAN, None
        )
        for name in ("bank_plan", "bank_file")
    },
    **{
        f"lessons:{name}": Row(
            lambda stage: {"pk": stage.banked.pk},
            SEE_PLAN,
            None,
            frozenset({"teacher"}),
        )
        for name in ("bank_take_out", "bank_put_back")
    },
    "lessons:plan": Row(lambda stage: {"pk": stage.plan.pk}, SEE_PLAN, SEE_PLAN, None),
    "lessons:revision_file": Row(
        lambda stage: {"pk": stage.plan.pk, "number": 1}, SEE_PLAN, SEE_PLAN, None
    ),
    "lessons:revision_withdraw": Row(
        lambda stage: {"pk": stage.plan.pk, "number": 1},
        SEE_PLAN,
        frozenset({"teacher"}),
        frozenset({"teacher"}),
    ),
    "lessons:comment": Row(
        lambda stage: {"pk": stage.plan.pk, "number": 1},
        SEE_PLAN,
        None,
        COMMENT_ON_PLAN,
    ),
    "lessons:comment_take_back": Row(
        lambda stage: {"pk": stage.plan_comment.pk},
        SEE_PLAN,
        None,
        frozenset({"subject_head"}),
    ),
    "lessons:comment_answer": Row(
        lambda stage: {"pk": stage.plan_comment.pk},
        SEE_PLAN,
        None,
        frozenset({"teacher"}),
    ),
    **{
        f"lessons:{name}": Row(
            lambda stage: {"pk": stage.plan.pk}, SEE_PLAN, SETTLE_PLAN, SETTLE_PLAN
        )
        for name in ("plan_agree", "plan_return", "plan_reopen", "readers")
    },
    # Nobody was asked to read it.
    "lessons:reading_answer": Row(
        lambda stage: {"pk": stage.plan.pk}, SEE_PLAN, None, frozenset()
    ),
    "lessons:adjust": Row(
        lambda stage: {"pk": stage.exchange.lessons.get().pk},
        SEE_PLAN,
        frozenset({"teacher"}),
        frozenset({"teacher"}),
    ),
    "lessons:plan_upload": Row(
        lambda stage: {"pk": stage.exchange.lessons.get().pk},
        SEE_SESSION,
        dict.fromkeys(SESSION_STATES, LEAD | {"teacher"}),
        dict.fromkeys(SESSION_STATES, LEAD | {"teacher"}),
        states="session",
    ),
    "lessons:plan_write": Row(
        lambda stage: {"pk": stage.exchange.lessons.get().pk},
        SEE_SESSION,
        dict.fromkeys(SESSION_STATES, LEAD | {"teacher"}),
        dict.fromkeys(SESSION_STATES, LEAD | {"teacher"}),
        states="session",
    ),
    "lessons:plan_keep": Row(
        lambda stage: {"pk": stage.exchange.lessons.get().pk},
        SEE_SESSION,
        None,
        dict.fromkeys(SESSION_STATES, LEAD | {"teacher"}),
        states="session",
        asks_itself=True,
    ),
    "lessons:plan_pages": Row(
        lambda stage: {"pk": stage.exchange.lessons.get().pk},
        SEE_SESSION,
        dict.fromkeys(SESSION_STATES, LEAD | {"teacher"}),
        dict.fromkeys(SESSION_STATES, LEAD | {"teacher"}),
        states="session",
    ),
    "lessons:page_add": Row(
        lambda stage: {"pk": stage.exchange.lessons.get().pk},
        SEE_SESSION,
        None,
        dict.fromkeys(SESSION_STATES, LEAD | {"teacher"}),
        states="session",
        asks_itself=True,
    ),
    "lessons:page_arrange": Row(
        lambda stage: {"pk": stage.exchange.lessons.get().pk},
        SEE_SESSION,
        None,
        dict.fromkeys(SESSION_STATES, LEAD | {"teacher"}),
        states="session",
    ),
    "lessons:page_image": Row(
        lambda stage: {"pk": stage.page.pk, "mark": "0" * 12, "size": "thumb"},
        SEE_PLAN,
        SEE_PLAN,
        None,
    ),
    "lessons:revision_read": Row(
        lambda stage: {"pk": stage.plan.pk, "number": 2}, SEE_PLAN, SEE_PLAN, None
    ),
    "lessons:plan_compare": Row(
        lambda stage: {"pk": stage.plan.pk}, SEE_PLAN, SEE_PLAN, None
    ),
    "lessons:plan_take_off": Row(
        lambda stage: {"pk": stage.exchange.lessons.get().pk},
        SEE_SESSION,
        dict.fromkeys(SESSION_STATES, LEAD | {"teacher"}),
        dict.fromkeys(SESSION_STATES, LEAD | {"teacher"}),
        states="session",
    ),
    # Nobody of the cast is on the list of who was there.
    "lessons:session_feedback": session_page(NOBODY, NOBODY),
    "lessons:lesson_feedback": Row(
        lambda stage: {"pk": stage.exchange.lessons.get().pk},
        SEE_SESSION,
        NOBODY,
        NOBODY,
        states="session",
    ),
    "lessons:feedback": session_page(SEE_SESSION, None),
    # The cluster does not want words to be read first.
    "lessons:read_first": session_page(NOBODY, NOBODY),
    # Of the session who leads it, of a lesson who teaches it; an office never.
    "lessons:session_results": session_page(EDIT, None),
    "lessons:lesson_results": Row(
        lambda stage: {"pk": stage.exchange.lessons.get().pk},
        SEE_SESSION,
        dict.fromkeys(SESSION_STATES, frozenset({"teacher"})),
        None,
        states="session",
    ),
    # Nobody of the cast is on the list; who teaches the lesson reads what was shared.
    "lessons:observe": Row(
        lambda stage: {"pk": stage.exchange.lessons.get().pk},
        SEE_SESSION,
        dict.fromkeys(SESSION_STATES, frozenset({"teacher"})),
        NOBODY,
        states="session",
    ),
    "lessons:observation_words": Row(
        lambda stage: {"pk": stage.exchange.lessons.get().pk},
        SEE_SESSION,
        NOBODY,
        NOBODY,
        states="session",
    ),
    "lessons:observation_share": Row(
        lambda stage: {"pk": stage.exchange.lessons.get().pk},
        SEE_SESSION,
        None,
        NOBODY,
        states="session",
    ),
    # A note is its observer's.
    "lessons:observation_note": Row(
        _note,
        frozenset({"subject_head"}),
        frozenset({"subject_head"}),
        frozenset({"subject_head"}),
    ),
    "lessons:criteria_sets": plain(OFFICERS),
    "lessons:criteria_new": plain(OFFICERS, OFFICERS),
    "lessons:criteria_set": _criteria_page(None),
    "lessons:criteria_version": _criteria_page(OVER_SCHOOL),
    "lessons:criteria_retire": _criteria_page(OVER_SCHOOL, read=None),
    "reports:photos": session_page(SEE_SESSION, None),
    "reports:photo_upload": replace(
        session_page(None, MAY_ADD_PHOTOS), asks_itself=True
    ),
    "reports:photo_move": session_page(None, COMPLETE),
    # Who writes the session down for all photos, whoever sends photos for the own ones.
    "reports:photo_consent": session_page(None, MAY_ADD_PHOTOS | {"cancelled": LEAD}),
    "reports:photo": photo_page(SEE_SESSION, None),
    "reports:photo_edit": photo_page(COMPLETE, COMPLETE),
    "reports:photo_delete": photo_page(COMPLETE, COMPLETE),
    "reports:photo_file": photo_page(SEE_SESSION, None, mark="0" * 12, size="screen"),
    "reports:news_list": plain(),
    "reports:news_draft": session_page(None, LEADERS_OF_UNITS),
    "reports:news": article_page(SEE_ARTICLE, None),
    "reports:news_edit": article_page(WRITE, WRITE),
    "reports:news_autosave": replace(article_page(None, WRITE), asks_itself=True),
    "reports:news_own_draft": article_page(WRITE, None),
    "reports:news_drop_draft": article_page(WRITE, WRITE),
    "reports:news_delete": article_page(WRITE, WRITE),
    "reports:news_conflict": article_page(WRITE, WRITE),
    "reports:news_revision": Row(
        lambda stage: {"pk": stage.article.pk, "number": 1},
        SEE_ARTICLE,
        WRITE,
        None,
        states="article",
    ),
    "reports:news_restore": Row(
        lambda stage: {"pk": stage.article.pk, "number": 1},
        SEE_ARTICLE,
        None,
        WRITE,
        states="article",
    ),
    "reports:news_send": article_page(WRITE, WRITE),
    "reports:news_return": article_page(WRITE, WRITE),
    "reports:news_publish": article_page(None, WRITE),
    "reports:news_withdraw": article_page(WRITE, WRITE),
    "reports:news_again": article_page(None, WRITE),
    "reports:news_print": article_page(None, WRITE),
    "reports:news_short": Row(
        lambda stage: {"code": code_of(stage.article.pk)},
        SEE_ARTICLE,
        SEE_ARTICLE,
        None,
        states="article",
    ),
    "reports:news_paper": article_page(SEE_ARTICLE, None),
    "reports:paper_pdf": article_page(SEE_ARTICLE, None, "paper"),
    "reports:paper_docx": article_page(SEE_ARTICLE, None, "paper"),
    "reports:paper_page": Row(
        lambda stage: {"pk": stage.paper.pk, "number": 1},
        SEE_ARTICLE,
        SEE_ARTICLE,
        None,
        states="article",
    ),
    "reports:paper_retry": article_page(None, WRITE, "paper"),
    "reports:signing_sheet": Row(
        lambda stage: {"pk": _part(stage)},
        SEE_SESSION,
        KEEP_LIST,
        KEEP_LIST,
        states="session",
    ),
    "reports:minutes_paper": minutes_page(SEE_SESSION, SEE_SESSION),
    "reports:plan_paper": Row(
        lambda stage: {"pk": stage.plan_version.pk}, NORTH, NORTH, NORTH
    ),
    "reports:lesson_paper": Row(
        lambda stage: {"pk": stage.plan.pk, "number": 2}, SEE_PLAN, SEE_PLAN, SEE_PLAN
    ),
    "reports:observation_sheet": Row(
        lambda stage: {"pk": stage.exchange.lessons.get().pk},
        SEE_SESSION,
        SEE_SESSION,
        SEE_SESSION,
        states="session",
    ),
    "reports:participation_paper": plain(SIGNED_IN, SIGNED_IN, year="2026-2027"),
    "reports:bulletins": plain(),
    "reports:bulletin": bulletin_page(NORTH, None),
    "reports:bulletin_body": bulletin_page(NORTH, None),
    "reports:bulletin_paper": bulletin_page(NORTH, None),
    "reports:bulletin_approve": bulletin_page(None, LEAD),
    "reports:bulletin_gather": bulletin_page(None, LEAD),
}


def _in_articles(draft: str, in_review: str, published: str, withdrawn: str):
    ends = (draft, in_review, published, withdrawn)
    return dict(zip(ARTICLE_STATES, ends, strict=True))


def _in_sessions(draft: str, scheduled: str, held: str, cancelled: str):
    return dict(zip(SESSION_STATES, (draft, scheduled, held, cancelled), strict=True))


# What an empty POST ends in where it is not the form again: a button that is the whole act, or a
# refusal that says why. A row that is not here must come back as its form.
ENDS: dict[str, str | dict[str, str]] = {
    **dict.fromkeys(
        (
            "accounts:notices_read",
            "accounts:sign_out_everywhere",
            "clusters:import_answer",
            "clusters:import_drop",
            "clusters:delegation_end",
            "clusters:invite_all",
            "clusters:invite_leaders",
            "clusters:lock",
            "clusters:slip_revoke",
            "clusters:office_end",
            "clusters:officer_end",
            "clusters:officer_slip",
            "clusters:partnership_signed",
            "clusters:post_end",
            "clusters:school_leave",
            "clusters:slip",
            "sessions:door_links",
            "sessions:plan_move",
            "sessions:plan_schedule",
            "reports:bulletin_approve",
            "reports:bulletin_gather",
            "reports:news_conflict",
            "reports:news_drop_draft",
            "reports:photo_delete",
            "reports:photo_move",
            "reports:minutes_paper",
            "reports:plan_paper",
            "sessions:decision_exam",
            "sessions:minutes",
            "sessions:minutes_edit",
            "sessions:minutes_reopen",
        ),
        "done",
    ),
    **dict.fromkeys(
        (
            "reports:news_publish",
            "reports:paper_retry",
            "reports:photo_consent",
            "reports:photo_upload",
            "lessons:page_add",
            "sessions:link",
            "reports:participation_paper",
            "sessions:hand_over",
            "sessions:plan_copy",
            "sessions:minutes_answer",
            "sessions:minutes_confirm",
            "sessions:minutes_pages",
            "sessions:minutes_respond",
        ),
        "refused",
    ),
    **dict.fromkeys(
        ("reports:news_edit", "reports:news_print", "reports:news_restore"),
        _in_articles("done", "done", "refused", "refused"),
    ),
    **dict.fromkeys(
        ("reports:news_delete", "reports:news_send"),
        _in_articles("done", "refused", "refused", "refused"),
    ),
    "reports:news_again": _in_articles("refused", "refused", "refused", "done"),
    "reports:news_autosave": _in_articles("done", "done", "let_in", "let_in"),
    "reports:news_draft": _in_sessions("done", "done", "done", "refused"),
    "sessions:clone": "done",
    "sessions:minutes_cells": _in_sessions("done", "done", "done", "let_in"),
    **dict.fromkeys(
        (
            "lessons:adjust",
            "lessons:plan_keep",
            "lessons:plan_write",
            "lessons:page_arrange",
            "reports:lesson_paper",
            "reports:observation_sheet",
            "lessons:bank_put_back",
            "lessons:bank_take_out",
            "lessons:comment_take_back",
            "lessons:criteria_retire",
        ),
        "done",
    ),
    "lessons:plan_take_off": _in_sessions("done", "done", "done", "let_in"),
    **dict.fromkeys(
        ("sessions:withdraw", "sessions:take_back_request"),
        _in_sessions("done", "done", "done", "refused"),
    ),
    "sessions:remind": _in_sessions("refused", "done", "refused", "refused"),
    "sessions:seats": _in_sessions("done", "done", "done", "let_in"),
    "sessions:issue_link": _in_sessions("refused", "done", "done", "refused"),
    "sessions:revoke_link": "done",
    **dict.fromkeys(
        ("sessions:desk", "sessions:move", "sessions:paper_list"),
        _in_sessions("let_in", "let_in", "done", "let_in"),
    ),
}
TABLE = {
    name: replace(row, post=ENDS.get(name, "let_in")) for name, row in TABLE.items()
}
