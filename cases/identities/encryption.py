"""AES-GCM for the few fields that say who a child is.

Stored: key number, 12-byte nonce, ciphertext with tag. Table, column and row key are bound in, so
a value copied to another row does not decrypt. Anything wrong fails closed.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

NONCE_BYTES = 12


class CannotDecrypt(Exception):
    """The stored value was made with an unknown key, was altered, or belongs to another row."""


def encrypt(text: str, place: str) -> bytes:
    number, key = next(iter(settings.FIELD_KEYS.items()))
    nonce = secrets.token_bytes(NONCE_BYTES)
    return bytes([number]) + nonce + AESGCM(key).encrypt(nonce, text.encode(), place.encode())


def decrypt(stored: bytes, place: str) -> str:
    """Raises CannotDecrypt."""
    key = settings.FIELD_KEYS.get(stored[0]) if stored else None
    if key is None:
        raise CannotDecrypt("No key for this value. Put the old key back into FIELD_KEYS.")
    nonce, sealed = stored[1 : 1 + NONCE_BYTES], stored[1 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, sealed, place.encode()).decode()
    except InvalidTag as error:
        raise CannotDecrypt("This value was altered or belongs to another row.") from error


class EncryptedTextField(models.BinaryField):
    """Plain text on the instance, AES-GCM in the column; cannot be searched or ordered by."""

    def contribute_to_class(self, cls, name, **options):
        super().contribute_to_class(cls, name, **options)
        setattr(cls, name, SealedAttribute(self))

    def pre_save(self, instance, add):
        return encrypt(getattr(instance, self.attname), self.place(instance))

    @property
    def get_placeholder(self):
        """PostgreSQL needs none; without it, Django sends many rows as a few arrays."""
        raise AttributeError

    def place(self, instance) -> str:
        return f"{instance._meta.db_table}.{self.column}.{instance.pk}"


class SealedAttribute:
    """Decrypts when read, once per instance."""

    def __init__(self, field):
        self.field = field

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        value = instance.__dict__.get(self.field.attname, "")
        if isinstance(value, bytes | memoryview):
            value = decrypt(bytes(value), self.field.place(instance))
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance, value):
        instance.__dict__[self.field.attname] = value
