"""What people do with accounts. Who may do it to whom is asked by the callers (clusters.permissions)."""

from accounts.actions.doors import (
    change_password,
    issue_slip,
    revoke_slips,
    sign_out_everywhere,
    use_slip,
)
from accounts.actions.names import (
    add_sign_in_name,
    add_staff_code,
    change_sign_in_name,
    correct_sign_in_name,
    read_sign_in_name,
    remove_sign_in_name,
)
from accounts.actions.notices import (
    choose_mail,
    mark_all_read,
    mark_read,
    refuse_mail,
)
from accounts.actions.people import (
    FIRST_HANDLE,
    change_rights,
    choose_language,
    create_first_administrator,
    create_person,
    deactivate,
    reactivate,
    rename_person,
)

__all__ = [
    "FIRST_HANDLE",
    "add_sign_in_name",
    "add_staff_code",
    "change_password",
    "change_rights",
    "change_sign_in_name",
    "choose_language",
    "choose_mail",
    "correct_sign_in_name",
    "create_first_administrator",
    "create_person",
    "deactivate",
    "issue_slip",
    "mark_all_read",
    "mark_read",
    "reactivate",
    "read_sign_in_name",
    "refuse_mail",
    "remove_sign_in_name",
    "rename_person",
    "revoke_slips",
    "sign_out_everywhere",
    "use_slip",
]
