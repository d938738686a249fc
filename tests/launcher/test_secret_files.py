import base64

from auditsite.launcher.secret_files import make_secret_files


def test_secrets_are_readable_by_their_owner_alone(tmp_path):
    files = make_secret_files(tmp_path)
    assert {path.stat().st_mode & 0o777 for path in files.values()} == {0o600}


def test_secrets_are_made_once(tmp_path):
    first = {name: path.read_text() for name, path in make_secret_files(tmp_path).items()}
    again = {name: path.read_text() for name, path in make_secret_files(tmp_path).items()}
    assert first == again


def test_two_installations_have_different_secrets(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    for directory in (one, other):
        directory.mkdir()
        make_secret_files(directory)
    for name in ("SECRET_KEY", "FIELD_KEYS"):
        assert (one / name).read_text() != (other / name).read_text()


def test_a_field_key_is_numbered_and_32_bytes_long(tmp_path):
    number, _, key = make_secret_files(tmp_path)["FIELD_KEYS"].read_text().partition(":")
    assert number == "1"
    assert len(base64.b64decode(key)) == 32


def test_a_secret_that_was_half_written_is_made_again(tmp_path):
    (tmp_path / "SECRET_KEY.unfinished").write_text("abc")
    assert len(make_secret_files(tmp_path)["SECRET_KEY"].read_text()) > 50
