"""The sentences about files and lines. Rows keep the word and its parameters, pages show the sentence
in the reader's language."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusters.models import Post

FILE: dict[str, Promise] = {
    "empty": _(
        "This file holds no list. Please choose the file with the names of the people."
    ),
    "too_large": _(
        "This file is larger than %(limit)s MB. Please save only the list of people in a file of its own."
    ),
    "too_long": _(
        "This list has more than %(limit)s lines. Please bring it in two files."
    ),
    "old_excel": _(
        "This is an Excel file of the old kind (.xls), or one with a password. Please open it in Excel, "
        "choose “Save as”, kind “Excel Workbook (.xlsx)”, without a password, and bring that file."
    ),
    "not_unicode": _(
        "This CSV file is not written in Unicode (it may be Windows-1258, or use an old font such as "
        ".VnTime), so that Vietnamese letters would be lost. Please open it in Excel, choose “Save as”, "
        "kind “Excel Workbook (.xlsx)” or “CSV UTF-8”, and bring that file."
    ),
    "no_workbook": _(
        "This file is no list. Please bring an Excel file (.xlsx) or a CSV file."
    ),
    "broken": _(
        "This file cannot be opened. Please save it again in Excel and choose it once more."
    ),
    "no_names": _(
        "No column of this list says “Họ và tên”. Please write the headings above the columns as in "
        "the template, and bring the file again."
    ),
    "nobody": _(
        "There are headings in this list but nobody below them. Please bring the file with the names."
    ),
    "fault": _(
        "Something went wrong here while this list was read. Please bring it again; if it happens "
        "again, tell the person who looks after this site."
    ),
}

LINE: dict[str, Promise] = {
    "name_missing": _("There is no name in this line."),
    "name_old_font": _(
        "“%(name)s” is written in an old font (TCVN3 or VNI). Please change the list to Unicode."
    ),
    "name_strange": _("“%(name)s” does not look like the name of one person."),
    "name_cut": _("Taken over as “%(name)s”, without “%(rest)s”."),
    "phone_wrong": _(
        "“%(phone)s” is no phone number with 10 digits that begins with 0."
    ),
    "email_wrong": _("“%(email)s” is no e-mail address."),
    "code_wrong": _(
        "“%(code)s” is no staff code: it holds no slash and at most 40 signs."
    ),
    "code_without_school": _(
        "The staff code is left out: the school has no code yet (school page, “Change”)."
    ),
    "title_unknown": _(
        "“%(title)s” is no title we know: the post is noted as “%(kind)s”, the title stays as written."
    ),
    "subject_unknown": _("“%(subject)s” is no subject we know: left out."),
    "school_missing": _("The column of the school is empty."),
    "school_unknown": _("“%(school)s” is no school of this cluster."),
    "school_twice": _(
        "Two schools of this cluster are called “%(school)s”. Please write the code of the school."
    ),
    "school_not_yours": _("You do not manage the people of this school."),
    "number_twice": _(
        "Line %(line)s of this list has the same phone number, e-mail or staff code already."
    ),
    "numbers_disagree": _(
        "Phone number, e-mail and staff code belong to different people here. Please check them."
    ),
    "number_of_colleague": _(
        "This number is noted for %(name)s of this school. Please check the name and the number."
    ),
    "number_of_another": _(
        "This phone number or e-mail belongs to an account with another name. Please check it, or "
        "leave it empty and hand over a printed invitation."
    ),
    "principal_not_yours": _(
        "A principal is noted by the head of the cluster or by the authority."
    ),
    "principal_there": _(
        "%(name)s is the principal of this school. Is this a second one?"
    ),
    "claim": _(
        "This number belongs to an account in use that has no post at present. Please ask somebody "
        "who manages the school it had before, or the administrator."
    ),
    "same_number": _("Here already, with this number."),
    "brought_before": _("Here already, from this line of an earlier list."),
    "namesake": _(
        "Somebody of this name is at the school already. Is it the same person?"
    ),
    "name_twice": _(
        "Line %(line)s of this list bears the same name. Are these two people?"
    ),
    "elsewhere": _(
        "This person has an account already, at another place. Shall the post here be added?"
    ),
    "taken_meanwhile": _("Somebody else took this number in the meantime."),
}


def sentence(said: list) -> str:
    """The sentence for a word with its parameters, as a row keeps them."""
    word, params = said
    if word == "title_unknown":
        params = {**params, "kind": Post.Kind(params["kind"]).label}
    return str(LINE[word]) % params


def sentences(row_says: Iterable[list]) -> list[str]:
    return [sentence(said) for said in row_says]


def file_sentence(fault: dict) -> str:
    """Why a file could not be read, as the row of the import keeps it; empty if it could."""
    if not fault:
        return ""
    return str(FILE[fault["word"]]) % fault.get("params", {})
