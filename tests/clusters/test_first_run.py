"""An empty installation: nobody from the network seizes it, and a cluster stands in a few steps."""

import html
import re
import time

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.utils import timezone

from accounts import setup
from accounts.models import Slip, User
from clusters import programme
from clusters.models import Authority, Cluster, ClusterOffice, Post, School
from clusters.setup_rows import read_schools

pytestmark = pytest.mark.django_db
FIRST = {
    "full_name": "Lò Minh Thư",
    "sign_in_name": "thu@so.vn",
    "new_password": "Mat-khau-2026",
    "new_password_again": "Mat-khau-2026",
}
LIST = """TT\tTrường\tHiệu trưởng\tĐiện thoại
1\tTrường PTDTBT THCS Nậm Xuân\tLường Văn Sơn\t912000003
2\tTrường THCS Pa Sương\tĐường Thị Ân\t0912 000 004

3\tTH&THCS Phiêng Ban\tCà Thị Bình\t0912000008
4\tTiểu học số 1 Nam Hòa
5\tMầm non Hoa Ban\tMùa Thị Dơ
"""


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    programme.load()
    return tmp_path


def fields(response) -> dict:
    """What a browser would send back from the page: every field that has a value."""
    found = {}
    for tag in re.findall(r"<(?:input|textarea|select)[^>]*>", response.text):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if not name or "__prefix__" in name[1]:
            continue
        if 'type="checkbox"' in tag or 'type="radio"' in tag:
            if "checked" in tag:
                found.setdefault(name[1], []).append(value[1] if value else "on")
        elif "<input" in tag:
            found[name[1]] = html.unescape(value[1]) if value else ""
    return found


def test_the_code_is_made_once_and_only_for_its_owner(data_folder):
    code = setup.setup_code()
    assert re.fullmatch(r"[2-9A-HJKMNP-TV-Z]{8}", code)
    assert setup.setup_code() == code
    assert (data_folder / "setup_code").stat().st_mode & 0o777 == 0o600
    assert setup.is_setup_code(f" {code[:4].lower()}-{code[4:]} ")
    assert not setup.is_setup_code("")


def test_with_a_user_there_is_no_code_any_more(data_folder):
    code = setup.setup_code()
    User.objects.create_person("Ai Đó")
    assert setup.setup_code() is None
    assert not setup.is_setup_code(code)
    assert not (data_folder / "setup_code").exists()


@pytest.mark.parametrize("address", ["127.0.0.1", "192.168.1.20", "10.0.0.9"])
def test_a_stranger_without_the_code_cannot_seize_the_installation(client, address):
    setup.setup_code()
    page = client.get("/bat-dau/", REMOTE_ADDR=address)
    assert 'name="code"' in page.text
    assert 'name="full_name"' not in page.text
    client.post("/bat-dau/", FIRST, REMOTE_ADDR=address)
    client.post("/bat-dau/", {**FIRST, "code": "22222222"}, REMOTE_ADDR=address)
    client.get("/bat-dau/?ma=22222222", REMOTE_ADDR=address)
    assert User.objects.count() == 0
    assert "setup_code" not in client.session


def test_guessing_the_setup_code_ends_soon(client):
    code = setup.setup_code()
    for _ in range(30):
        client.post("/bat-dau/", {"code": "22222222"})
    page = client.post("/bat-dau/", {"code": code})
    [said] = page.context["form"].non_field_errors()
    assert said.startswith("Đã thử sai quá nhiều lần. Xin thử lại sau ")
    assert "setup_code" not in client.session


def test_every_address_leads_to_the_first_run(client):
    setup.setup_code()
    page = client.get("/tai-khoan/", follow=True)
    assert page.redirect_chain[-1][0] == "/bat-dau/"


def test_an_installation_with_people_has_no_first_run(client):
    User.objects.create_person("Ai Đó")
    assert client.get("/bat-dau/").url == "/dang-nhap/"
    assert client.post("/bat-dau/", FIRST).url == "/dang-nhap/"
    assert User.objects.count() == 1


def test_of_two_who_hold_the_code_the_second_is_refused(client, monkeypatch):
    code = setup.setup_code()
    client.get(f"/bat-dau/?ma={code}")
    monkeypatch.setattr("clusters.views.first_run.User.objects.exists", lambda: False)
    monkeypatch.setattr("accounts.setup.User.objects.exists", lambda: False)
    person = User.objects.create_superuser("first-administrator", "x", full_name="A")
    queryset = type(User.objects.all())
    page = client.post("/bat-dau/", FIRST)
    assert page.status_code == 200
    assert page.context["form"].non_field_errors()
    assert list(queryset(User)) == [person]


