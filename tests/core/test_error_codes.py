import pytest

from evsrv.core.error_codes import CODE_OF_STATUS, ErrorCode


@pytest.mark.parametrize("code", ErrorCode)
def test_an_error_code_is_found_by_its_wire_name_and_by_its_status(code: ErrorCode) -> None:
    # A lookup takes less than the members are made of.
    assert ErrorCode(code.name.lower()) is code  # type: ignore[call-arg]
    assert CODE_OF_STATUS[code.status.value] is code


@pytest.mark.parametrize("code", ErrorCode)
def test_an_error_code_has_a_title_of_its_wire_name_and_a_meaning_in_sentences(
    code: ErrorCode,
) -> None:
    assert code.title.lower().replace(" ", "_") == code.value
    assert code.meaning[0].isupper()
    assert code.meaning.endswith(".")
