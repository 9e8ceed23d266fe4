"""Addresses of schools, clusters and their people. Paths are Vietnamese in both languages."""

from django.urls import path, re_path

from clusters.views import (
    authorities,
    clusters,
    delegations,
    first_run,
    imports,
    invitations,
    partnerships,
    people,
    school_changes,
    schools,
    setup,
)

app_name = "clusters"

urlpatterns = [
    path("bat-dau/", first_run.first_run, name="first_run"),
    path("co-quan/", authorities.authority_list, name="authorities"),
    path("co-quan/moi/", authorities.authority_new, name="authority_new"),
    path("co-quan/<int:pk>/", authorities.authority, name="authority"),
    path("co-quan/<int:pk>/sua/", authorities.authority_edit, name="authority_edit"),
    path("co-quan/<int:pk>/ke-thua/", authorities.authority_end, name="authority_end"),
    path("co-quan/<int:pk>/can-bo/moi/", authorities.officer_new, name="officer_new"),
    path(
        "co-quan/<int:pk>/can-bo/<int:person>/thoi/",
        authorities.officer_end,
        name="officer_end",
    ),
    path(
        "co-quan/<int:pk>/can-bo/<int:person>/phieu/",
        authorities.officer_slip,
        name="officer_slip",
    ),
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
        "cum/<int:pk>/chuc-vu/<int:office>/ban-giao/",
        clusters.office_hand_over,
        name="office_hand_over",
    ),
    path("cum/<int:pk>/co-quan/", clusters.cluster_authority, name="cluster_authority"),
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
    path(
        "cum/<int:pk>/loi-moi/cap/",
        invitations.issue_of_cluster,
        name="invite_leaders",
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
    path(
        "truong/<int:pk>/thay-doi/",
        school_changes.school_changes,
        name="school_changes",
    ),
    path(
        "truong/<int:pk>/doi-ten/", school_changes.school_rename, name="school_rename"
    ),
    path("truong/<int:pk>/chuyen-cum/", school_changes.school_move, name="school_move"),
    path(
        "truong/<int:pk>/co-quan/",
        school_changes.school_relation,
        name="school_relation",
    ),
    path("truong/<int:pk>/sap-nhap/", school_changes.school_merge, name="school_merge"),
    path("truong/<int:pk>/ngung/", school_changes.school_close, name="school_close"),
    path(
        "truong/<int:pk>/hieu-truong/",
        school_changes.principal_change,
        name="principal_change",
    ),
    path("truong/<int:pk>/uy-quyen/", delegations.delegations, name="delegations"),
    path(
        "truong/<int:pk>/uy-quyen/<int:delegation>/thoi/",
        delegations.delegation_end,
        name="delegation_end",
    ),
    path(
        "truong/<int:pk>/nguoi/<int:person>/chuyen/",
        school_changes.person_move,
        name="person_move",
    ),
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
        "truong/<int:pk>/nguoi/<int:person>/phieu/thu-hoi/",
        people.slip_revoke,
        name="slip_revoke",
    ),
    path(
        "truong/<int:pk>/loi-moi/cap/", invitations.issue_of_school, name="invite_all"
    ),
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
