"""What people do with accounts: exactly what changes, what is refused, what the log says."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts import actions
from accounts.models import AuditEntry, SignInName, Slip, User
from accounts.verbs import Actor, Refused
from tests import builders

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_that_time():
    """The verbs are handed NOW; the database's own times are of the same day."""
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def by() -> Actor:
    return Actor(user=builders.make_person("Lường Văn Sơn"), request_id="abc")


@pytest.fixture
def person() -> User:
    return builders.make_person("Vàng Thị Mai", phone="+84912000001")


def log(person: User) -> list[tuple[str, dict, dict]]:
    return [
        (entry.verb, entry.before, entry.after)
        for entry in AuditEntry.objects.filter(
            object_type="accounts.user", object_id=str(person.pk)
        ).order_by("pk")
    ]


def names(person: User) -> list[tuple[str, str]]:
    return list(person.sign_in_names.values_list("kind", "normalised"))


def test_a_created_person_has_a_name_to_sign_in_with_but_no_password(by):
    made = actions.create_person(
        by=by, full_name="  Lò  Văn Inh ", sign_in_name="0912 345 678"
    )
    assert made.full_name == "Lò Văn Inh"
    assert not made.has_usable_password()
    assert names(made) == [("phone", "+84912345678")]
    assert log(made) == [
        ("accounts.create_person", {}, {"full_name": "Lò Văn Inh"}),
        ("accounts.add_sign_in_name", {}, {"kind": "phone"}),
    ]
    entry = AuditEntry.objects.first()
    assert (entry.actor, entry.request_id) == (by.user, "abc")


def test_a_taken_phone_number_creates_nobody(by, person):
    before = User.objects.count()
    with pytest.raises(Refused) as refused:
        actions.create_person(by=by, full_name="Ai Đó", sign_in_name="+84 912 000 001")
    assert refused.value.field == "sign_in_name"
    assert User.objects.count() == before


def test_only_an_empty_installation_gets_a_first_administrator():
    first = actions.create_first_administrator(
        full_name="Lò Minh Thư", sign_in_name="thu@so.vn", password="mat-khau-1"
    )
    assert first.is_superuser
    assert first.is_staff
    assert first.check_password("mat-khau-1")
    assert names(first) == [("email", "thu@so.vn")]
    with pytest.raises(Refused):
        actions.create_first_administrator(
            full_name="Kẻ Lạ", sign_in_name="la@so.vn", password="mat-khau-1"
        )
    assert User.objects.count() == 1


def test_of_two_first_administrators_at_once_one_loses(monkeypatch):
    actions.create_first_administrator(
        full_name="Lò Minh Thư", sign_in_name="thu@so.vn", password="mat-khau-1"
    )
    # The second one looked before the first one was there.
    monkeypatch.setattr(
        type(User.objects.all()), "exists", lambda self: False, raising=True
    )
    with pytest.raises(Refused):
        actions.create_first_administrator(
            full_name="Kẻ Lạ", sign_in_name="la@so.vn", password="mat-khau-1"
        )
    monkeypatch.undo()
    assert User.objects.count() == 1


def test_renaming_keeps_the_keys_in_step(by, person):
    actions.rename_person(person=person, full_name="Đường Thị Ân", by=by)
    person.refresh_from_db()
    assert (person.full_name, person.search_key) == ("Đường Thị Ân", "duong thi an")
    assert log(person) == [
        (
            "accounts.rename_person",
            {"full_name": "Vàng Thị Mai"},
            {"full_name": "Đường Thị Ân"},
        )
    ]
    actions.rename_person(person=person, full_name="Đường  Thị Ân", by=by)
    assert len(log(person)) == 1


@pytest.mark.parametrize(
    "typed", ["", "hai", "12", "TH1/GV01", "a@b", "0912" * 40, "x" * 130 + "@a.vn"]
)
def test_what_is_no_phone_or_email_is_refused(by, person, typed):
    with pytest.raises(Refused) as refused:
        actions.add_sign_in_name(person=person, typed=typed, by=by)
    assert refused.value.field == "sign_in_name"
    assert names(person) == [("phone", "+84912000001")]


