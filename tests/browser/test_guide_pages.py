"""The pages of the guide fit every screen, load whole from their server, and upset no browser."""

import pytest
from support.chromium import Browser, Page
from support.server import Server

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def set_width(page: Page, width: int) -> None:
    screen = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500}
    await page.command("Emulation.setDeviceMetricsOverride", **screen)


async def test_no_page_of_the_guide_is_wider_than_a_phone_or_asks_for_what_is_not_there(
    browser: Browser, shared_server: Server
) -> None:
    server = str(shared_server.client.make_url("")).rstrip("/")
    paths = {resource.canonical for resource in shared_server.client.app.router.resources()}
    served = {path for path in paths if path.startswith(("/docs/guide/", "/docs/errors/"))}
    pages = {path for path in served if not path.endswith(".png")}
    assert len(pages) > 25
    async with browser.page() as page:
        await set_width(page, 360)
        wide = []
        for path in sorted(pages):
            await page.open(f"{server}{path}")
            if await page.run("document.documentElement.scrollWidth > 360"):
                wide.append(path)
        assert wide == []
        assert page.problems == []
        assert [call.url for call in page.calls if not call.url.startswith(f"{server}/")] == []
        # None: the browser had not got the icon when the next page was opened.
        refused = [call.url for call in page.calls if call.status not in (200, 304, None)]
        assert refused == []


async def test_font_and_styles_of_the_guide_are_in_force(
    browser: Browser, shared_server: Server
) -> None:
    async with browser.page() as page:
        await set_width(page, 1400)
        await page.open(str(shared_server.client.make_url("/docs/guide/query")))
        for scheme, color in (("light", "rgb(246, 247, 249)"), ("dark", "rgb(14, 17, 22)")):
            wanted = [{"name": "prefers-color-scheme", "value": scheme}]
            await page.command("Emulation.setEmulatedMedia", features=wanted)
            shown = "getComputedStyle(document.body).backgroundColor"
            assert await page.run(shown) == color
        assert await page.run("document.fonts.ready.then(() => document.fonts.check('14px Inter'))")
        # The contents stand beside the text.
        edges = "document.querySelector('#contents').getBoundingClientRect().right"
        assert await page.run(f"{edges} < document.querySelector('main').getBoundingClientRect().x")
