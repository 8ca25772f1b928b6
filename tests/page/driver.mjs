// Runs paths in Chromium. A line in is a command `{path, name, origin, key, apiKey, planted, timeout, folder}`, and a
// line out is its outcome. All paths share one browser, and each has a context of its own.
import { basename } from "node:path";
import { createInterface } from "node:readline";

import { chromium } from "playwright-core";

import { serveEdited } from "./planted.mjs";
import { Progress } from "./progress.mjs";
import { makeTools } from "./tools.mjs";
import { watch } from "./watch.mjs";

/**
 * @typedef {object} Break
 * An edit of one file of the page with which the path fails.
 * @property {string} file below evsrv/web/page
 * @property {string} from text that is once in the file
 * @property {string} to
 * @property {string} step the step that then fails
 */
/**
 * @typedef {object} Path
 * A module in the folder `paths`, or a member of `paths` of another module.
 * @property {(tools: import("./tools.mjs").Tools) => Promise<void>} run
 * @property {readonly Break[]} [breaks] none only in `faults`
 * @property {readonly (number | string)[]} [provokes] statuses and network errors in the console
 * @property {import("playwright-core").BrowserContextOptions} [context]
 * @property {"demo" | "old" | "plugin" | "empty"} [server] the demo's unless said
 */
/**
 * @typedef {object} Command
 * @property {string} path the file of a module
 * @property {string | null} name of the path in a module of several
 * @property {string} origin of the server
 * @property {string} key that reads
 * @property {string | null} apiKey that sends events, to a server of the path's own
 * @property {number | null} planted the number of the break to plant
 * @property {number} timeout in ms, of each action and of each state that is waited for
 * @property {number} shortTimeout the same in the step that fails because of the break
 * @property {string} folder of screenshots
 */

const FLAGS = [
  "--no-sandbox",
  "--disable-dev-shm-usage",
  // A page of a test asks no server outside of this machine.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];
const CONTEXT = {
  locale: "en-GB",
  timezoneId: "Europe/Berlin",
  viewport: { width: 1280, height: 900 },
  permissions: ["clipboard-read", "clipboard-write"],
};
/** Characters of the page's text in a report. */
const MAX_TEXT = 3000;

const [executablePath] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: FLAGS });

/** @param {Command} command */
async function runPath(command) {
  const module = await import(command.path);
  /** @type {Path} */
  const path = command.name === null ? module : module.paths[command.name];
  const { breaks = [], provokes = [] } = path;
  const context = await browser.newContext({ ...CONTEXT, ...path.context });
  context.setDefaultTimeout(command.timeout);
  // A slow start is no effect of a break.
  context.setDefaultNavigationTimeout(command.timeout);
  const seen = watch(context, command.origin);
  const page = await context.newPage();
  const planted = breaks[command.planted ?? -1];
  const progress = new Progress(context, command, planted?.step);
  let failure = null;
  try {
    if (planted) await serveEdited(page, planted);
    await path.run(makeTools(page, command, progress));
  } catch (error) {
    failure = await describe(error, progress.step, page, command);
  }
  // The answer comes after the messages of all that has happened in the page.
  await page.evaluate(() => null).catch(() => null);
  await context.close();
  return { breaks, provokes, failure, ...seen };
}

/**
 * Return what failed, where, and what the page showed.
 * @param {unknown} error
 * @param {string} step
 * @param {import("playwright-core").Page} page
 * @param {Command} command
 */
async function describe(error, step, page, { folder, path, planted }) {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const screenshot = `${folder}/${basename(path, ".mjs")}.png`;
  const text = await page.evaluate(() => document.body.innerText).catch(() => "");
  if (planted === null) await page.screenshot({ path: screenshot }).catch(() => null);
  // Playwright's messages have escape sequences of terminals.
  const plain = message.replace(/\x1b\[\d+m/g, "");
  return { kind: name, message: plain, step, url: page.url(), text: text.slice(0, MAX_TEXT), screenshot };
}

/** @param {unknown} value */
function print(value) {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

for await (const line of createInterface({ input: process.stdin })) {
  try {
    print(await runPath(JSON.parse(line)));
  } catch (error) {
    print({ crash: error instanceof Error ? error.stack : String(error) });
  }
}
await browser.close();
