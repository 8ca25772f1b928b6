import assert from "node:assert/strict";
import { test } from "node:test";

import { adapted, controlFor, parseOperand, pickedOperand, renderOperand } from "../../../evsrv/web/page/query/operands.js";

/** @typedef {import("../../../evsrv/web/page/types.js").Json} Json */

const TEXT = { type: "string" };
const NULLABLE = { type: ["string", "null"] };
const ANY = {};
const ORDERED = { type: ["string", "number"] };
const LIST = { type: "array", items: NULLABLE };
const SCALAR_OR_LIST = { type: ["string", "number", "boolean", "null", "array"], items: { type: ["string", "number", "boolean", "null"] } };
const OBJECTS = { type: ["object", "array"], items: { type: "object" } };

/** @param {string} text @param {object} schema @param {object} [known] @returns {any} */
const parse = (text, schema, known) => {
  const parsed = parseOperand(text, /** @type {any} */ (schema), known);
  return "part" in parsed ? parsed.part : parsed;
};

test("a value is parsed from the text that shows it", () => {
  /** @type {Json[]} */
  const values = ["a", "", " 10 ", "10", "true", "null", '"quoted"', "[info] x", "{", "1e999", 10, -1.5, 0, 1e21, 12345678901234567890, true, false, null, [], ["a", 1], { a: { b: [] } }];
  for (const schema of [ANY, TEXT, NULLABLE, ORDERED, SCALAR_OR_LIST, OBJECTS, { type: "number" }]) {
    for (const value of values) {
      const types = schema === ANY ? null : [/** @type {any} */ (schema).type].flat();
      const type = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
      if (types && !types.includes(type)) continue;
      assert.deepEqual(parse(renderOperand(value, /** @type {any} */ (schema)), schema, { was: value }), value, `${JSON.stringify(value)} of ${JSON.stringify(schema)}`);
    }
  }
});

test("a number is text if the key has only strings, unless it was a number", () => {
  assert.equal(parse("10", ANY), 10);
  assert.equal(parse("10", ANY, { kinds: ["string"] }), "10");
  assert.equal(parse("10", ANY, { kinds: ["string"], was: 9 }), 10);
  assert.equal(parse("10", ANY, { kinds: ["string", "number"] }), 10);
  assert.equal(parse('"10"', ANY, { kinds: ["number"] }), "10");
  assert.equal(parse("10", TEXT), "10");
  assert.equal(parse("10", NULLABLE), "10");
  assert.equal(parse("12345678901234567890", ANY), "12345678901234567890");
});

test("text that should be JSON is refused with the reason", () => {
  for (const [text, schema] of /** @type {[string, object][]} */ ([["{", ANY], ["[1", ANY], ["x", OBJECTS], ['"x"', { type: "number" }], ["1", OBJECTS]])) {
    assert.match(parse(text, schema).fault, /^expected /, text);
  }
  assert.equal(parse("[1", ORDERED), "[1");
  assert.equal(parse("", ANY), undefined);
});

test("the schema decides the control", () => {
  assert.equal(controlFor(null, undefined), "none");
  assert.equal(controlFor(LIST, undefined), "list");
  assert.equal(controlFor({ type: "array" }, undefined), "list");
  assert.equal(controlFor(SCALAR_OR_LIST, "a"), "text");
  assert.equal(controlFor(SCALAR_OR_LIST, ["a"]), "list");
  assert.equal(controlFor(OBJECTS, [{}]), "text");
  assert.equal(controlFor(ANY, ["a"]), "text");
  assert.equal(controlFor({ type: "boolean" }, true), "boolean");
  assert.equal(controlFor({ ...NULLABLE, format: "timestamp" }, null), "time");
});

test("a picked value has the type of the values at its key", () => {
  assert.equal(pickedOperand("10", ANY, []), "10");
  assert.equal(pickedOperand("10", ANY, ["number"]), 10);
  assert.equal(pickedOperand("10", ANY, ["number", "string"]), "10");
  assert.equal(pickedOperand("true", ANY, ["boolean"]), true);
  assert.equal(pickedOperand("7", { type: "number" }, []), 7);
});

test("an operand is adapted to what another operator takes", () => {
  assert.deepEqual(adapted("a", LIST), ["a"]);
  assert.equal(adapted(["a", "b"], TEXT), "a");
  assert.equal(adapted(3, TEXT), "3");
  assert.equal(adapted("3", { type: "number" }), 3);
  assert.equal(adapted("x", { type: "number" }), undefined);
  assert.equal(adapted(null, TEXT), undefined);
  assert.deepEqual(adapted(null, LIST), [null]);
  assert.equal(adapted("a", null), undefined);
  assert.equal(adapted([], TEXT), undefined);
});
