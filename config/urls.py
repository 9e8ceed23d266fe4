"""Addresses: one include per app. Paths are Vietnamese in both languages, names English."""

from django.contrib import admin
from django.urls import include, path

from config.health import health
from config.pages.cluster import cluster
from config.pages.overview import overview_rows
from config.pages.own import own
from config.pages.session.page import session
from config.pages.today import today

urlpatterns = [
    path("suc-khoe/", health, name="health"),
    path("admin/", admin.site.urls),
    path("", today, name="today"),
    path("cua-toi/", own, name="own"),
    path("tong-quan/<slug:what>/", overview_rows, name="overview_rows"),
    path("", include("accounts.urls")),
    path("cum/<int:pk>/", cluster, name="cluster"),
    path("", include("clusters.urls")),
    path("hoat-dong/<int:pk>/", session, name="session"),
    path("", include("sessions.urls")),
    path("", include("lessons.urls")),
    path("", include("reports.urls")),
]
