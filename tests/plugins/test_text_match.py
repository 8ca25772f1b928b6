import json
import re
from collections.abc import Sequence
from contextlib import suppress
from inspect import unwrap
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evsrv.core.fields import Kind

PLAIN = ["contains", "startsWith", "endsWith"]
FOLDING = [f"{name}IgnoreCase" for name in PLAIN]


def _of_texts(bench: Any, operator: str, texts: Sequence[str | None], operand: Any) -> Any:
    bench.fill("search_query", texts)
    return bench.condition(operator, bench.text, operand)


@pytest.mark.parametrize(
    ("operator", "operand", "found"),
    [
        ("contains", "SO", ["SSO login", "SO"]),
        ("contains", "%", ["100%_sure*"]),
        ("contains", "_sure*", ["100%_sure*"]),
        ("contains", "ß", ["Straße"]),
        ("contains", "", ["SSO login", "sso", "SO", "100%_sure*", "Straße", "ΌΣΟΣ", ""]),
        ("startsWith", "S", ["SSO login", "SO", "Straße"]),
        ("startsWith", "SO ", []),
        ("startsWith", "", ["SSO login", "sso", "SO", "100%_sure*", "Straße", "ΌΣΟΣ", ""]),
        ("endsWith", "so", ["sso"]),
        ("endsWith", "e", ["Straße"]),
        ("endsWith", "xsso", []),
        ("endsWith", "", ["SSO login", "sso", "SO", "100%_sure*", "Straße", "ΌΣΟΣ", ""]),
        ("containsIgnoreCase", "sO", ["SSO login", "sso", "SO"]),
        ("containsIgnoreCase", "STRASSE", ["Straße"]),
        ("startsWithIgnoreCase", "ss", ["SSO login", "sso"]),
        ("endsWithIgnoreCase", "όσος", ["ΌΣΟΣ"]),
        ("endsWithIgnoreCase", "", ["SSO login", "sso", "SO", "100%_sure*", "Straße", "ΌΣΟΣ", ""]),
    ],
)
def test_parts_of_text(bench: Any, operator: str, operand: str, found: list[Any]) -> None:
    texts = ["SSO login", "sso", "SO", "100%_sure*", "Straße", "ΌΣΟΣ", "", None]
    held = _of_texts(bench, operator, texts, operand)
    assert [text for text, holds in zip(texts, held, strict=True) if holds] == found


@pytest.mark.parametrize("operator", [*PLAIN, *FOLDING, "matches"])
def test_only_json_strings_match(bench: Any, operator: str) -> None:
    values = ["1", 1, True, [1], ["1"], {"1": 1}, None]
    bench.fill("properties", [json.dumps({"a": value}) for value in values] + ["{}", None])
    held = bench.condition(operator, bench.path("a"), "1")
    assert held == [True] + [False] * 8
    # The same through a path that has no literal spelling.
    bench.fill("properties", [json.dumps({'q"t': value}) for value in values])
    assert bench.condition(operator, bench.path('q"t'), "1") == [True] + [False] * 6


@pytest.mark.parametrize("operator", [*PLAIN, *FOLDING, "matches"])
def test_they_take_a_string_at_text_fields_and_paths(bench: Any, operator: str) -> None:
    operands = bench.vocabulary.operators[operator].operands
    assert set(operands) == {Kind.TEXT, Kind.PATH}
    assert all(schema["type"] == "string" for schema in operands.values())


LETTERS = st.text("abßSsşŞ%_*é")


@settings(deadline=None)
@given(LETTERS, LETTERS)
def test_parts_of_text_as_python_has_them(bench: Any, text: str, part: str) -> None:
    expected = {
        "contains": part in text,
        "startsWith": text.startswith(part),
        "endsWith": text.endswith(part),
        "containsIgnoreCase": part.casefold() in text.casefold(),
        "startsWithIgnoreCase": text.casefold().startswith(part.casefold()),
        "endsWithIgnoreCase": text.casefold().endswith(part.casefold()),
    }
    bench.fill("search_query", [text])
    found = {name: bench.condition(name, bench.text, part)[0] for name in expected}
    assert found == expected


