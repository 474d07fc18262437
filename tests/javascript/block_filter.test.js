import assert from "node:assert/strict"
import { test } from "node:test"
import { filterBlocks } from "../../static/editor/block_filter.js"

const GERMAN = [
  { name: "quotation", label: "Zitat" },
  { name: "figure", label: "Bild" },
  { name: "heading2", label: "Überschrift" },
  { name: "heading3", label: "Unterüberschrift" },
  { name: "orderedList", label: "Nummerierte Liste" },
  { name: "plain:horizontalRule", label: "Trennlinie" },
]
const CHINESE = [
  { name: "quotation", label: "引文" },
  { name: "bulletList", label: "项目列表" },
]

for (const [name, options, query, expected] of [
  ["all blocks without a query", CHINESE, "", ["引文", "项目列表"]],
  ["a label by its start", GERMAN, "zi", ["Zitat"]],
  ["a label without its accents, first where it begins", GERMAN, "uber", ["Überschrift", "Unterüberschrift"]],
  ["a label with an accent of its own", GERMAN, "u\u0308ber", ["Überschrift", "Unterüberschrift"]],
  ["a later word", GERMAN, "liste", ["Nummerierte Liste"]],
  ["several words", GERMAN, "Nummerierte L", ["Nummerierte Liste"]],
  ["an English name", GERMAN, "picture", ["Bild"]],
  ["an English name of a plain block", GERMAN, "rule", ["Trennlinie"]],
  ["part of a word of a script without spaces", CHINESE, "列表", ["项目列表"]],
  ["nothing", GERMAN, "xyz", []],
  ["nothing for a sign of patterns", GERMAN, "(", []],
])
  test(`filterBlocks finds ${name}`, () => {
    assert.deepEqual(
      filterBlocks(options, query).map(({ label }) => label),
      expected,
    )
  })
