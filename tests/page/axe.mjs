import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const SOURCE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * Return the violations of axe's rules on the page as it is now: rule, element and remedy of each.
 *
 * Axe runs in a world of its own, to which neither the page's policy nor its scripts apply.
 * @param {import("playwright-core").Page} page
 * @returns {Promise<string[]>}
 */
export async function findViolations(page) {
  const session = await page.context().newCDPSession(page);
  const { frameTree } = await session.send("Page.getFrameTree");
  const world = await session.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id, worldName: "axe" });
  const { result, exceptionDetails } = await session.send("Runtime.evaluate", {
    expression: `${SOURCE}; (${run})()`,
    contextId: world.executionContextId,
    awaitPromise: true,
    returnByValue: true,
  });
  await session.detach();
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value;
}

async function run() {
  // @ts-ignore: a global of the world of axe
  const { violations } = await axe.run(document);
  return violations.flatMap((/** @type {import("axe-core").Result} */ { id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`),
  );
}
