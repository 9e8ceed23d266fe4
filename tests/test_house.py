"""Guards on the whole house: what every app must keep, also those that come later."""

import ast
import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction

from accounts.models import AuditEntry
from accounts.verbs import SYSTEM
from config.celery import app
from config.management.commands.state_diagrams import BEGIN, END
from config.states import LIVES, diagrams
from tests import builders

ROOT = Path(settings.BASE_DIR)
APPS = ("accounts", "clusters", "sessions", "lessons", "reports", "config")
OUR_MODELS = [
    model
    for model in apps.get_models()
    if model.__module__.split(".")[0] in APPS and not model._meta.auto_created
]


def sources(*folders: str) -> list[Path]:
    return [
        path
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts
    ]


# --- states -------------------------------------------------------------------------------


def test_every_model_with_a_state_is_in_the_list_of_lives():
    with_state = {
        model
        for model in OUR_MODELS
        if any(field.name == "state" for field in model._meta.get_fields())
    }
    assert with_state == {life.model for life in LIVES if life.column == "state"}


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.title)
def test_a_table_of_moves_knows_every_state_and_no_other(life):
    assert {str(state) for state in life.moves} == set(life.states)
    assert {str(to) for targets in life.moves.values() for to in targets} <= set(
        life.states
    )


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.title)
def test_every_state_can_be_reached(life):
    reached, new = {life.first}, {life.first}
    while new:
        new = {str(to) for state in new for to in life.moves[state]} - reached
        reached |= new
    assert reached == set(life.states)


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.title)
def test_the_database_refuses_a_state_that_does_not_exist(life, db):
    table = connection.ops.quote_name(life.model._meta.db_table)
    checks = [
        constraint
        for constraint in life.model._meta.constraints
        if isinstance(constraint, models.CheckConstraint)
        and life.column in str(constraint.condition)
    ]
    assert checks, f"{table} has no check constraint on its state"


def test_the_diagrams_of_the_architecture_page_are_those_of_the_code():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    drawn = text.partition(BEGIN)[2].partition(END)[0].strip()
    assert drawn == diagrams(), "make diagrams"


# --- choices ------------------------------------------------------------------------------

# Of each field with choices the database must know exactly these values, and "" where it may be
# left empty.
CHOOSING = [
    (model, field)
    for model in OUR_MODELS
    for field in model._meta.concrete_fields
    if field.choices
]


def values_named(condition: models.Q, name: str) -> set[str]:
    """The values that a condition names for a field: `kind="a"`, `kind__in=[…]`."""
    found: set[str] = set()
    for child in condition.children:
        if isinstance(child, models.Q):
            found |= values_named(child, name)
        elif not condition.negated and child[0] == name:
            found.add(child[1])
        elif not condition.negated and child[0] == f"{name}__in":
            found |= set(child[1])
    return found


@pytest.mark.parametrize(
    ("model", "field"),
    CHOOSING,
    ids=[f"{model._meta.label}.{field.name}" for model, field in CHOOSING],
)
def test_the_database_knows_every_choice_and_no_other(model, field):
    wanted = {value for value, _label in field.flatchoices} | (
        {""} if field.blank else set()
    )
    named = [
        values_named(constraint.condition, field.name)
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint)
    ]
    assert wanted in named, (
        f"{model._meta.label} needs a check constraint on {field.name}"
    )


# --- the database -------------------------------------------------------------------------


def test_no_migration_is_missing(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_migration_has_a_name_that_says_why():
    made = [
        path.name
        for app in APPS
        for path in (ROOT / app / "migrations").glob("0*.py")
        if re.search(r"_auto_\d|_\d{4,}_", path.name)
    ]
    assert made == []


def test_the_app_sessions_has_a_label_of_its_own():
    assert apps.get_app_config("exchange_sessions").name == "sessions"
    assert apps.get_app_config("sessions").name == "django.contrib.sessions"


def test_no_key_points_up():
    order = {"config": 0, "reports": 1, "lessons": 2, "sessions": 3, "clusters": 4}
    order |= {"accounts": 5, "django": 6}
    wrong = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in OUR_MODELS
        for field in model._meta.get_fields()
        if field.concrete
        and field.is_relation
        and order[field.related_model.__module__.split(".")[0]]
        < order[model.__module__.split(".")[0]]
    ]
    assert wrong == []


def test_no_key_is_generic():
    assert [model for model in OUR_MODELS if model._meta.private_fields] == []


def test_names_of_tables_indexes_and_constraints_fit_every_database():
    long = [
        name
        for model in OUR_MODELS
        for name in (
            model._meta.db_table,
            *(index.name for index in model._meta.indexes),
            *(rule.name for rule in model._meta.constraints),
        )
        if len(name) > 63
    ]
    assert long == []


# --- the log ------------------------------------------------------------------------------


@pytest.fixture
def entry(db) -> AuditEntry:
    person = builders.make_person("Vàng Thị Mai", phone="+84912000001")
    return AuditEntry.objects.create(
        actor=SYSTEM.user,
        verb="house.tested",
        object_type=person._meta.label_lower,
        object_id=str(person.pk),
    )


