"""What stands around every page: menu, account, language, error pages, forms, messages."""

from datetime import time
from types import SimpleNamespace

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from django.urls import resolve
from django.utils import translation

from config import context
from config.templatetags import face


def chrome_for(user, address: str = "/") -> dict:
    request = RequestFactory().get(address)
    request.user = user
    return context.chrome(request)


def places(entries: list) -> list[str]:
    return [entry.name for entry in entries]


@pytest.mark.parametrize(
    ("person", "words", "menu"),
    [
        ("teacher", "Teacher", context.TEACHER),
        ("subject_head", "Subject-group head", context.SUBJECT_HEAD),
        ("principal", "Principal", context.PRINCIPAL),
        ("cluster_head", "Cluster leader", context.CLUSTER_OFFICE),
        ("officer", "Officer in charge", context.OFFICER),
        ("admin", "", context.TEACHER),
    ],
)
def test_the_menu_follows_the_widest_duty(world, person, words, menu) -> None:
    with translation.override("en"):
        found, entries = context.menu_of(context.standing_of(getattr(world, person)))
        assert (str(found), entries) == (words, menu)


@pytest.mark.parametrize(
    "menu",
    [context.TEACHER, context.SUBJECT_HEAD, context.PRINCIPAL, context.CLUSTER_OFFICE, context.OFFICER],
)  # fmt: skip
def test_a_menu_has_five_places(menu) -> None:
    assert len(set(places(menu))) == 5


def test_a_stranger_sees_no_menu_and_costs_no_query(
    django_assert_num_queries, db
) -> None:
    with django_assert_num_queries(0):
        found = chrome_for(AnonymousUser())
    assert (found["nav"], found["account_links"]) == ([], [])


def test_the_chrome_of_a_teacher_costs_the_queries_of_the_standing(
    world, django_assert_num_queries
) -> None:
    with django_assert_num_queries(2):
        chrome_for(world.teacher)


def test_the_place_one_stands_at_is_marked() -> None:
    request = RequestFactory().get("/lich/2026/11/")
    entries = context._shown([context.TODAY, context.CALENDAR], request)
    assert [(entry["url"], entry["current"]) for entry in entries] == [
        ("/", False),
        ("/lich/", True),
    ]


def test_a_page_under_no_place_belongs_to_the_place_of_its_app() -> None:
    request = RequestFactory().get("/tiet-day/5/nop/")
    request.resolver_match = resolve("/tiet-day/5/nop/")
    entries = context._shown([context.TODAY, context.LESSONS], request)
    assert [entry["current"] for entry in entries] == [False, True]


def test_what_is_printed_belongs_to_the_place_of_what_it_is_of() -> None:
    for path, place in (
        ("/tiet-day/5/phieu-quan-sat/", context.LESSONS),
        ("/anh/5/", context.SESSIONS),
        ("/ban-tin/5/ban-in/", context.NEWS),
    ):
        request = RequestFactory().get(path)
        request.resolver_match = resolve(path)
        places = [context.SESSIONS, context.LESSONS, context.NEWS]
        shown = context._shown(places, request)
        current = [entry["app"] for entry in shown if entry["current"]]
        assert current == [place.name.partition(":")[0]], path


def test_somebody_without_a_school_is_not_sent_to_one(world) -> None:
    links = [str(entry["url"]) for entry in chrome_for(world.officer)["account_links"]]
    assert "/truong-toi/" not in links
    assert "/tai-khoan/" in links


def test_save_data_leaves_web_fonts_out() -> None:
    request = RequestFactory().get("/", headers={"Save-Data": "on"})
    assert context.chrome(request)["save_data"] is True


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_pages_for_broken_requests_need_no_context(name: str) -> None:
    html = get_template(name).template.render(Context())
    assert "Chung Tay" in html
    assert 'href="/"' in html


def test_the_csrf_page_gives_back_what_was_typed() -> None:
    html = render_to_string(
        "403_csrf.html", {"carried": [("text", "Một đoạn <b>dài</b>")]}
    )
    assert "Một đoạn &lt;b&gt;dài&lt;/b&gt;</textarea>" in html


def test_the_403_page_says_the_reason_it_was_given() -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    html = render_to_string("403.html", {"exception": "Chỉ thư ký được ghi."}, request)
    assert "Chỉ thư ký được ghi." in html


