import assert from "node:assert/strict"
import { test } from "node:test"
import { findCounterpart } from "../../static/editor/preview_place.js"

const blocks = (...texts) => texts.map((text, number) => ({ text, number }))

for (const [name, index, others, expected] of [
  ["the block with the same text", 1, blocks("a", "b"), 1],
  ["the second of two with the same text", 3, blocks("a", "b", "c", "b"), 3],
  ["the last one if there are fewer with the same text", 3, blocks("b"), 0],
  ["the block before one that is new", 2, blocks("a", "b"), 1],
  ["nothing without blocks", 0, [], undefined],
  ["nothing before the first block", -1, blocks("a"), undefined],
])
  test(`findCounterpart finds ${name}`, () => {
    assert.equal(findCounterpart(blocks("a", "b", "c", "b"), index, others)?.number, expected)
  })
