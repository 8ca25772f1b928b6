from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from evsrv.ingest.mapping import BUNDLED, EventMapping, MappingError, as_toml, mapping_keys

EVERYTHING = EventMapping(
    type='=order \u00e9 "quoted" \\ \x7f \n',
    time="a.b",
    time_zone="Europe/Berlin",
    id_from_line=True,
    null=("-", "n/a"),
    text=True,
)


def keys_of(path: Path, text: str) -> dict[str, Any]:
    (path / "m.toml").write_text(text, "utf-8")
    return mapping_keys(str(path / "m.toml"))


def test_mapping_comes_back_from_its_toml(tmp_path: Path) -> None:
    assert EventMapping(**keys_of(tmp_path, as_toml(EVERYTHING))) == EVERYTHING
    assert as_toml(EventMapping()) == ""


@pytest.mark.parametrize("name", BUNDLED)
def test_bundled_mapping_is_found_by_name(name: str) -> None:
    assert EventMapping(**mapping_keys(name)).line_pattern


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('tiem = "x"', "unknown key 'tiem'; did you mean 'time'?"),
        ("time = 5", "time: expected a string"),
        ('id_from_line = "yes"', "id_from_line: expected true or false"),
        ('null = "-"', "null: expected an array of strings"),
        ('time_unit = "sec"', "time_unit: unknown value 'sec'"),
        ("time = ", "m.toml: Invalid value"),
    ],
)
def test_bad_key_of_a_mapping_file_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(MappingError) as refused:
        keys_of(tmp_path, text)
    assert reason in str(refused.value)


def test_missing_mapping_file_is_refused_with_the_bundled_ones() -> None:
    with pytest.raises(
        MappingError, match="combned is not a file; the bundled mapping is combined"
    ):
        mapping_keys("combned")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"id": "a", "id_from_line": True}, "--id and --id-from-line exclude each other"),
        ({"time_format": "%Y", "time_unit": "s"}, "--time-format and --time-unit exclude"),
        ({"line_pattern": "(", "type": "a"}, "--line-pattern is not a regular expression"),
    ],
)
def test_contradiction_in_a_mapping_is_refused(options: dict[str, Any], reason: str) -> None:
    with pytest.raises(MappingError) as refused:
        evolve(EventMapping(), **options)
    assert reason in str(refused.value)
