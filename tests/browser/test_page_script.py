"""`/evsrv.js` in a browser: every event arrives once, whatever fails meanwhile."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer
from support.chromium import Browser
from support.server import AppServer, Server

from browser.tracked_site import Gate, Pages, TrackedSite, ids
from evsrv.app import create_app
from evsrv.config import Settings

pytestmark = pytest.mark.asyncio(loop_scope="session")

OFFLINE = {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}


@pytest_asyncio.fixture(loop_scope="session")
async def site(browser: Browser, tmp_path: Path) -> AsyncIterator[TrackedSite]:
    """Open a tab on a site with an empty server; a test with a fault in the page fails."""
    gate, pages = Gate(), Pages()
    app = create_app(Settings(db=tmp_path / "events.db", anonymous_visitors=True))
    gate.install(app)
    async with (
        TestClient(AppServer(app)) as client,
        TestServer(pages.create_app()) as shop,
        browser.page() as page,
    ):
        unkeyed = Server(client, tmp_path / "events.db")
        server = unkeyed.with_key(unkeyed.make_key(project="site"))
        pages.server = str(client.make_url("")).rstrip("/")
        yield TrackedSite(page, str(shop.make_url("/")), pages, server, gate)


async def test_page_view_and_click_arrive_once_each(site: TrackedSite):
    await site.visit("a/b?utm_source=news&utm_campaign=s%C3%B6mmer&q=s3cret#s3cret")
    await site.click()
    view, click = await site.arrived(page_viewed=1, clicked=1)
    assert view["properties"] == {
        "path": "/a/b",
        "title": "Shöp",
        "utm_source": "news",
        "utm_campaign": "sömmer",
    }
    assert (view["eventType"], click["properties"]) == ("event", {"button": "buy"})
    assert view["userProperties"] == click["userProperties"] == {"id": view["userProperties"]["id"]}
    assert site.page.problems == []


async def test_script_asks_no_preflight_and_keeps_nothing(site: TrackedSite):
    await site.visit()
    await site.page.run("document.cookie = 'session=s3cret'")
    await site.click()
    await site.arrived(page_viewed=1, clicked=1)
    assert {call.method for call in site.page.calls} == {"GET", "POST"}
    assert all("Cookie" not in headers for headers in site.gate.headers)
    kept = "[document.cookie, localStorage.length, sessionStorage.length]"
    assert await site.page.run(kept) == ["session=s3cret", 0, 0]


async def test_referrer_is_the_host_of_another_site(site: TrackedSite):
    await site.visit()
    shop = urlsplit(site.url)
    for referrer in (f"http://localhost:{shop.port}/a?b=s3cret", f"{site.url}a"):
        described = json.dumps({"configurable": True, "value": referrer})
        await site.page.run(f"Object.defineProperty(document, 'referrer', {described})")
        await site.page.run("evsrv.page()")
    views = await site.arrived(page_viewed=3)
    assert [view["properties"].get("referrer") for view in views] == [
        None,
        f"localhost:{shop.port}",
        None,
    ]


@pytest.mark.parametrize("next_page", ["close", "b"])
async def test_events_arrive_if_the_tab_closes_or_leaves_at_once(site: TrackedSite, next_page: str):
    await site.visit()
    await site.click()
    if next_page == "close":
        await site.page.command("Page.close")
        await site.arrived(page_viewed=1, clicked=1)
    else:
        await site.page.open(f"{site.url}{next_page}")
        await site.arrived(page_viewed=2, clicked=1)


async def test_events_under_way_arrive_if_the_tab_closes(site: TrackedSite):
    await site.visit()
    track = "evsrv.track('large', {text: 'x'.repeat(40_000)})"
    await site.page.run(track)
    await site.arrived(page_viewed=1, large=1)
    await site.page.run(track)
    await site.close_while_sending()
    await site.arrived(page_viewed=1, large=2)


async def test_events_arrive_after_the_network_was_down(site: TrackedSite):
    await site.visit()
    await site.arrived(page_viewed=1)
    await site.page.command("Network.emulateNetworkConditions", **OFFLINE)
    await site.click()
    await site.wait_for_batches(1)
    await site.click()
    await site.wait_for_batches(2)
    await site.page.command("Network.emulateNetworkConditions", **OFFLINE | {"offline": False})
    await site.arrived(page_viewed=1, clicked=2)
    await site.settled()


@pytest.mark.parametrize("mode", ["closed", "answer lost"])
async def test_events_that_are_answered_503_are_sent_again_with_their_ids(
    site: TrackedSite, mode: str
):
    site.gate.mode = mode
    await site.visit()
    await site.wait_for_batches(1, 503)
    await site.click()
    await site.wait_for_batches(2, 503)
    site.gate.mode = "open"
    await site.wait_for_batches(1, 200)
    rows = await site.arrived(page_viewed=1, clicked=1)
    assert ids(site.batches()[0]) == [rows[0]["id"]]
    assert ids(site.batches()[-1]) == [row["id"] for row in rows]
    await site.settled()


async def test_events_that_wait_for_a_retry_arrive_if_the_tab_closes(site: TrackedSite):
    site.gate.mode = "closed"
    await site.visit()
    await site.click()
    await site.wait_for_batches(1, 503)
    site.gate.mode = "open"
    await site.page.command("Page.close")
    await site.arrived(page_viewed=1, clicked=1)


async def test_refused_event_is_dropped_with_a_warning(site: TrackedSite):
    await site.visit()
    await site.page.run("console.warn = (...said) => (window.said ??= []).push(said.join(' '))")
    await site.page.run("evsrv.track(''); evsrv.track('cycle', {window}); evsrv.track('fine')")
    await site.arrived(page_viewed=1, fine=1)
    await site.page.wait_for("window.said?.length == 2")
    said = sorted(await site.page.run("said"))
    assert said[0].startswith("evsrv: /1/type: ")
    assert said[1].startswith("evsrv: TypeError: ")
    await site.settled()
    assert len(site.batches()) == 2


async def test_batches_have_at_most_60_kb_and_larger_events_go_at_once(site: TrackedSite):
    await site.visit(page_views="false")
    await site.page.run("evsrv.track('large', {text: 'ü'.repeat(50_000)})")
    await site.wait_for_batches(1, 200)
    await site.page.run(
        "for (let number = 0; number < 100; number++)"
        " evsrv.track('small', {number, text: 'ü'.repeat(1_500)})"
    )
    rows = await site.arrived(large=1, small=100)
    numbers = [row["properties"]["number"] for row in rows if row["type"] == "small"]
    assert sorted(numbers) == list(range(100))
    large, *small = [len((call.body or "").encode()) for call in site.batches()]
    assert large > 60_000
    assert len(small) > 1
    assert max(small) <= 60_000
    # No event more would have had room in any of them but the last.
    assert sum(small) < 60_000 * len(small)
    assert min(small[:-1]) > 60_000 - 3_200


async def test_events_leave_by_beacon_if_the_browser_has_no_keepalive(site: TrackedSite):
    await site.page.command(
        "Page.addScriptToEvaluateOnNewDocument",
        source="""
            delete Request.prototype.keepalive;
            const send = fetch;
            window.fetch = (url, options) => send(url, {...options, keepalive: false});
        """,
    )
    await site.visit()
    await site.click()
    await site.close_while_sending()
    await site.arrived(page_viewed=1, clicked=1)


async def test_user_is_that_of_the_last_identify(site: TrackedSite):
    await site.visit(user="u-1")
    for user in ("u-2", {"userId": "u-3", "plan": "pro"}, None):
        await site.page.invoke("evsrv.identify", user)
        await site.click()
    rows = await site.arrived(page_viewed=1, clicked=3)
    users = [row["userProperties"] for row in rows]
    assert users[:3] == [{"userId": "u-1"}, {"userId": "u-2"}, {"userId": "u-3", "plan": "pro"}]
    assert list(users[3]) == ["id"]


async def test_nothing_is_sent_from_a_browser_that_a_program_drives(site: TrackedSite):
    await site.visit(webdriver="false")
    assert await site.page.run("navigator.webdriver") is True
    await site.click()
    await site.visit()
    await site.arrived(page_viewed=1)
    assert len(site.batches()) == 1


@pytest.mark.parametrize(
    "signal", ["doNotTrack: {value: '1'}", "globalPrivacyControl: {value: true}"]
)
async def test_do_not_track_is_respected_if_asked(site: TrackedSite, signal: str):
    await site.page.command(
        "Page.addScriptToEvaluateOnNewDocument",
        source=f"Object.defineProperties(navigator, {{{signal}}})",
    )
    await site.visit("a", do_not_track="")
    await site.click()
    await site.visit("b", do_not_track="false")
    await site.visit("c")
    views = await site.arrived(page_viewed=2)
    assert [view["properties"]["path"] for view in views] == ["/b", "/c"]


async def test_page_starts_by_init_and_sends_earlier_events(site: TrackedSite):
    await site.visit("a/", key="")
    await site.click()
    key = site.server.make_key(kind="web", project="site")
    options = {"key": key, "server": site.pages.server, "webdriver": True, "user": "u-1"}
    for _ in range(2):
        await site.page.invoke("evsrv.init", options)
    click, view = await site.arrived(clicked=1, page_viewed=1)
    assert click["createdAt"] <= view["createdAt"]
    assert view["userProperties"] == {"userId": "u-1"}
    await site.settled()


async def test_page_from_the_history_is_viewed_again(site: TrackedSite):
    await site.visit()
    for persisted in ("true", "false"):
        show = f"new PageTransitionEvent('pageshow', {{persisted: {persisted}}})"
        await site.page.run(f"dispatchEvent({show})")
    await site.arrived(page_viewed=2)
    await site.settled()
