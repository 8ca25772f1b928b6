"""The main paths through the page pass on PostgreSQL too."""

from pathlib import Path

import pytest
from support.database_access import PostgresAccess, events_of
from support.postgres import MakeMigrated

from page.path_driver import FOLDER, PathDriver
from page.serving import serving

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAMES = ("explore_rows", "properties", "result_table")
"""Those that need events alone."""


async def test_paths_pass_on_postgresql(
    driver: PathDriver, demo_file: Path, migrated_databases: MakeMigrated
) -> None:
    with migrated_databases() as dsn:
        PostgresAccess(dsn).append(events_of(demo_file))
        async with serving(dsn) as server:
            for name in NAMES:
                (await driver.run(FOLDER / "paths" / f"{name}.mjs", server)).assert_passed()
