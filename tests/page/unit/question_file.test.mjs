import assert from "node:assert/strict";
import { test } from "node:test";

import { mergeQuestions, parseFile, renderFile } from "../../../evsrv/web/page/screens/explore/question_file.js";

const DATASETS = ["events", "feedback"];
const question = { name: "a", dataset: "events", query: { limit: 1 }, view: "table" };

test("a file is read as it was written, with members of later versions", () => {
  const questions = [question, { name: "b", dataset: "feedback", query: {}, colour: "red" }];
  assert.deepEqual(parseFile(renderFile(questions), DATASETS), { questions, refused: [] });
});

test("entries that are no questions are named, and the others taken", () => {
  const entries = [question, null, { ...question, name: " " }, { ...question, name: "c", dataset: "visits" }, { ...question, name: "d", query: [] }, { ...question, name: "e", view: 1 }];
  const { questions, refused } = parseFile(renderFile(/** @type {any} */ (entries)), DATASETS);
  assert.deepEqual(questions, [question]);
  assert.deepEqual(refused, [
    "Question 2 has no name.",
    "Question 3 “ ” has no name.",
    'Question 4 “c” asks the dataset "visits"; expected one of events, feedback.',
    "Question 5 “d” has no object 'query'.",
    "Question 6 “e” has a 'view' that is not text.",
  ]);
});

test("another file is refused", () => {
  assert.throws(() => parseFile("{", DATASETS), /not JSON/);
  for (const text of ["null", "[]", '{"questions": []}', '{"kind": "evsrv questions"}']) {
    assert.throws(() => parseFile(text, DATASETS), /holds no questions/);
  }
});

test("a question of the same name stays beside the other, and an equal one is not doubled", () => {
  const other = { ...question, query: { limit: 2 } };
  const merged = mergeQuestions([question], [other, question]);
  assert.deepEqual(merged, [question, { ...other, name: "a (2)" }]);
  assert.deepEqual(mergeQuestions(merged, [question, other]), merged);
});

test("an equal question under another name is taken", () => {
  const other = { ...question, name: "a b" };
  assert.deepEqual(mergeQuestions([other], [question]), [other, question]);
});
