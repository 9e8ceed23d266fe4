"""Addresses: one include per app. Paths are Vietnamese in both languages, names English."""

from django.contrib import admin
from django.urls import path

urlpatterns = [
    path("admin/", admin.site.urls),
]
