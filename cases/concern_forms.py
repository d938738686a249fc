"""What is asked of somebody who is worried about a child now. Short, and in plain words."""

from datetime import datetime, timedelta
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from agencies.models import User
from audits.models import Audit

A_WHILE = timedelta(days=31)


class ConcernForm(forms.Form):
    """`audit` is asked for only where the page was not opened from one."""

    key = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={
            "required": "This page was damaged on its way. Copy what you wrote, and open it again.",
            "invalid": "This page was damaged on its way. Copy what you wrote, and open it again.",
        },
    )
    audit = forms.ModelChoiceField(
        Audit.objects.none(),
        label="In which audit did you see it?",
        empty_label="Choose an audit",
        error_messages={
            "required": "Choose the audit.",
            "invalid_choice": "Choose an audit from the list.",
        },
    )
    what = forms.CharField(
        label="What worries you?",
        max_length=4000,
        help_text="What you have seen in the record, and what could happen. No names, dates of "
        "birth or addresses: they belong in the referral.",
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": "Say what worries you."},
    )
    for_whom = forms.CharField(
        label="For whom?",
        max_length=200,
        help_text="For example: the child of this case, or a younger sibling. No names.",
        error_messages={"required": "Say for whom you are worried."},
    )
    told_whom = forms.CharField(
        label="Whom have you told?",
        max_length=200,
        help_text="For example: children’s social care, the police on 999, your safeguarding lead. "
        "If you have told nobody yet, stop here and refer first.",
        error_messages={"required": "Refer first, and then say whom you have told."},
    )
    told_on = forms.DateField(
        label="On which day?",
        help_text="For example, 26/11/2026.",
        input_formats=["%d/%m/%Y", "%d/%m/%y", "%d %B %Y", "%Y-%m-%d"],
        error_messages={
            "required": "Say on which day you told them.",
            "invalid": "Write the day as day, month and year, like 26/11/2026.",
        },
    )
    told_time = forms.TimeField(
        label="At what time?",
        help_text="For example, 14:30.",
        input_formats=["%H:%M", "%H.%M", "%H%M"],
        error_messages={
            "required": "Say at what time you told them.",
            "invalid": "Write the time as hours and minutes, like 14:30.",
        },
    )

    def __init__(self, data=None, *, user: User, audit: Audit | None):
        # The time stays empty: one filled in would say that they were told as the page opened.
        today = f"{timezone.localdate():%d/%m/%Y}"
        super().__init__(data, initial={"key": uuid4(), "told_on": today})
        self.known_audit = audit
        if audit is None:
            self.fields["audit"].queryset = audits_of(user)
        else:
            del self.fields["audit"]

    def clean(self):
        found = super().clean()
        if found.get("told_on") and found.get("told_time"):
            found["told_at"] = self._told_at(found["told_on"], found["told_time"])
        return found

    def _told_at(self, day, time) -> datetime | None:
        try:
            told_at = timezone.make_aware(datetime.combine(day, time))
            now = timezone.now()
            if told_at > now + timedelta(minutes=5):
                raise ValidationError("You cannot have told them later than now.")
            if told_at < now - A_WHILE:
                raise ValidationError(
                    "That is more than a month ago. Refer again, and then say so."
                )
        except ValidationError as fault:
            self.add_error("told_on", fault)
            return None
        except (ValueError, OverflowError):
            self.add_error("told_on", "Write the day as day, month and year, like 26/11/2026.")
            return None
        return told_at

    @property
    def concern(self) -> dict:
        """What the service takes, once the form is valid."""
        given = self.cleaned_data
        names = ("key", "what", "for_whom", "told_whom", "told_at")
        audit = self.known_audit or given["audit"]
        return {"audit": audit} | {name: given[name] for name in names}


def audits_of(user: User):
    """Those a person takes part in; of somebody who belongs to no agency, every open one."""
    mine = Audit.objects.visible_to(user).open()
    return (mine if user.agency_ids() else Audit.objects.open()).order_by("name")


class NoteForm(forms.Form):
    text = forms.CharField(
        label="What was done?",
        max_length=2000,
        help_text="Who did what, and when. No names of children.",
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Say what was done."},
    )


class CloseForm(forms.Form):
    outcome = forms.CharField(
        label="What came of it?",
        max_length=4000,
        help_text="What was decided, by whom, and what protects the child now. It cannot be opened "
        "again: raise another if the worry comes back.",
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Say what came of it before you close it."},
    )
