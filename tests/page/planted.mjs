import { readFile } from "node:fs/promises";

const FOLDER = new URL("../../evsrv/web/page/", import.meta.url);

/** The bundle's files in the document, and the sources that a page with an edit loads in their place. */
const SOURCES = { "bundle/app.css": "styles/app.css", "bundle/app.js": "app.js" };

/**
 * Serve the sources of the page in the place of its bundle, one of them with an edit if there is one.
 *
 * This goes past Playwright's own interception, which switches the browser's cache off.
 * @param {import("playwright-core").Page} page
 * @param {import("./driver.mjs").Break | null} planted
 */
export async function serveSources(page, planted) {
  /** @type {Map<string, string>} */
  const bodies = new Map(planted ? [[planted.file, await edit(planted)]] : []);
  const document = bodies.get("index.html") ?? (await readFile(new URL("index.html", FOLDER), "utf8"));
  bodies.set("", withSources(document));
  const session = await page.context().newCDPSession(page);
  session.on("Fetch.requestPaused", async ({ requestId, request, responseHeaders = [] }) => {
    const kept = responseHeaders.filter(({ name }) => !/^(content-(encoding|length)|etag)$/i.test(name));
    const body = bodies.get(new URL(request.url).pathname.replace(/^.*?\/ui\//, "")) ?? "";
    const encoded = Buffer.from(body).toString("base64");
    await session.send("Fetch.fulfillRequest", { requestId, responseCode: 200, responseHeaders: kept, body: encoded });
  });
  const patterns = [...bodies.keys()].map((name) => /** @type {const} */ ({ urlPattern: `*/ui/${name}`, requestStage: "Response" }));
  await session.send("Fetch.enable", { patterns });
}

/** @param {import("./driver.mjs").Break} planted */
async function edit({ file, from, to }) {
  const parts = (await readFile(new URL(file, FOLDER), "utf8")).split(from);
  if (parts.length !== 2) {
    throw new PlantError(`${JSON.stringify(from)} is ${parts.length - 1} times in ${file}, not once`);
  }
  return parts.join(to);
}

/** @param {string} document */
function withSources(document) {
  return Object.entries(SOURCES).reduce((text, [made, source]) => text.replaceAll(made, source), document);
}

class PlantError extends Error {
  name = "PlantError";
}