def begin(client: Client) -> None:
    client.get(f"/bat-dau/?ma={setup.setup_code()}")
    response = client.post("/bat-dau/", FIRST)
    assert response.url == "/cum/moi/"


def test_a_mistake_in_the_first_step_keeps_what_was_typed(client, data_folder):
    client.get(f"/bat-dau/?ma={setup.setup_code()}")
    page = client.post("/bat-dau/", {**FIRST, "new_password_again": "khac"})
    assert 'value="Lò Minh Thư"' in page.text
    assert User.objects.count() == 0
    assert (data_folder / "setup_code").exists()


def test_the_whole_walk(client, data_folder):
    """Five schools: 4 + 5 fields and 5 presses, without script."""
    begin(client)
    person = get_user(client)
    assert person.is_superuser
    assert not (data_folder / "setup_code").exists()
    page = client.get("/cum/moi/")
    assert "schools-0-name" not in page.text.split("<template")[0]
    head = {
        "label": "Cụm 1",
        "area": "",
        "authority_name": "UBND xã Nậm Xuân",
        "authority_kind": "committee",
        "i_serve": "on",
    }
    page = client.post(
        "/cum/moi/", {**fields(page), **head, "paste": LIST, "spread": "1"}
    )
    assert Cluster.objects.count() == 0
    rows = fields(page)
    assert rows["schools-TOTAL_FORMS"] == "5"
    assert rows["schools-0-name"] == "PTDTBT THCS Nậm Xuân"
    assert rows["schools-0-sign_in_name"] == "0912000003"
    assert rows["schools-2-levels"] == ["th", "thcs"]
    response = client.post(
        "/cum/moi/",
        {**rows, **head, "paste": "", "head": "schools-1", "save": "1"},
    )
    cluster = Cluster.objects.get()
    assert response.url == f"/cum/{cluster.pk}/loi-moi/"
    assert cluster.managing_authority.name == "UBND xã Nậm Xuân"
    assert sorted(level.code for level in cluster.levels.all()) == ["mn", "th", "thcs"]
    assert Post.objects.get(user=person).kind == Post.Kind.OFFICER
    names = [row.school.name for row in cluster.memberships.order_by("pk")]
    assert names == [
        "PTDTBT THCS Nậm Xuân",
        "THCS Pa Sương",
        "TH&THCS Phiêng Ban",
        "Tiểu học số 1 Nam Hòa",
        "Mầm non Hoa Ban",
    ]
    office = ClusterOffice.objects.get()
    assert (office.person.full_name, office.kind) == ("Đường Thị Ân", "head")
    assert office.person.sign_in_names.get().normalised == "+84912000004"
    page = client.get(response.url)
    slips = list(Slip.objects.select_related("user"))
    assert len(slips) == 4
    for slip in slips:
        assert f"http://testserver/vao/{slip.code}/" in page.text
    printed = client.get(f"/cum/{cluster.pk}/loi-moi/in/")
    assert printed.text.count('role="img"') == 4
    assert all(slip.code in printed.text for slip in slips)
    assert "style=" not in printed.text
    invited = Client().get(f"/vao/{slips[0].code}/")
    assert slips[0].user.full_name in invited.text


def rows_of(*schools: dict, **more) -> dict:
    data = {
        "label": "Cụm 1",
        "schools-TOTAL_FORMS": str(len(schools)),
        "schools-INITIAL_FORMS": "0",
        **more,
    }
    for index, school in enumerate(schools):
        for name, value in school.items():
            data[f"schools-{index}-{name}"] = value
    return data


def test_bad_rows_keep_everything_and_change_nothing(client):
    begin(client)
    before = (User.objects.count(), School.objects.count(), Cluster.objects.count())
    typed = rows_of(
        {"name": "THCS Pa Sương", "principal": "Đường Thị Ân", "sign_in_name": "x"},
        {"name": "", "principal": "Lường Văn Sơn"},
        {"name": "Trường thcs pa sương", "levels": ["thcs"]},
        authority_name="UBND xã Nậm Xuân",
        area="Vùng cao",
    )
    page = client.post("/cum/moi/", typed)
    assert page.status_code == 200
    for text in ("Đường Thị Ân", "Lường Văn Sơn", "UBND xã Nậm Xuân", "Vùng cao"):
        assert text in page.text
    assert page.context["form"].errors.keys() == {"authority_kind"}
    assert page.context["rows"][1].errors.keys() == {"name"}
    assert page.context["rows"][2].errors.keys() == {"name"}
    now = (User.objects.count(), School.objects.count(), Cluster.objects.count())
    assert now == before


