// Finds elements of the widget, which are inside of shadow roots.
function elements(selector, root = document) {
  const inside = [...root.querySelectorAll("*")].flatMap((element) =>
    element.shadowRoot ? elements(selector, element.shadowRoot) : [],
  );
  return [...root.querySelectorAll(selector), ...inside];
}

function click(selector) {
  const found = elements(selector);
  found.at(-1)?.click();
  return found.length;
}
