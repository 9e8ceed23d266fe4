"""The style guide: every component on one page, and small answers for what site.js asks of a server.

`ROOT_URLCONF = "tests.face.guide"`. For looking and for the browser tests only.
"""

import calendar
from datetime import date, time
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import Context, RequestContext, Template
from django.template.loader import get_template
from django.urls import include, path

from accounts import rows, widgets
from config.templatetags.face import KINDS, STATES

HERE = Path(__file__).parent
SCENE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 380" width="760" height="380">'
    '<rect width="760" height="380" fill="#e3eee4"/><circle cx="593" cy="103" r="38" fill="#e3a325"/>'
    '<path d="M0 236L152 122 274 209 441 95 760 251V380H0z" fill="#a5bda0"/>'
    '<path d="M0 281Q190 228 380 274T760 258V380H0z" fill="#49734c"/></svg>'
)
SHEET = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 595 420" width="595" height="420">'
    '<rect width="595" height="420" fill="#fff"/><rect x="48" y="48" width="500" height="34" fill="#12243d"/>'
    '<path d="M48 110H440M48 130H540M48 150H540M48 170H380" stroke="#9aa3b2" stroke-width="6"/></svg>'
)
WORDS = {
    "lesson_study": "Nghiên cứu bài học",
    "demo_lessons": "Tiết dạy minh họa",
    "joint_exam": "Khảo sát chung",
    "exchange": "Giao lưu chuyên môn",
    "signing": "Ký kết phối hợp",
    "conference": "Hội nghị, hội thảo",
    "visit": "Tham quan, học tập",
}
WEEKDAYS = ["Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật"]
EVENTS = {
    3: [("lesson_study", "NCBH", "Buổi 1 · KHTN 8", "Cụm 1", False)],
    5: [
        ("demo_lessons", "Minh họa", "Ngữ văn 7", "Cụm 2", False),
        ("joint_exam", "Khảo sát", "Toán 9", "Cụm 4", True),
    ],
    12: [("exchange", "Giao lưu", "Ôn tập khối 9", "Cụm 2 với Cụm 4", False)],
    19: [("signing", "Ký kết", "Biên bản ghi nhớ 2026-2028", "Cụm 1", False)],
    26: [
        ("lesson_study", "NCBH", "Buổi 2 · KHTN 8", "Cụm 1, 13:30", False),
        (
            "conference",
            "Hội nghị",
            "Tổng kết cụm chuyên môn liên trường",
            "Cụm 6",
            False,
        ),
    ],
    27: [("visit", "Tham quan", "Trường chuẩn quốc gia", "Cụm 4", False)],
}


