/** A question in progress: its last good answer, its problem, the time that it takes. */
import { batch, signal, useEffect, useMemo } from "../preact.js";

/**
 * Ask questions one at a time: a newer one cancels the one before, whose answer is kept until then.
 * @template Body
 */
export class Question {
  /** @type {import("../vendor/preact.js").Signal<import("../types").Answer<Body> | null>} */
  answer = signal(null);
  /** @type {import("../vendor/preact.js").Signal<Error | null>} */
  problem = signal(null);
  /** When the running request started, by `performance.now()`; null if none runs. */
  startedAt = signal(/** @type {number | null} */ (null));
  #abort = new AbortController();

  /**
   * Ask, and show the answer or the problem.
   * @param {(signal: AbortSignal) => Promise<import("../types").Answer<Body>>} fetchAnswer
   */
  async ask(fetchAnswer) {
    this.#abort.abort();
    const { signal } = (this.#abort = new AbortController());
    this.startedAt.value = performance.now();
    try {
      const answer = await fetchAnswer(signal);
      if (signal.aborted) return;
      batch(() => {
        this.answer.value = answer;
        this.problem.value = null;
        this.startedAt.value = null;
      });
    } catch (error) {
      if (signal.aborted) return;
      batch(() => {
        this.problem.value = error instanceof Error ? error : new Error(String(error));
        this.startedAt.value = null;
      });
    }
  }

  /** Cancel the running request; the server then stops its query. */
  cancel() {
    this.#abort.abort();
    this.startedAt.value = null;
  }
}

/**
 * Return a question, asked if its text changes, and a function that asks it again. It is cancelled with the component.
 * @template Body
 * @param {string} text
 * @param {(signal: AbortSignal, last: Body | undefined) => Promise<import("../types").Answer<Body>>} fetchAnswer
 * @returns {[Question<Body>, () => Promise<void>]}
 */
export function useQuestion(text, fetchAnswer) {
  const question = useMemo(() => /** @type {Question<Body>} */ (new Question()), []);
  const ask = () => question.ask((signal) => fetchAnswer(signal, question.answer.peek()?.body));
  useEffect(() => void ask(), [text]);
  useEffect(() => () => question.cancel(), []);
  return [question, ask];
}