def test_adding_the_same_name_twice_changes_nothing(by, person):
    first = actions.add_sign_in_name(person=person, typed="Mai@Truong.vn", by=by)
    again = actions.add_sign_in_name(person=person, typed="mai@truong.vn", by=by)
    assert first == again
    assert names(person) == [("phone", "+84912000001"), ("email", "mai@truong.vn")]


def test_a_name_that_somebody_takes_in_the_same_moment_is_refused(
    by, person, monkeypatch
):
    other = builders.make_person("Mùa A Dơ", phone="+84912000007")
    name = other.sign_in_names.get()
    queryset = type(SignInName.objects.all())
    monkeypatch.setattr(queryset, "first", lambda self: None)
    monkeypatch.setattr(queryset, "exists", lambda self: False)
    with pytest.raises(Refused):
        actions.add_sign_in_name(person=other, typed="0912000001", by=by)
    with pytest.raises(Refused):
        actions.change_sign_in_name(name=name, typed="0912000001", by=by)
    monkeypatch.undo()
    assert names(other) == [("phone", "+84912000007")]


def test_a_staff_code_is_unique_within_its_school_only(by, person):
    other = builders.make_person("Mùa A Dơ")
    actions.add_staff_code(person=person, school_code="nx1", code=" gv07 ", by=by)
    assert names(person)[1] == ("code", "NX1/GV07")
    actions.add_staff_code(person=other, school_code="nx2", code="gv07", by=by)
    with pytest.raises(Refused):
        actions.add_staff_code(person=other, school_code="NX1", code="GV07", by=by)


def test_a_sign_in_name_is_replaced(by, person):
    name = person.sign_in_names.get()
    actions.change_sign_in_name(name=name, typed="mai@truong.vn", by=by)
    assert names(person) == [("email", "mai@truong.vn")]
    actions.change_sign_in_name(name=name, typed="MAI@truong.vn", by=by)
    assert log(person) == [
        ("accounts.change_sign_in_name", {"kind": "phone"}, {"kind": "email"})
    ]


def test_a_sign_in_name_of_somebody_else_is_refused(by, person):
    other = builders.make_person("Mùa A Dơ", phone="+84912000007")
    with pytest.raises(Refused):
        actions.change_sign_in_name(
            name=other.sign_in_names.get(), typed="0912000001", by=by
        )
    assert names(other) == [("phone", "+84912000007")]


def test_the_last_sign_in_name_and_a_staff_code_stay(by, person):
    with pytest.raises(Refused):
        actions.remove_sign_in_name(name=person.sign_in_names.get(), by=by)
    code = actions.add_staff_code(person=person, school_code="NX", code="1", by=by)
    with pytest.raises(Refused):
        actions.remove_sign_in_name(name=code, by=by)
    with pytest.raises(Refused):
        actions.change_sign_in_name(name=code, typed="0912000009", by=by)
    actions.remove_sign_in_name(name=person.sign_in_names.get(kind="phone"), by=by)
    assert names(person) == [("code", "NX/1")]


def test_a_sign_in_name_that_is_gone_is_not_removed_again_and_not_changed(by, person):
    """The page was open while the name was removed on another device."""
    actions.add_sign_in_name(person=person, typed="mai@truong.vn", by=by)
    first = SignInName.objects.get(user=person, kind="phone")
    again = SignInName.objects.select_related("user").get(pk=first.pk)
    actions.remove_sign_in_name(name=first, by=by)
    actions.remove_sign_in_name(name=again, by=by)
    with pytest.raises(Refused):
        actions.change_sign_in_name(name=again, typed="0912000009", by=by)
    assert names(person) == [("email", "mai@truong.vn")]
    assert log(person)[1:] == [("accounts.remove_sign_in_name", {"kind": "phone"}, {})]


