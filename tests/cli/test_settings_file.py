"""The settings file of `evsrv init` has every setting, with its meaning and its default."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from attrs import fields_dict

from evsrv.cli.settings_file import render_settings_file, setting_texts
from evsrv.config import Settings, load_settings

SETTING = re.compile(r"^# ([a-z_]+) =(?: (.*))?$", re.M)


def test_settings_file_has_every_setting_with_its_default() -> None:
    shown = dict(SETTING.findall(render_settings_file({})))
    assert list(shown) == list(fields_dict(Settings))
    for name, default in ((name, getattr(Settings(), name)) for name in shown):
        if default is None:
            assert shown[name] == ""
        else:
            (value,) = tomllib.loads(f"{name} = {shown[name]}").values()
            assert value == (str(default) if isinstance(default, Path) else _listed(default))


def test_settings_file_without_comment_signs_is_valid_and_means_the_defaults(
    tmp_path: Path,
) -> None:
    text = render_settings_file({})
    lines = (match[0].removeprefix("# ") for match in SETTING.finditer(text) if match[2])
    file = tmp_path / "evsrv.toml"
    file.write_text("\n".join(lines))
    assert load_settings({}, {}, file) == Settings()


def test_settings_file_sets_only_the_given_settings(tmp_path: Path) -> None:
    file = tmp_path / "evsrv.toml"
    file.write_text(render_settings_file({"db": Path('a "b".db'), "cors_origins": ("null",)}))
    assert load_settings({}, {}, file) == Settings(db=Path('a "b".db'), cors_origins=("null",))


@pytest.mark.parametrize("name", fields_dict(Settings))
def test_setting_is_explained_in_a_sentence_above_it(name: str) -> None:
    text = setting_texts()[name]
    assert text.endswith(".")
    # Python's word for a value that TOML does not have.
    assert "None" not in text
    assert f"\n# {text}\n# {name} =" in render_settings_file({})


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
