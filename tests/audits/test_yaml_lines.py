import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.places import line as at_line
from audits.yaml_lines import (
    DEEPEST,
    LARGEST_FILE,
    UnreadableFile,
    place_of,
    plain,
    read_document,
)


def test_values_are_read_without_guessing():
    text = b"a: 012\nb: 1:30\nc: 2025-01-01\nd: 3\ne: 2.5\nf: yes\ng: 'yes'\nh: ~\ni: 1_000\n"
    assert plain(read_document(text)) == {
        "a": "012",
        "b": "1:30",
        "c": "2025-01-01",
        "d": 3,
        "e": 2.5,
        "f": True,
        "g": "yes",
        "h": None,
        "i": "1_000",
    }


def test_every_part_knows_its_line():
    document = read_document(b"a:\n  - b: 1\n  - b:\n      c: 2\n")
    assert place_of(document, ("a", 1, "b", "c")) == at_line(4)
    assert place_of(document, ("a", 0, "nowhere", 3)) == at_line(2)


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"a: 1\nb: &x [1]\n", 2, "“&”"),
        (b"a: 1\nb: *x\n", 2, "“*”"),
        (b"a: !!python/object:os.system 1\n", 1, "“!”"),
        (b"a: 1\nb: 2\na: 3\n", 3, "“a” is written twice"),
        (b"a: 1\n? [b]\n: 2\n", 2, "must be a word"),
        (b"a: 1\n---\nb: 2\n", 2, "one document"),
        (b"a: 1\nb: [1, 2\n", 3, "not valid YAML"),
        (b"a: b: c\n", 1, "not valid YAML"),
        (b"a: 1\nb: \x00\n", 2, "control character U+0000"),
        (b"a: 1\nb: \x1b[2J\n", 2, "control character U+001B"),
        (b'a: 1\nb: "\\0"\n', 2, "control character U+0000"),
        (b'a: "\\ud800"\n', 1, "control character U+D800"),
        ("a: 1\nb: \u2028\n".encode(), 2, "control character U+2028"),
        (b"a: 1\nb: \xff\n", 2, "not UTF-8"),
        (b"", None, "empty"),
        (b"# only a comment\n", None, "empty"),
        (b"a: '" + b"x" * LARGEST_FILE + b"'", None, "larger than 1 MB"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(content, line, words):
    with pytest.raises(UnreadableFile) as refusal:
        read_document(content)
    assert refusal.value.place == (at_line(line) if line else None)
    assert words in refusal.value.sentence


@pytest.mark.parametrize("opening", [b"[", b"{a: ", b"- "])
def test_depth_is_refused_before_it_can_exhaust_the_stack(opening):
    with pytest.raises(UnreadableFile, match=f"more than {DEEPEST} levels"):
        read_document(opening * 20_000)


def test_a_byte_order_mark_is_ignored():
    assert plain(read_document("\ufeffa: 1\n".encode())) == {"a": 1}


def read_or_refused(content: bytes) -> bool:
    """Anything but a document or a refusal would be an error nobody wrote a sentence for."""
    try:
        plain(read_document(content))
    except UnreadableFile as refusal:
        return refusal.sentence.endswith((".", "?"))
    return True


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content):
    assert read_or_refused(content)


@given(st.text(alphabet="ab: -[]{}&*!|>'\"\n#%,?~", max_size=80))
def test_any_punctuation_is_read_or_refused(text):
    assert read_or_refused(text.encode())
