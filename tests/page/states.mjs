/** The states of the page that a person sees, by their names, and the way to each. */

/** @typedef {import("./tools.mjs").Tools} Tools */
/**
 * @typedef {object} State
 * @property {NonNullable<import("./driver.mjs").Path["server"]>} server
 * @property {import("./driver.mjs").Path["provokes"]} [provokes]
 * @property {(tools: Tools) => Promise<void>} reach shows the state in a new tab
 */

/** @type {Record<string, State>} */
export const STATES = {
  key_dialog: {
    server: "demo",
    async reach({ page, open, see }) {
      await open();
      await see(page.getByRole("dialog", { name: "Open this server" }));
    },
  },
  overview: {
    server: "demo",
    async reach(tools) {
      await tools.enter("#/overview?refresh=off");
      await answered(tools, 7);
      await tools.see(tools.page.getByRole("region", { name: "Newest events" }).getByRole("button").nth(1));
      await tools.see(tools.page.getByRole("combobox", { name: "Integration" }));
    },
  },
  overview_empty: {
    server: "empty",
    async reach({ page, enter, see }) {
      await enter("#/overview?refresh=off");
      await see(page.getByRole("heading", { name: "No events yet" }));
    },
  },
  explore: {
    server: "demo",
    reach: explore,
  },
  explore_json: {
    server: "demo",
    async reach(tools) {
      await explore(tools);
      await tools.page.getByRole("button", { name: "JSON", exact: true }).click();
      await tools.see(tools.page.getByLabel("Query as JSON"));
    },
  },
  explore_refused: {
    server: "demo",
    provokes: [422],
    async reach(tools) {
      await explore(tools);
      await tools.page.getByRole("button", { name: "Custom" }).click();
      await tools.page.getByLabel("Time range in words").fill("last 30 days");
      await tools.page.keyboard.press("Enter");
      await tools.see("last good answer");
    },
  },
  explore_empty: {
    server: "demo",
    async reach(tools) {
      await ask(tools, { ...NUMBER_BY_DAY, where: { condition: { field: "searchQuery", operator: "eq", value: "how to fly" } } });
      await tools.see("No events match");
      await tools.see("There is none");
    },
  },
  explore_record: {
    server: "demo",
    async reach(tools) {
      const { page } = tools;
      await ask(tools, { range: "7 days to date", limit: 100 });
      await rows(tools).getByRole("row").nth(1).getByRole("button").click();
      await tools.see(page.getByRole("dialog").getByRole("button", { name: "Copy id" }));
    },
  },
  properties: {
    server: "demo",
    async reach({ page, enter, see }) {
      await enter("#/properties?key=plan");
      await see(page.getByRole("region", { name: "plan" }).getByRole("listitem").first());
    },
  },
  about: {
    server: "demo",
    async reach({ page, enter, see }) {
      await enter("#/about");
      await see(page.getByRole("heading", { name: "Your key" }));
    },
  },
};

const NUMBER_BY_DAY = {
  select: [
    { type: "time", timeUnit: "day" },
    { type: "aggregation", aggregation: "count" },
  ],
  range: "30 days to date",
};

/** @param {Tools} tools */
async function explore(tools) {
  await tools.enter("#/explore");
  await answered(tools, 1);
  await tools.see(rows(tools));
}

/** @param {Tools} tools @param {object} query */
async function ask({ enter }, query) {
  await enter(`#/explore?${new URLSearchParams({ dataset: "events", query: JSON.stringify(query) })}`);
}

/** Wait until this many cards show their answers, and none waits for another. @param {Tools} tools @param {number} cards */
async function answered({ page, until }, cards) {
  await until(async () => [await page.locator("[aria-busy=true]").count(), (await page.locator("[aria-busy=false]").count()) >= cards], [0, true]);
}

/** @param {Tools} tools */
const rows = ({ page }) => page.getByRole("region", { name: "Rows" });
