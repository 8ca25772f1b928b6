/** Rounds of questions. */
import { anchorNotice, fetchAnchor } from "../../query/anchor.js";
import { datasetOf } from "../../query/vocabulary.js";
import { useEffect, useState } from "../../preact.js";

/** @typedef {{basis: import("./panels.js").Basis, notice: string, round: number}} Round */

/**
 * Return the last round of questions; undefined before the first one.
 * A relative range of a file that has ended ends at its newest event, whatever project and integration are chosen.
 * @param {import("../../types").Vocabulary} vocabulary
 * @param {import("./state.js").State} state
 * @param {number} refreshes
 */
export function useRound(vocabulary, { range, timezone, now, project, integration }, refreshes) {
  const [round, setRound] = useState(/** @type {Round | undefined} */ (undefined));
  useEffect(() => {
    const abort = new AbortController();
    const ask = async () => {
      // The panels tell of a refused range.
      const anchor = now ? undefined : await fetchAnchor(datasetOf(vocabulary, "events"), { range, timezone }, abort.signal).catch(() => undefined);
      if (abort.signal.aborted) return;
      const basis = { range, timezone, now: now ?? anchor?.now, project, integration };
      setRound({ basis, notice: anchor ? anchorNotice("events", anchor.newest, range, timezone) : "", round: refreshes });
    };
    ask();
    return () => abort.abort();
  }, [range, timezone, now, project, integration, refreshes]);
  return round;
}
