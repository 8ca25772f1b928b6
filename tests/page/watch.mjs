/**
 * @typedef {object} Seen
 * What a browser's context did beside the path.
 * @property {{type: string, text: string, url: string}[]} console
 * @property {string[]} errors uncaught errors
 * @property {string[]} foreign requests to other origins
 * @property {string[]} failed requests without a response
 */

/**
 * Collect what the pages of a context do, from now on.
 * @param {import("playwright-core").BrowserContext} context
 * @param {string} origin of the server
 * @returns {Seen}
 */
export function watch(context, origin) {
  /** @type {Seen} */
  const seen = { console: [], errors: [], foreign: [], failed: [] };
  context.on("console", (message) => {
    seen.console.push({ type: message.type(), text: message.text(), url: message.location().url });
  });
  context.on("weberror", (error) => {
    seen.errors.push(error.error().stack ?? String(error.error()));
  });
  context.on("request", (request) => {
    const url = new URL(request.url());
    // The address of an object in memory has the origin of its page.
    if (url.origin !== origin) seen.foreign.push(request.url());
  });
  context.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "";
    // The page stops a request itself if its answer is no longer needed.
    if (reason !== "net::ERR_ABORTED") seen.failed.push(`${request.url()} ${reason}`);
  });
  return seen;
}
