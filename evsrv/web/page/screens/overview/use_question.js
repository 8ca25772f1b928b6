/** A question of a component. */
import { Question } from "../../ui/question.js";
import { useEffect, useMemo } from "../../vendor/preact.js";

/**
 * Return a question, asked if its text changes, and a function that asks it again. It is cancelled with the component.
 * @template Body
 * @param {string} text
 * @param {(signal: AbortSignal, last: Body | undefined) => Promise<import("../../types").Answer<Body>>} fetchAnswer
 * @returns {[Question<Body>, () => Promise<void>]}
 */
export function useQuestion(text, fetchAnswer) {
  const question = useMemo(() => /** @type {Question<Body>} */ (new Question()), []);
  const ask = () => question.ask((signal) => fetchAnswer(signal, question.answer.peek()?.body));
  useEffect(() => void ask(), [text]);
  useEffect(() => () => question.cancel(), []);
  return [question, ask];
}
