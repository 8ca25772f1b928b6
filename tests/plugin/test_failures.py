from collections.abc import Callable
from pathlib import Path

import pytest

from evsrv.plugin import Interrupted
from evsrv.plugin.failures import PluginFailure, line_of_function, name_failures


def broken(text: str) -> int:
    return int(text)


def named(**options: tuple[type[Exception], ...]) -> Callable[[str], int]:
    return name_failures("words", "operator 'hasWord'", broken, **options)


def test_failure_names_plugin_part_error_and_line() -> None:
    with pytest.raises(PluginFailure) as caught:
        named()("x")
    line = broken.__code__.co_firstlineno + 1
    assert str(caught.value) == (
        "plugin words, operator 'hasWord': ValueError: invalid literal for int() with base 10: 'x'"
        f" ({Path(__file__)}:{line})"
    )
    assert isinstance(caught.value.__cause__, ValueError)


def test_failure_cuts_a_long_message() -> None:
    with pytest.raises(PluginFailure) as caught:
        name_failures("words", "SQL function 'f'", lambda: broken("x" * 4000))()
    assert len(str(caught.value)) < 1000


def test_expected_errors_and_interrupts_are_not_failures() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        named(expected=(ValueError,))("x")

    def stop() -> None:
        raise Interrupted

    with pytest.raises(Interrupted):
        name_failures("words", "SQL function 'f'", stop)()


def test_line_of_function_is_that_of_its_definition() -> None:
    assert line_of_function(named()) == f"{__file__}:{broken.__code__.co_firstlineno}"
    assert line_of_function(len) is None
