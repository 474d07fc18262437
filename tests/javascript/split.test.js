import assert from "node:assert/strict"
import { test } from "node:test"
import { isQuotation, opensQuotation, parseDate, splitArticle } from "../../static/editor/split.js"

const PROSE = "A long line of text that tells what happened. ".repeat(6).trim()
const QUOTATION = "“Nobody has ever said this before.”"

for (const [line, expected] of [
  ["2023-03-22", "2023-03-22"],
  ["Wednesday, March 22, 2023", "2023-03-22"],
  ["mercredi 22 mars 2023", "2023-03-22"],
  ["22. März 2023", "2023-03-22"],
  ["22 марта 2023", "2023-03-22"],
  ["1st May 1899", "1899-05-01"],
  ["2023-02-30", ""],
  ["February 30, 2023", ""],
  ["March 2023", ""],
  ["March 22", ""],
  ["22/03/2023", ""],
  ["", ""],
  ["On March 22, 2023 he said that he would not go there again.", ""],
])
  test(`parseDate(${JSON.stringify(line)}) is ${JSON.stringify(expected)}`, () => {
    assert.equal(parseDate(line), expected)
  })

for (const [line, expected] of [
  ["“This is a quotation.”", true],
  ["« C’est une citation. »", true],
  ["„Das ist ein Zitat.“", true],
  ["»Das ist ein Zitat.«", true],
  ["「これは引用文です。」", true],
  ['"This is a quotation", ', true],
  ["“He said “no” to us.”", true],
  ["“Yes,” she said, “now.”", false],
  ['"Yes," she said, "now."', false],
  ["“It opens and never closes.", false],
  ["It closes and never opens.”", false],
  ["“No.”", false],
  ["A “word” in quotation marks", false],
  ["", false],
])
  test(`isQuotation(${JSON.stringify(line)}) is ${expected}`, () => {
    assert.equal(isQuotation(line), expected)
  })

test("opensQuotation ignores white space and accepts an empty line", () => {
  assert.equal(opensQuotation("  “Yes"), true)
  assert.equal(opensQuotation("   "), false)
})

test("splitArticle finds date, title, quotations, text and labels", () => {
  const lines = ["March 22, 2023", "A title", "", QUOTATION, "— Ada Ahn, minister", PROSE, "Labels: China, War"]
  assert.deepEqual(splitArticle(lines), {
    date: "2023-03-22",
    title: "A title",
    titleLine: 1,
    labels: ["China", "War"],
    blocks: [
      { type: "quotation", lines: [3], attribution: "Ada Ahn, minister" },
      { type: "prose", line: 5 },
    ],
    leftOut: [],
  })
})

test("splitArticle groups quotations above one attribution", () => {
  const { blocks } = splitArticle([QUOTATION, QUOTATION, "Ada Ahn", PROSE])
  assert.deepEqual(blocks[0], { type: "quotation", lines: [0, 1], attribution: "Ada Ahn" })
})

test("splitArticle keeps a single quotation without attribution as text", () => {
  const { blocks } = splitArticle(["March 22, 2023", "A title", QUOTATION, PROSE])
  assert.deepEqual(
    blocks.map(({ type }) => type),
    ["prose", "prose"],
  )
})

test("splitArticle takes no sentence for an attribution", () => {
  const { blocks } = splitArticle([QUOTATION, QUOTATION, "He then left the room.", PROSE])
  assert.equal(blocks[0].attribution, "")
  assert.equal(blocks[1].line, 2)
})

test("splitArticle takes a caption that is repeated with a credit for a figure", () => {
  const caption = "A street in the old town"
  const { blocks } = splitArticle([QUOTATION, "Ada Ahn", caption, `${caption} (Reuters/Bo Berg)`])
  assert.deepEqual(blocks[1], { type: "figure", alt: caption, caption, credit: "Reuters/Bo Berg" })
})

test("splitArticle leaves out sharing links only at the end", () => {
  const article = splitArticle([QUOTATION, "Ada Ahn", PROSE, "Labels: China", "Share to Twitter"])
  assert.deepEqual(article.leftOut, ["Share to Twitter"])
  const early = splitArticle(["Tweet", QUOTATION, "Ada Ahn", ...Array(10).fill(PROSE)])
  assert.deepEqual(early.leftOut, [])
})

test("splitArticle reports labels without names as left out", () => {
  const { labels, leftOut } = splitArticle([QUOTATION, "Ada Ahn", "Labels:"])
  assert.deepEqual([labels, leftOut], [[], ["Labels:"]])
})

for (const [name, lines] of [
  ["nothing", []],
  ["blank lines", ["", "  "]],
  ["one line", [PROSE]],
  ["text alone", [PROSE, PROSE, PROSE]],
])
  test(`splitArticle recognizes nothing in ${name}`, () => {
    assert.equal(splitArticle(lines), null)
  })
