"""The configuration of logrotate, with the log of a running server."""

import asyncio
from pathlib import Path

import pytest
from aiohttp import ClientSession, UnixConnector

from deploy.conftest import Upstream
from deploy.tools import DEPLOY, replaced, run


@pytest.fixture
def config(tmp_path: Path, upstream: Upstream) -> Path:
    """Write the configuration for the log of the server."""
    config = tmp_path / "logrotate.conf"
    logs = {"/var/log/evsrv/*.log": str(upstream.log)}
    config.write_text(replaced((DEPLOY / "logrotate.conf").read_text(), logs))
    config.chmod(0o644)
    return config


def test_logrotate_accepts_its_configuration(config: Path) -> None:
    done = run("logrotate", "--debug", config)
    assert done.returncode == 0, done.stderr
    assert "error" not in done.stderr
    config.write_text(config.read_text().replace("copytruncate", "copytruncat"))
    assert "error" in run("logrotate", "--debug", config).stderr


async def test_server_goes_on_in_the_emptied_log(
    config: Path, upstream: Upstream, tmp_path: Path
) -> None:
    before = upstream.log.read_bytes()
    done = run("logrotate", "--force", "--state", tmp_path / "state", config)
    assert done.returncode == 0, done.stderr
    assert upstream.log.with_name(f"{upstream.log.name}.1").read_bytes().startswith(before)
    async with (
        ClientSession(connector=UnixConnector(str(upstream.socket))) as client,
        client.get("http://localhost/healthz", headers={"X-Request-ID": "rotated"}),
    ):
        pass
    while "rotated" not in (text := upstream.log.read_text()):
        await asyncio.sleep(0.02)
    assert text.startswith("{")
