"""Lists of rows inside a form that grow, move and go without JavaScript and without saving."""

from django import forms

SPARE = 2


def rows_form(row_class, prefix: str, **options):
    """A formset class; a row without its `main` field is no row."""
    made = forms.formset_factory(
        row_class, formset=Rows, extra=0, max_num=200, absolute_max=400, **options
    )
    made.default_prefix = prefix
    return made


class Rows(forms.BaseFormSet):
    """`row_class.main` names the field whose emptiness makes a row nothing."""

    default_prefix = "rows"

    @classmethod
    def get_default_prefix(cls):
        return cls.default_prefix

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.empty_permitted = True
        form.use_required_attribute = False

    @property
    def kept(self) -> list[dict]:
        """The rows that say something, in their order."""
        return [form.cleaned_data for form in self.forms if form.cleaned_data.get(form.main)]

    @property
    def problems(self) -> list[tuple]:
        """(row number, bound field, sentence) of each fault."""
        return [
            (number, form[name], error)
            for number, form in enumerate(self.forms, start=1)
            for name, errors in form.errors.items()
            if name != "__all__"
            for error in errors
        ] + [
            (number, form[form.main], error)
            for number, form in enumerate(self.forms, start=1)
            for error in form.non_field_errors()
        ]


def shown(formset_class, rows: list[dict], spare: int = SPARE):
    """The rows, and some empty ones after them."""
    return formset_class(initial=[*rows, *({} for _ in range(spare))])


def typed_rows(formset_class, data) -> list[dict]:
    """What was typed into each row, right or wrong."""
    formset = formset_class(data)
    return [
        {name: form[name].data for name in form.fields}
        for form in (formset.forms if formset.management_form.is_valid() else [])
    ]


def changed_rows(rows: list[dict], how: str, main: str) -> list[dict]:
    """After one press of a button, such as `items:add`, or `items:up:2` counted from 0."""
    _, _, how = how.partition(":")
    verb, _, number = how.partition(":")
    filled = [row for row in rows if any(row.get(name) for name in (main, "code"))]
    at = int(number) if number.isdecimal() and len(number) < 4 else -1
    if not 0 <= at < len(rows):
        return filled
    row = rows[at]
    rest = [each for index, each in enumerate(rows) if index != at]
    if verb == "remove":
        return [each for each in rest if each in filled]
    place = max(0, at + (-1 if verb == "up" else 1))
    rest.insert(place, row)
    return [each for each in rest if each in filled]


def as_typed(form_class, data, **options):
    """The form with what was typed, right or wrong, and no faults found yet."""
    bound = form_class(data, **options)
    typed = {name: bound[name].data for name in bound.fields}
    return form_class(**options | {"initial": typed})
