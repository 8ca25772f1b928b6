/** The questions of Overview. */

/** @typedef {import("../../types").QueryDocument} QueryDocument */
/** @typedef {import("../../types").JsonObject} JsonObject */
/** @typedef {{dataset: import("../../types").DatasetName, query: QueryDocument}} Source */
/** The conditions that the panels share. @typedef {Pick<import("./state.js").State, "range" | "timezone" | "now" | "project" | "integration">} Basis */

const MAX_NEWEST = 12;
const MAX_VALUES = 10;
/** As many lines as there are colours. */
const MAX_LINES = 5;

/** @type {Record<string, number>} */
const DAYS = { minute: 1 / 1440, hour: 1 / 24, week: 7, month: 30, quarter: 91, year: 365 };
const COUNT = { type: "aggregation", aggregation: "count" };

/** @param {string} field @param {string | undefined} value */
const is = (field, value) => (value ? [{ condition: { field, operator: "eq", value } }] : []);

/** Return the unit of time whose buckets show a range well; its exact length does not matter. @param {string} range */
export function unitFor(range) {
  const [from = "", before] = range.split("/");
  const [, number, unit] = /(\d*) ?(minute|hour|day|week|month|quarter|year)/.exec(range) ?? [];
  const days = before ? (Date.parse(before) - Date.parse(from)) / 86_400_000 : (Number(number) || 1) * (DAYS[unit ?? ""] ?? 1);
  return days > 180 ? "week" : days > 3 ? "day" : days > 0.1 ? "hour" : "minute";
}

/** Return the filter of the chosen project and integration, and further conditions. @param {Partial<Basis>} basis @param {JsonObject[]} [conditions] @returns {QueryDocument} */
export function whereOf({ project, integration }, conditions = []) {
  const all = [...is("projectId", project), ...is("integrationId", integration), ...conditions];
  return all.length ? { where: all.length > 1 ? { and: all } : /** @type {JsonObject} */ (all[0]) } : {};
}

/** @param {Basis} basis @param {QueryDocument} members @param {JsonObject[]} [conditions] @returns {Source} */
function eventsOf(basis, members, conditions) {
  const { range, timezone, now } = basis;
  return { dataset: "events", query: { ...members, ...whereOf(basis, conditions), range, timezone, ...(now ? { now } : {}) } };
}

/** @param {Basis} basis @param {string} [distinctField] @param {JsonObject[]} [conditions] */
const compared = (basis, distinctField, conditions) =>
  eventsOf(basis, { select: [distinctField ? { type: "aggregation", aggregation: "countDistinct", field: distinctField } : COUNT], compare: "previous" }, conditions);

/** @param {Basis} basis @param {string} field @param {JsonObject[]} [conditions] */
const mostFrequent = (basis, field, conditions) =>
  eventsOf(basis, { select: [COUNT], groupBy: [{ field }], orderBy: [{ field: "count", direction: "desc" }], limit: MAX_VALUES }, conditions);

/** Return the question for the number of events. @param {Basis} basis */
export const events = (basis) => [compared(basis)];
/** Return the question for the number of people. @param {Basis} basis */
export const people = (basis) => [compared(basis, "user")];
/**
 * Return the questions for the number of conversations: the stored ones, or else those that events name.
 * Both are not added up, since a conversation that is stored has events too.
 * @param {Basis} basis @returns {Source[]}
 */
export const conversations = (basis) => [{ ...compared(basis), dataset: "conversations" }, compared(basis, "conversationId")];
/** Return the question for the number of events of search. @param {Basis} basis */
export const searches = (basis) => [compared(basis, "", is("eventType", "search"))];
/** Return the question for the events over time, by the values of a field. @param {Basis} basis @param {string} field */
export const overTime = (basis, field) => [
  eventsOf(basis, { select: [{ type: "time", timeUnit: unitFor(basis.range) }, COUNT], groupBy: [{ field, top: { limit: MAX_LINES, other: "Other" } }], fill: true }),
];
/** Return the question for the most frequent search queries. @param {Basis} basis */
export const queries = (basis) => [mostFrequent(basis, "searchQuery", [{ condition: { field: "searchQuery", operator: "isNotNull" } }])];
/** Return the question for the most frequent types. @param {Basis} basis */
export const types = (basis) => [mostFrequent(basis, "type")];
/** Return the question for the projects and integrations that have events in the range. @param {Basis} basis */
export const choices = ({ range, timezone, now }) => [eventsOf({ range, timezone, ...(now ? { now } : {}) }, { select: [COUNT], groupBy: [{ field: "projectId" }, { field: "integrationId" }] })];

/** Return the query for the newest events with all that is known of them. @param {Partial<Basis>} basis @param {import("../../types").Dataset} dataset @returns {QueryDocument} */
export const newestEvents = (basis, { fields }) => ({
  select: fields.filter(({ name, derived }) => !derived || name === "user").map(({ name }) => ({ type: "field", field: name })),
  ...whereOf(basis),
  orderBy: [{ field: "createdAt", direction: "desc" }],
  limit: MAX_NEWEST,
  jsonValues: "native",
});

/** Return the query for the events of a user, in the order in which they happened. @param {string} user @param {string} timezone @returns {QueryDocument} */
export const eventsOfUser = (user, timezone) => ({ ...whereOf({}, is("user", user)), orderBy: [{ field: "createdAt", direction: "asc" }], timezone });
