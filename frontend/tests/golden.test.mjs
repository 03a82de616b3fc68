// The tablet reckons as the server does: run by tests/audits/test_golden_typescript.py with the folder of the cases.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { compare, decimal, over, plus, times, toCents } from "../src/tablet/decimal.ts";
import { asked } from "../src/tablet/form.ts";
import { score } from "../src/tablet/scoring.ts";

const folder = process.env.GOLDEN_CASES;

/** Equal as numbers, however they are written; nothing equals nothing only. */
function same(reckoned, expected, what) {
  if (reckoned === null || expected === null) assert.equal(reckoned, expected, what);
  else assert.equal(compare(reckoned, decimal(expected)), 0, what);
}

for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
  const { document, cases } = JSON.parse(readFileSync(path.join(folder, file), "utf8"));
  for (const { name, answers, photos, expected } of cases) {
    test(`${file}: ${name}`, () => {
      const { visible, missing } = asked(document, answers, new Set(photos));
      assert.deepEqual(visible, expected.visible);
      assert.deepEqual(Object.fromEntries(missing), expected.missing);
      const reckoned = score(document, answers);
      assert.equal(reckoned.total, expected.total);
      assert.deepEqual([...reckoned.failed].sort(), [...expected.failed].sort());
      assert.equal(reckoned.criticalFailures, expected.critical_failures);
      same(reckoned.cap, expected.cap, "cap");
      for (const [place, section] of expected.sections.entries()) {
        const own = reckoned.sections[place];
        assert.equal(own.key, section.key);
        for (const figure of ["earned", "possible", "cap"])
          same(own[figure], section[figure], `${section.key} ${figure}`);
      }
    });
  }
}

test("divisions round half away from zero, and nothing else rounds", () => {
  assert.equal(compare(over(decimal(1), decimal(3), 4), decimal("0.3333")), 0);
  assert.equal(compare(over(decimal(-1), decimal(8), 2), decimal("-0.13")), 0);
  assert.equal(compare(plus(decimal("0.1"), decimal("0.2")), decimal("0.3")), 0);
  assert.equal(compare(times(decimal("1.1"), decimal("1.1")), decimal("1.21")), 0);
  for (const [written, rounded] of [
    ["0.125", "0.13"],
    ["-0.125", "-0.13"],
    ["12.344999", "12.34"],
    ["7", "7.00"],
    ["1e2", "100.00"],
  ]) {
    assert.equal(toCents(decimal(written)), rounded);
  }
});
