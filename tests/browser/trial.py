"""Drive the hosted API's own widget against a server, and print the calls that it makes.

`python -m browser.trial [VERSION]` fetches the widget from npm. Its licence is one for customers,
so the tests do without it.
"""

import asyncio
import json
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Awaitable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp.test_utils import TestClient, TestServer
from attrs import Factory, frozen
from support import chromium
from support.chromium import Call, Page
from support.server import AppServer, Json, Server

from browser.model_server import create_site
from evsrv.app import create_app
from evsrv.config import Settings

PACKAGE = "@inkeep/cxkit-js"
VERSION = "0.5.64"
FOLDER = Path(__file__).parent / "widget"
TIMEOUT_S = 20
"""Seconds to wait for the last call of a step."""
QUIET_S = 0.5
"""Seconds without a further call that end a step."""
COUNT = {
    "select": [{"type": "aggregation", "aggregation": "count"}],
    "groupBy": [{"field": "type"}],
}


def fetch(version: str, folder: Path) -> Path:
    """Fetch the package from npm and return the widget's script."""
    subprocess.run(
        ["npm", "pack", "--silent", f"{PACKAGE}@{version}"],
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    (archive,) = folder.glob("*.tgz")
    script = folder / "embed.js"
    with tarfile.open(archive) as package:
        member = package.extractfile("package/dist/embed.js")
        assert member is not None
        script.write_bytes(member.read())
    return script


@frozen
class Trial:
    """The widget in a page, and the server that it calls."""

    page: Page
    site: str
    server: Server
    """With an api key of the widget's project."""
    web_key: str
    missed: list[str] = Factory(list)
    """The steps that did not end."""

    async def run(self) -> bool:
        """Go through the steps of a visit, print their calls, return whether all were taken."""
        await self._step("visit", self._visit(self.site))
        for question in ("How does SSO work?", "And SCIM?"):
            await self._step(f"ask {question!r}", self._ask(question))
        up = self._click("[data-action=upvote]", "assistant_positive_feedback_submitted")
        await self._step("rate up", up)
        await self._step("rate down", self._rate_down())
        copy = self._click("[data-action=copy]", "assistant_message_copied")
        await self._step("copy the answer", copy)
        share = self._click("button[data-type=share]", "chat_share_button_clicked")
        await self._step("share", share)
        await self._step("search", self._search("sso"))
        clear = self._click("button[data-type=clear]", "chat_clear_button_clicked")
        await self._step("clear", clear)
        for shared in self._sent("chat_share_button_clicked"):
            link = shared["properties"]["sharedChatUrl"]
            await self._step("open the shared link", self._visit(link, "shared_chat_loaded"))
            await self._step("go on", self._ask("Really?"))
        await self._step("close", self.page.run("widget.unmount()"))
        await self._report()
        return not self.missed and all(call.status in (200, 204) for call in self._calls())

    async def _step(self, name: str, act: Awaitable[Json]) -> None:
        before = len(self._calls())
        print(f"\n{name}")
        try:
            await act
        except TimeoutError:
            self.missed.append(name)
            print(f"  the widget did not finish this within {TIMEOUT_S} s")
        await self._settle()
        for call in self._calls()[before:]:
            event = _body(call).get("eventName", "")
            print(f"  {call.status or call.failure} {call.method:<7} {self._route(call)} {event}")

    async def _visit(self, url: str, last: str | None = None) -> None:
        """Open a page with the widget; its settings name both servers."""
        await self.page.open(url)
        site = self.site.rstrip("/")
        settings = {
            "defaultView": "chat",
            "baseSettings": {
                "apiKey": self.web_key,
                "analyticsApiBaseUrl": str(self.server.client.make_url("")).rstrip("/"),
                "aiApiBaseUrl": site,
                "shouldBypassCaptcha": True,
            },
            "aiChatSettings": {
                "isShareButtonVisible": True,
                "shareChatUrlBasePath": self.site,
            },
        }
        await self.page.wait_for("window.Inkeep?.EmbeddedSearchAndChat")
        await self.page.invoke("mount", settings)
        await self.page.wait_for("elements('button').length")
        if last:
            await self._wait_for(last, 0)

    async def _ask(self, question: str) -> None:
        seen = len(self._sent("assistant_message_received"))
        await self.page.invoke("ask", question)
        await self._wait_for("assistant_message_received", seen)

    async def _click(self, selector: str, last: str) -> None:
        """Click the last such element and wait for the event that this sends last."""
        seen = len(self._sent(last))
        await self.page.wait_for(f"elements({selector!r}).length")
        await self.page.invoke("click", selector)
        await self._wait_for(last, seen)

    async def _rate_down(self) -> None:
        """Fill in and send the form that asks for the reasons."""
        await self.page.invoke("click", "[data-action=downvote]")
        await self.page.wait_for("elements('[role=checkbox]').length")
        await self.page.run("elements('[role=checkbox]')[0].click()")
        await self._click("button[type=submit]", "assistant_negative_feedback_submitted")

    async def _search(self, query: str) -> None:
        await self.page.invoke("search", query)
        await self._wait_for("search_query_response_received", 0)

    async def _wait_for(self, event: str, seen: int) -> None:
        """Wait until the page has sent one more event of this name."""
        async with asyncio.timeout(TIMEOUT_S):
            while len(self._sent(event)) <= seen:
                await asyncio.sleep(0.05)

    async def _settle(self) -> None:
        """Wait until every call has its response, or has failed, and no further one comes."""
        async with asyncio.timeout(TIMEOUT_S):
            calls = -1
            while len(self._calls()) > calls or any(map(_is_pending, self._calls())):
                calls = len(self._calls())
                await asyncio.sleep(QUIET_S)

    async def _report(self) -> None:
        """Print the number of calls by status, and the rows that the server has now."""
        print("\ncalls")
        counts = Counter(
            (call.method, self._route(call), str(call.status or call.failure))
            for call in self._calls()
        )
        for (method, route, status), count in sorted(counts.items()):
            print(f"  {count:>3} x {status} {method:<7} {route}")
        for dataset in ("events", "conversations", "feedback"):
            reply = await self.server.send("POST", f"/query/{dataset}", COUNT)
            rows = reply.json["data"]["result"] if reply.status == 200 else reply.status
            print(f"\n{dataset}\n  {json.dumps(rows)}")

    def _calls(self) -> list[Call]:
        """Return the calls to the server, with the preflights."""
        port = self.server.client.port
        return [call for call in self.page.calls if urlsplit(call.url).port == port]

    def _sent(self, event: str) -> list[Json]:
        """Return the events of this name that the page has sent."""
        bodies = map(_body, self._calls())
        return [body for body in bodies if body.get("eventName") == event]

    def _route(self, call: Call) -> str:
        first, *rest = urlsplit(call.url).path.strip("/").split("/")
        return f"/{first}/{{id}}" if rest else f"/{first}"


def _is_pending(call: Call) -> bool:
    return call.status is None and call.failure is None


def _body(call: Call) -> Json:
    return json.loads(call.body) if call.body else {}


async def try_widget(version: str, folder: Path) -> bool:
    """Run the trial on an empty server and return whether everything was taken."""
    site = create_site(FOLDER, fetch(version, folder))
    db = folder / "trial.db"
    (folder / "profile").mkdir()
    async with (
        TestServer(site) as pages,
        TestClient(AppServer(create_app(Settings(db=db)))) as client,
        chromium.browse(folder / "profile") as browser,
        browser.page() as page,
    ):
        server = Server(client, db)
        web_key = server.make_key(kind="web", project="site")
        api_key = server.make_key(project="site")
        trial = Trial(page, str(pages.make_url("/")), server.with_key(api_key), web_key)
        return await trial.run()


def main(arguments: Sequence[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        taken = asyncio.run(try_widget(arguments[0] if arguments else VERSION, Path(folder)))
    return 0 if taken else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