def test_a_new_password_takes_open_slips_back(by, person):
    slip = actions.issue_slip(person=person, purpose="password", by=by, now=NOW)
    changed = actions.change_password(
        person=person, password="mat-khau-moi", by=by, now=NOW
    )
    assert changed.check_password("mat-khau-moi")
    slip.refresh_from_db()
    assert slip.revoked_at == NOW
    assert log(person)[-1] == ("accounts.change_password", {}, {})


def test_signing_out_everywhere_raises_the_epoch(by, person):
    before = person.get_session_auth_hash()
    changed = actions.sign_out_everywhere(person=person, by=by)
    assert changed.sign_in_epoch == 1
    assert changed.get_session_auth_hash() != before


def test_the_language_is_kept_once(by, person):
    actions.choose_language(person=person, language="en", by=by)
    actions.choose_language(person=person, language="en", by=by)
    person.refresh_from_db()
    assert person.language == "en"
    assert log(person) == [
        ("accounts.choose_language", {"language": "vi"}, {"language": "en"})
    ]


@pytest.mark.parametrize(
    ("purpose", "hours"), [("invitation", 7 * 24), ("password", 24)]
)
def test_a_slip_is_valid_for_its_time(by, person, purpose, hours):
    slip = actions.issue_slip(
        person=person, purpose=purpose, by=by, now=NOW, place="THCS Nậm Xuân"
    )
    end = NOW + timedelta(hours=hours)
    assert slip.expires_at == end
    assert slip.opens(now=end - timedelta(seconds=1))
    assert not slip.opens(now=end)
    assert (slip.place, slip.issued_by) == ("THCS Nậm Xuân", by.user)
    assert log(person) == [
        ("accounts.issue_slip", {}, {"slip": slip.pk, "purpose": purpose})
    ]


def test_a_new_slip_takes_the_older_one_back(by, person):
    old = actions.issue_slip(person=person, purpose="invitation", by=by, now=NOW)
    new = actions.issue_slip(person=person, purpose="password", by=by, now=NOW)
    old.refresh_from_db()
    assert old.revoked_at == NOW
    assert list(Slip.objects.usable(now=NOW)) == [new]


def test_the_code_is_not_in_the_database(by, person):
    slip = actions.issue_slip(person=person, purpose="password", by=by, now=NOW)
    code = slip.code.replace("-", "")
    assert len(code) == 10
    stored = Slip.objects.values().get()
    assert not any(code in str(value).upper() for value in stored.values())
    assert Slip.objects.with_code(code) == slip


def test_a_slip_works_once(by, person):
    slip = actions.issue_slip(person=person, purpose="password", by=by, now=NOW)
    person = actions.use_slip(slip=slip, password="lan-dau-1", now=NOW)
    assert person.check_password("lan-dau-1")
    with pytest.raises(Refused):
        actions.use_slip(slip=slip, password="lan-hai-2", now=NOW)
    person.refresh_from_db()
    assert person.check_password("lan-dau-1")
    slip.refresh_from_db()
    assert (slip.used_at, slip.revoked_at) == (NOW, None)
    assert log(person)[-1] == ("accounts.use_slip", {}, {"slip": slip.pk})


def test_an_expired_or_revoked_slip_changes_nothing(by, person):
    slip = actions.issue_slip(person=person, purpose="password", by=by, now=NOW)
    with pytest.raises(Refused):
        actions.use_slip(
            slip=slip, password="qua-han-11", now=NOW + timedelta(hours=24)
        )
    actions.issue_slip(person=person, purpose="password", by=by, now=NOW)
    with pytest.raises(Refused):
        actions.use_slip(slip=slip, password="thu-hoi-11", now=NOW)
    person.refresh_from_db()
    assert person.check_password(builders.PASSWORD)


