// Tries the builder in Chromium. A line in is a command `{origin, key, planted, cases, seed}`, and a line out is its outcome.
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";

import { chromium } from "playwright-core";

import { serveBundle } from "./planted.mjs";

const [executablePath] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
/** The page, and the parts of it that the trial calls. */
const MODULE = `
  import "./app.js";
  export { Builder } from "./builder/builder.js";
  export { html, render } from "./preact.js";
`;
const trial = (await readFile(new URL("builder_trial.js", import.meta.url), "utf8")).replace("export async", "async");

/** @typedef {import("./builder_trial.js").Case} Case */

/**
 * @param {object} command
 * @param {string} command.origin
 * @param {string} command.key
 * @param {import("./driver.mjs").Break | null} command.planted
 * @param {Case[]} command.cases
 * @param {number} command.seed
 */
async function tryAll({ origin, key, planted, cases, seed }) {
  const page = await browser.newPage();
  /** @type {string[]} */
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error.stack)));
  try {
    await serveBundle(page, "js", MODULE, planted);
    await page.goto(`${origin}/ui/#key=${encodeURIComponent(key)}`);
    await page.getByRole("navigation").first().waitFor();
    const { faults, controls } = await page.evaluate(`${trial}\ntryBuilder(${JSON.stringify({ cases, seed })})`);
    return { faults: [...errors, ...faults], controls };
  } finally {
    await page.close();
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await tryAll(JSON.parse(line)))}\n`);
}
await browser.close();
