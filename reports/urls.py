from django.urls import path, re_path

from reports.views import photos

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
]
