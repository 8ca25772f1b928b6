/** JSON text with the places of its parts, which `JSON.parse` does not tell. */
import { pointerOf } from "../../query/document.js";
import { isObject } from "../../query/shapes.js";

/** @typedef {[number, number]} Place the offsets of the first character and after the last one */
/** @typedef {import("../../types").Path} Path */

export class JsonTextError extends Error {
  /** @param {string} expected @param {string} text @param {number} offset */
  constructor(expected, text, offset) {
    const { line, column } = positionOf(text, offset);
    super(`expected ${expected} at line ${line}, column ${column}`);
    this.offset = offset;
  }
}

const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const SPACE = /[ \t\n\r]*/y;

/** Return the line and column of an offset, from 1. @param {string} text @param {number} offset */
export function positionOf(text, offset) {
  const lines = text.slice(0, offset).split("\n");
  return { line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
}

/**
 * Return the places of all parts of JSON text by their JSON Pointers.
 * @param {string} text
 * @returns {Map<string, Place>}
 * @throws {JsonTextError} where the text is not JSON
 */
export function placesOf(text) {
  /** @type {Map<string, Place>} */
  const places = new Map();
  let offset = 0;

  /** @param {RegExp} pattern @param {string} [expected] */
  function take(pattern, expected) {
    pattern.lastIndex = offset;
    const token = pattern.exec(text)?.[0];
    if (token === undefined && expected) throw new JsonTextError(expected, text, offset);
    offset += token?.length ?? 0;
    return token;
  }
  /** @param {Path} path */
  function takeValue(path) {
    take(SPACE);
    const start = offset;
    if (take(/\{/y)) takeList("}", () => takeMember(path));
    else if (take(/\[/y)) takeList("]", (index) => takeValue([...path, index]));
    else take(STRING) ?? take(SCALAR, path.length ? "a value" : "an object");
    places.set(pointerOf(path), [start, offset]);
    take(SPACE);
  }
  /** @param {Path} path */
  function takeMember(path) {
    const name = take(STRING, "a name in double quotes");
    take(SPACE);
    take(/:/y, "':'");
    takeValue([...path, JSON.parse(/** @type {string} */ (name))]);
  }
  /** @param {"}" | "]"} end @param {(index: number) => void} takeItem */
  function takeList(end, takeItem) {
    const isEnd = end === "}" ? /\}/y : /\]/y;
    take(SPACE);
    if (take(isEnd)) return;
    for (let index = 0; ; index++) {
      takeItem(index);
      if (take(isEnd)) return;
      take(/,/y, `',' or '${end}'`);
      take(SPACE);
    }
  }

  takeValue([]);
  take(/$/y, "the end of the text");
  return places;
}

/** Return the place of a part, or of the nearest part around a missing one. @param {Map<string, Place>} places @param {string} pointer @returns {Place} */
export function placeAt(places, pointer) {
  return places.get(pointer) ?? (pointer ? placeAt(places, pointer.slice(0, pointer.lastIndexOf("/"))) : [0, 0]);
}

/**
 * Parse the text of a query document.
 * @param {string} text
 * @returns {import("../../types").QueryDocument}
 * @throws {JsonTextError}
 */
export function parseDocument(text) {
  placesOf(text);
  const document = JSON.parse(text);
  if (!isObject(document)) throw new JsonTextError("an object", text, 0);
  return document;
}
