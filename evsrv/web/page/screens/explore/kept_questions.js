/** Questions that are kept under names in the storage of the browser. */
import { signal } from "../../vendor/preact.js";

/**
 * A kept question, with the members that a later version of the page may add.
 * @typedef {{name: string, dataset: string, query: import("../../types").QueryDocument, view?: string}} KeptQuestion
 */

const NAME = "evsrv.questions";
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

/** @param {unknown} value */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

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
    const isSame = (/** @type {KeptQuestion} */ question) => JSON.stringify({ ...question, name: "" }) === JSON.stringify({ ...other, name: "" });
    const isNamed = (/** @type {string} */ name) => merged.some((question) => question.name === name);
    if (merged.some((question) => isSame(question) && question.name.startsWith(other.name))) continue;
    let name = other.name;
    for (let number = 2; isNamed(name); number++) name = `${other.name} (${number})`;
    merged.push({ ...other, name });
  }
  return merged;
}

/** Return the questions of the storage; text that is damaged is set aside there. @returns {KeptQuestion[]} */
function readQuestions() {
  const text = localStorage.getItem(NAME);
  if (text === null) return [];
  try {
    const stored = JSON.parse(text);
    // A dataset that this server lacks is another server's at the same address; the list still names it.
    if (Array.isArray(stored) && stored.every((entry) => typeof entry?.name === "string" && isObject(entry.query))) return stored;
  } catch {}
  localStorage.setItem(`${NAME}.damaged`, text);
  return [];
}

export const keptQuestions = signal(readQuestions());
// Another tab may keep questions too.
addEventListener("storage", ({ key }) => key === NAME && (keptQuestions.value = readQuestions()));

/** @param {KeptQuestion[]} questions */
export function storeQuestions(questions) {
  localStorage.setItem(NAME, JSON.stringify(questions));
  keptQuestions.value = questions;
}

/** Keep a question in the place of the one with its name, or as the last. @param {KeptQuestion} question */
export function keepQuestion(question) {
  const isNamed = keptQuestions.value.some(({ name }) => name === question.name);
  storeQuestions(isNamed ? keptQuestions.value.map((other) => (other.name === question.name ? question : other)) : [...keptQuestions.value, question]);
}

/** Forget a question. @param {string} name */
export const forgetQuestion = (name) => storeQuestions(keptQuestions.value.filter((question) => question.name !== name));

/** Give a question another name, which no question may have. @param {string} name @param {string} next */
export const renameQuestion = (name, next) => storeQuestions(keptQuestions.value.map((question) => (question.name === name ? { ...question, name: next } : question)));
