"""The pages of bulletins: who reads them, what they show, who approves; and the command."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from accounts.verbs import SYSTEM
from reports import bulletins
from reports.models import Bulletin, Paper
from reports.periods import month_before, month_named
from tests import builders
from tests.reports.bulletins.conftest import at
from tests.reports.making import make_article

pytestmark = pytest.mark.django_db

NOVEMBER = month_named("2026-11")
NOW = at(2026, 12, 1, 0, 1)
READERS = (
    "teacher",
    "principal",
    "guest_principal",
    "cluster_head",
    "officer",
    "admin",
)
STRANGERS = ("far_teacher", "far_principal", "other_officer")


@pytest.fixture
def exchange(world):
    made = builders.make_exchange(
        cluster=world.north,
        host=world.host,
        schools=[world.host, world.guest],
        on=date(2026, 11, 26),
        state="held",
        title="Chuyên đề áp suất",
    )
    builders.make_lesson(made, topic="Áp suất chất lỏng", school=world.host)
    return made


@pytest.fixture
def bulletin(world, exchange):
    make_article(
        cluster=world.north,
        title="Bản tin tuần bốn",
        exchanges=[exchange],
        published_at=at(2026, 11, 28),
    )
    made, _ = bulletins.begin(world.north, NOVEMBER, by=SYSTEM)
    bulletins.gather(made.pk, now=NOW)
    made.refresh_from_db()
    return made


def test_the_cluster_and_its_office_read_it_and_strangers_do_not(
    bulletin, world, signed_in
):
    addresses = [
        reverse("reports:bulletin", args=[bulletin.pk]),
        reverse("reports:bulletin_paper", args=[bulletin.pk]),
    ]
    listing = reverse("reports:bulletins")
    for name in (*READERS, *STRANGERS):
        client = signed_in(getattr(world, name))
        codes = [client.get(address).status_code for address in addresses]
        assert codes == [200 if name in READERS else 404] * 2, name
        assert (bulletin.title in client.get(listing).text) == (name in READERS), name


def test_every_figure_links_to_its_rows(bulletin, exchange, world, signed_in):
    page = (
        signed_in(world.teacher)
        .get(reverse("reports:bulletin", args=[bulletin.pk]))
        .text
    )
    for anchor in ("buoi", "truong", "tiet", "ban-tin"):
        assert f'href="#{anchor}"' in page
        assert f'id="{anchor}"' in page
    session = reverse("session", args=[exchange.pk])
    assert page.count(f'href="{session}"') == 2  # the session, its lesson
    for words in ("Chuyên đề áp suất", "Áp suất chất lỏng", "THCS Pa Sương"):
        assert words in page


def test_an_empty_list_says_what_to_expect(world, signed_in):
    page = signed_in(world.teacher).get(reverse("reports:bulletins")).text
    assert "được tập hợp vào ngày 01 tháng kế tiếp" in page


def test_the_head_approves_by_one_button_and_nobody_else_may(
    bulletin, world, signed_in
):
    approve = reverse("reports:bulletin_approve", args=[bulletin.pk])
    page = reverse("reports:bulletin", args=[bulletin.pk])
    for name in (*READERS, *STRANGERS):
        if name != "cluster_head":
            client = signed_in(getattr(world, name))
            assert approve not in client.get(page).text
            expected = 403 if name in READERS else 404
            assert client.post(approve).status_code == expected, name
    head = signed_in(world.cluster_head)
    assert f'action="{approve}"' in head.get(page).text
    assert head.get(approve).status_code == 405
    assert head.post(approve).status_code == 302
    bulletin.refresh_from_db()
    assert bulletin.state == "approved"
    assert approve not in head.get(page).text
    again = head.post(approve, follow=True)
    assert [str(one) for one in again.context["messages"]] == [
        "Bản tin tháng này không ở trạng thái chờ duyệt. Xin tải lại trang."
    ]


def test_the_head_gathers_a_proof_again(bulletin, world, signed_in):
    gather = reverse("reports:bulletin_gather", args=[bulletin.pk])
    assert signed_in(world.teacher).post(gather).status_code == 403
    assert signed_in(world.cluster_head).post(gather).status_code == 302
    bulletin.refresh_from_db()
    assert bulletin.state == "collecting"
    page = signed_in(world.teacher).get(reverse("reports:bulletin", args=[bulletin.pk]))
    assert page.status_code == 200
    bulletins.gather(bulletin.pk, now=NOW)
    bulletin.refresh_from_db()
    assert (bulletin.state, bulletin.entries.count()) == ("proof", 1)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_for_one_or_three(
    rows, world, signed_in, django_assert_num_queries
):
    for month in range(1, rows + 1):
        Bulletin.objects.create(
            cluster=world.north,
            title=f"Bản tin tháng {month}",
            starts_on=date(2026, month, 1),
            ends_before=date(2026, month + 1, 1),
        )
    client = signed_in(world.teacher)
    with django_assert_num_queries(6):
        client.get(reverse("reports:bulletins"))


@pytest.mark.parametrize("rows", [1, 3])
def test_a_bulletin_asks_the_same_for_one_or_three_reports(
    rows, exchange, world, signed_in, django_assert_num_queries
):
    for number in range(rows):
        builders.make_exchange(
            cluster=world.north, host=world.host, on=date(2026, 11, 3), state="held"
        )
        article = make_article(
            cluster=world.north, title=f"Bản {number}", published_at=at(2026, 11, 20)
        )
        article.cluster, article.school = None, world.guest
        article.exchanges.set([exchange])
        article.save()
    bulletin, _ = bulletins.begin(world.north, NOVEMBER, by=SYSTEM)
    bulletins.gather(bulletin.pk, now=NOW)
    client = signed_in(world.teacher)
    with django_assert_num_queries(8):
        client.get(reverse("reports:bulletin", args=[bulletin.pk]))


# --- the command -----------------------------------------------------------------------------


def _run(**options) -> str:
    out = StringIO()
    call_command("make_bulletin", stdout=out, **options)
    return out.getvalue()


def test_a_bulletin_is_made_by_hand_with_its_paper(exchange, world, settings):
    said = _run(cluster="Cụm 1", month="2026-11")
    bulletin = Bulletin.objects.get()
    paper = bulletin.papers.get()
    assert (bulletin.state, paper.state) == ("proof", "ready")
    assert said.splitlines() == [
        "Bản tin tháng 11/2026 – Cụm 1 (made): proof",
        f"{paper.pdf.path} ({paper.pdf_size} bytes)",
    ]
    assert "was there" in _run(cluster=str(world.north.pk), month="2026-11")
    assert Bulletin.objects.count() == 1


def test_an_authoritys_bulletin_is_made_by_hand(exchange, world):
    _run(authority="Phòng GD&ĐT huyện Nậm Xuân", month="2026-11")
    assert Bulletin.objects.get().owner == world.office


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"cluster": "Cụm 9"}, "Nothing is called 'Cụm 9'."),
        (
            {"cluster": "Cụm 1", "month": "11/2026"},
            "'11/2026' is not a month like 2026-11",
        ),
    ],
)
def test_the_command_says_what_it_cannot_find(world, options, sentence):
    with pytest.raises(CommandError, match=sentence):
        _run(**options)


def test_two_clusters_of_one_name_need_the_id(world):
    builders.make_cluster("Cụm 1")
    with pytest.raises(CommandError, match="give the id"):
        _run(cluster="Cụm 1", month="2026-11")


def test_a_proof_waits_on_the_page_of_its_head_until_it_is_approved(
    bulletin, world, signed_in
):
    address = reverse("reports:bulletin", args=[bulletin.pk])
    assert address in signed_in(world.cluster_head).get(reverse("today")).text
    assert address not in signed_in(world.principal).get(reverse("today")).text
    signed_in(world.cluster_head).post(
        reverse("reports:bulletin_approve", args=[bulletin.pk])
    )
    assert address not in signed_in(world.cluster_head).get(reverse("today")).text


def test_a_refused_press_says_why(bulletin, world, signed_in):
    head = signed_in(world.cluster_head)
    head.post(reverse("reports:bulletin_approve", args=[bulletin.pk]))
    answer = head.post(
        reverse("reports:bulletin_gather", args=[bulletin.pk]), follow=True
    )
    assert "Bản tin tháng này đã duyệt, nội dung không thay đổi nữa." in answer.text


def test_a_bulletin_that_could_not_be_gathered_says_so_and_offers_the_button(
    bulletin, world, signed_in
):
    Bulletin.objects.update(state="collecting", attempts=5, error="KeyError: 'x'")
    page = signed_in(world.cluster_head).get(
        reverse("reports:bulletin", args=[bulletin.pk])
    )
    assert "Chưa tập hợp được bản tin tháng." in page.text
    assert reverse("reports:bulletin_gather", args=[bulletin.pk]) in page.text
    assert "KeyError" not in page.text


def test_a_bulletin_being_gathered_asks_again_and_shows_itself_when_it_is_there(
    bulletin, world, signed_in
):
    Bulletin.objects.update(state="collecting")
    reader = signed_in(world.teacher)
    address = reverse("reports:bulletin", args=[bulletin.pk])
    fragment = reverse("reports:bulletin_body", args=[bulletin.pk])
    waiting = reader.get(address)
    assert f'data-poll="{fragment}"' in waiting.text
    # Without script: a link that looks again.
    assert f'<a class="btn btn-md btn-quiet nojs" href="{address}"' in waiting.text
    assert f'data-poll="{fragment}"' in reader.get(fragment).text

    Bulletin.objects.update(state="proof")
    there = reader.get(fragment)
    assert "<html" not in there.text
    assert there.text.lstrip().startswith("<div>")
    assert f'data-poll="{fragment}"' not in there.text
    # The paper inside goes on asking for itself.
    paper = reverse("reports:bulletin_paper", args=[bulletin.pk])
    assert f'data-poll="{paper}"' in there.text
    assert "Bản tin tuần bốn" in there.text

    Bulletin.objects.update(state="collecting", error="KeyError: 'x'")
    assert f'data-poll="{fragment}"' not in reader.get(fragment).text


def test_the_command_tells_when_something_fails(exchange, world, settings, tmp_path):
    article = make_article(
        cluster=world.north, exchanges=[exchange], published_at=at(2026, 11, 20)
    )
    article.head = 7
    article.save()
    with pytest.raises(CommandError, match="Not gathered: DoesNotExist"):
        _run(cluster="Cụm 1", month="2026-11")
    article.head = 1
    article.save()
    _run(cluster="Cụm 1", month="2026-11")
    Paper.objects.update(state="failed", error_code="crash", error="it died")
    with pytest.raises(CommandError, match="The paper failed: crash: it died"):
        _run(cluster="Cụm 1", month="2026-11")
    Paper.objects.update(
        state="rendering", claimed_at=timezone.now(), claim="feed", error=""
    )
    assert "A worker is making the paper." in _run(cluster="Cụm 1", month="2026-11")


def test_without_a_month_the_command_takes_last_month(world):
    last = month_before(timezone.localdate())
    assert f"{last.label} – Cụm 1" in _run(cluster="Cụm 1")
