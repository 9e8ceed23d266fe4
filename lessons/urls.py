"""Addresses of lesson plans. Paths are Vietnamese in both languages, names English."""

from django.urls import path

from lessons import views

app_name = "lessons"

urlpatterns = [
    path("bai-day/", views.mine, name="mine"),
    path("bai-day/<int:pk>/", views.plan, name="plan"),
    path(
        "bai-day/<int:pk>/ban-<int:number>/", views.revision_file, name="revision_file"
    ),
    path(
        "bai-day/<int:pk>/ban-<int:number>/rut/",
        views.revision_withdraw,
        name="revision_withdraw",
    ),
    path("tiet-day/<int:pk>/nop/", views.plan_upload, name="plan_upload"),
    path("tiet-day/<int:pk>/go-ke-hoach/", views.plan_take_off, name="plan_take_off"),
]
