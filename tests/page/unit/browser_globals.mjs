// The globals of a browser that modules of the page read while they are loaded.

/** @type {Map<string, string>} */
const stored = new Map();
const storage = {
  getItem: (/** @type {string} */ name) => stored.get(name) ?? null,
  setItem: (/** @type {string} */ name, /** @type {string} */ text) => void stored.set(name, text),
  removeItem: (/** @type {string} */ name) => void stored.delete(name),
};
Object.assign(globalThis, {
  addEventListener() {},
  document: { baseURI: "http://127.0.0.1/ui/" },
  localStorage: storage,
  location: { hash: "", pathname: "/ui/", search: "" },
  sessionStorage: storage,
});