def test_a_slip_leaves_nobody_without_a_name_to_sign_in_with(by):
    person = actions.create_person(by=by, full_name="Lò Văn Inh")
    slip = actions.issue_slip(person=person, purpose="invitation", by=by, now=NOW)
    with pytest.raises(Refused) as refused:
        actions.use_slip(slip=slip, password="mat-khau-1", now=NOW)
    assert refused.value.field == "sign_in_name"
    actions.use_slip(
        slip=slip, password="mat-khau-1", sign_in_name="0912 000 099", now=NOW
    )
    assert names(person) == [("phone", "+84912000099")]


def test_a_slip_is_kept_when_the_name_given_with_it_is_taken(by, person):
    newcomer = actions.create_person(by=by, full_name="Lò Văn Inh")
    slip = actions.issue_slip(person=newcomer, purpose="invitation", by=by, now=NOW)
    with pytest.raises(Refused):
        actions.use_slip(
            slip=slip, password="mat-khau-1", sign_in_name="0912000001", now=NOW
        )
    slip.refresh_from_db()
    assert slip.opens(now=NOW)


def test_a_locked_account_has_no_slips(by, person):
    slip = actions.issue_slip(person=person, purpose="password", by=by, now=NOW)
    actions.deactivate(person=person, by=by, now=NOW)
    person.refresh_from_db()
    assert (person.is_active, person.sign_in_epoch) == (False, 1)
    slip.refresh_from_db()
    assert slip.revoked_at == NOW
    with pytest.raises(Refused):
        actions.issue_slip(person=person, purpose="password", by=by, now=NOW)


def test_locking_and_unlocking_twice_is_logged_once(by, person):
    for _ in range(2):
        actions.deactivate(person=person, by=by, now=NOW)
    for _ in range(2):
        actions.reactivate(person=person, by=by)
    person.refresh_from_db()
    assert person.is_active
    assert [verb for verb, _, _ in log(person)] == [
        "accounts.deactivate",
        "accounts.reactivate",
    ]


def test_nobody_locks_himself_out(by):
    with pytest.raises(Refused):
        actions.deactivate(person=by.user, by=by, now=NOW)
    by.user.refresh_from_db()
    assert by.user.is_active


@pytest.mark.parametrize(
    "typed",
    ["098765432", "09876543210", "+84 98765432", "0012345678", "84987654"],
)
def test_a_phone_number_has_ten_digits(by, person, typed):
    with pytest.raises(Refused) as refused:
        actions.add_sign_in_name(person=person, typed=typed, by=by)
    assert refused.value.field == "sign_in_name"
    assert f"“{typed}”" in refused.value.message


@pytest.mark.parametrize(
    "typed", ["0987654321", "098 765 4321", "+84 987 654 321", "84987654321"]
)
def test_spaces_and_the_code_of_the_country_make_no_other_number(by, person, typed):
    name = actions.add_sign_in_name(person=person, typed=typed, by=by)
    assert name.normalised == "+84987654321"


def test_a_mistyped_number_is_corrected_until_its_owner_has_come_in(by):
    newcomer = actions.create_person(
        by=by, full_name="Lò Thị Mới", sign_in_name="0912000090"
    )
    actions.correct_sign_in_name(person=newcomer, typed="0912000091", by=by)
    assert [name.normalised for name in newcomer.sign_in_names.all()] == [
        "+84912000091"
    ]
    newcomer.set_password("mat-khau-moi-2026")
    newcomer.save()
    with pytest.raises(Refused):
        actions.correct_sign_in_name(person=newcomer, typed="0912000092", by=by)
    assert newcomer.sign_in_names.get().normalised == "+84912000091"


def test_who_has_no_number_gets_one_by_the_same_way(by):
    newcomer = actions.create_person(by=by, full_name="Lò Thị Mới")
    actions.correct_sign_in_name(person=newcomer, typed="moi@truong.vn", by=by)
    assert newcomer.sign_in_names.get().normalised == "moi@truong.vn"