@pytest.mark.parametrize(
    "attempt",
    [
        lambda entry: entry.save(),
        lambda entry: entry.delete(),
        lambda entry: AuditEntry.objects.filter(pk=entry.pk).update(verb="changed"),
        lambda entry: AuditEntry.objects.all().delete(),
        lambda entry: AuditEntry.objects.filter(pk=entry.pk).delete(),
    ],
    ids=["save", "delete", "update", "delete all", "delete one"],
)
def test_an_entry_of_the_log_is_never_changed(entry, attempt):
    with pytest.raises(TypeError):
        attempt(entry)
    assert AuditEntry.objects.get(pk=entry.pk).verb == "house.tested"


def test_an_entry_without_a_verb_is_refused_by_the_database(entry):
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEntry.objects.create(verb="", object_type="x", object_id="1")


def test_the_log_has_no_page_that_changes_it():
    assert [
        path.relative_to(ROOT)
        for path in sources(*APPS)
        if re.search(
            r"AuditEntry\.objects\.(?:filter|all|get)[^\n]*\.(?:update|delete)\(",
            path.read_text(encoding="utf-8"),
        )
    ] == []


# --- habits -------------------------------------------------------------------------------


def test_tasks_are_rung_through_one_function_only():
    """A broker that is away must not turn a saved form into an error (accounts/ringing.py)."""
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources(*APPS)
        if path.name != "ringing.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"delay", "delay_on_commit", "apply_async", "send_task"}
    ]
    assert wrong == []


def test_every_task_says_its_name():
    """Names are written into messages that wait while the app is updated."""
    wrong = []
    for path in sources(*APPS):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                for mark in node.decorator_list:
                    name = ast.unparse(mark)
                    if name.startswith("shared_task") and "name=" not in name:
                        wrong.append(f"{path.relative_to(ROOT)}:{node.name}")
    assert wrong == []


def test_the_timetable_asks_for_tasks_that_exist():
    app.loader.import_default_modules()
    app.autodiscover_tasks(force=True)
    planned = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert planned <= set(app.tasks)


def test_the_clock_is_asked_at_the_edge_only():
    """Rows, rules and pure parts take `now`; views, tasks, commands and pages ask for it once."""
    edge = {"views", "tasks.py", "management", "pages", "middleware.py"}
    pure = re.compile(
        r"(?:^|/)(?:permissions|rendering|wording|digest|periods)(?:/|\.py$)"
    )
    wrong = [
        str(path.relative_to(ROOT))
        for path in sources(*APPS)
        if pure.search(path.relative_to(ROOT).as_posix())
        and not edge & set(path.parts)
        and "timezone.now()" in path.read_text(encoding="utf-8")
    ]
    assert wrong == []


def test_text_for_paper_is_never_translated():
    """An English interface must not change a paper."""
    wrong = [
        str(path.relative_to(ROOT))
        for path in sources("reports/wording", "reports/rendering", "reports/facts")
        if "utils.translation" in path.read_text(encoding="utf-8")
    ]
    assert wrong == []


def test_every_folder_of_tests_is_a_package():
    """Otherwise tests/sessions would stand in the way of the app sessions."""
    without = [
        str(folder.relative_to(ROOT))
        for folder in (ROOT / "tests").rglob("*")
        if folder.is_dir()
        and list(folder.glob("test_*.py"))
        and not (folder / "__init__.py").exists()
    ]
    assert without == []


def test_code_has_a_room_and_something_to_say():
    assert [path.name for path in ROOT.glob("*.py")] == ["manage.py"]
    rooms = [*APPS, "tests", "scripts", "benchmarks"]
    empty = {path.name for path in sources(*rooms) if not path.read_text().strip()}
    assert empty <= {"__init__.py"}


def test_no_file_of_code_grows_past_what_can_be_read():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sources(*APPS)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 700
    }
    assert long == {}


def test_django_finds_nothing_to_complain_about():
    out = io.StringIO()
    call_command("check", fail_level="WARNING", stdout=out, stderr=out)


# --- import directions --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("clusters/permissions.py", "import sessions.models"),
        ("accounts/models/user.py", "from clusters.models import School"),
        ("sessions/models/part.py", "import sessions.permissions"),
        ("reports/permissions.py", "import reports.actions"),
        ("lessons/permissions.py", "import reports.models"),
    ],
)
def test_an_import_that_points_up_fails_the_check(tmp_path, place, line):
    """The rule is tried on a copy of the code with one bad line in it."""
    for source in sources(*APPS):
        copy = tmp_path / source.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(source.read_bytes())
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    bad = tmp_path / place
    bad.write_text(
        bad.read_text(encoding="utf-8").rstrip() + f"\n\n\n{line}  # noqa\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(tmp_path), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "BROKEN" in done.stdout


def test_what_beat_asks_for_is_old_before_it_asks_again():
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert entry["options"]["expires"] < entry["schedule"]
