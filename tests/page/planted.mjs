import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const FOLDER = fileURLToPath(new URL("../../evsrv/web/page/", import.meta.url));

/** @typedef {import("./driver.mjs").Break} Break */

/** The texts of which `scripts/bundle-page` makes the page's files. */
const ENTRIES = { css: '@import "./styles/app.css";', js: 'import "./app.js";' };

/**
 * Serve the page with an edit of a source.
 * @param {import("playwright-core").Page} page
 * @param {Break} planted
 */
export async function serveEdited(page, planted) {
  const suffix = extname(planted.file) === ".css" ? "css" : "js";
  await serveBundle(page, suffix, ENTRIES[suffix], planted);
}

/**
 * Serve a text and what it imports in the place of the page's file with this suffix, bundled but not minified.
 *
 * This goes past Playwright's own interception, which switches the browser's cache off.
 * @param {import("playwright-core").Page} page
 * @param {"css" | "js"} suffix
 * @param {string} text in the folder of the page's sources
 * @param {Break | null} planted
 */
export async function serveBundle(page, suffix, text, planted) {
  const body = Buffer.from(await bundle(suffix, text, planted)).toString("base64");
  const session = await page.context().newCDPSession(page);
  session.on("Fetch.requestPaused", async ({ requestId, responseHeaders = [] }) => {
    const kept = responseHeaders.filter(({ name }) => !/^(content-(encoding|length)|etag)$/i.test(name));
    await session.send("Fetch.fulfillRequest", { requestId, responseCode: 200, responseHeaders: kept, body });
  });
  await session.send("Fetch.enable", { patterns: [{ urlPattern: `*/ui/bundle/app.${suffix}`, requestStage: "Response" }] });
}

/** @param {"css" | "js"} loader @param {string} contents @param {Break | null} planted */
async function bundle(loader, contents, planted) {
  const edited = planted && { path: FOLDER + planted.file, contents: await edit(planted) };
  const { outputFiles } = await build({
    stdin: { contents, loader, resolveDir: FOLDER },
    outdir: `${FOLDER}bundle`,
    write: false,
    bundle: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    external: [`${FOLDER}vendor/*`, "*.woff2"],
    logLevel: "silent",
    plugins: [
      {
        name: "edit",
        setup({ onLoad }) {
          onLoad({ filter: /\.(css|js)$/ }, ({ path }) => (path === edited?.path ? { contents: edited.contents, loader } : null));
        },
      },
    ],
  });
  return String(outputFiles[0]?.text);
}

/** @param {Break} planted */
async function edit({ file, from, to }) {
  const parts = (await readFile(FOLDER + file, "utf8")).split(from);
  if (parts.length !== 2) {
    throw new PlantError(`${JSON.stringify(from)} is ${parts.length - 1} times in ${file}, not once`);
  }
  return parts.join(to);
}

class PlantError extends Error {
  name = "PlantError";
}
