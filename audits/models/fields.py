"""Kinds of column that several rows of a tool have."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models

from agencies.models import Sector

KEY_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
valid_key = RegexValidator(
    KEY_PATTERN, "A key is lower-case letters, digits and single hyphens, like seen-alone."
)


class KeyField(models.CharField):
    """A name that stays the same in every version, so that rounds can be compared."""

    def __init__(self, **options):
        super().__init__(**{"max_length": 60, "validators": [valid_key]} | options)


class SectorsField(ArrayField):
    """Sectors something applies to; empty means all of them."""

    def __init__(self, **options):
        base = models.CharField(max_length=30, choices=Sector)
        super().__init__(**{"base_field": base, "default": list, "blank": True} | options)


class KeysField(ArrayField):
    """Keys of rows elsewhere, such as plan types; empty means that nothing is said."""

    def __init__(self, **options):
        base = models.CharField(max_length=60, validators=[valid_key])
        super().__init__(**{"base_field": base, "default": list, "blank": True} | options)
