import { readFile } from "node:fs/promises";

const FOLDER = new URL("../../evsrv/web/page/", import.meta.url);

/**
 * Serve one file of the page with an edit.
 *
 * This goes past Playwright's own interception, which switches the browser's cache off.
 * @param {import("playwright-core").Page} page
 * @param {import("./driver.mjs").Break} planted
 */
export async function plant(page, { file, from, to }) {
  const parts = (await readFile(new URL(file, FOLDER), "utf8")).split(from);
  if (parts.length !== 2) {
    throw new PlantError(`${JSON.stringify(from)} is ${parts.length - 1} times in ${file}, not once`);
  }
  const body = Buffer.from(parts.join(to)).toString("base64");
  const session = await page.context().newCDPSession(page);
  session.on("Fetch.requestPaused", async ({ requestId, responseHeaders = [] }) => {
    const kept = responseHeaders.filter(({ name }) => !/^(content-(encoding|length)|etag)$/i.test(name));
    await session.send("Fetch.fulfillRequest", { requestId, responseCode: 200, responseHeaders: kept, body });
  });
  const address = file === "index.html" ? "*/ui/" : `*/ui/${file}`;
  await session.send("Fetch.enable", { patterns: [{ urlPattern: address, requestStage: "Response" }] });
}

class PlantError extends Error {
  name = "PlantError";
}
