"""docs/api.md lists every endpoint of the API description."""

import re
from pathlib import Path

from aiohttp.test_utils import TestClient
from support.server import AppServer

from docs.test_examples import ROOT
from evsrv.app import create_app
from evsrv.config import Settings

METHODS = {"get", "post", "put", "patch", "delete"}


async def test_tables_of_endpoints_have_every_operation_of_the_description(tmp_path: Path) -> None:
    settings = Settings(db=tmp_path / "events.db")
    async with (
        TestClient(AppServer(create_app(settings))) as client,
        client.get("/openapi.json") as reply,
    ):
        paths = (await reply.json())["paths"]
    operations = {
        f"{method.upper()} {path}"
        for path, methods in paths.items()
        for method in METHODS & methods.keys()
    }
    listed = set(re.findall(r"`([A-Z]+ /[^` ]*)`", (ROOT / "docs" / "api.md").read_text("utf-8")))
    assert operations - listed == set()
