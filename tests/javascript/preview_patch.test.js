import assert from "node:assert/strict"
import { test } from "node:test"
import { bodyOf } from "./dom.js"

const { patch } = await import("../../static/editor/preview_patch.js")

for (const [before, after] of [
  ["<p>A</p>", "<p>B</p>"],
  ["<p>A</p><p>B</p>", "<p>B</p>"],
  ["<p>B</p>", "<p>A</p><p>B</p>"],
  ["", "<p>A</p>"],
  ["<p>A</p>", ""],
  ["<p>A</p><p>A</p>", "<p>A</p>"],
  ["<p>A</p><p>B</p><p>C</p>", "<p>C</p><p>B</p><p>A</p>"],
  ['<p class="a" id="b">A</p>', '<p class="a" lang="fr">A</p>'],
  ['<p class="a">A</p>', '<p class="b">A</p>'],
  ["A<b>B</b>", "<i>A</i>B"],
])
  test(`patch changes ${before || "nothing"} into ${after || "nothing"}`, () => {
    const body = bodyOf(before)
    patch(body, bodyOf(after))
    assert.equal(body.innerHTML, after)
  })

test("patch keeps the elements around a change", () => {
  const body = bodyOf('<h1>A</h1><img src="/a.png"><p>B</p><footer>C</footer>')
  const unchanged = [...body.querySelectorAll("h1, img, p, footer")]
  patch(body, bodyOf('<h1>A</h1><img src="/a.png"><p>B <em>now</em></p><footer>C</footer>'))
  assert.deepEqual([...body.children], unchanged)
})

test("patch keeps the elements around an insertion and a removal", () => {
  const body = bodyOf("<p>A</p><p>B</p><p>C</p>")
  const [first, , last] = body.children
  patch(body, bodyOf("<p>A</p><h2>X</h2><h2>Y</h2><p>C</p>"))
  assert.equal(body.firstChild, first)
  assert.equal(body.lastChild, last)
})
