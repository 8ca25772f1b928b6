"""The settings of copies."""

import subprocess
import sys
from pathlib import Path

import pytest

from columnar.copying import BY_TYPE, make_events, open_copying
from evsrv.columnar.column import ColumnType
from evsrv.columnar.make_copies import make_copies
from evsrv.config import ConfigError, Settings
from evsrv.language import load_vocabulary

COPIES_IN = "evsrv.columnar.make_copies.find_spec"


def test_copies_are_made_by_default_if_the_packages_are_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = Settings()
    vocabulary = load_vocabulary(settings)
    assert make_copies(settings, vocabulary) is not None
    monkeypatch.setattr(COPIES_IN, lambda name: None if name == "pyarrow" else name)
    assert make_copies(settings, vocabulary) is None


def test_copies_are_not_made_if_they_are_off() -> None:
    settings = Settings(columnar="off")
    assert make_copies(settings, load_vocabulary(settings)) is None


def test_copies_that_are_on_need_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(COPIES_IN, lambda _name: None)
    settings = Settings(columnar="on")
    with pytest.raises(ConfigError, match=r"duckdb and pyarrow cannot be imported: install evsrv"):
        make_copies(settings, load_vocabulary(settings))


async def test_paths_of_the_settings_are_filled_from_the_start(db: Path) -> None:
    async with open_copying(db, columnar_paths=("userProperties.plan",)) as copying:
        await copying.engine.append(make_events(0, 20))
        await copying.ask_copy()
        of_path = {one.type for one in copying.columns if "user_properties" in one.expression.text}
        assert of_path == {ColumnType.TEXT, ColumnType.NUMBER, ColumnType.JSON_TYPE}


async def test_files_are_in_the_directory_of_the_settings(db: Path, tmp_path: Path) -> None:
    async with open_copying(db, columnar_dir=tmp_path / "copies") as copying:
        await copying.engine.append(make_events(0, 20))
        await copying.ask_copy()
        assert [file.parent for file in copying.files] == [tmp_path / "copies"]


@pytest.mark.parametrize("in_memory", [False, True])
async def test_written_rows_are_folded(
    db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_memory: bool
) -> None:
    monkeypatch.setattr("evsrv.columnar.filler._UNFOLDED_ROWS", 5)
    (tmp_path / "file").write_bytes(b"")
    folder = tmp_path / ("file/copies" if in_memory else "copies")
    async with open_copying(db, columnar_dir=folder) as copying:
        await copying.engine.append(make_events(0, 20))
        await copying.ask_copy(BY_TYPE)
        assert copying.kept.reader.copy.unfolded_rows == 0
        assert copying.kept.failure is None


def test_import_of_the_application_imports_no_duckdb() -> None:
    code = "import evsrv.app, sys; sys.exit('duckdb' in sys.modules or 'pyarrow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


async def test_server_starts_without_the_packages(db: Path) -> None:
    code = f"""
import sys
sys.modules |= {{"duckdb": None, "pyarrow": None}}
import importlib.util
from evsrv.cli import main
importlib.util.find_spec = lambda name: None
main(["seed", "--db", {str(db)!r}], standalone_mode=False)
main(["query", "--db", {str(db)!r}, '{{"select": [], "limit": 1}}'], standalone_mode=False)
"""
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert found.returncode == 0, found.stderr
