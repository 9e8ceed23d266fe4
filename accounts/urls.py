"""Addresses of accounts. Paths are Vietnamese in both languages."""

from django.urls import path

from accounts.views import door, language, notices, profile, slips

app_name = "accounts"

urlpatterns = [
    path("dang-nhap/", door.sign_in, name="sign_in"),
    path("dang-xuat/", door.sign_out, name="sign_out"),
    path("ngon-ngu/", language.language, name="language"),
    path("tai-khoan/", profile.profile, name="profile"),
    path("tai-khoan/mat-khau/", profile.password, name="password"),
    path("tai-khoan/ten-dang-nhap/", profile.add_name, name="add_name"),
    path("tai-khoan/ten-dang-nhap/<int:pk>/", profile.change_name, name="change_name"),
    path("tai-khoan/may/<int:pk>/quen/", profile.forget_phone, name="forget_phone"),
    path(
        "tai-khoan/dang-xuat-het/",
        profile.sign_out_everywhere,
        name="sign_out_everywhere",
    ),
    path("tai-khoan/thu/", notices.mail_choices, name="mail_choices"),
    path("thong-bao/", notices.notices, name="notices"),
    path("thong-bao/da-doc/", notices.notices_read, name="notices_read"),
    path("thong-bao/<int:pk>/", notices.notice_open, name="notice_open"),
    path("thong-bao/ngung-thu/<str:token>/", notices.no_mail, name="no_mail"),
    path("vao/", slips.slip_by_hand, name="slip_by_hand"),
    path("vao/<str:code>/", slips.slip, name="slip"),
]
