/** The rows of an answer: as a table, as files, and one of them whole. */
import { runQuery } from "../../api/endpoints.js";
import { isGrouped } from "../../query/asked.js";
import { RecordDialog } from "../../result/record_dialog.js";
import { ResultTable } from "../../result/result_table.js";
import { html, useState } from "../../preact.js";
import { asExported, zoneOf } from "./asked_question.js";
import { Downloads } from "./downloads.js";
import { showState } from "./state.js";

/** @typedef {import("../../types").Row} Row */

/** @param {{answered: import("./asked_question.js").AskedQuestion}} props */
export function RowsCard({ answered }) {
  const { dataset, query, data } = answered;
  const [record, setRecord] = useState(/** @type {Row | null} */ (null));
  const zone = zoneOf(query);
  const open = async (/** @type {Row} */ row) => {
    setRecord(row);
    if (typeof row.id !== "string") return;
    // The row may have some of the fields only.
    const found = await runQuery(dataset, { where: { condition: { field: "id", operator: "eq", value: row.id } } }).catch(() => null);
    const whole = found?.body.result[0];
    if (whole) setRecord((shown) => (shown === row ? whole : shown));
  };
  const follow = (/** @type {string} */ user) => {
    const where = { condition: { field: "user", operator: "eq", value: user } };
    showState({ dataset: "events", query: { where, orderBy: [{ field: "createdAt", direction: "asc" }], timezone: zone } });
  };
  return html`<section class="card" aria-labelledby="rows">
    <div class="head"><h2 id="rows">Rows</h2><${Downloads} dataset=${dataset} query=${asExported(answered)} /></div>
    <${ResultTable} data=${data} zone=${zone} onOpen=${isGrouped(query) ? undefined : open} />
    ${record && html`<${RecordDialog} record=${record} zone=${zone} onClose=${() => setRecord(null)} onUser=${follow} />`}
  </section>`;
}