class SessionForm(forms.Form):
    title = forms.CharField(label="Tên bài học", max_length=120)
    on = widgets.DateField(
        label="Ngày tổ chức", help_text="Buổi 2 tự điền bảy ngày sau."
    )
    at = widgets.TimeField(label="Bắt đầu lúc", required=False)
    host = forms.ChoiceField(
        label="Trường đăng cai",
        choices=[("", "Chọn trường"), ("1", "PTDTBT THCS Nậm Xuân")],
        required=False,
    )
    mode = forms.ChoiceField(
        label="Hình thức",
        choices=[("a", "Trực tiếp"), ("b", "Trực tuyến")],
        widget=forms.RadioSelect,
        initial="a",
    )
    subjects = forms.MultipleChoiceField(
        label="Môn học",
        choices=[("m", "Toán"), ("v", "Ngữ văn"), ("k", "Khoa học tự nhiên")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    purpose = forms.CharField(
        label="Mục đích", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    plan = forms.FileField(label="Kế hoạch (tệp)", required=False)
    invite = forms.BooleanField(label="Mời các trường trong cụm", required=False)
    secret = forms.CharField(
        label="Mật khẩu", widget=forms.PasswordInput, required=False
    )


class EntryForm(forms.Form):
    name = forms.CharField(
        label="Số điện thoại, thư hoặc mã", help_text="Mã ghi TRUONG/MA."
    )
    password = forms.CharField(label="Mật khẩu", widget=forms.PasswordInput)


class LessonForm(forms.Form):
    subject = forms.CharField(label="Môn, lớp", max_length=60)
    teacher = forms.CharField(label="Người dạy", required=False)
    on = widgets.DateField(label="Ngày", required=False)


LessonFormSet = forms.formset_factory(
    LessonForm,
    formset=rows.RowFormSet,
    can_delete=True,
    can_order=True,
    extra=1,
    max_num=rows.MOST_ROWS,
)


def _month() -> list[SimpleNamespace]:
    return [
        SimpleNamespace(
            day=day,
            name=WEEKDAYS[day.weekday()],
            out=day.month != 11,
            today=day == date(2026, 11, 26),
            monday=day.weekday() == 0,
            weekend=day.weekday() > 4,
            holiday="Ngày Nhà giáo Việt Nam" if day == date(2026, 11, 20) else "",
            events=EVENTS.get(day.day, []) if day.month == 11 else [],
        )
        for day in calendar.Calendar(0).itermonthdates(2026, 11)
    ]


def _lessons(request: HttpRequest) -> rows.RowFormSet:
    if request.method == "POST" and "lessons-TOTAL_FORMS" in request.POST:
        data = rows.pressed(request.POST, "lessons")
        if data is not None:
            return LessonFormSet(data, prefix="lessons", quiet=True)
        return LessonFormSet(request.POST, prefix="lessons")
    return LessonFormSet(
        prefix="lessons",
        initial=[
            {
                "subject": "KHTN 8, lớp 8A2",
                "teacher": "Vàng Thị Mai",
                "on": date(2026, 11, 26),
            },
            {"subject": "Ngữ văn 7, lớp 7A1", "teacher": "Lò Văn Inh"},
        ],
    )


MENU = [
    ("Hôm nay", "house"),
    ("Lịch", "calendar-days"),
    ("Hoạt động", "presentation"),
    ("Bản tin", "newspaper"),
    ("Trường tôi", "school"),
]


def context(request: HttpRequest) -> dict:
    """Invented people, schools and figures."""
    return {
        "user": SimpleNamespace(pk=7, full_name="Nguyễn Thu Hà", is_authenticated=True),
        "role_words": "Tổ trưởng KHTN, THCS Pa Sương",
        "nav": [
            {
                "label": label,
                "short": label,
                "icon": icon,
                "url": f"/{number}/",
                "current": number == 2,
            }
            for number, (label, icon) in enumerate(MENU)
        ],
        "account_links": [{"label": "Của tôi", "icon": "user", "url": "/me/"}],
        "sign_out_url": "/out/",
        "language_url": "/lang/",
        "day": date(2026, 11, 26),
        "time": time(13, 30),
        "states": list(STATES),
        "kinds": [(value, WORDS[value]) for value in KINDS],
        "people": [
            ("Vàng Thị Mai", "Người dạy · Nậm Xuân", True),
            ("Lường Văn Sơn", "Nậm Xuân", True),
            (
                "Nguyễn Hoàng Thị Phương Anh Thùy Dương",
                "Trường Phổ thông dân tộc bán trú Trung học cơ sở Pa Sương",
                True,
            ),
            ("Lê Đức Anh", "Bản Lềnh", False),
        ],
        "clusters": [
            ("Cụm 1", 4, 4, "118/124", 86, "done", "Đủ hồ sơ"),
            ("Cụm 2", 4, 5, "126/138", 81, "in_review", "Thiếu 1 biên bản"),
            (
                "Cụm chuyên môn khu Đông Nậm Xuân",
                1,
                2,
                "31/44",
                52,
                "overdue",
                "Chưa có kế hoạch T12",
            ),
        ],
        "weekdays": WEEKDAYS,
        "month": _month(),
        "items": [
            (
                "26/11/2026",
                "Thứ Năm, 13:30",
                "Áp suất chất lỏng. Áp suất khí quyển",
                "Cụm 1 · KHTN 8 · PTDTBT THCS Nậm Xuân",
                "scheduled",
                "Đã lên lịch",
            ),
            (
                "27/11/2026",
                "Thứ Sáu",
                "Khảo sát chung Toán, Ngữ văn, Tiếng Anh 9",
                "Toàn địa bàn",
                "proposed",
                "Chờ đồng ý",
            ),
            (
                "Chưa rõ ngày",
                "",
                "Giao lưu chuyên môn",
                "Cụm 2 với Cụm 4",
                "draft",
                "Bản nháp",
            ),
        ],
        "page": Paginator(range(57), 20).page(2),
        "wrong": SessionForm(
            {"on": "31/02/2026", "at": "13h30", "mode": "a", "purpose": "Trao đổi"}
        ),
        "lessons": _lessons(request),
        "picture": "data:image/svg+xml," + quote(SCENE),
        "sheet": "data:image/svg+xml," + quote(SHEET),
        "captions": [
            "Tiết dạy KHTN của cô Vàng Thị Mai tại lớp 8A2.",
            "Các nhóm học sinh báo cáo kết quả thí nghiệm.",
            "Thầy cô trao đổi sau tiết dạy.",
        ],
        "ready": SimpleNamespace(state="ready"),
        "rendering": SimpleNamespace(state="rendering"),
        "failed": SimpleNamespace(state="failed", error="Một ảnh không đọc được."),
        "message": "Cụm 1 mời thầy cô dự Buổi 2: dạy minh họa KHTN 8.\nThứ Năm, 26/11/2026, 13 giờ 30, tại PTDTBT THCS Nậm Xuân.\nhttp://192.168.1.20:8000/h/7K4MQ2",
        "slips": [("Lò Văn Inh", "7K4M Q2XA"), ("Cà Thị Bình", "P9TR 4HWD")],
        "upload_url": "/upload/",
    }


@login_not_required
def guide(request: HttpRequest) -> HttpResponse:
    source = (HERE / "styleguide.html").read_text()
    words = RequestContext(request)
    words.push(context(request))
    return HttpResponse(Template(source).render(words))


class State:
    """What the small answers below remember during one test."""

    posts: list[dict]
    polls: int
    fail_next: int
    signed_out: bool

    def reset(self) -> None:
        self.posts, self.polls, self.fail_next = [], 0, 0
        self.signed_out = False


seen = State()
seen.reset()


def _answer(request: HttpRequest, body: str, **extra: object) -> HttpResponse:
    seen.posts.append(
        {
            "path": request.path,
            "data": {name: request.POST.getlist(name) for name in request.POST},
            "files": {
                name: (one.name, one.size) for name, one in request.FILES.items()
            },
            "kind": request.headers.get("X-Requested-With"),
        }
    )
    if seen.fail_next:
        seen.fail_next -= 1
        return HttpResponse("", status=503)
    return HttpResponse(body, **extra)


@login_not_required
def upload(request: HttpRequest) -> HttpResponse:
    if request.FILES["photo"].size == 0:
        return _answer(
            request,
            "Tệp này rỗng (0 byte).",
            status=400,
            content_type="text/plain; charset=utf-8",
        )
    name = request.FILES["photo"].name
    return _answer(
        request,
        f'<li class="new" id="photo-7" data-count="1 ảnh">{name}<i data-consent></i></li>',
    )


@login_not_required
def consent(request: HttpRequest) -> HttpResponse:
    return _answer(request, request.POST["all-consent"])


@login_not_required
def poll(request: HttpRequest) -> HttpResponse:
    seen.polls += 1
    state = "ready" if seen.polls > 1 else "rendering"
    paper = SimpleNamespace(state=state)
    words = {"paper": paper, "poll_url": "" if state == "ready" else "/poll/"}
    return HttpResponse(get_template("partials/paper.html").render(words))


@login_not_required
def echo(request: HttpRequest) -> HttpResponse:
    if request.headers.get("X-Requested-With") == "autosave" and not seen.signed_out:
        return _answer(request, "")
    return _answer(
        request,
        "<!doctype html><title>saved</title><p data-draft-clear='guide'>saved</p>",
    )


PAGES = {
    "phone": """{% extends "base_phone.html" %}{% load face %}{% block title %}Góp ý{% endblock %}
{% block slim_title %}Góp ý sau tiết dạy{% endblock %}{% block slim_subtitle %}KHTN 8 · Áp suất chất lỏng · Cụm 1{% endblock %}
{% block content %}<h1 class="visually-hidden">Góp ý sau tiết dạy: Áp suất chất lỏng</h1>
<div class="hint ok my-3" role="status">{% icon "circle-check" %}<p><b>Đã điểm danh</b> lúc 13 giờ 28. Chào thầy Quàng Văn Tuấn, trường PTDTBT THCS Pa Sương.</p></div>
<form method="post" data-draft="feedback" novalidate>{% csrf_token %}
<fieldset class="q"><legend>1. Giao nhiệm vụ học tập</legend><p class="desc">Học sinh có hiểu mình phải làm gì không?</p><div class="choices"><label><input type="radio" name="q1" value="1">Cần điều chỉnh</label><label><input type="radio" name="q1" value="2">Phù hợp</label><label><input type="radio" name="q1" value="3" checked>Rất hiệu quả</label><label class="skip"><input type="radio" name="q1" value="0">Tôi không quan sát được</label></div></fieldset>
<div class="field"><label class="form-label" for="learned">Điều tôi học được hôm nay</label><textarea class="form-control" id="learned" name="learned" rows="3"></textarea></div>
<div class="sendbar"><div><p class="saved" role="status" data-saved>{% icon "save" %}<span>Tự lưu nháp trên máy này</span></p><button class="btn btn-primary">{% icon "send" %}Gửi góp ý</button></div></div>
</form>{% endblock %}""",
    "confirm": """{% extends "base.html" %}{% block title %}Gỡ bản tin{% endblock %}
{% block content %}{% include "partials/confirm.html" with title="Gỡ bản tin này?" text="Bản tin sẽ không còn hiện với các trường trong cụm. Thầy cô vẫn đọc được và có thể soạn lại." submit="Gỡ bản tin" danger=1 cancel="/" facts=facts %}{% endblock %}""",
    "door": """{% extends "base.html" %}{% block title %}Đăng nhập{% endblock %}
{% block content %}<div class="door"><h1>Đăng nhập</h1><section class="panel">{% include "partials/form.html" with form=entry submit="Đăng nhập" %}</section></div>{% endblock %}""",
    "draft": """{% load static %}<!doctype html><html lang="vi" data-user="7"><head><title>t</title><script src="{% static 'js/site.js' %}" defer></script></head>
<body>{{ marker|safe }}<form method="post" action="/echo/" data-draft="guide">{% csrf_token %}<input name="title" value=""><textarea name="text">{{ text }}</textarea><input type="password" name="pw"><input name="phone" data-nodraft>
<input type="checkbox" name="tick" value="1"><select name="many" multiple><option>a</option><option>b</option></select>{% if wrong %}<input name="bad" aria-invalid="true">{% endif %}
<button name="go" value="1">Gửi</button><p class="saved" data-saved><span></span></p></form>
<form method="post" action="/echo/" data-sign-out id="out">{% csrf_token %}<button>Ra</button></form></body></html>""",
    "english": """{% load static %}<!doctype html><html lang="en"><head><title>t</title><script src="{% static 'js/en.js' %}" defer></script><script src="{% static 'js/site.js' %}" defer></script></head>
<body><form method="post" action="/echo/" data-draft="guide">{% csrf_token %}<input name="title"><p class="saved" data-saved><span></span></p></form></body></html>""",
    "upload": """{% load static %}<!doctype html><html lang="vi"><head><title>t</title><link rel="stylesheet" href="{% static 'css/site.css' %}"><script src="{% static 'js/site.js' %}" defer></script><script src="{% static 'js/files.js' %}" defer></script></head>
<body><form method="post" enctype="multipart/form-data" action="/upload/" data-upload="/upload/" data-upload-into="#photos" data-upload-consent="/consent/">{% csrf_token %}<input type="radio" name="consent" value="given"><input type="hidden" name="lesson" value="5"><input type="file" name="photo" multiple><ul class="uploads" data-upload-list></ul><button class="nojs">Gửi</button></form><p data-photo-count>0</p><ul id="photos"></ul></body></html>""",
    "plan": """{% load static %}<!doctype html><html lang="vi" data-user="7"><head><title>t</title><script src="{% static 'js/site.js' %}" defer></script><script src="{% static 'js/files.js' %}" defer></script></head>
<body><form method="post" enctype="multipart/form-data" action="/echo/" data-draft="plan">{% csrf_token %}<input type="file" name="file" data-most="2000000" data-endings=".pdf,.docx" data-old="old" data-wrong="wrong" data-empty="empty" data-large="%s is large"><button name="go" value="1">Gửi</button><p class="saved" data-saved><span></span></p></form></body></html>""",
    "roster": """{% load static %}<!doctype html><html lang="vi"><head><title>t</title><script src="{% static 'js/site.js' %}" defer></script><script src="{% static 'js/marks.js' %}" defer></script><script src="{% static 'js/roster.js' %}" defer></script></head>
<body><main><b data-roster-count></b><form method="post" action="/echo/" data-roster="1" data-version="0" data-live="/echo/">{% csrf_token %}<input type="search" data-roster-find><input type="checkbox" data-roster-missing><p data-roster-none hidden>none</p><div data-roster-list><fieldset id="unit-1" data-roster-group><b data-group-count></b><div data-roster-row="dang minh duc" data-entry="1" data-name="Đặng Minh Đức"><label><input type="checkbox" name="here" value="1">Đặng Minh Đức</label><small data-how></small></div><div data-roster-row="bui thi nhung" data-entry="2" data-name="Bùi Thị Nhung"><label><input type="checkbox" name="here" value="2">Bùi Thị Nhung</label><small data-how></small></div></fieldset></div><p data-roster-undo></p><button>Lưu</button></form></main></body></html>""",
    "poll": """{% load static %}<!doctype html><html lang="vi"><head><title>t</title><script src="{% static 'js/site.js' %}" defer></script></head>
<body><div id="p" data-poll="/poll/">wait</div></body></html>""",
    "autosave": """{% load static %}<!doctype html><html lang="vi"><head><title>t</title><script src="{% static 'js/site.js' %}" defer></script><script src="{% static 'js/desk.js' %}" defer></script></head>
<body><form method="post" action="/echo/" data-autosave="/echo/">{% csrf_token %}<textarea name="text"></textarea><p class="saved" data-saved><span></span></p></form></body></html>""",
    "carried": """{% load static %}<!doctype html><html lang="vi"><head><title>t</title><script src="{% static 'js/site.js' %}" defer></script></head>
<body><form method="post" action="/echo/" data-auto-submit>{% csrf_token %}<textarea name="text">giữ lại</textarea></form></body></html>""",
}


@login_not_required
def page(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(
        Template(PAGES[name]).render(
            RequestContext(
                request,
                {
                    "text": request.GET.get("text", ""),
                    "wrong": request.GET.get("wrong"),
                    "back_url": "/",
                    "entry": EntryForm(),
                    "facts": [
                        ("Đăng ngày", "13/11/2026"),
                        ("Trường", "PTDTBT THCS Huổi Lằng"),
                    ],
                    "marker": "<p data-draft-clear='guide'></p>"
                    if "clear" in request.GET
                    else "",
                },
            )
        )
    )


@login_not_required
def missing(request: HttpRequest, name: str) -> HttpResponse:
    """The error pages, as Django draws them."""
    words = {"carried": [("text", "Một đoạn dài đã gõ."), ("title", "Áp suất")]}
    template = get_template(name)
    if name in ("404.html", "403.html"):
        return HttpResponse(template.render(words, request))
    return HttpResponse(template.template.render(Context(words)))


urlpatterns = [
    path("", guide),
    path("upload/", upload),
    path("consent/", consent),
    path("poll/", poll),
    path("echo/", echo),
    path("page/<str:name>/", page),
    path("error/<str:name>", missing),
    path("", include("config.urls")),
]
