"""The units for systemd."""

import re
import shlex
from pathlib import Path

import pytest

from deploy.tools import DEPLOY, run
from evsrv.cli.serve import command
from evsrv.config import Settings, load_settings

UNITS = ("evsrv.service", "evsrv-backup.service", "evsrv-backup.timer")
SERVICES = UNITS[:2]
PROGRAMS = "/opt/evsrv/bin"


def directives(name: str) -> dict[str, list[str]]:
    """Return the values of each directive of a unit."""
    found: dict[str, list[str]] = {}
    for line in (DEPLOY / name).read_text().splitlines():
        if match := re.fullmatch(r"(\w+)=(.*)", line):
            found.setdefault(match[1], []).append(match[2])
    return found


@pytest.fixture
def units(tmp_path: Path) -> list[Path]:
    """Copy the units to a folder, beside the programs that they start."""
    for name in ("evsrv", "evsrv-backup"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    copies = []
    for name in UNITS:
        copies.append(tmp_path / name)
        copies[-1].write_text((DEPLOY / name).read_text().replace(PROGRAMS, str(tmp_path)))
    return copies


def test_systemd_accepts_the_units(units: list[Path]) -> None:
    done = run("systemd-analyze", "verify", *units)
    assert (done.returncode, done.stderr) == (0, "")


def test_systemd_check_finds_a_misspelled_directive(units: list[Path]) -> None:
    units[0].write_text(units[0].read_text().replace("NoNewPrivileges", "NoNewPrivilege"))
    assert "NoNewPrivilege" in run("systemd-analyze", "verify", *units).stderr


@pytest.mark.parametrize("name", SERVICES)
def test_exposure_of_the_service_is_under_one(name: str) -> None:
    # The threshold is in tenths.
    arguments = ("security", "--offline=true", "--threshold=10")
    done = run("systemd-analyze", *arguments, DEPLOY / name)
    assert done.returncode == 0, done.stdout


def test_exposure_check_refuses_a_service_without_restrictions(tmp_path: Path) -> None:
    unit = tmp_path / "open.service"
    unit.write_text("[Service]\nExecStart=/bin/true\n")
    assert run("systemd-analyze", "security", "--offline=true", "--threshold=10", unit).returncode


def test_command_of_the_service_is_one_of_evsrv() -> None:
    program, name, *arguments = shlex.split(directives("evsrv.service")["ExecStart"][0])
    assert (program, name) == (f"{PROGRAMS}/evsrv", "serve")
    options = command.make_context("serve", arguments).params
    (runtime,) = directives("evsrv.service")["RuntimeDirectory"]
    assert options["uds"] == Path("/run") / runtime / "evsrv.sock"


def test_variables_of_the_service_are_settings() -> None:
    environ = dict(pair.split("=", 1) for pair in directives("evsrv.service")["Environment"])
    assert load_settings({}, environ, None).trusted_proxies == ("unix",)


def test_service_is_not_killed_before_it_has_stopped() -> None:
    (seconds,) = directives("evsrv.service")["TimeoutStopSec"]
    assert int(seconds.removesuffix("s")) > 2 * Settings().shutdown_timeout


def test_backup_may_write_to_its_folder_and_beside_the_database() -> None:
    unit = directives("evsrv-backup.service")
    _, database, folder, _ = shlex.split(unit["ExecStart"][0])
    assert unit["ReadWritePaths"] == [f"{Path(database).parent} {folder}"]
