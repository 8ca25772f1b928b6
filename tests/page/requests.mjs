/**
 * Count requests of a page in the page itself, from its next load on. An event of the browser may come later than
 * the answer to a question about the page, so that a path could miss a request.
 * @param {import("playwright-core").Page} page
 * @param {string} part of the address or the body of the counted requests
 */
export async function countRequests(page, part) {
  await page.addInitScript((part) => {
    const counts = { sent: 0, open: 0 };
    const { fetch } = window;
    Object.assign(window, { requestCounts: counts });
    window.fetch = async (address, options) => {
      if (!`${address} ${options?.body ?? ""}`.includes(part)) return fetch(address, options);
      counts.sent++;
      counts.open++;
      return fetch(address, options).finally(() => counts.open--);
    };
  }, part);
  /** @returns {Promise<{sent: number, open: number}>} */
  const read = () => page.evaluate("requestCounts");
  return { sent: async () => (await read()).sent, open: async () => (await read()).open };
}
