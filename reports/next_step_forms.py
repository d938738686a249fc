"""Taking an audit on: a reason where one is needed, and each open thing confirmed by itself."""

from django import forms

from audits.transitions import NEEDS_REASON
from cases.models import AuditStep
from reports.next_step import Open

NOT_SEEN = "Look at it, and tick that you go on all the same. Or settle it first."


class AuditMoveForm(forms.Form):
    """A box is named after what it says, so that one ticked for two returns is not one for three.

    What stops the step has no box.
    """

    def __init__(self, data=None, *, needs_reason: bool, left: list[Open]):
        super().__init__(data)
        self.left = left
        self.given = data.getlist("confirmed") if data is not None else []
        if needs_reason:
            self.fields["reason"] = forms.CharField(
                label="Why?",
                max_length=AuditStep._meta.get_field("reason").max_length,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text="It is kept with the audit. No names or dates of birth.",
                error_messages={"required": NEEDS_REASON},
            )

    def clean(self):
        found = super().clean()
        self.unconfirmed = [
            each.heading for each in self.left if not each.stops and each.heading not in self.given
        ]
        if self.unconfirmed:
            self.add_error(None, NOT_SEEN)
        return found | {"confirmed": self.given}

    def boxes(self) -> list[dict]:
        """For each open thing: whether it is ticked, and what is wrong with that."""
        missing = getattr(self, "unconfirmed", [])
        return [
            {"is_ticked": each.heading in self.given, "fault": each.heading in missing}
            for each in self.left
        ]
