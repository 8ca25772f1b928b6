"""The SQL functions of texts have the results of SQLite's, which are Python's."""

import random
import sqlite3
import sys
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import Any

import pytest
from golden.harness import vocabulary
from plugins.test_text_parts import DOMAINS

from evsrv.core.sql import Sql, bind, sql
from evsrv.postgresql.letter_case import folded_case, lower_case
from postgresql.server import Database

POINTS = [chr(one) for one in range(1, sys.maxunicode + 1) if not 0xD800 <= one < 0xE000]
SQLITE_NAMES = {
    "evsrv_lower": "text_lower",
    "evsrv_casefold": "text_folded",
    "evsrv_domain": "text_domain",
}
CASES = ["evsrv_lower", "evsrv_casefold"]


def in_postgresql(golden: Database, function: str, texts: Sequence[str]) -> list[Any]:
    rows = sql("unnest({}::text::text[])", bind(_array(texts)))
    found = golden.rows(
        sql("SELECT {}(t) FROM {} WITH ORDINALITY AS a (t, n) ORDER BY n", Sql(function), rows)
    )
    return [value for (value,) in found]


def _array(texts: Sequence[str]) -> str:
    quoted = ('"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' for text in texts)
    return "{" + ",".join(quoted) + "}"


def in_sqlite(function: str, texts: Sequence[str]) -> list[Any]:
    with closing(sqlite3.connect(":memory:")) as connection:
        vocabulary().prepare_connection(connection)
        query = f"SELECT {SQLITE_NAMES[function]}(?)"
        return [connection.execute(query, (text,)).fetchone()[0] for text in texts]


def assert_same(golden: Database, function: str, texts: Sequence[str]) -> None:
    found = in_postgresql(golden, function, texts)
    differences = [
        (text, one, other)
        for text, one, other in zip(texts, found, in_sqlite(function, texts), strict=True)
        if one != other
    ]
    assert differences == []


def is_known(text: str) -> bool:
    """Return whether the Unicode of this Python has all letters of a text."""
    return all(unicodedata.category(point) != "Cn" for point in text)


def random_texts(letters: Sequence[str], seed: int) -> list[str]:
    draw = random.Random(seed)
    common = "aBc Iiİß\n09.ςΣσ"

    def letter() -> str:
        return draw.choice(letters if draw.random() < 0.5 else common)

    texts = ["".join(letter() for _ in range(draw.randrange(20))) for _ in range(5_000)]
    return list(filter(is_known, texts))


@pytest.mark.parametrize("function", CASES)
def test_case_of_every_letter_is_that_of_sqlite(golden: Database, function: str) -> None:
    assert_same(golden, function, list(filter(is_known, POINTS)))


@pytest.mark.parametrize("function", CASES)
def test_case_of_a_text_is_that_of_sqlite(golden: Database, function: str) -> None:
    texts = [
        "",
        "ΟΔΟΣ ΟΔΟΣ.",
        "İstanbul IĞDIR",
        "STRASSE Straße ẞ",
        "ǅ Ǆ ǆ",
        "ŉ ΐ",
        "ﬃ ﬀ",
        "\u13a0 \uab70",
    ]
    assert_same(golden, function, [*texts, *random_texts([*folded_case(), *lower_case()], 1)])


@pytest.mark.parametrize("letters", [folded_case, lower_case])
def test_no_letter_of_a_replacement_is_replaced(letters: Callable[[], Mapping[str, str]]) -> None:
    replaced = letters()
    assert not set(replaced) & set("".join(replaced.values()))
    assert not any("A" <= letter <= "Z" for letter in "".join(replaced.values()))


def test_newer_letters_than_those_of_python_have_a_case(golden: Database) -> None:
    garay = "\U00010d50"
    for function in CASES:
        assert in_postgresql(golden, function, [garay]) == ["\U00010d70"]


AUTHORITIES = [
    *("a.b", "A.B", "a:1", "a:", ":1", "a:x", "u@a", "u@", "@a", "u@v@A", "u:p@a:80", "", "[]"),
    *("[::1]", "[::1]:8", "[::1", "[g]", "a]b", "a b", "a\nb", "a\u3000b", "a\u0085b", "a\u200bb"),
    *("a\nb@c", "a<", "a%20b", "ÄÖ", "İ", "\u017f", "a\x7fb", "a{b", "a|b", "a^b", "a`b", 'a"b'),
    *("\u0661:\u0661", "a\\b", "h" * 1_999, "h" * 2_000, "h" * 2_001, "u@" * 1_100),
    *("u@" + "h" * 1_998, "u@" + "h" * 1_999),
]
SCHEMES = ["http://", "https://", "HTTPS://", "hTTp://", "http\u017f://", "http:/", "ftp://"]
ENDS = ["", "/", "?", "#", "/@x", "?//y", "\n"]


def test_domain_is_that_of_sqlite(golden: Database) -> None:
    urls = [f"{scheme}{one}{end}" for scheme in SCHEMES for one in AUTHORITIES for end in ENDS]
    assert_same(golden, "evsrv_domain", [*DOMAINS, *urls])


def test_letters_of_a_domain_are_those_of_sqlite(golden: Database) -> None:
    urls = [f"http://a{point}b/" for point in filter(is_known, POINTS)]
    assert_same(golden, "evsrv_domain", urls)


def test_random_domains_are_those_of_sqlite(golden: Database) -> None:
    draw = random.Random(2)
    pieces = [
        "http://",
        "https://",
        "a",
        "B",
        ".",
        "@",
        ":",
        "[",
        "]",
        "/",
        "?",
        "#",
        "9",
        " ",
        "é",
    ]
    urls = [
        draw.choice(pieces[:2]) + "".join(draw.choices(pieces, k=draw.randrange(9)))
        for _ in range(20_000)
    ]
    assert_same(golden, "evsrv_domain", urls)
