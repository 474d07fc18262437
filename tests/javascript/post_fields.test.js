import assert from "node:assert/strict"
import { test } from "node:test"
import { mergeLabels } from "../../static/editor/article_fields.js"
import { splitLabels } from "../../static/editor/post_fields.js"

test("splitLabels drops empty labels and white space", () => {
  assert.deepEqual(splitLabels(" China, , War ,"), ["China", "War"])
  assert.deepEqual(splitLabels(""), [])
})

for (const [present, added, expected] of [
  [[], ["China"], ["China"]],
  [["China"], [], ["China"]],
  [["China"], ["china", "War"], ["China", "War"]],
  [["china"], ["China"], ["china"]],
  [[], ["War", "WAR"], ["WAR"]],
])
  test(`mergeLabels(${JSON.stringify(present)}, ${JSON.stringify(added)})`, () => {
    assert.deepEqual(mergeLabels(present, added), expected)
  })
