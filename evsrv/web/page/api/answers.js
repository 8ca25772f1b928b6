/** Answers with their ETags, so that an unchanged answer is not sent twice. */
import { send } from "./http.js";

/** The oldest answers are dropped beyond this number. */
const MAX_ANSWERS = 100;

/** @type {Map<string, {etag: string, body: any}>} */
const answers = new Map();

/**
 * Return the answer to a request, with the body of the last one if it is unchanged.
 * @param {string} path
 * @param {unknown} [document] the body of a POST; a GET without it
 * @param {AbortSignal} [signal]
 * @returns {Promise<import("../types").Answer<any>>}
 */
export async function ask(path, document, signal) {
  const question = `${path} ${JSON.stringify(document)}`;
  const known = answers.get(question);
  const started = performance.now();
  const response = await send(path, { body: document, headers: known ? { "If-None-Match": known.etag } : {}, signal });
  const unchanged = response.status === 304 && known !== undefined;
  const body = unchanged ? known.body : await response.json();
  answers.delete(question);
  const etag = response.headers.get("ETag");
  if (etag) answers.set(question, { etag, body });
  for (const oldest of answers.keys()) {
    if (answers.size <= MAX_ANSWERS) break;
    answers.delete(oldest);
  }
  return { body, milliseconds: performance.now() - started, unchanged };
}

/** Drop all answers: another key may see other data. */
export function forgetAnswers() {
  answers.clear();
}
