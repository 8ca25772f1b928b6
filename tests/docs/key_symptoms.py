"""Refusals by key and by origin: each function provokes one, and returns what a client reads."""

from collections.abc import Mapping

from support.server import Server, Start

from docs.request_symptoms import COUNT, EVENT, Provoke, headers, post, problem

SHOP = "https://shop.example"
OTHER = "https://www.shop.example"


async def unknown_key(start: Start, *_: object) -> str:
    server = await start()
    return problem(await server.send("POST", "/query/events", COUNT, key="evsrv_api_old"))


async def expired_key(start: Start, *_: object) -> str:
    server = await start()
    key = server.make_key(expires_at=1_772_446_500_000)
    return problem(await server.send("POST", "/query/events", COUNT, key=key))


async def missing_key(start: Start, *_: object) -> str:
    server = (await start()).with_key(None)
    return problem(await server.send("POST", "/query/events", COUNT))


async def cors_allowed(start: Start, *_: object) -> str:
    return await ask_preflight(await start(cors_origins=(SHOP,)), SHOP)


async def cors_refused(start: Start, *_: object) -> str:
    return await ask_preflight(await start(cors_origins=(SHOP,)), OTHER)


async def ask_preflight(server: Server, origin: str) -> str:
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    reply = await server.with_key(None).send("OPTIONS", "/events", headers=asked)
    return headers(reply, "Access-Control-Allow-Origin", "Access-Control-Allow-Methods")


async def query_of_page(start: Start, *_: object) -> str:
    reply = await (await start()).send("POST", "/query/events", COUNT, headers={"Origin": SHOP})
    return headers(reply, "Access-Control-Allow-Origin")


async def origin_of_key(start: Start, *_: object) -> str:
    server = await start()
    key = server.make_key(kind="web", project="site", origins=(SHOP,))
    return problem(await post(server, EVENT, key=key, headers={"Origin": OTHER}))


async def web_key_reads(start: Start, *_: object) -> str:
    server = await start()
    key = server.make_key(kind="web", project="site")
    return problem(await server.send("POST", "/query/events", COUNT, key=key))


async def read_key_writes(start: Start, *_: object) -> str:
    server = await start()
    return problem(await post(server, EVENT, key=server.make_key(kind="read", project="site")))


SYMPTOMS: Mapping[str, Provoke] = {
    "unknown-key": unknown_key,
    "expired-key": expired_key,
    "missing-key": missing_key,
    "cors-allowed": cors_allowed,
    "cors-refused": cors_refused,
    "query-of-page": query_of_page,
    "origin-of-key": origin_of_key,
    "web-key-reads": web_key_reads,
    "read-key-writes": read_key_writes,
}
