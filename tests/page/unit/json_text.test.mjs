import assert from "node:assert/strict";
import { test } from "node:test";

import { JsonTextError, parseDocument, placeAt, placesOf, positionOf } from "../../../evsrv/web/page/screens/explore/json_text.js";

/** @param {string} text */
const errorIn = (text) => {
  try {
    parseDocument(text);
  } catch (error) {
    assert(error instanceof JsonTextError);
    return { message: error.message, offset: error.offset };
  }
  return assert.fail(`${text} was parsed`);
};

test("places of parts are found by their pointers", () => {
  const text = '{\n "a/b": [1, {"~": "x\\"y"}],\n "c": null }';
  const found = Object.fromEntries([...placesOf(text)].map(([pointer, [start, end]]) => [pointer, text.slice(start, end)]));
  assert.deepEqual(found, { "": text, "/a~1b": '[1, {"~": "x\\"y"}]', "/a~1b/0": "1", "/a~1b/1": '{"~": "x\\"y"}', "/a~1b/1/~0": '"x\\"y"', "/c": "null" });
});

test("a missing part has the place of the part around it", () => {
  const text = '{"select": [{"type": "time"}]}';
  const places = placesOf(text);
  assert.deepEqual(placeAt(places, "/select/0/timeUnit/x"), places.get("/select/0"));
  assert.deepEqual(placeAt(places, "/where"), [0, text.length]);
});

test("lines and columns begin at 1", () => {
  assert.deepEqual(positionOf("ab\nc", 0), { line: 1, column: 1 });
  assert.deepEqual(positionOf("ab\nc", 4), { line: 2, column: 2 });
});

for (const [text, message, offset] of /** @type {[string, string, number][]} */ ([
  ["", "expected an object at line 1, column 1", 0],
  ["[1]", "expected an object at line 1, column 1", 0],
  ['{"a": 1', "expected ',' or '}' at line 1, column 8", 7],
  ['{"a": 1,}', "expected a name in double quotes at line 1, column 9", 8],
  ['{\n  "a": [1,\n  x]}', "expected a value at line 3, column 3", 15],
  ['{"a": [1 2]}', "expected ',' or ']' at line 1, column 10", 9],
  ['{"a" 1}', "expected ':' at line 1, column 6", 5],
  ['{"a": "b\nc"}', "expected a value at line 1, column 7", 6],
  ['{"a": 01}', "expected ',' or '}' at line 1, column 8", 7],
  ["{'a': 1}", "expected a name in double quotes at line 1, column 2", 1],
  ["{} x", "expected the end of the text at line 1, column 4", 3],
])) {
  test(`the error in ${JSON.stringify(text)} is pointed out`, () => {
    assert.deepEqual(errorIn(text), { message, offset });
  });
}

test("texts are JSON if and only if JSON.parse takes them", () => {
  const texts = ['{"a":1e5}', '{"a":1.}', '{"a":-}', '{"a":"\\u12g4"}', '{"a":"\\x"}', '{"a":"\u2028"}', '{"a":\ttrue}', '{"a":\u00a0true}', '{"a":nul}', '{"a":[]}', '{"a":[,]}', '{"":{}}', '{"a":-0.5E+3}'];
  for (const text of texts) {
    let isJson = true;
    try {
      JSON.parse(text);
    } catch {
      isJson = false;
    }
    if (isJson) assert.deepEqual(parseDocument(text), JSON.parse(text));
    else assert.throws(() => parseDocument(text), JsonTextError, text);
  }
});
