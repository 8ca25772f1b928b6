/** The rows of a question as files. */
import { exportRows } from "../../api/endpoints.js";
import { isGrouped } from "../../query/asked.js";
import { formatNumber } from "../../ui/format.js";
import { Menu } from "../../ui/menu.js";
import { Question } from "../../ui/question.js";
import { ProblemBox } from "../../ui/problem_box.js";
import { Progress } from "../../ui/progress.js";
import { html, useState } from "../../preact.js";

/** @typedef {import("../../types").QueryDocument} QueryDocument */
/** @typedef {{text: string, type: "text/csv" | "application/x-ndjson", suffix: string, parameters?: string}} Format */

/** @type {Format[]} */
const FORMATS = [
  { text: "CSV for spreadsheets", type: "text/csv", suffix: "csv", parameters: "spreadsheet=true" },
  { text: "CSV", type: "text/csv", suffix: "csv" },
  { text: "NDJSON", type: "application/x-ndjson", suffix: "ndjson" },
];
/** @type {Format} */
const FOR_IMPORT = { text: "NDJSON for evsrv import", type: "application/x-ndjson", suffix: "ndjson", parameters: "as=events" };

/** Save a file on this machine. @param {Blob} blob @param {string} name */
function save(blob, name) {
  const url = URL.createObjectURL(blob);
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  // The browser reads the address after this task.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Save a text as a file. @param {string} text @param {string} name */
export const saveText = (text, name) => save(new Blob([text], { type: "application/json" }), name);

/** Return today's date for the name of a file. */
export const today = () => new Date().toISOString().slice(0, 10);

/**
 * @param {{dataset: import("../../types").DatasetName, query: QueryDocument}} props `query` as it is exported
 */
export function Downloads({ dataset, query }) {
  const [download] = useState(() => /** @type {Question<null>} */ (new Question()));
  const [bytes, setBytes] = useState(0);
  const start = (/** @type {Format} */ { type, suffix, parameters }) => {
    setBytes(0);
    download.ask(async (signal) => {
      const blob = await exportRows(dataset, query, type, { parameters, signal, onProgress: setBytes });
      save(blob, `${dataset}-${today()}.${suffix}`);
      return { body: null, milliseconds: 0, unchanged: false };
    });
  };
  const isWhole = dataset === "events" && !isGrouped(query) && query.select === undefined;
  const items = (isWhole ? [...FORMATS, FOR_IMPORT] : FORMATS).map((format) => ({ text: format.text, action: () => start(format) }));
  const note = query.limit === undefined ? "All rows of the query" : `The first ${formatNumber(Number(query.limit))} rows, as the query says`;
  return html`<${Menu} label="Download" items=${items} note=${note} />
    ${download.startedAt.value !== null && html`<span class="download" role="status"><${Progress} question=${download} /> ${(bytes / 1e6).toFixed(1)} MB</span>`}
    <${ProblemBox} problem=${download.problem.value} />`;
}
