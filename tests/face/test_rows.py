"""Row buttons without script."""

from django import forms
from django.http import QueryDict

from accounts import rows


class PersonForm(forms.Form):
    name = forms.CharField(max_length=5)


People = forms.formset_factory(
    PersonForm,
    formset=rows.RowFormSet,
    can_delete=True,
    can_order=True,
    max_num=rows.MOST_ROWS,
)


def posted(*names: str, **more: str) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update({"p-TOTAL_FORMS": str(len(names)), "p-INITIAL_FORMS": "0"})
    for index, name in enumerate(names):
        data.update({f"p-{index}-name": name, f"p-{index}-ORDER": str(index + 1)})
    data.update(more)
    return data


def names(data: QueryDict) -> list[str]:
    formset = People(data, prefix="p", quiet=True)
    return [form["name"].value() for form in formset.in_order()]


def test_no_row_button_means_nothing_to_draw_again() -> None:
    assert rows.pressed(posted("An"), "p") is None


def test_a_button_of_another_formset_is_not_ours() -> None:
    assert rows.pressed(posted("An", add_row="q"), "p") is None
    assert rows.pressed(posted("An", remove_row="q-0"), "p") is None
    assert rows.pressed(posted("An", move_up="q-0"), "p") is None


def test_adding_keeps_what_was_typed_and_puts_an_empty_row_last() -> None:
    data = rows.pressed(posted("An", "a name that is too long", add_row="p"), "p")
    assert names(data) == ["An", "a name that is too long", None]


def test_drawing_again_shows_no_errors_but_saving_does() -> None:
    data = rows.pressed(posted("a name that is too long", add_row="p"), "p")
    assert [form.errors for form in People(data, prefix="p", quiet=True)] == [{}, {}]
    assert not People(data, prefix="p").is_valid()


def test_rows_are_numbered_as_they_stand_without_the_removed_ones() -> None:
    data = rows.pressed(posted("An", "Bình", "Chi", move_up="p-2"), "p")
    assert data is not None
    del data["move_up"]
    data["remove_row"] = "p-0"
    data = rows.pressed(data, "p")
    formset = People(data, prefix="p", quiet=True)
    numbers = {
        form["name"].value(): form.row_number
        for form in formset.in_order()
        if not form["DELETE"].value()
    }
    assert numbers == {"Chi": 1, "Bình": 2}


def test_removing_marks_the_row_and_loses_nothing() -> None:
    data = rows.pressed(posted("An", "Bình", remove_row="p-0"), "p")
    formset = People(data, prefix="p", quiet=True)
    assert [bool(form["DELETE"].value()) for form in formset] == [True, False]
    assert names(data) == ["An", "Bình"]


def test_rows_move_up_and_down_and_stay_at_the_ends() -> None:
    assert names(rows.pressed(posted("An", "Bo", "Ca", move_up="p-2"), "p")) == [
        "An",
        "Ca",
        "Bo",
    ]
    assert names(rows.pressed(posted("An", "Bo", "Ca", move_down="p-0"), "p")) == [
        "Bo",
        "An",
        "Ca",
    ]
    assert names(rows.pressed(posted("An", "Bo", move_up="p-0"), "p")) == ["An", "Bo"]
    assert names(rows.pressed(posted("An", "Bo", move_down="p-1"), "p")) == ["An", "Bo"]


def test_moving_steps_over_removed_rows() -> None:
    data = posted("An", "Bo", "Ca", move_down="p-0", **{"p-1-DELETE": "on"})
    moved = names(rows.pressed(data, "p"))
    assert [name for name in moved if name != "Bo"] == ["Ca", "An"]


def test_nonsense_in_the_buttons_changes_nothing() -> None:
    assert names(rows.pressed(posted("An", "Bo", move_up="p-x"), "p")) == ["An", "Bo"]
    assert names(rows.pressed(posted("An", "Bo", move_up="p-99"), "p")) == ["An", "Bo"]


def test_there_is_an_end_to_adding() -> None:
    data = posted("An", add_row="p")
    data["p-TOTAL_FORMS"] = str(rows.MOST_ROWS)
    assert rows.pressed(data, "p")["p-TOTAL_FORMS"] == str(rows.MOST_ROWS)
    data["p-TOTAL_FORMS"] = "99999"
    assert (
        len(People(rows.pressed(data, "p"), prefix="p", quiet=True).forms)
        == rows.MOST_ROWS
    )
    data["p-TOTAL_FORMS"] = "many"
    assert rows.pressed(data, "p")["p-TOTAL_FORMS"] == "1"


def test_a_form_drawn_quietly_shows_what_was_typed() -> None:
    form = rows.quiet(PersonForm({"name": "a name that is too long"}))
    assert form.errors == {}
    assert "a name that is too long" in str(form["name"])


def test_rows_without_an_order_stay_as_they_came() -> None:
    plain = forms.formset_factory(PersonForm, formset=rows.RowFormSet, extra=0)
    formset = plain(initial=[{"name": "An"}, {"name": "Bo"}], prefix="p")
    assert [form["name"].value() for form in formset.in_order()] == ["An", "Bo"]
