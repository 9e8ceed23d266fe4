"""Addresses: one include per app. Paths are Vietnamese in both languages, names English."""

from django.contrib import admin
from django.urls import include, path

from config.health import health
from config.pages.session import session

urlpatterns = [
    path("suc-khoe/", health, name="health"),
    path("admin/", admin.site.urls),
    path("", include("accounts.urls")),
    path("", include("clusters.urls")),
    path("hoat-dong/<int:pk>/", session, name="session"),
    path("", include("sessions.urls")),
]