@pytest.mark.parametrize(
    ("pattern", "texts", "others"),
    [
        ("", ["", "anything"], []),
        ("b", ["abc"], ["ac", ""]),
        ("^a.c$", ["abc", "a\tc"], ["xabc", "abcx", "a\nc", "ac", "abc\n"]),
        ("^$", [""], ["a", "\n"]),
        ("$^", [""], ["a"]),
        ("^^a$$|^b", ["a", "bc"], ["ab", "cb"]),
        (r"^\d{4}-\d{2}-\d{2}$", ["2026-03-02"], ["2026-3-02", "٢٠٢٦-03-02"]),
        (r"^[\w.]+@[\w.-]+\.\w{2,}$", ["me@a-b.example"], ["me@example", "@a.example"]),
        ("^(?:ab|a)(bc)?$", ["ab", "a", "abc", "abbc"], ["abcb", "bc"]),
        ("^a{2,3}$", ["aa", "aaa"], ["a", "aaaa"]),
        ("^a{2,}$", ["aa", "aaaaa"], ["a"]),
        ("^a{0}b$", ["b"], ["ab"]),
        ("^(a*)*$", ["", "aaa"], ["ab"]),
        ("^(a|b*)+?c??$", ["", "abbac"], ["abcc"]),
        (r"[^a-z\d]", ["A", "é", "-"], ["a1z"]),
        (r"^[]a-]$".replace("[]", r"[\]"), ["]", "a", "-"], ["b"]),
        (r"\.\*\\\{\|", [".*\\{|"], [".*\\{"]),
        ("}]", ["}]"], ["}"]),
        (r"(?i)\bsso\b", ["an SSO login"], ["ssot"]),
        ("大.{1}$", ["大阪"], ["大"]),
        (r"\S\s\D\W", ["a b "], ["a b1"]),
        ("^\U0001f44d+$", ["\U0001f44d\U0001f44d"], ["\U0001f44e"]),
    ],
)
def test_matches(bench: Any, pattern: str, texts: list[str], others: list[Any]) -> None:
    held = _of_texts(bench, "matches", [*texts, *others, None], pattern)
    assert held == [True] * len(texts) + [False] * (len(others) + 1)


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("(a", "missing )"),
        ("*a", "no argument for repetition"),
        ("a{3,2}", "invalid repetition size"),
        ("[z-a]", "invalid character class range"),
        ("\\", "trailing \\"),
        (r"(a)\1", "invalid escape sequence"),
        ("(?=a)", "invalid perl operator"),
        ("((a{100}){100}){100}", "invalid repetition size"),
        (r"(\pL{500}x){2}", "pattern too large"),
    ],
)
def test_what_is_no_pattern_is_refused_before_any_row(
    bench: Any, pattern: str, message: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        bench.vocabulary.operators["matches"].check(pattern)


@pytest.mark.parametrize("operator", ["contains", "containsIgnoreCase"])
@pytest.mark.parametrize("length", [255, 256, 257, 1000])
def test_contains_finds_operands_of_any_length(bench: Any, operator: str, length: int) -> None:
    part = "ab" * (length // 2) + "c" * (length % 2)
    texts = [f"<{part}>", part, part[:-1], f"{part[:-1]}?", None]
    assert _of_texts(bench, operator, texts, part) == [True, True, False, False, False]


@pytest.mark.parametrize("steps", [0, 10**9])
def test_matches_finds_the_same_on_a_helper_thread(
    bench: Any, monkeypatch: pytest.MonkeyPatch, steps: Any
) -> None:
    module = unwrap(bench.vocabulary.operators["matches"].render).__globals__
    monkeypatch.setitem(module, "MAX_DIRECT_STEPS", steps)
    assert _of_texts(bench, "matches", ["aéb", "", None], "é") == [True, False, False]


def _patterns() -> Any:
    atoms = st.sampled_from(
        ["a", "b", "c", ".", "^", "$", "[ab]", "[^a]", "[^b-c]", r"\w", r"\W", r"\s", r"\n", "é"]
    )
    # Python refuses to repeat an anchor alone, so what is repeated is a group.
    signs = st.sampled_from(["*", "+", "?", "{2}", "{0,2}", "{1,}", "*?", "{1,2}?"])
    return st.recursive(
        atoms,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3).map("".join),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
            st.builds("(?:{}){}".format, inner, signs),
        ),
        max_leaves=8,
    )


@settings(deadline=None)
@given(_patterns(), st.lists(st.text("abcdé \n", max_size=8), min_size=1, max_size=5))
def test_matches_what_re_matches(bench: Any, pattern: str, texts: list[str]) -> None:
    expected = re.compile(pattern.replace("$", r"\Z"), re.ASCII)
    held = _of_texts(bench, "matches", texts, pattern)
    assert held == [expected.search(text) is not None for text in texts]


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_a_pattern_or_a_value_error(bench: Any, pattern: str) -> None:
    bench.fill("search_query", ["text"])
    with suppress(ValueError):
        assert len(bench.condition("matches", bench.text, pattern)) == 1


@settings(deadline=None)
@given(st.text())
def test_an_escaped_text_finds_itself(bench: Any, text: str) -> None:
    pattern = re.sub(r"[\\.^$*+?{}()|\[\]]", r"\\\g<0>", text)
    assert _of_texts(bench, "matches", [f"<{text}>".replace("\0", "")], pattern) == [
        "\0" not in text
    ]


@pytest.mark.parametrize(
    "pattern", ["^(a+)+$", "^(a|aa)+$", "^(a?){120}a{120}$", "(a|b)*a(a|b){100}$", "^(.*)*x$"]
)
def test_patterns_that_explode_elsewhere_are_quick(bench: Any, pattern: str) -> None:
    # With backtracking each of these would take longer than the universe has lasted.
    text = "ab" * 4000 + "!"
    assert _of_texts(bench, "matches", [text, "a" * 8000 + "!"], pattern) == [False, False]
