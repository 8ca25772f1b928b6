/** A query as the title of its answer. */
import { isGrouped } from "./asked.js";
import { partsOf, readCondition } from "./filters.js";
import { isObject, listOf, referenceIn } from "./shapes.js";
import { nameOf, termNamed } from "./vocabulary.js";

/** @typedef {import("../types").JsonObject} JsonObject */

const MAX_OPERAND = 40;
/** @type {Record<string, string>} */
const AGGREGATIONS = { countDistinct: "distinct", sum: "sum of", avg: "average of", min: "least", max: "greatest" };

/** @param {import("../types").Json | undefined} part */
const objectsOf = (part) => /** @type {any[]} */ (listOf(part).filter(isObject));

/** @param {JsonObject} part */
const renderReference = (part) => nameOf(referenceIn(part) ?? { field: "a value" });

/** @param {any} item of `select` @param {string} dataset */
function renderNumber({ as, type, aggregation, field, formula, ...rest }, dataset) {
  if (as) return String(as);
  if (type === "formula") return String(formula);
  if (!field) return aggregation === "count" ? dataset : String(aggregation);
  return `${AGGREGATIONS[aggregation] ?? `${aggregation} of`} ${renderReference({ field, ...rest })}`;
}

/** @param {any} group */
const renderGroup = ({ top, ...reference }) => renderReference(reference) + (top?.limit && !top.other ? ` (top ${top.limit})` : "");

/** Join names as a sentence does. @param {string[]} names */
const join = (names) => [names.slice(0, -1).join(", "), ...names.slice(-1)].filter(Boolean).join(" and ");

/** Render an operand, as long as a title bears. @param {import("../types").Json | undefined} operand */
function renderOperand(operand) {
  const text = Array.isArray(operand) ? operand.join(", ") : isObject(operand) ? JSON.stringify(operand) : String(operand ?? "");
  return text.length > MAX_OPERAND ? `${text.slice(0, MAX_OPERAND)}…` : text;
}

/** @param {import("../types").Json | undefined} compare */
function renderComparison(compare) {
  if (typeof compare !== "string") return "";
  return `, compared with ${compare === "previous" ? "the period before" : compare.includes("/") ? compare : `${compare} before`}`;
}

/** @param {JsonObject} query @param {(operator: string) => string} phraseOf */
function renderFilter(query, phraseOf) {
  const conditions = partsOf(query, ["where"]).map(({ node }) => readCondition(node));
  const sentences = conditions.map((condition) => condition && `${nameOf(condition.reference)} ${phraseOf(condition.operator)} ${renderOperand(condition.operand)}`.trim());
  if (!sentences.length) return "";
  return sentences.length > 2 || sentences.includes(null) ? ", filtered" : ` where ${join(/** @type {string[]} */ (sentences))}`;
}

/**
 * Render the title of a query's answer, such as `Events by type where properties.plan is pro, each day`.
 * @param {string} dataset
 * @param {JsonObject} query
 * @param {import("../types").Vocabulary} [vocabulary] for the phrases of operators
 */
export function titleOf(dataset, query, vocabulary) {
  const phraseOf = (/** @type {string} */ operator) => (vocabulary && termNamed(vocabulary, "operator", operator)?.phrase) ?? operator;
  const items = objectsOf(query.select);
  const filter = renderFilter(query, phraseOf);
  const title = isGrouped(query) ? groupedTitle(dataset, items, objectsOf(query.groupBy), filter) : rawTitle(dataset, objectsOf(query.orderBy), filter);
  return title.charAt(0).toUpperCase() + title.slice(1) + renderComparison(query.compare);
}

/** @param {string} dataset @param {any[]} items @param {any[]} groupBy @param {string} filter */
function groupedTitle(dataset, items, groupBy, filter) {
  const numbers = items.filter(({ type }) => ["aggregation", "formula", "rank"].includes(type)).map((item) => renderNumber(item, dataset));
  const groups = [...groupBy.map(renderGroup), ...items.filter(({ type }) => type === "bucket").map((item) => item.as ?? renderReference(item))];
  const units = items.filter(({ type, timeUnit }) => type === "time" && timeUnit).map(({ timeUnit }) => timeUnit);
  const shown = join(numbers) || "values";
  return `${shown}${groups.length ? ` by ${join(groups)}` : ""}${filter}${units.length ? `, each ${join(units)}` : ""}`;
}

/** @param {string} dataset @param {any[]} orderBy @param {string} filter */
function rawTitle(dataset, [order], filter) {
  if (!order) return `${dataset}${filter}, newest first`;
  return `${dataset}${filter} by ${order.field}, ${order.direction === "desc" ? "highest" : "lowest"} first`;
}
