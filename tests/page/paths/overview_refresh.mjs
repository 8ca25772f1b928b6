/** A refresh of unchanged data costs answers without bodies, and only while the page is visible. */
import { readFigures } from "../board.mjs";
import { countRequests } from "../requests.mjs";

/** @type {import("../driver.mjs").Path["breaks"]} */
export const breaks = [
  { file: "api/answers.js", from: 'known ? { "If-None-Match": known.etag } : {}', to: "{}", step: "a refresh gets no bodies" },
  { file: "query/asked.js", from: "Math.floor(instant / ROUNDING_MS)", to: "instant / ROUNDING_MS", step: "a refresh gets no bodies" },
  { file: "screens/overview/overview.js", from: "setRefreshes(refreshes + 1)", to: "setRefreshes(refreshes)", step: "a refresh gets no bodies" },
  { file: "screens/overview/repeat.js", from: 'document.visibilityState !== "visible"', to: "false", step: "a hidden page asks nothing" },
  { file: "screens/overview/repeat.js", from: 'addEventListener("visibilitychange", act)', to: 'addEventListener("visibility", act)', step: "a page that is shown again asks at once" },
];

/** Panels, the newest events, the choices and the anchor. */
const QUESTIONS = 10;

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page, step, enter, until }) {
  /** @type {[number, number][]} */
  const answers = [];
  page.on("response", async (response) => {
    if (!response.url().includes("/query/") || response.request().method() !== "POST") return;
    answers.push([response.status(), response.status() === 304 ? 0 : (await response.body()).length]);
  });
  const requests = await countRequests(page, "/query/");
  step("the page shows figures");
  // Rounds of questions begin right after a mark of 5 minutes, so that none lies between them.
  await page.clock.install({ time: Math.floor(Date.now() / 300_000) * 300_000 + 1000 });
  await enter("#/overview?refresh=10+s");
  await until(() => answers.length, QUESTIONS);
  const shown = await until(() => readFigures(page), (figures) => Object.values(figures).every((texts) => texts.length > 0));
  step("a refresh gets no bodies");
  answers.length = 0;
  await page.clock.runFor(11_000);
  await until(() => answers.length >= QUESTIONS, true);
  await until(() => answers, (answers) => answers.every(([status, bytes]) => status === 304 && bytes === 0));
  await until(() => readFigures(page), shown);
  step("a hidden page asks nothing");
  await setVisibility("hidden");
  await page.clock.runFor(2000);
  await until(requests.open, 0);
  const sent = await requests.sent();
  await page.clock.runFor(30_000);
  await until(requests.sent, sent);
  step("a page that is shown again asks at once");
  answers.length = 0;
  await setVisibility("visible");
  await until(() => answers.length >= QUESTIONS, true);

  /** @param {string} state */
  function setVisibility(state) {
    return page.evaluate((state) => {
      Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, state);
  }
}
