from django.urls import path, re_path

from reports.views import bulletins, papers, photos

app_name = "reports"

urlpatterns = [
    # photos
    path("hoat-dong/<int:pk>/anh/", photos.photos, name="photos"),
    path("hoat-dong/<int:pk>/anh/gui/", photos.photo_upload, name="photo_upload"),
    path("hoat-dong/<int:pk>/anh/thu-tu/", photos.photo_move, name="photo_move"),
    path("hoat-dong/<int:pk>/anh/dong-y/", photos.photo_consent, name="photo_consent"),
    path("anh/<int:pk>/sua/", photos.photo_edit, name="photo_edit"),
    path("anh/<int:pk>/xoa/", photos.photo_delete, name="photo_delete"),
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
    path("ban-in/<int:pk>/lam-lai/", papers.paper_retry, name="paper_retry"),
    # bulletins
    path("so-ban-tin/", bulletins.bulletins, name="bulletins"),
    path("so-ban-tin/<int:pk>/", bulletins.bulletin, name="bulletin"),
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
]
