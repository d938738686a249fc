import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from cases.identities.encryption import CannotDecrypt, decrypt, encrypt
from cases.models import Identity
from tests import factories

WRITABLE = st.text(st.characters(exclude_categories=["Cs"]))


@given(WRITABLE)
def test_what_was_encrypted_comes_back(text):
    assert decrypt(encrypt(text, "here"), "here") == text


@given(WRITABLE)
def test_the_same_text_is_never_stored_twice_alike(text):
    assert encrypt(text, "here") != encrypt(text, "here")


def test_a_value_moved_to_another_row_does_not_decrypt():
    with pytest.raises(CannotDecrypt, match="belongs to another row"):
        decrypt(encrypt("Name", "row one"), "row two")


@given(st.integers(min_value=0))
def test_a_value_with_any_byte_changed_does_not_decrypt(at):
    stored = bytearray(encrypt("Name", "here"))
    stored[at % len(stored)] ^= 1
    with pytest.raises(CannotDecrypt):
        decrypt(bytes(stored), "here")


def test_a_value_whose_key_is_gone_says_to_put_it_back(settings):
    stored = encrypt("Name", "here")
    settings.FIELD_KEYS = {9: bytes(range(32))}
    with pytest.raises(CannotDecrypt, match="old key"):
        decrypt(stored, "here")


def test_an_old_key_still_reads_after_a_new_one_took_over(settings):
    stored = encrypt("Name", "here")
    settings.FIELD_KEYS = {200: bytes(range(32)), **settings.FIELD_KEYS}
    assert decrypt(stored, "here") == "Name"
    assert encrypt("Name", "here")[0] == 200


@pytest.mark.django_db
def test_the_table_holds_no_name_in_clear():
    case = factories.case(factories.audit())
    identity = Identity.objects.create(case=case, kind="subject", text="Ottoline Fernsby")
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM cases_identity")
        assert b"Ottoline" not in bytes(cursor.fetchone()[0])
    assert Identity.objects.get(pk=identity.pk).text == "Ottoline Fernsby"
