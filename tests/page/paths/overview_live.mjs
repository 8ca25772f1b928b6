/** New events appear in the list of the newest ones, which can be paused; each opens, and leads to its user's events. */

import { rowsOf } from "../explore.mjs";
import { countRequests } from "../requests.mjs";

/** @type {import("../driver.mjs").Path["breaks"]} */
export const breaks = [
  { file: "screens/overview/overview.js", from: "useRepeat(ask, paused ? 0 : LIVE_MS);", to: "", step: "a new event appears and is marked" },
  { file: "screens/overview/newest.js", from: "known.has(id) ? [] : [id]", to: "[]", step: "a new event appears and is marked" },
  { file: "screens/overview/newest.js", from: 'formatCount(untold, "new event")', to: '""', step: "a screen reader hears of it" },
  { file: "screens/overview/overview.js", from: "[address.value, told]", to: "[{}]", step: "a text that is being typed stays" },
  { file: "screens/overview/overview.js", from: "paused ? 0 : LIVE_MS", to: "LIVE_MS", step: "a paused list stays" },
  { file: "screens/overview/newest_list.js", from: "onClick=${() => onPause(!paused)}", to: "onClick=${() => onPause(true)}", step: "the list goes on" },
  { file: "screens/overview/newest_list.js", from: "open(row)}", to: "open(null)}", step: "an event shows all its members" },
  { file: "screens/overview/panels.js", from: 'is("user", user)', to: "[]", step: "a user leads to the user's events in order" },
  { file: "screens/overview/panels.js", from: 'direction: "asc"', to: 'direction: "desc"', step: "a user leads to the user's events in order" },
];
/** @type {import("../driver.mjs").Path["server"]} */
export const server = "empty";

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page, step, enter, ask, apiKey, until, see, gone }) {
  const send = (/** @type {string} */ type, /** @type {string} */ user) =>
    ask("/events", { type, properties: { nested: { list: [1, "two"] } }, userProperties: { userId: user } }, apiKey);
  const list = page.getByRole("region", { name: "Newest events" });
  const types = () => list.getByRole("button", { name: /^event_/ }).allInnerTexts();
  const polls = await countRequests(page, '"limit":12');
  /** Let time pass until the list shows events; not during a poll, because the pause after a slow one is longer. @param {string[]} expected */
  const shows = (...expected) =>
    until(async () => {
      if (!(await polls.open())) await page.clock.runFor(1000);
      return types();
    }, expected);

  await send("event_1", "ann");
  await send("event_2", "bob");
  const start = Date.now();
  await page.clock.install({ time: start });
  await page.clock.pauseAt(start + 60_000);
  await enter("#/overview?refresh=off");
  await shows("event_2", "event_1");
  step("a new event appears and is marked");
  await send("event_3", "ann");
  await shows("event_3", "event_2", "event_1");
  await until(() => list.getByRole("listitem").filter({ hasText: "new" }).getByRole("button").allInnerTexts(), ["event_3"]);
  step("a screen reader hears of it");
  await until(() => list.getByRole("status").innerText(), "1 new event");
  step("a text that is being typed stays");
  await page.getByRole("button", { name: "Custom" }).click();
  const words = page.getByLabel("Time range in words");
  await words.clear();
  await words.pressSequentially("previous");
  await send("event_4", "bob");
  await shows("event_4", "event_3", "event_2", "event_1");
  await until(() => words.inputValue(), "previous");
  await words.fill("");
  step("a paused list stays");
  await list.getByRole("button", { name: "Pause" }).click();
  // Until the effects of the click have run.
  await page.clock.runFor(100);
  const sent = await polls.sent();
  await send("event_5", "ann");
  await page.clock.fastForward("10:00");
  await until(polls.sent, sent);
  await until(types, ["event_4", "event_3", "event_2", "event_1"]);
  step("the list goes on");
  await list.getByRole("button", { name: "Pause" }).click();
  await shows("event_5", "event_4", "event_3", "event_2", "event_1");
  await page.clock.resume();
  step("an event shows all its members");
  await list.getByRole("button", { name: "event_3" }).click();
  const dialog = page.getByRole("dialog", { name: "event_3" });
  await see(dialog.getByText("properties.nested"));
  await dialog.getByRole("button", { name: "Copy JSON" }).click();
  const { data } = await ask("/query/events", { where: { condition: { field: "type", operator: "eq", value: "event_3" } }, jsonValues: "native" });
  await until(async () => JSON.parse((await page.evaluate(() => navigator.clipboard.readText())) || "{}").properties, data.result[0].properties);
  await dialog.getByRole("button", { name: "Close" }).click();
  await gone(dialog);
  step("a user leads to the user's events in order");
  await list.getByRole("link", { name: "ann" }).first().click();
  await until(async () => (await rowsOf(page)).map((cells) => cells.find((cell) => cell.startsWith("event_"))), ["event_1", "event_3", "event_5"]);
}
