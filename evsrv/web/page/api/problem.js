/** A refusal of the API as an error. */

/** @typedef {{pointer: string, message: string}} Issue */

export class ApiProblem extends Error {
  /**
   * @param {number} status 0 if no answer came
   * @param {string} message
   * @param {Issue[]} issues
   * @param {string} [explanation] the address of the explanation, relative to the server's root
   */
  constructor(status, message, issues = [], explanation = "") {
    super(message);
    this.status = status;
    this.issues = issues;
    this.explanation = explanation;
  }
}

/** Return the problem that a refusing response describes. @param {Response} response */
export async function problemOf(response) {
  const text = await response.text();
  try {
    const { title, detail, errors, type } = JSON.parse(text);
    return new ApiProblem(response.status, detail || title, errors, type);
  } catch {
    return new ApiProblem(response.status, `The server answered ${response.status} without an explanation.`);
  }
}

/** Return the issues at a part of a document, by their pointers. @param {unknown} problem @param {string} pointer */
export function issuesAt(problem, pointer) {
  if (!(problem instanceof ApiProblem)) return [];
  return problem.issues.filter((issue) => issue.pointer === pointer || issue.pointer.startsWith(`${pointer}/`));
}

/**
 * Return a problem without its issues at some parts of a document, or null if it has no others.
 * @param {Error | null} problem
 * @param {string[]} pointers
 */
export function withoutIssuesAt(problem, pointers) {
  if (!(problem instanceof ApiProblem) || !problem.issues.length) return problem;
  const left = problem.issues.filter((issue) => !pointers.some((pointer) => issuesAt(problem, pointer).includes(issue)));
  return left.length ? new ApiProblem(problem.status, problem.message, left, problem.explanation) : null;
}
