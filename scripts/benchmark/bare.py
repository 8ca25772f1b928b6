"""A bare aiohttp server: `python -m benchmark.bare PORT` sends a fixed answer to each POST."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web

from benchmark.processes import HOST, free_port, listening

_ANSWER = b'{"status":"ok","data":{"result":[],"total":0,"pageSize":1000,"count":0}}'


@contextmanager
def serving_bare() -> Iterator[int]:
    """Run the bare server; yield its port."""
    port = free_port()
    command = [sys.executable, "-m", "benchmark.bare", str(port)]
    with listening(command, port):
        yield port


async def _answer(request: web.Request) -> web.Response:
    await request.read()
    return web.Response(body=_ANSWER, content_type="application/json")


async def _serve(port: int) -> None:
    app = web.Application()
    app.router.add_post("/{path:.*}", _answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, HOST, port).start()
    try:
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
