import assert from "node:assert/strict";
import { test } from "node:test";

import { membersOf } from "../../../evsrv/web/page/result/record_dialog.js";

test("the members of a record's objects are listed by their paths, with JSON in texts parsed", () => {
  const record = { id: "1", reasons: ["a"], properties: { client: '{"os":"x"}', note: "[not JSON", count: "1" }, userProperties: null };
  assert.deepEqual(membersOf(record), [
    { name: "id", value: "1" },
    { name: "reasons", value: ["a"] },
    { name: "properties.client", value: { os: "x" } },
    { name: "properties.note", value: "[not JSON" },
    { name: "properties.count", value: "1" },
    { name: "userProperties", value: null },
  ]);
});
