// Steers the widget, whose elements are inside of shadow roots.
function elements(selector, root = document) {
  const inside = [...root.querySelectorAll("*")].flatMap((element) =>
    element.shadowRoot ? elements(selector, element.shadowRoot) : [],
  );
  return [...root.querySelectorAll(selector), ...inside];
}

function click(selector) {
  elements(selector).at(-1).click();
}

function mount(settings) {
  window.widget = window.Inkeep.EmbeddedSearchAndChat("#widget", settings);
}

function ask(question) {
  window.widget.chat.submitMessage(question);
}

function search(query) {
  window.widget.search.updateQuery(query);
}