@pytest.mark.parametrize(
    ("rows", "row", "field"),
    [
        # Not a phone number.
        ([{"name": "A", "principal": "B C", "sign_in_name": "x"}], 0, "sign_in_name"),
        # The second principal has the number of the first under another name.
        (
            [
                {"name": "A", "principal": "B C", "sign_in_name": "0912000001"},
                {"name": "D", "principal": "E G", "sign_in_name": "0912000001"},
            ],
            1,
            "sign_in_name",
        ),
    ],
)
def test_a_refused_row_says_so_in_its_place(client, rows, row, field):
    begin(client)
    page = client.post("/cum/moi/", rows_of(*rows, without_head="1"))
    assert page.context["rows"][row].errors.keys() == {field}
    assert Cluster.objects.count() == 0
    assert School.objects.count() == 0


def test_a_head_without_a_name_is_refused_in_the_row(client):
    begin(client)
    page = client.post("/cum/moi/", rows_of({"name": "THCS A"}, head="schools-0"))
    assert page.context["rows"][0].errors.keys() == {"principal"}
    assert Cluster.objects.count() == 0


def test_a_cluster_without_schools_is_refused(client):
    begin(client)
    page = client.post("/cum/moi/", rows_of())
    assert page.context["form"].errors.keys() == {"paste"}
    removed = client.post("/cum/moi/", rows_of({"name": "A", "DELETE": "on"}))
    assert removed.context["form"].errors.keys() == {"paste"}


def test_row_buttons_work_without_script(client):
    begin(client)
    data = rows_of({"name": "THCS A"}, add_row="schools")
    assert fields(client.post("/cum/moi/", data))["schools-TOTAL_FORMS"] == "2"
    data = rows_of({"name": "THCS A"}, {"name": "THCS B"}, remove_row="schools-0")
    page = client.post("/cum/moi/", data)
    assert fields(page)["schools-0-DELETE"] == "on"
    assert fields(page)["schools-0-name"] == "THCS A"


def test_a_list_still_pasted_is_put_into_rows_before_anything_is_saved(client):
    begin(client)
    page = client.post(
        "/cum/moi/", rows_of({"name": "THCS A"}, paste="THCS B; Lò Thị C")
    )
    assert page.context["spread"] is True
    assert fields(page)["schools-1-name"] == "THCS B"
    assert fields(page)["schools-1-principal"] == "Lò Thị C"
    assert Cluster.objects.count() == 0


def test_a_known_school_is_offered_and_never_taken_silently(client):
    begin(client)
    known = School()
    known.set_name("THCS Pa Sương")
    known.save()
    page = client.post("/cum/moi/", rows_of(paste="Trường THCS Pa Sương"))
    assert list(page.context["rows"][0].fields["existing"].choices)[1][0] == str(
        known.pk
    )
    client.post("/cum/moi/", rows_of({"name": "THCS Pa Sương"}, without_head="1"))
    assert School.objects.count() == 2
    client.post(
        "/cum/moi/",
        rows_of(
            {"name": "THCS Pa Sương", "existing": str(known.pk)},
            label="Cụm 2",
            without_head="1",
        ),
    )
    assert School.objects.count() == 2
    assert Cluster.objects.get(label="Cụm 2").memberships.get().school == known
    strange = School()
    strange.set_name("THCS Khác")
    strange.save()
    page = client.post(
        "/cum/moi/",
        rows_of({"name": "THCS Pa Sương", "existing": str(strange.pk)}),
    )
    assert page.context["rows"][0].errors.keys() == {"existing"}


def test_two_hundred_rows_are_the_most_and_the_rest_stays_pasted(client):
    begin(client)
    lines = "\n".join(f"THCS Số {number}" for number in range(1, 204))
    page = client.post("/cum/moi/", rows_of(paste=lines, spread="1"))
    assert fields(page)["schools-TOTAL_FORMS"] == "200"
    assert page.context["form"]["paste"].value().splitlines() == [
        "THCS Số 201",
        "THCS Số 202",
        "THCS Số 203",
    ]


