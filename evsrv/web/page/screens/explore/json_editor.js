/** The query document as text, beside its result. */
import { ApiProblem } from "../../api/problem.js";
import { html, useEffect, useRef, useState } from "../../preact.js";
import { parseDocument, placeAt, placesOf, positionOf } from "./json_text.js";

/** @typedef {import("../../types").QueryDocument} QueryDocument */
/** @typedef {{text: string, base: string}} Draft `base` is the query, as JSON, that the text was typed over */

/** A pause of this length ends the typing of a query. */
const PAUSE_MS = 800;

/** Return the document of a text, or the error in it. @param {string} text @returns {{document?: QueryDocument, error?: import("./json_text.js").JsonTextError}} */
function read(text) {
  try {
    return { document: parseDocument(text) };
  } catch (error) {
    return { error: /** @type {import("./json_text.js").JsonTextError} */ (error) };
  }
}

/**
 * @param {{query: QueryDocument | undefined, damaged: string | undefined, problem: Error | null, added: string,
 *   onChange: (query: QueryDocument) => void}} props
 *   `damaged` is the text that an address has in the place of a query, `added` renders the members that the page adds when it asks
 */
export function JsonEditor({ query, damaged, problem, added, onChange }) {
  const area = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const [draft, setDraft] = useState(/** @type {Draft | null} */ (null));
  const current = query ? JSON.stringify(query) : "";
  const shown = query ? JSON.stringify(query, null, 2) : (damaged ?? "");
  const typed = draft && read(draft.text);
  // Text that is not JSON stays until it is mended or discarded, also if a control changes the query.
  const isKept = draft && (!typed?.document || draft.base === current || JSON.stringify(typed.document) === current);
  const text = isKept ? draft.text : shown;
  const { document, error } = read(text);
  const apply = () => document && JSON.stringify(document) !== current && onChange(document);
  useEffect(() => {
    const timer = setTimeout(apply, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [draft]);
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    // The query of the address runs as it changes; if it is the same, the shortcut of the screen runs it again.
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && apply()) event.stopPropagation();
  };
  const select = (/** @type {readonly [number, number]} */ [start, end]) => {
    area.current?.focus();
    area.current?.setSelectionRange(start, end);
  };
  return html`<section class="card json" aria-labelledby="json">
    <div class="head"><h2 id="json">Query</h2></div>
    <textarea ref=${area} aria-label="Query as JSON" aria-invalid=${error !== undefined} aria-describedby="json-errors" spellcheck="false" value=${text}
      onInput=${(/** @type {any} */ event) => setDraft({ text: event.target.value, base: current })} onBlur=${apply} onKeyDown=${onKeyDown}></textarea>
    ${added && html`<p class="note">When it asks, the page adds ${added}.</p>`}
    <div class="errors" id="json-errors">
      ${error && html`<div role="alert"><button type="button" onClick=${() => select([error.offset, error.offset + 1])}>Not JSON: ${error.message}</button></div>`}
      ${error && query && html`<button type="button" class="discard" onClick=${() => setDraft(null)}>Show the query that runs</button>`}
      ${!error && issuesIn(problem, text).map(({ message, line, place }) => html`<button type="button" key=${message} onClick=${() => select(place)}>Line ${line}: ${message}</button>`)}
    </div>
  </section>`;
}

/** Return the issues of a problem with their places in the text. @param {Error | null} problem @param {string} text */
function issuesIn(problem, text) {
  if (!(problem instanceof ApiProblem) || !problem.issues.length) return [];
  const places = placesOf(text);
  return problem.issues.map(({ pointer, message }) => {
    const place = placeAt(places, pointer);
    return { message, place, line: positionOf(text, place[0]).line };
  });
}
