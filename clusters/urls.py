"""Addresses of schools, clusters and their people. Paths are Vietnamese in both languages."""

from django.http import HttpResponse
from django.urls import path

app_name = "clusters"

urlpatterns = [path("bat-dau/", lambda r: HttpResponse(""), name="first_run")]
