import assert from "node:assert/strict"
import { test } from "node:test"
import { rowAfterLeaving, rowBelowOrder, rowInSteps, rowsBetween } from "../../static/desk/moderation_order.js"

const ROWS = ["a", "b", "c", "d"]

for (const [leaving, current, expected] of [
  [["b"], "b", "c"],
  [["d"], "d", "c"],
  [["a"], "a", "b"],
  [["b", "c"], "b", "d"],
  [["c", "d"], "c", "b"],
  [["b", "d"], "d", "c"],
  [["b", "c"], "a", "d"],
  [["a"], null, "b"],
  [ROWS, "b", null],
])
  test(`rowAfterLeaving: ${leaving} leave, ${current} is current`, () => {
    assert.equal(rowAfterLeaving(ROWS, leaving, current), expected)
  })

for (const [current, by, expected] of [
  ["b", 1, "c"],
  ["b", -1, "a"],
  ["a", -1, "a"],
  ["d", 1, "d"],
  [null, 1, "a"],
  ["gone", 1, "a"],
])
  test(`rowInSteps: ${by} from ${current}`, () => {
    assert.equal(rowInSteps(ROWS, current, by), expected)
  })

test("rowInSteps finds nothing in an empty list", () => {
  assert.equal(rowInSteps([], null, 1), undefined)
})

for (const [order, expected] of [
  [0, 1],
  [1, 3],
  [2, 3],
  [5, null],
])
  test(`rowBelowOrder: row ${order}`, () => {
    assert.equal(rowBelowOrder([1, 3, 5], order, Number), expected)
  })

for (const [first, last, expected] of [
  ["b", "d", ["b", "c", "d"]],
  ["d", "b", ["b", "c", "d"]],
  ["b", "b", ["b"]],
  [null, "c", ["c"]],
  ["gone", "c", ["c"]],
])
  test(`rowsBetween: ${first} and ${last}`, () => {
    assert.deepEqual(rowsBetween(ROWS, first, last), expected)
  })
