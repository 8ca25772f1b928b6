import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";

import { findViolations } from "./axe.mjs";

/** @typedef {import("playwright-core").Locator} Locator */
/** @typedef {ReturnType<typeof makeTools>} Tools */

const POLL_MS = 50;

/**
 * Return the tools of a path.
 * @param {import("playwright-core").Page} page
 * @param {import("./driver.mjs").Command} command
 * @param {import("./progress.mjs").Progress} progress
 */
export function makeTools(page, { origin, key, apiKey, folder }, progress) {
  return {
    page,
    origin,
    key,
    apiKey,
    folder,
    /** Name the step that begins, which a report of a failure names. @param {string} name */
    step(name) {
      progress.begin(name);
    },
    /** Open the page without a key. @param {string} [fragment] with its `#` */
    async open(fragment = "") {
      await page.goto(`${origin}/ui/${fragment}`);
    },
    /** Open the page by a link with the key. @param {string} [fragment] with its `#` */
    async enter(fragment = "") {
      await page.goto(`${origin}/ui/#key=${encodeURIComponent(key)}${fragment.replace(/^#/, "&")}`);
    },
    /** Wait until the page shows a text or an element. @param {string | Locator} sought */
    async see(sought) {
      await find(page, sought).waitFor({ state: "visible" });
    },
    /** Wait until the page no longer shows a text or an element. @param {string | Locator} sought */
    async gone(sought) {
      await find(page, sought).waitFor({ state: "hidden" });
    },
    /**
     * Wait until a value is deeply equal to the expected one, or fulfils the predicate.
     * @template T
     * @param {() => T | Promise<T>} read
     * @param {T | ((value: T) => boolean)} expected
     */
    async until(read, expected) {
      const deadline = Date.now() + progress.timeout;
      for (;;) {
        const value = await read();
        const holds = isPredicate(expected) ? expected(value) : isDeepStrictEqual(value, expected);
        if (holds) return value;
        if (Date.now() > deadline) {
          if (isPredicate(expected)) assert.fail(`${expected} does not hold for ${JSON.stringify(value)}`);
          assert.deepStrictEqual(value, expected);
        }
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    },
    /**
     * Ask the API with the key of the path and return its answer.
     * @param {string} path such as `/query/events`
     * @param {unknown} [body] of a POST
     * @param {string | null} [asKey] in the place of the key of the path
     */
    async ask(path, body, asKey = key) {
      const headers = { Authorization: `Bearer ${asKey}`, "Content-Type": "application/json" };
      const sent = body === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(body) };
      const response = await fetch(origin + path, sent);
      const text = await response.text();
      assert(response.ok, `${path} answered ${response.status}: ${text}`);
      return JSON.parse(text);
    },
    /** Return what axe finds on the page as it is now, one line a violation. */
    violations: () => findViolations(page),
  };
}

/** @param {import("playwright-core").Page} page @param {string | Locator} sought */
function find(page, sought) {
  return typeof sought === "string" ? page.getByText(sought).first() : sought;
}

/** @template T @param {T | ((value: T) => boolean)} expected @returns {expected is (value: T) => boolean} */
function isPredicate(expected) {
  return typeof expected === "function";
}