class Plan(forms.Form):
    title = forms.CharField(label="Tên", help_text="Tên bài học.")
    note = forms.CharField(label="Ghi chú", required=False)
    kinds = forms.MultipleChoiceField(
        label="Loại", choices=[("a", "Một")], widget=forms.CheckboxSelectMultiple
    )


def drawn(form: forms.Form) -> str:
    request = RequestFactory().get("/")
    with translation.override("en"):
        return render_to_string(
            "partials/form.html",
            {"form": form, "submit": "Lưu", "draft": "plan"},
            request,
        )


def test_a_wrong_field_is_named_on_top_marked_and_explained_beside_it() -> None:
    html = drawn(Plan({"title": "", "note": "giữ"}))
    assert '<a href="#id_title">Tên</a>' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert (
        '<div id="id_title_error" class="invalid-feedback"><div>This field is required.</div></div>'
        in html
    )
    assert 'value="giữ"' in html


def test_wrong_rows_are_named_with_their_number() -> None:
    rows = forms.formset_factory(Plan, extra=0)(
        {
            "form-TOTAL_FORMS": "2",
            "form-INITIAL_FORMS": "2",
            "form-0-title": "An",
            "form-0-kinds": ["a"],
            "form-1-kinds": ["a"],
        }
    )
    with translation.override("en"):
        html = render_to_string("partials/errors.html", {"form": None, "rows": rows})
        assert face.wrong_places(None, rows) == [
            {"anchor": "id_form-1-title", "label": "Row 2: Tên"}
        ]
    assert '<a href="#id_form-1-title">Row 2: Tên</a>' in html


def test_a_wrong_group_of_choices_is_reached_by_its_frame() -> None:
    assert face.wrong_places(Plan({"title": "An", "kinds": ["z"]})) == [
        {"anchor": "div_id_kinds", "label": "Loại"}
    ]
    assert 'id="div_id_kinds"' in drawn(Plan())


def test_only_optional_fields_are_marked() -> None:
    html = drawn(Plan())
    assert html.count("(optional)") == 1
    assert "novalidate" in html
    assert 'data-draft="plan"' in html
    assert "<legend" in html


def test_a_message_can_clear_a_draft() -> None:
    saved = Message(25, "Đã lưu.", extra_tags="session-new")
    html = render_to_string(
        "partials/messages.html", {"messages": [saved, Message(40, "Chưa lưu được.")]}
    )
    assert 'data-draft-clear="session-new"' in html
    assert 'role="alert"' in html


def test_pages_keep_the_filters() -> None:
    request = RequestFactory().get("/?q=duong&page=2")
    html = render_to_string(
        "partials/pagination.html", {"page": Paginator(range(50), 20).page(2)}, request
    )
    assert 'href="?q=duong&amp;page=1"' in html
    assert 'href="?q=duong&amp;page=3"' in html


def test_a_paper_in_the_making_offers_a_link_without_script() -> None:
    html = render_to_string(
        "partials/paper.html",
        {"paper": SimpleNamespace(state="queued"), "poll_url": "/p/"},
    )
    assert 'data-poll="/p/"' in html
    assert "nojs" in html


def test_sizes_and_times_are_said_in_the_interfaces_language() -> None:
    with translation.override("vi"):
        assert [
            face.file_size(number) for number in (1, 412_000, 999_999, 1_234_567)
        ] == ["1 KB", "412 KB", "1,0 MB", "1,2 MB"]
        assert face.clock(None) == face.in_words(None) == ""
        # The hour stays in one line with its minutes.
        assert face.clock(time(13, 30)) == "13\u00a0giờ\u00a030"
    with translation.override("en"):
        assert face.file_size(1_234_567) == "1.2 MB"


def test_initials_are_of_the_last_two_words() -> None:
    assert [face.initials(name) for name in ("Nguyễn Thu Hà", "Đạt", "")] == [
        "TH",
        "Đ",
        "",
    ]


def test_a_help_text_that_somebody_typed_is_text() -> None:
    form = Plan()
    form.fields["title"].help_text = "Dòng “<img src=x onerror=alert(1)>”"
    html = drawn(form)
    assert "“&lt;img src=x onerror=alert(1)&gt;”" in html
    assert "<img" not in html
