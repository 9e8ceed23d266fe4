"""One way to name what was done: the app, and the verb of its actions."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

from accounts.actions import doors, names
from accounts.actions import people as accounts
from clusters.actions import partnerships, people, places, setup


@pytest.mark.parametrize(
    "module",
    [accounts, doors, names, partnerships, people, places, setup],
    ids=lambda m: m.__name__,
)
def test_the_log_calls_a_thing_by_the_name_of_its_action(module):
    app = module.__name__.partition(".")[0]
    path = Path(settings.BASE_DIR, *module.__name__.split(".")).with_suffix(".py")
    written = {
        node.value
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith(f"{app}.")
        and node.value.replace(".", "_").isidentifier()
    }
    assert written
    assert [
        verb for verb in written if not hasattr(module, verb.partition(".")[2])
    ] == []
