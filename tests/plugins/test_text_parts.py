"""The functions of text_parts: lower, domain and length."""

import sys
import unicodedata
from typing import Any

import pytest

DOMAINS = {
    "https://github.com": "github.com",
    "http://GitHub.com/a/b?c=d#e": "github.com",
    "HTTPS://docs.example.org:8443/x": "docs.example.org",
    "http://example.com?next=https://other.org": "example.com",
    "http://example.com#@other.org": "example.com",
    "http://name:secret@example.com/": "example.com",
    "http://a@b@example.com/": "example.com",
    "http://example.com:/": "example.com",
    "http://[2001:DB8::1]:8080/": "[2001:db8::1]",
    "http://BÜCHER.example/": "bücher.example",
    "http://localhost": "localhost",
    "": None,
    "github.com": None,
    "//github.com/": None,
    "ftp://github.com/": None,
    "http\N{LATIN SMALL LETTER LONG S}://github.com/": None,
    "mailto:a@github.com": None,
    " http://github.com": None,
    "see http://github.com": None,
    "http:/github.com": None,
    "http://": None,
    "http:///path": None,
    "http://user@/": None,
    "http://:80/": None,
    "http://example.com:http/": None,
    "http://two words/": None,
    "http://line\nbreak/": None,
    "http://[::1": None,
    "http://::1/": None,
    "http://a\\b/": None,
}
LONG = {
    "a-long-path": ("http://example.com/" + "a" * 5_000_000, "example.com"),
    "a-long-host": ("http://" + "a" * 5_000_000, None),
    "many-users": ("http://" + "a@" * 2_500_000, None),
    "many-colons": ("http://" + ":" * 5_000_000 + "/", None),
    "no-url": ("h" * 5_000_000, None),
}


def ask(bench: Any, name: str, values: Any) -> Any:
    bench.fill("search_query", values)
    return bench.ask("{}", bench.vocabulary.functions[name].render(bench.text))


def test_domain_is_the_host_of_a_url(bench: Any) -> None:
    assert dict(zip(DOMAINS, ask(bench, "domain", list(DOMAINS)), strict=True)) == DOMAINS


@pytest.mark.parametrize(("text", "expected"), LONG.values(), ids=LONG)
def test_domain_of_a_long_text_reads_a_bounded_part_of_it(
    bench: Any, text: str, expected: Any
) -> None:
    assert ask(bench, "domain", [text]) == [expected]


def test_lower_maps_every_code_point_to_one(bench: Any) -> None:
    points = [chr(point) for point in range(1, sys.maxunicode + 1) if not 0xD800 <= point < 0xE000]
    expected = ["i" if point == "İ" else point.lower() for point in points]
    assert all(len(point) == 1 for point in expected)
    assert ask(bench, "lower", points) == expected


def test_lower_does_not_depend_on_neighbours(bench: Any) -> None:
    texts = ["ΟΔΟΣ", "ΣΑΣ ΣΑΣ", "İstanbul", "STRASSE Straße", "already lower", "ÀÉ"]
    expected = ["".join(map(lowered, text)) for text in texts]
    assert ask(bench, "lower", texts) == expected
    assert ask(bench, "lower", ["ΟΔΟΣ"]) == ["οδοσ"]


def lowered(point: str) -> str:
    return "i" if point == "İ" else point.lower()


def test_length_counts_code_points(bench: Any) -> None:
    texts = ["", "a", "é", unicodedata.normalize("NFD", "é"), "日本", "👩‍💻"]
    assert ask(bench, "length", texts) == [0, 1, 1, 2, 2, 3]


@pytest.mark.parametrize("name", ["lower", "domain", "length"])
def test_of_json_only_strings_have_a_value(bench: Any, name: str) -> None:
    documents = ['{"v":12}', '{"v":true}', '{"v":null}', '{"v":["http://a.b"]}', '{"v":{}}', "{}"]
    bench.fill("properties", [*documents, '{"v":"http://a.b"}'])
    found = bench.ask("{}", bench.vocabulary.functions[name].render(bench.path("v")))
    text = {"lower": "http://a.b", "domain": "a.b", "length": 10}
    assert found == [*[None] * len(documents), text[name]]


@pytest.mark.parametrize("name", ["lower", "domain", "length"])
def test_of_null_is_null(bench: Any, name: str) -> None:
    assert ask(bench, name, [None]) == [None]
