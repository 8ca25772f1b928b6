"""The image and the container: linted, and compared with what they hold. No engine builds them."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.tools import DEPLOY, ROOT, require_module, run
from evsrv.config import Settings, load_settings

DOCKERFILE = DEPLOY / "Dockerfile"
Json = Any


def service() -> Json:
    document = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return document["services"]["evsrv"]


def test_hadolint_accepts_the_dockerfile() -> None:
    done = run("hadolint", "--failure-threshold", "style", DOCKERFILE)
    assert (done.returncode, done.stdout) == (0, "")


def test_hadolint_refuses_a_dockerfile_without_a_version(tmp_path: Path) -> None:
    other = tmp_path / "Dockerfile"
    other.write_text(DOCKERFILE.read_text().replace("python:3.13-slim", "python"))
    assert run("hadolint", "--failure-threshold", "style", other).returncode == 1


def test_linter_finds_no_fault_in_the_compose_file() -> None:
    done = run("compose-lint", "check", "--fail-on", "low", DEPLOY / "compose.yaml")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("line", ["read_only: true", "- ALL", "- no-new-privileges:true"])
def test_linter_misses_each_restriction_of_the_container(tmp_path: Path, line: str) -> None:
    other = tmp_path / "compose.yaml"
    text = (DEPLOY / "compose.yaml").read_text()
    assert line in text
    other.write_text(text.replace(line, "read_only: false" if ":" in line[:12] else "- NONE"))
    assert run("compose-lint", "check", "--fail-on", "low", other).returncode == 1


def test_compose_file_follows_the_specification() -> None:
    compose_spec = require_module("compose_spec")
    parse = compose_spec.PyCompose.from_yaml
    text = (DEPLOY / "compose.yaml").read_text()
    assert parse(text).service_names() == ["evsrv"]
    with pytest.raises(ValueError, match="pids_limits"):
        parse(text.replace("pids_limit", "pids_limits"))


def test_build_context_has_all_that_the_wheel_needs(tmp_path: Path) -> None:
    context = tmp_path / "context"
    context.mkdir()
    lines = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    assert "*" in lines
    for name in (line[1:] for line in lines if line.startswith("!")):
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, context / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, context / name)
    (command,) = re.findall(r"pip (wheel .*?) \\$", DOCKERFILE.read_text(), re.M)
    arguments = command.replace("/wheels", str(tmp_path)).split()
    subprocess.run(
        [sys.executable, "-m", "pip", "-q", *arguments, "--no-build-isolation", "--no-index"],
        cwd=context,
        env={name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
        check=True,
    )
    (wheel,) = tmp_path.glob("evsrv-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {"evsrv/app.py", "evsrv/_docs/index.md", "evsrv/_schemas/event.json"} <= names
    assert any(name.startswith("evsrv/_plugins/") for name in names)


def test_extras_of_the_image_exist() -> None:
    (extras,) = re.findall(r"\$\{wheel\}\[(.*?)\]", DOCKERFILE.read_text())
    pyproject = (ROOT / "pyproject.toml").read_text()
    for extra in extras.split(","):
        assert re.search(rf"^{extra} = \[", pyproject, re.M)


def test_variables_of_image_and_container_are_settings() -> None:
    image = dict(re.findall(r"(EVSRV_\w+)=(\S+)", DOCKERFILE.read_text()))
    settings = load_settings({}, {**image, **service()["environment"]}, None)
    assert settings.host == "0.0.0.0"
    assert settings.trusted_proxies == ("172.16.0.0/12",)


def test_container_publishes_the_port_of_evsrv_to_this_machine_alone() -> None:
    port = Settings().port
    assert service()["ports"] == [f"127.0.0.1:{port}:{port}"]
    assert f"\nEXPOSE {port}\n" in DOCKERFILE.read_text()


def test_image_and_container_run_as_the_same_unprivileged_user() -> None:
    (user,) = re.findall(r"^USER (\d+:\d+)$", DOCKERFILE.read_text(), re.M)
    assert service()["user"] == user != "0:0"


def test_container_is_not_killed_before_evsrv_has_stopped() -> None:
    seconds = int(service()["stop_grace_period"].removesuffix("s"))
    assert seconds > 2 * Settings().shutdown_timeout


@contextmanager
def answering(status: int) -> Iterator[int]:
    """Answer each request with a status, and yield the port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/readyz" else 404)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever).start()
        yield server.server_port
        server.shutdown()


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False)])
def test_health_check_succeeds_if_the_server_is_ready(status: int, healthy: bool) -> None:
    (command,) = re.findall(r"^    CMD (\[.*\])$", DOCKERFILE.read_text(), re.M)
    program, option, code = json.loads(command)
    assert (program, option) == ("python", "-c")
    with answering(status) as port:
        here = code.replace(f":{Settings().port}/", f":{port}/")
        done = subprocess.run([sys.executable, "-c", here], capture_output=True)
    assert (done.returncode == 0) == healthy


def test_docker_accepts_the_compose_file() -> None:
    plugin = [shutil.which("docker") or "docker", "compose"]
    if (
        shutil.which("docker")
        and not subprocess.run([*plugin, "version"], capture_output=True).returncode
    ):
        command = plugin
    elif program := shutil.which("docker-compose"):
        command = [program]
    else:
        pytest.skip("deploy/compose.yaml was NOT read by Docker: there is no docker compose")
    file = str(DEPLOY / "compose.yaml")
    arguments = [*command, "--file", file, "config", "--quiet"]
    done = subprocess.run(arguments, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
