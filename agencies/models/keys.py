import uuid

from django.db import models


class UUIDModel(models.Model):
    """A row whose key is made here, so that it is known before the row is written."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True
