/** The opened server: the key, the vocabulary, and when data last arrived. */
import { forgetAnswers } from "../api/answers.js";
import { fetchKey, fetchVocabulary } from "../api/endpoints.js";
import { onRefusedKey } from "../api/http.js";
import { ApiProblem } from "../api/problem.js";
import { batch, signal } from "../preact.js";
import { forgetKey, keepKey, readKey } from "./key.js";

/** @typedef {import("../types").ApiKey} ApiKey */
/** @typedef {import("../types").Vocabulary} Vocabulary */

/** @type {import("../vendor/preact.js").Signal<{key: ApiKey, vocabulary: Vocabulary} | null>} */
export const session = signal(null);
/** Whether the dialog for the key is shown. */
export const locked = signal(false);
/** The reason for which the server could not be opened, or an empty string. */
export const lockReason = signal("");

/** Open the server with the key of this tab, or ask for one. */
export async function openSession() {
  if (!readKey()) return lock();
  try {
    const [key, vocabulary] = await Promise.all([fetchKey(), fetchVocabulary()]);
    batch(() => {
      session.value = { key, vocabulary };
      locked.value = false;
      lockReason.value = "";
    });
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 403) forgetKey();
    lock(error instanceof Error ? error.message : String(error));
  }
}

/** Keep a key and open the server with it. @param {string} key @param {boolean} inBrowser */
export async function openWith(key, inBrowser) {
  keepKey(key, inBrowser);
  await openSession();
}

/** Close the server and ask for a key. @param {string} [reason] */
export function lock(reason = "") {
  forgetAnswers();
  batch(() => {
    session.value = null;
    lockReason.value = reason;
    locked.value = true;
  });
}

/** Forget the key and ask for another. */
export function signOut() {
  forgetKey();
  lock();
}

onRefusedKey(lock);
