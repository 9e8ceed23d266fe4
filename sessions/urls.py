"""Addresses of sessions. Paths are Vietnamese in both languages, names English."""

from django.urls import path

from sessions.views import calendar, listing

app_name = "sessions"

urlpatterns = [
    # reading
    path("lich/", calendar.this_month, name="calendar"),
    path("lich/<int:year>/<int:month>/", calendar.month, name="month"),
    path("hoat-dong/", listing.sessions, name="list"),
]
