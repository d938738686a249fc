"""Five hundred and more values that nobody means well with, for one field each."""

import itertools
import unicodedata
from urllib.parse import quote_from_bytes, quote_plus
from uuid import UUID

FIVE_MEGABYTES = 5 * 1024 * 1024
WORD = "kestrel"

CONTROLS = [chr(code) for code in (*range(32), *range(127, 160))]
UNSEEN = [
    chr(code)
    for code in range(0x300, 0x10000)
    if unicodedata.category(chr(code)) == "Cf" or code in {0x2028, 0x2029, 0x3164, 0xFFFC, 0xFFFD}
]
NOT_CHARACTERS = [chr(plane * 0x10000 + end) for plane in range(17) for end in (0xFFFE, 0xFFFF)]
UNASSIGNED = ["\u0378", "\ue000", "\U0003fffd", "\U000e0001", "\U0010fffd"]
PILES = ["e" + "\u0301" * many for many in (5, 500, 5_000)] + ["\U0001f468\u200d" * 500]
NUMBERS = [
    *("NaN", "nan", "-NaN", "sNaN", "Infinity", "-inf", "1e400", "-1e-400", "1E5", "0x10", "0b1"),
    *(
        "1_000",
        "1,000",
        "1.000,5",
        "١٢",
        "٣",
        "２",
        "²",
        "½",
        "Ⅷ",
        "−3",
        "+3",
        "--3",
        "3-",
        "3.",
        ".3",
    ),
    *("3..1", "3 4", "03", "-0", "1/2", "9" * 40, "-" + "9" * 40, "0." + "9" * 40, "1" * 5_000),
    *(str(2**power) for power in (15, 16, 31, 32, 63, 64)),
    *(str(-(2**power) - 1) for power in (15, 31, 63)),
]
DATES = [
    *("31/02/2026", "2026-02-30", "29/02/2025", "0000-00-00", "9999-12-31", "0001-01-01"),
    *("2026-13-01", "2026-00-10", "32/01/2026", "1/1/1", "01-01-26", "2026-W53-7", "2026-366"),
    *("2026-03-29T01:30", "2026-10-25T01:30+01:00", "today", "tomorrow", "31 June 2026"),
    *("１/１/２０２６", "2026‑01‑01", "10000-01-01", "-0044-03-15", "1e3", "2026-3", "2026-003"),
]
TYPES = [
    *("[]", "{}", "null", "true", "false", '""', "[null]", '["yes","no"]', '{"code":"yes"}'),
    *('{"$ne": null}', '{"__proto__":{}}', "[" * 5_000, '{"a":' * 2_000, "undefined", "None"),
    *("array('yes')", 'O:8:"stdClass":0:{}', "!!python/object:os.system", "&a [*a]", "[]=1"),
]
MARKUP = [
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>"),
    *(
        "</textarea><b>",
        '" autofocus onfocus="alert(1)',
        "javascript:alert(1)",
        "&lt;b&gt;",
        "&#0;",
    ),
    *("<!--", "]]>", "<![CDATA[x]]>", "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]>&b;"),
    *(
        "{{ 7*7 }}",
        "{% load static %}",
        "{{ settings.SECRET_KEY }}",
        "${7*7}",
        "#{7*7}",
        "<%= 7*7 %>",
    ),
    *(
        "[[audit.cases]] [[",
        "%s%s%s%n",
        "%(secret)s",
        "{0.__class__}",
        "\\u0000",
        "\\x00",
        "%00",
        "%",
    ),
    *(
        "'; DROP TABLE agencies_user; --",
        "' OR '1'='1",
        "\\",
        "\\'",
        "'||pg_sleep(9)||'",
        "$$;--$$",
    ),
    *("=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1+1", "\ufeff=1+1", ";=1+1"),
    *(
        "../../etc/passwd",
        "..\\..\\boot.ini",
        "file:///etc/passwd",
        "//evil.example",
        "\r\nSet-Cookie: a=b",
    ),
    *("CON", "NUL", "a" * 255 + ".pdf", "a\0.pdf", ".htaccess", "a;b|c&d`e`", "$(id)", "`id`"),
]
CODES = [
    *(
        "answered",
        "missing",
        "not_asked",
        "not_applicable",
        "not_recorded",
        "mine",
        "theirs",
        "MINE",
    ),
    *(
        "yes ",
        " yes",
        "YES",
        "Yes",
        "yes\n",
        "yes,no",
        "yes|no",
        "y\u0435s",
        "no-such-option",
        "-",
        "_",
    ),
    *(
        "on",
        "off",
        "1",
        "0",
        "2",
        "True",
        "False",
        "checked",
        "parent",
        "auditor",
        "admin",
        "child",
    ),
]
LONG = ["x" * length for length in (201, 301, 501, 2_001, 4_001, 70_000, 1_000_000)] + [
    "a b " * 50_000,
    "\n" * 50_000,
    "é" * 100_000,
    "🏠" * 20_000,
    "(" * 50_000,
    "a" * 30 + "!" * 50_000,
]
IDS = [str(UUID(int=number)) for number in (0, 1, 2**128 - 1)]
INVALID_BYTES = [
    *(bytes([first]) for first in (*range(0x80, 0xC2), 0xF5, 0xFE, 0xFF)),
    *(b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xed\xa0\xbd\xed\xb8\x80", b"\xc0\xaf", b"\xe0\x80\xaf"),
    *(b"\xf0\x80\x80\xaf", b"\xf4\x90\x80\x80", b"\xe2\x82", b"\xf0\x9f\x8f", b"\xff\xfea\x00"),
]


def hostile_texts() -> list[str]:
    """Each alone and, where it is one character, also inside a word."""
    single = [*CONTROLS, *UNSEEN, *NOT_CHARACTERS, *UNASSIGNED]
    inside = [WORD[:3] + character + WORD[3:] for character in single]
    whole = [*PILES, *NUMBERS, *DATES, *TYPES, *MARKUP, *CODES, *LONG, *IDS]
    return list(dict.fromkeys(itertools.chain(single, inside, whole)))


def hostile_bodies(field: str) -> list[bytes]:
    """The value of one field of a posted form, percent-encoded, also where it is no text at all."""
    name = quote_plus(field).encode()
    texts = [quote_plus(text).encode() for text in hostile_texts()]
    raw = [quote_from_bytes(value).encode() for value in INVALID_BYTES]
    return [name + b"=" + value for value in (*texts, *raw)]
