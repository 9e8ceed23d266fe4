"""Addresses of schools, clusters and their people. Paths are Vietnamese in both languages."""

from django.urls import path, re_path

from clusters.views import (
    clusters,
    first_run,
    imports,
    invitations,
    partnerships,
    people,
    schools,
    setup,
)

app_name = "clusters"

urlpatterns = [
    path("bat-dau/", first_run.first_run, name="first_run"),
    path("cum/", clusters.cluster_list, name="list"),
    path("cum/moi/", setup.cluster_new, name="cluster_new"),
    path("cum/<int:pk>/sua/", clusters.cluster_edit, name="cluster_edit"),
    path("cum/<int:pk>/them-truong/", setup.cluster_schools, name="cluster_schools"),
    path("cum/<int:pk>/chuc-vu/", clusters.offices, name="offices"),
    path(
        "cum/<int:pk>/chuc-vu/<int:office>/thoi/",
        clusters.office_end,
        name="office_end",
    ),
    path(
        "cum/<int:pk>/truong/<int:school>/bo/",
        clusters.school_leave,
        name="school_leave",
    ),
    path("cum/<int:pk>/loi-moi/", invitations.of_cluster, name="invitations"),
    path(
        "cum/<int:pk>/loi-moi/in/",
        invitations.of_cluster,
        {"printed": True},
        name="invitations_print",
    ),
    path("hop-tac/moi/", partnerships.partnership_new, name="partnership_new"),
    path("hop-tac/<int:pk>/", partnerships.partnership, name="partnership"),
    path(
        "hop-tac/<int:pk>/sua/",
        partnerships.partnership_edit,
        name="partnership_edit",
    ),
    path(
        "hop-tac/<int:pk>/da-ky/",
        partnerships.partnership_signed,
        name="partnership_signed",
    ),
    path(
        "hop-tac/<int:pk>/ket-thuc/",
        partnerships.partnership_end,
        name="partnership_end",
    ),
    path("truong-toi/", schools.my_school, name="my_school"),
    path("truong/<int:pk>/", schools.school, name="school"),
    path("truong/<int:pk>/sua/", schools.school_edit, name="school_edit"),
    path("truong/<int:pk>/nguoi/", people.school_people, name="school_people"),
    path("truong/<int:pk>/nguoi/tu-excel/", imports.of_school, name="import_school"),
    path("cum/<int:pk>/tu-excel/", imports.of_cluster, name="import_cluster"),
    re_path(
        r"^danh-sach/mau-(?P<what>truong|cum)\.xlsx$",
        imports.template,
        name="import_template",
    ),
    path("danh-sach/<int:pk>/", imports.brought, name="import"),
    path("danh-sach/<int:pk>/tra-loi/", imports.answer, name="import_answer"),
    path("danh-sach/<int:pk>/bo/", imports.drop, name="import_drop"),
    path("danh-sach/<int:pk>/can-sua.xlsx", imports.left, name="import_left"),
    path("truong/<int:pk>/nguoi/moi/", people.person_new, name="person_new"),
    path("truong/<int:pk>/nguoi/<int:person>/", people.person, name="person"),
    path("truong/<int:pk>/nguoi/<int:person>/phieu/", people.slip, name="slip"),
    path(
        "truong/<int:pk>/nguoi/<int:person>/ten-dang-nhap/",
        people.sign_in_name,
        name="sign_in_name",
    ),
    path("truong/<int:pk>/nguoi/<int:person>/khoa/", people.lock, name="lock"),
    path("truong/<int:pk>/chuc-vu/<int:post>/thoi/", people.post_end, name="post_end"),
    path("truong/<int:pk>/loi-moi/", invitations.of_school, name="school_invitations"),
    path(
        "truong/<int:pk>/loi-moi/in/",
        invitations.of_school,
        {"printed": True},
        name="school_invitations_print",
    ),
]
