/** Kept questions as a file. */
import { isObject } from "../../query/shapes.js";

/**
 * A question under a name, with the members that a later version of the page may add.
 * @typedef {{name: string, dataset: string, query: import("../../types").QueryDocument, view?: string}} KeptQuestion
 */

const KIND = "evsrv questions";

/** Render questions as the text of a file. @param {readonly KeptQuestion[]} questions */
export const renderFile = (questions) => `${JSON.stringify({ kind: KIND, version: 1, questions }, null, 2)}\n`;

/** Return the reason for which an entry is no question of a dataset, or undefined. @param {any} entry @param {readonly string[]} datasets */
function damageOf(entry, datasets) {
  if (typeof entry?.name !== "string" || !entry.name.trim()) return "has no name";
  if (!datasets.includes(entry.dataset)) return `asks the dataset ${JSON.stringify(entry.dataset)}; expected one of ${datasets.join(", ")}`;
  if (!isObject(entry.query)) return "has no object 'query'";
  if (entry.view !== undefined && typeof entry.view !== "string") return "has a 'view' that is not text";
  return undefined;
}

/**
 * Return the questions of a file, and sentences that name the entries that are none.
 * @param {string} text
 * @param {readonly string[]} datasets the names of the server's datasets
 * @returns {{questions: KeptQuestion[], refused: string[]}}
 * @throws {Error} if the text is no such file
 */
export function parseFile(text, datasets) {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    throw new Error("The file is not JSON.");
  }
  if (file?.kind !== KIND || !Array.isArray(file.questions)) throw new Error(`The file holds no questions: expected a member "kind" that is "${KIND}", and a list "questions".`);
  const questions = [], refused = [];
  for (const [index, entry] of file.questions.entries()) {
    const damage = damageOf(entry, datasets);
    if (damage) refused.push(`Question ${index + 1}${typeof entry?.name === "string" ? ` “${entry.name}”` : ""} ${damage}.`);
    else questions.push(entry);
  }
  return { questions, refused };
}

/**
 * Return kept questions with others beside them: one of the same name gets a number, an equal one is not doubled.
 * @param {readonly KeptQuestion[]} kept
 * @param {readonly KeptQuestion[]} others
 */
export function mergeQuestions(kept, others) {
  const merged = [...kept];
  for (const other of others) {
    const isNamed = (/** @type {string} */ name) => merged.some((question) => question.name === name);
    const isEqual = (/** @type {KeptQuestion} */ question) =>
      `${question.name} (`.startsWith(`${other.name} (`) && JSON.stringify({ ...question, name: "" }) === JSON.stringify({ ...other, name: "" });
    if (merged.some(isEqual)) continue;
    let name = other.name;
    for (let number = 2; isNamed(name); number++) name = `${other.name} (${number})`;
    merged.push({ ...other, name });
  }
  return merged;
}
