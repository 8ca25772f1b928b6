/** Questions that are kept under names in the storage of the browser. */
import { isObject } from "../../query/shapes.js";
import { signal } from "../../preact.js";

/** @typedef {import("./question_file.js").KeptQuestion} KeptQuestion */

const NAME = "evsrv.questions";

/** Return the questions of the storage; text that is damaged is set aside there. @returns {KeptQuestion[]} */
function readQuestions() {
  const text = localStorage.getItem(NAME);
  if (text === null) return [];
  try {
    const stored = JSON.parse(text);
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
