import assert from "node:assert/strict"
import { test } from "node:test"
import "./dom.js"

const { readMarkup } = await import("../../static/editor/pasted_markup.js")

for (const [name, html, expected] of [
  ["a paragraph", "<p class='Lead a'>A</p>", [["A", ["p", ".lead", ".a"], 0]]],
  ["loose text", "A", [["A", [], 0]]],
  ["inline elements", "<p><b>A</b> <a href='/'>b</a></p>", [["A b", ["p"], 0]]],
  [
    "lines of one paragraph",
    "<blockquote class='tr_bq'>A<br><cite>B</cite></blockquote>",
    [
      ["A", ["blockquote", ".tr_bq"], 0],
      ["B", ["blockquote", ".tr_bq", "cite"], 0],
    ],
  ],
  [
    "text around a block",
    "<aside>A<p>B</p>C</aside>",
    [
      ["A", ["aside"], 0],
      ["B", ["aside", "p"], 0],
      ["C", ["aside"], 0],
    ],
  ],
  [
    "quote cards",
    "<div class='pullquote'><p>A</p><p>B</p></div><div class='pullquote'><p>C</p></div>",
    [
      ["A", ["div", ".pullquote", "p"], -1],
      ["B", ["div", ".pullquote", "p"], -1],
      ["C", ["div", ".pullquote", "p"], -2],
    ],
  ],
  [
    "the same text twice",
    "<p>A</p><figure><figcaption>A</figcaption></figure>",
    [
      ["A", ["p"], 0],
      ["A", ["figure", "figcaption"], 0],
    ],
  ],
  ["a <q>, whose marks are added later", "<p>A <q>b</q></p>", [["A “b”", ["p"], 0]]],
  ["white space of source code", "<p>\n A\n  b\n</p>", [["A b", ["p"], 0]]],
])
  test(`readMarkup finds the elements around ${name}`, () => {
    const find = readMarkup(html)
    assert.deepEqual(
      expected.map(([text]) => [text, ...Object.values(find(text))]),
      expected,
    )
  })

test("readMarkup finds nothing for other text", () => {
  assert.equal(readMarkup("<p>A</p>")("B"), undefined)
  assert.equal(readMarkup("")("B"), undefined)
})
