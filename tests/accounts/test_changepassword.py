"""`manage.py changepassword`: by the name that somebody signs in with, at the machine itself."""

import pytest
from django.core.management import CommandError, call_command

from accounts.management.commands import changepassword
from accounts.models import SignInName
from tests import builders

NEW = "Hoa-ban-trang-7"


@pytest.fixture
def person(db):
    person = builders.make_person("Lường Văn Sơn", phone="+84912000003")
    SignInName.objects.create(
        user=person, kind=SignInName.Kind.EMAIL, normalised="son@truong.vn"
    )
    return person


@pytest.mark.parametrize("name", ["0912 000 003", "+84912000003", "Son@truong.vn"])
def test_the_password_of_whoever_signs_in_with_this_name_is_set(
    monkeypatch, capsys, person, name
):
    monkeypatch.setattr(changepassword.Command, "_get_pass", lambda *_args: NEW)
    call_command("changepassword", name)
    person.refresh_from_db()
    assert person.check_password(NEW)
    assert "Lường Văn Sơn" in capsys.readouterr().out


def test_a_name_that_nobody_has_is_refused(person):
    with pytest.raises(CommandError, match="Nobody signs in with “0999999999”"):
        call_command("changepassword", "0999999999")
