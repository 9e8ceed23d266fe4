from django.urls import path, re_path

from reports.views import (
    articles,
    bulletins,
    drafts,
    editor,
    official,
    papers,
    photos,
)

app_name = "reports"

urlpatterns = [
    # photos
    path("hoat-dong/<int:pk>/anh/", photos.photos, name="photos"),
    path("hoat-dong/<int:pk>/anh/gui/", photos.photo_upload, name="photo_upload"),
    path("hoat-dong/<int:pk>/anh/thu-tu/", photos.photo_move, name="photo_move"),
    path("hoat-dong/<int:pk>/anh/dong-y/", photos.photo_consent, name="photo_consent"),
    path("anh/<int:pk>/", photos.photo, name="photo"),
    path("anh/<int:pk>/sua/", photos.photo_edit, name="photo_edit"),
    path("anh/<int:pk>/xoa/", photos.photo_delete, name="photo_delete"),
    re_path(
        r"^anh/(?P<pk>\d{1,18})/(?P<size>print|screen|thumb)$",
        photos.photo_file,
        name="photo_file",
    ),
    re_path(
        r"^anh/(?P<pk>\d{1,18})/(?P<mark>[0-9a-f]{12})-(?P<size>print|screen|thumb)$",
        photos.photo_file,
        name="photo_file",
    ),
    # papers
    path("ban-tin/<int:pk>/ban-in/", papers.news_paper, name="news_paper"),
    path("ban-in/<int:pk>/pdf/", papers.paper_pdf, name="paper_pdf"),
    path("ban-in/<int:pk>/word/", papers.paper_docx, name="paper_docx"),
    path("ban-in/<int:pk>/trang/<int:number>/", papers.paper_page, name="paper_page"),
    path(
        "hoat-dong/buoi-<int:pk>/danh-sach-ky-ten/",
        official.signing_sheet,
        name="signing_sheet",
    ),
    path("cum/ke-hoach-<int:pk>/ban-in/", official.plan_paper, name="plan_paper"),
    path(
        "hoat-dong/bien-ban-<int:pk>/ban-in/",
        official.minutes_paper,
        name="minutes_paper",
    ),
    path(
        "tiet-day/<int:pk>/phieu-quan-sat/",
        official.observation_sheet,
        name="observation_sheet",
    ),
    path(
        "bai-day/<int:pk>/ban-<int:number>/ban-in/",
        official.lesson_paper,
        name="lesson_paper",
    ),
    path(
        "cua-toi/giay-xac-nhan/<slug:year>/",
        official.participation_paper,
        name="participation_paper",
    ),
    path("ban-in/<int:pk>/lam-lai/", papers.paper_retry, name="paper_retry"),
    # bulletins
    path("so-ban-tin/", bulletins.bulletins, name="bulletins"),
    path("so-ban-tin/<int:pk>/", bulletins.bulletin, name="bulletin"),
    path(
        "so-ban-tin/<int:pk>/noi-dung/", bulletins.bulletin_body, name="bulletin_body"
    ),
    path("so-ban-tin/<int:pk>/ban-in/", papers.bulletin_paper, name="bulletin_paper"),
    path(
        "so-ban-tin/<int:pk>/duyet/",
        bulletins.bulletin_approve,
        name="bulletin_approve",
    ),
    path(
        "so-ban-tin/<int:pk>/tap-hop/",
        bulletins.bulletin_gather,
        name="bulletin_gather",
    ),
    # news
    path("hoat-dong/<int:pk>/ban-tin/", articles.news_draft, name="news_draft"),
    path("ban-tin/", articles.news_list, name="news_list"),
    path("ban-tin/<int:pk>/", articles.news, name="news"),
    path("ban-tin/<int:pk>/soan/", editor.news_edit, name="news_edit"),
    path("ban-tin/<int:pk>/tu-luu/", editor.news_autosave, name="news_autosave"),
    path("ban-tin/<int:pk>/ban-nhap/", drafts.news_own_draft, name="news_own_draft"),
    path("ban-tin/<int:pk>/bo-nhap/", drafts.news_drop_draft, name="news_drop_draft"),
    path("ban-tin/<int:pk>/xoa/", drafts.news_delete, name="news_delete"),
    path("ban-tin/<int:pk>/hai-ban/", editor.news_conflict, name="news_conflict"),
    path(
        "ban-tin/<int:pk>/ban-luu/<int:number>/",
        articles.news_revision,
        name="news_revision",
    ),
    path(
        "ban-tin/<int:pk>/ban-luu/<int:number>/dung-lai/",
        articles.news_restore,
        name="news_restore",
    ),
    path("ban-tin/<int:pk>/gui/", articles.news_send, name="news_send"),
    path("ban-tin/<int:pk>/tra-lai/", articles.news_return, name="news_return"),
    path("ban-tin/<int:pk>/dang/", articles.news_publish, name="news_publish"),
    path("ban-tin/<int:pk>/go/", articles.news_withdraw, name="news_withdraw"),
    path("ban-tin/<int:pk>/soan-lai/", articles.news_again, name="news_again"),
    path("ban-tin/<int:pk>/in/", articles.news_print, name="news_print"),
    re_path(
        r"^[Bb]/(?P<code>[0-9A-Za-z]{1,13})/?$", articles.news_short, name="news_short"
    ),
]