@pytest.mark.parametrize(
    ("pasted", "expected"),
    [
        ("", []),
        ("Trường THCS A", [("THCS A", "", "")]),
        ("1. THCS A; Lò Thị B; 0912 000 001", [("THCS A", "Lò Thị B", "0912 000 001")]),
        ("THCS A | 0912.000.001 | Lò Thị B", [("THCS A", "Lò Thị B", "0912.000.001")]),
        ("TH, THCS&THPT A\tLò Thị B", [("TH, THCS&THPT A", "Lò Thị B", "")]),
        ("- Trường\n– ; ;\n• Mầm non B", [("Mầm non B", "", "")]),
        ("STT\tTên trường\n1\tTrường Sơn Ca\t", [("Sơn Ca", "", "")]),
        ("12. 12", [("12", "", "")]),
    ],
)
def test_a_pasted_list_is_read_as_people_write_it(pasted, expected):
    found = read_schools(pasted)
    assert [(row.name, row.principal, row.phone) for row in found] == expected


def test_an_officer_sets_up_clusters_of_the_own_authorities_only(world, signed_in):
    client = signed_in(world.officer)
    page = client.get("/cum/moi/")
    assert 'name="authority_name"' not in page.text
    for authority, saved in ((world.other_province, 0), (world.office, 1)):
        client.post(
            "/cum/moi/",
            rows_of({"name": "THCS Mới"}, authority=authority.pk, label="Cụm mới"),
        )
        assert Cluster.objects.filter(label="Cụm mới").count() == saved
    cluster = Cluster.objects.get(label="Cụm mới")
    assert cluster.memberships.get().valid_from == timezone.localdate()
    assert Authority.objects.count() == 3


@pytest.mark.parametrize("who", ["teacher", "principal", "cluster_head"])
def test_others_set_up_nothing(world, signed_in, who):
    client = signed_in(getattr(world, who))
    assert client.get("/cum/moi/").status_code == 403
    assert client.post("/cum/moi/", rows_of({"name": "A"})).status_code == 403


@pytest.mark.parametrize("pasted", [" " * 100_000, "1" * 100_000, ", " * 50_000])
def test_a_monstrous_paste_is_read_in_no_time(pasted):
    begun = time.perf_counter()
    read_schools(pasted)
    programme.match_subject(pasted)
    assert time.perf_counter() - begun < 2


def test_a_number_with_a_digit_too_few_is_asked_about_and_not_lost():
    [row] = read_schools("Trường THCS Hoa Ban\tGiàng Thị Mỷ\t091200")
    assert (row.name, row.principal, row.phone) == (
        "THCS Hoa Ban",
        "Giàng Thị Mỷ",
        "091200",
    )


def test_a_line_parted_by_commas_is_parted_where_a_number_follows():
    read = [
        (row.name, row.principal, row.phone)
        for row in read_schools(
            "THCS Thị trấn Mường Chà, Lê Thị Năm, 0912000005\n"
            "TH và THCS Ma Thì Hồ, xã Ma Thì Hồ\n"
            "THCS Nậm Nèn; Lò Văn Ba; ba@truong.vn"
        )
    ]
    assert read == [
        ("THCS Thị trấn Mường Chà", "Lê Thị Năm", "0912000005"),
        ("TH và THCS Ma Thì Hồ, xã Ma Thì Hồ", "", ""),
        ("THCS Nậm Nèn", "Lò Văn Ba", "ba@truong.vn"),
    ]


def test_a_cluster_in_which_nobody_could_decide_is_asked_about_first(client):
    begin(client)
    row = {"name": "THCS A", "principal": "Lò Thị Bảy"}
    page = client.post("/cum/moi/", rows_of(row))
    assert page.context["headless"] is True
    assert fields(page)["schools-0-principal"] == "Lò Thị Bảy"
    assert Cluster.objects.count() == 0
    client.post("/cum/moi/", rows_of(row, without_head="1"))
    cluster = Cluster.objects.get()
    # The administrator's first page asks for it, and for the invitation.
    todos = {todo.url for todo in client.get("/").context["todos"]}
    assert todos == {f"/cum/{cluster.pk}/chuc-vu/", f"/cum/{cluster.pk}/loi-moi/"}
    person = User.objects.get(full_name="Lò Thị Bảy")
    client.post(
        f"/cum/{cluster.pk}/chuc-vu/", {"person": str(person.pk), "kind": "head"}
    )
    todos = {todo.url for todo in client.get("/").context["todos"]}
    assert todos == {f"/cum/{cluster.pk}/loi-moi/"}


def test_who_serves_in_the_authority_decides_so_no_head_is_asked_for(client):
    begin(client)
    more = {
        "authority_name": "Phòng GD&ĐT Nậm Xuân",
        "authority_kind": "district_office",
        "i_serve": "on",
    }
    assert (
        client.post("/cum/moi/", rows_of({"name": "THCS A"}, **more)).status_code == 302
    )
