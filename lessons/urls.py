"""Addresses of lesson plans. Paths are Vietnamese in both languages, names English."""

from django.urls import path, re_path

from lessons.views import (
    adjusting,
    bank,
    comments,
    comparing,
    criteria,
    feedback,
    observing,
    photographed,
    plans,
    readers,
    reading_first,
    rounds,
    settling,
    writing,
)

app_name = "lessons"

urlpatterns = [
    path("bai-day/", plans.mine, name="mine"),
    path("bai-day/<int:pk>/", rounds.plan, name="plan"),
    path("ngan-hang/", bank.plans, name="bank"),
    path("ngan-hang/<int:pk>/", bank.plan, name="bank_plan"),
    path("ngan-hang/<int:pk>/tep/", bank.file, name="bank_file"),
    path("ngan-hang/<int:pk>/rut/", bank.take_out, name="bank_take_out"),
    path("ngan-hang/<int:pk>/dua-lai/", bank.put_back, name="bank_put_back"),
    path("bai-day/<int:pk>/ban-<int:number>/gop-y/", comments.comment, name="comment"),
    path("bai-day/<int:pk>/so-sanh/", comparing.plan_compare, name="plan_compare"),
    path("bai-day/<int:pk>/tra-lai/", settling.plan_return, name="plan_return"),
    path("bai-day/<int:pk>/thong-nhat/", settling.plan_agree, name="plan_agree"),
    path("bai-day/<int:pk>/mo-lai/", settling.plan_reopen, name="plan_reopen"),
    path("bai-day/<int:pk>/nguoi-doc/", readers.readers, name="readers"),
    path("bai-day/<int:pk>/doc/", readers.reading_answer, name="reading_answer"),
    path("gop-y/<int:pk>/rut/", comments.comment_take_back, name="comment_take_back"),
    path("gop-y/<int:pk>/tra-loi/", comments.comment_answer, name="comment_answer"),
    path("tiet-day/<int:pk>/dieu-chinh/", adjusting.adjust, name="adjust"),
    path(
        "bai-day/<int:pk>/ban-<int:number>/", plans.revision_file, name="revision_file"
    ),
    path(
        "bai-day/<int:pk>/ban-<int:number>/rut/",
        plans.revision_withdraw,
        name="revision_withdraw",
    ),
    path("tiet-day/<int:pk>/nop/", plans.plan_upload, name="plan_upload"),
    path("tiet-day/<int:pk>/anh-trang/", photographed.plan_pages, name="plan_pages"),
    path("tiet-day/<int:pk>/anh-trang/them/", photographed.page_add, name="page_add"),
    path(
        "tiet-day/<int:pk>/anh-trang/xep/",
        photographed.page_arrange,
        name="page_arrange",
    ),
    re_path(
        r"^bai-day/trang/(?P<pk>\d{1,18})/(?P<mark>[0-9a-f]{12})-(?P<size>print|screen|thumb)$",
        photographed.page_image,
        name="page_image",
    ),
    path("tiet-day/<int:pk>/soan/", writing.plan_write, name="plan_write"),
    path("tiet-day/<int:pk>/soan/giu/", writing.plan_keep, name="plan_keep"),
    path(
        "bai-day/<int:pk>/ban-<int:number>/doc/",
        writing.revision_read,
        name="revision_read",
    ),
    path("tiet-day/<int:pk>/go-ke-hoach/", plans.plan_take_off, name="plan_take_off"),
    path(
        "tiet-day/<int:pk>/phieu-gop-y/",
        feedback.lesson_feedback,
        name="lesson_feedback",
    ),
    path(
        "hoat-dong/<int:pk>/phieu-gop-y/",
        feedback.session_feedback,
        name="session_feedback",
    ),
    path(
        "hoat-dong/<int:pk>/gop-y/doc-truoc/",
        reading_first.read_first,
        name="read_first",
    ),
    path("hoat-dong/<int:pk>/gop-y/", feedback.overview, name="feedback"),
    path("tiet-day/<int:pk>/gop-y/", feedback.lesson_results, name="lesson_results"),
    path(
        "hoat-dong/<int:pk>/gop-y/ket-qua/",
        feedback.session_results,
        name="session_results",
    ),
    path("tiet-day/<int:pk>/du-gio/", observing.observe, name="observe"),
    path(
        "tiet-day/<int:pk>/du-gio/tieu-chi/",
        observing.words,
        name="observation_words",
    ),
    path(
        "tiet-day/<int:pk>/du-gio/chia-se/", observing.share, name="observation_share"
    ),
    path("du-gio/ghi-chep/<int:pk>/", observing.note, name="observation_note"),
    path("bo-tieu-chi/", criteria.sets, name="criteria_sets"),
    path("bo-tieu-chi/moi/", criteria.new, name="criteria_new"),
    path("bo-tieu-chi/<int:pk>/", criteria.one, name="criteria_set"),
    path("bo-tieu-chi/<int:pk>/ban-moi/", criteria.version, name="criteria_version"),
    path("bo-tieu-chi/<int:pk>/ngung/", criteria.retire, name="criteria_retire"),
]
