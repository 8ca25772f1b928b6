"""nginx and Caddy with the configurations in `deploy/`, on ports and in folders of their own."""

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from aiohttp import ClientSession, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult
from attrs import frozen
from yarl import URL

from deploy.tools import DEPLOY, replaced, require, run

Kind = Literal["nginx", "caddy"]
Place = Literal["host", "path"]
OWN_HOST = "events.example.com"
SHARED_HOST = "www.example.com"
_SOCKET = "/run/evsrv/evsrv.sock"
_METRICS_ADDRESS = "127.0.0.1:9180"
_START_SECONDS = 60


class _ThisMachine(AbstractResolver):
    """Resolver of every name to this machine."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host, host="127.0.0.1", port=port, family=family, proto=0, flags=0
            )
        ]

    async def close(self) -> None:
        pass


@frozen
class Proxy:
    """A running proxy."""

    kind: Kind
    folder: Path
    """With its configuration and all its logs."""
    port: int
    metrics_port: int

    def url(self, place: Place) -> URL:
        """Return the address of evsrv at this proxy."""
        scheme = "https" if self.kind == "nginx" else "http"
        if place == "host":
            return URL(f"{scheme}://{OWN_HOST}:{self.port}/")
        return URL(f"{scheme}://{SHARED_HOST}:{self.port}/analytics/")

    def logs(self) -> str:
        """Return all that the proxy logged."""
        return "".join(file.read_text() for file in self.folder.glob("*.log"))


def browse(address: str = "127.0.0.1") -> ClientSession:
    """Open a session of a client with this address."""
    connector = TCPConnector(resolver=_ThisMachine(), ssl=False, local_addr=(address, 0))
    headers = {"Accept-Encoding": "identity"}
    return ClientSession(connector=connector, headers=headers, auto_decompress=False)


def write_nginx(folder: Path, upstream: Path) -> Proxy:
    """Write the configuration of nginx, with certificates of its own."""
    port, metrics_port = _free_ports()
    for host in (OWN_HOST, SHARED_HOST):
        (folder / host).mkdir()
        key, certificate = folder / host / "privkey.pem", folder / host / "fullchain.pem"
        options = ("-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")
        files = ("-keyout", key, "-out", certificate)
        done = run("openssl", "req", "-x509", *options, *files, "-subj", f"/CN={host}")
        assert done.returncode == 0, done.stderr
    (folder / "evsrv.conf").write_text(
        replaced(
            (DEPLOY / "nginx.conf").read_text(),
            {
                _SOCKET: str(upstream),
                "listen 443 ": f"listen 127.0.0.1:{port} ",
                "/etc/letsencrypt/live": str(folder),
                "/var/log/nginx": str(folder),
                _METRICS_ADDRESS: f"127.0.0.1:{metrics_port}",
            },
        )
    )
    # Started by root, its workers would otherwise be another user.
    user = "user root;" if os.geteuid() == 0 else ""
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"{user} daemon off; pid {folder}/nginx.pid; error_log {folder}/start.log;"
        f" events {{}} http {{ {temporary} include {folder}/evsrv.conf; }}\n"
    )
    return Proxy("nginx", folder, port, metrics_port)


def write_caddy(folder: Path, upstream: Path) -> Proxy:
    """Write the configuration of Caddy, without TLS: its certificates come from the internet."""
    port, metrics_port = _free_ports()
    (folder / "Caddyfile").write_text(
        replaced(
            (DEPLOY / "Caddyfile").read_text(),
            {
                "\n{\n": "\n{\n\tadmin off\n\tdefault_bind 127.0.0.1\n",
                _SOCKET: str(upstream),
                f"\n{OWN_HOST} {{": f"\nhttp://{OWN_HOST}:{port} {{",
                f"\n{SHARED_HOST} {{": f"\nhttp://{SHARED_HOST}:{port} {{",
                "/var/log/caddy": str(folder),
                _METRICS_ADDRESS: f"127.0.0.1:{metrics_port}",
            },
        )
    )
    return Proxy("caddy", folder, port, metrics_port)


WRITERS: dict[Kind, Callable[[Path, Path], Proxy]] = {"nginx": write_nginx, "caddy": write_caddy}


def caddy_environ(folder: Path) -> dict[str, str]:
    """Return the variables with which Caddy writes into a folder alone."""
    return {name: str(folder) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}


@contextmanager
def proxying(kind: Kind, folder: Path, upstream: Path) -> Iterator[Proxy]:
    """Run a proxy in front of a unix socket."""
    program = require(kind)
    proxy = WRITERS[kind](folder, upstream)
    if kind == "nginx":
        command: list[str | Path] = [
            program,
            "-e",
            folder / "start.log",
            "-p",
            folder,
            "-c",
            folder / "nginx.conf",
        ]
    else:
        command = [program, "run", "--adapter", "caddyfile", "--config", folder / "Caddyfile"]
    with (folder / "output.log").open("w") as output:
        process = subprocess.Popen(
            command,
            env={**os.environ, **caddy_environ(folder)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        _wait_for(process, proxy)
        yield proxy
    finally:
        # Its workers end with the master only if that is asked to stop.
        process.terminate()
        process.wait()


def _wait_for(process: subprocess.Popen[bytes], proxy: Proxy) -> None:
    deadline = time.monotonic() + _START_SECONDS
    for port in (proxy.port, proxy.metrics_port):
        while True:
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, proxy.logs()
            assert time.monotonic() < deadline, proxy.logs()
            time.sleep(0.02)


def _free_ports() -> tuple[int, int]:
    with (
        socket.create_server(("127.0.0.1", 0)) as one,
        socket.create_server(("127.0.0.1", 0)) as other,
    ):
        return one.getsockname()[1], other.getsockname()[1]
