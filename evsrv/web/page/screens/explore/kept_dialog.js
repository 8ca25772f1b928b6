/** The dialog of the kept questions. */
import { exploreAddress } from "../../session/address.js";
import { Dialog } from "../../ui/dialog.js";
import { formatCount } from "../../ui/format.js";
import { html, useState } from "../../preact.js";
import { saveText, today } from "./downloads.js";
import { forgetQuestion, keepQuestion, keptQuestions, renameQuestion, storeQuestions } from "./kept_questions.js";
import { mergeQuestions, parseFile, renderFile } from "./question_file.js";

/**
 * @param {{question: Omit<import("./question_file.js").KeptQuestion, "name"> | undefined, title: string, datasets: string[], onClose: () => void}} props
 *   `question` is the one that the screen shows, and `title` the name that is proposed for it
 */
export function KeptDialog({ question, title, datasets, onClose }) {
  const [name, setName] = useState(title);
  const [renamed, setRenamed] = useState("");
  const [messages, setMessages] = useState(/** @type {string[]} */ ([]));
  const kept = keptQuestions.value;
  const isNamed = (/** @type {string} */ sought) => kept.some((other) => other.name === sought);
  const [before, setBefore] = useState(/** @type {import("./question_file.js").KeptQuestion[] | null} */ (null));
  const attempt = async (/** @type {() => string[] | Promise<string[]>} */ change) => {
    setBefore(kept);
    try {
      setMessages(await change());
    } catch (error) {
      setMessages([error instanceof Error ? error.message : String(error)]);
    }
  };
  const keep = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (question) attempt(() => (keepQuestion({ ...question, name: name.trim() }), [`Kept “${name.trim()}”.`]));
  };
  const importFile = (/** @type {any} */ { target }) =>
    attempt(async () => {
      const { questions, refused } = parseFile(await target.files[0].text(), datasets);
      const merged = mergeQuestions(keptQuestions.value, questions);
      const added = merged.length - keptQuestions.value.length;
      storeQuestions(merged);
      target.value = "";
      return [`Imported ${added} of ${formatCount(questions.length + refused.length, "question")}; kept already: ${questions.length - added}.`, ...refused];
    });
  const rename = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const next = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("next")).trim();
    if (next !== renamed && isNamed(next)) return setMessages([`“${next}” is the name of another question.`]);
    attempt(() => (renameQuestion(renamed, next), setRenamed(""), []));
  };
  return html`<${Dialog} title="Kept questions" className="kept" onClose=${onClose}>
    ${question && html`<form class="one" onSubmit=${keep}>
      <input aria-label="Name of this question" value=${name} required maxlength="200" pattern=".*\\S.*" onInput=${(/** @type {any} */ event) => setName(event.target.value)} />
      <button class="primary">${isNamed(name.trim()) ? "Overwrite" : "Keep"}</button>
    </form>`}
    <div role="status">${messages.map((message) => html`<p key=${message}>${message}</p>`)}
      ${before && before !== kept && html`<button type="button" class="quiet" onClick=${() => (storeQuestions(before), setMessages([]))}>Undo</button>`}</div>
    ${kept.length === 0 && html`<p>No question is kept yet. They stay in this browser.</p>`}
    <ul class="plain">${kept.map(
      (other) => html`<li key=${other.name}>${
        other.name === renamed
          ? html`<form class="one" onSubmit=${rename}>
              <input name="next" aria-label="New name of ${other.name}" value=${other.name} required maxlength="200" pattern=".*\\S.*" autofocus /><button class="quiet">Rename</button></form>`
          : html`<a href=${exploreAddress(other.dataset, other.query, other.view)} onClick=${onClose}>${other.name}</a><span class="note">${other.dataset}</span>
            <button type="button" class="quiet" aria-label="Rename ${other.name}" onClick=${() => setRenamed(other.name)}>Rename</button>
            <button type="button" class="quiet" aria-label="Delete ${other.name}" onClick=${() => attempt(() => (forgetQuestion(other.name), [`Deleted “${other.name}”.`]))}>Delete</button>`
      }</li>`,
    )}</ul>
    <div class="one"><button type="button" class="quiet" disabled=${kept.length === 0} onClick=${() => saveText(renderFile(kept), `evsrv-questions-${today()}.json`)}>Export all to a file</button>
      <label class="quiet file">Import from a file<input type="file" class="out" accept=".json,application/json" onChange=${importFile} /></label></div>
  </${Dialog}>`;
}
