/** Requests to the API with the key of this tab. */
import { forgetKey, readKey } from "../session/key.js";
import { ApiProblem, problemOf } from "./problem.js";

// The page is served at `ui/`, beside the API, also behind a proxy that serves both under a prefix.
export const apiRoot = new URL("..", document.baseURI);

/** @type {(reason: string) => void} */
let refuseKey = () => {};

/** Set the function that is called with the reason if the API refuses the key. @param {(reason: string) => void} listener */
export function onRefusedKey(listener) {
  refuseKey = listener;
}

/**
 * Send a request and return its response, 304 included.
 * @param {string} path without a slash in front
 * @param {{body?: unknown, headers?: Record<string, string>, signal?: AbortSignal | undefined}} [options]
 * @returns {Promise<Response>}
 * @throws {ApiProblem} if the API refuses the request or cannot be reached
 */
export async function send(path, { body, headers = {}, signal } = {}) {
  /** @type {RequestInit} */
  const options = { headers: { Authorization: `Bearer ${readKey()}`, ...headers }, cache: "no-store", ...(signal ? { signal } : {}) };
  if (body !== undefined) {
    options.method = "POST";
    options.headers = { ...options.headers, "Content-Type": "application/json" };
    options.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(new URL(path, apiRoot), options);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiProblem(0, "The server cannot be reached. Is it running?");
  }
  if (response.ok || response.status === 304) return response;
  const problem = await problemOf(response);
  if (response.status === 401) {
    forgetKey();
    refuseKey(problem.message);
  }
  throw problem;
}
