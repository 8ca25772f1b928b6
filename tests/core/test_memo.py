"""Memoization of small arguments."""

from evsrv.core.memo import memoize_if


def test_only_calls_with_small_arguments_are_memoized() -> None:
    calls: list[str] = []

    @memoize_if(lambda text: len(text) <= 3, maxsize=2)
    def double(text: str) -> str:
        calls.append(text)
        return text * 2

    assert [double(text) for text in ("abc", "abcd", "abc", "abcd")] == [
        "abcabc",
        "abcdabcd",
        "abcabc",
        "abcdabcd",
    ]
    assert calls == ["abc", "abcd", "abcd"]
