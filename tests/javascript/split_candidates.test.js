import assert from "node:assert/strict"
import { test } from "node:test"
import {
  acceptedValues,
  countOf,
  createOffer,
  groupByBlock,
  groupByShape,
  isReplaced,
  tickOf,
} from "../../static/editor/split_candidates.js"

const LINES = [
  "The Locks",
  "3 May 2020, by Ann",
  "“No.”",
  "“Never.”",
  "— Ann Lee",
  "She said “not now” 🐟, “no”.",
  "Share",
]
const credit = { attribution: "Ann Lee", url: "", isSure: true }

/** An article with everything that the server finds. */
const article = (changes = {}) => ({
  title: "The Locks",
  date: "2020-05-03",
  labels: [],
  blocks: [
    { type: "surrounding", line: 0, fields: ["title"], isLeftOut: false },
    { type: "surrounding", line: 1, fields: ["date"], isLeftOut: true },
    {
      ...{ type: "quotation", ...credit, used: [4] },
      lines: [
        { line: 2, from: 0, to: 5 },
        { line: 3, from: 0, to: 8 },
      ],
    },
    {
      ...{ type: "prose", line: 5 },
      inline: [
        { ...credit, from: 10, to: 17 },
        { ...credit, isSure: false, attribution: "", from: 23, to: 25 },
      ],
    },
    { type: "surrounding", line: 6, fields: [], isLeftOut: true },
  ],
  ...changes,
})

const lines = LINES.map((text, block) => ({ text, block }))
const offer = (isTaken = () => false) => createOffer(article(), lines, isTaken)
const untick = ({ candidates }, shape) => {
  for (const item of candidates) if (item.shape === shape) item.isTicked = false
}

test("groupByShape has the candidates of each shape in order", () => {
  const groups = groupByShape(offer().candidates).map(({ shape, items }) => [shape, countOf(items)])
  assert.deepEqual(groups, [
    ["attributed", 2],
    ["inline", 2],
    ["title", 1],
    ["date", 1],
    ["leftOut", 2],
  ])
})

test("createOffer ticks what is sure", () => {
  const [, inline] = groupByShape(offer().candidates)
  assert.deepEqual(
    inline.items.map(({ isTicked }) => isTicked),
    [true, false],
  )
  assert.deepEqual(tickOf(inline.items), { isTicked: false, isMixed: true })
})

test("createOffer ticks no field that would replace a value of the form", () => {
  const current = { title: "Mine", date: "2020-05-03" }
  const { candidates } = createOffer(article(), lines, () => false, current)
  assert.deepEqual(
    candidates.slice(0, 2).map(({ shape, isTicked, replaced }) => [shape, isTicked, replaced]),
    [
      ["title", false, "Mine"],
      ["date", true, ""],
    ],
  )
})

const languageOf = (changes, current) => {
  const { candidates } = createOffer(article(changes), lines, () => false, current)
  const item = candidates.find(({ shape }) => shape === "language")
  return item && [item.text, item.replaced, item.isTicked]
}

test("createOffer suggests another language, ticked for a post without text", () => {
  globalThis.document = { documentElement: { lang: "en" } } // The language of the desk.
  assert.deepEqual(languageOf({ language: "de" }, { language: "en", isEmpty: true }), ["German", "English", true])
  assert.deepEqual(languageOf({ language: "de" }, { language: "en" }), ["German", "English", false])
  assert.equal(languageOf({ language: "pt" }, { language: "pt-BR", isEmpty: true }), undefined)
  assert.equal(languageOf({ language: "" }, { language: "en", isEmpty: true }), undefined)
  assert.equal(languageOf({ language: "de" }, {}), undefined) // The form has no such field.
})

/** The byline that is offered for lines, whose parts are separated by '; ' here. */
const bylineOf = (texts, current = {}) => {
  const people = ["Ann", "Ann Lee", "Émile Roy", "Kim Lee", "Kim-Lee", "रमा"]
  const authors = people.map((name, index) => ({ value: `${index + 1}`, name }))
  const isByline = { type: "surrounding", fields: [], isLeftOut: true, meaning: "byline" }
  const blocks = texts.map((text, line) => ({ ...isByline, line, names: text.split("; ") }))
  const form = { byline: "Bo Berg", isEmpty: true, authors, maxAuthors: 2, ...current }
  const { candidates, values } = createOffer(
    article({ blocks }),
    texts.map((text) => ({ text })),
    () => false,
    form,
  )
  const item = candidates.find(({ shape }) => shape === "byline")
  assert.equal(candidates.filter(({ shape }) => shape === "leftOut").length, item ? 0 : texts.length)
  return item && [item.text, item.isTicked, item.replaced, values.byline]
}

test("createOffer takes the authors of a byline for a post without text", () => {
  assert.deepEqual(bylineOf(["Ann Lee"]), ["Ann Lee", true, "Bo Berg", ["2"]])
  assert.deepEqual(bylineOf(["EMILE ROY; ANN"]), ["Émile Roy, Ann", true, "Bo Berg", ["3", "1"]])
  assert.deepEqual(bylineOf(["Ann", "Émile Roy; Ann"]), ["Ann, Émile Roy", true, "Bo Berg", ["1", "3"]])
  assert.equal(bylineOf(["Ann"], { byline: "Ann" }), undefined)
  assert.equal(bylineOf(["Ann"], { isEmpty: false }), undefined)
})

test("createOffer credits nobody for the byline of another", () => {
  for (const name of ["Ann Gomes", "Ann Lee Park", "Mary Ann", "राम", "Kim Lee"])
    // Two authors are called Kim Lee.
    assert.equal(bylineOf([name]), undefined)
})

test("createOffer says which byline names nobody whom the form offers", () => {
  const isUnknown = (names, current) => {
    const byline = { type: "surrounding", fields: [], isLeftOut: true, meaning: "byline", line: 0, names }
    const blocks = [byline, { type: "surrounding", fields: [], isLeftOut: true, line: 1 }]
    const texts = [{ text: "By somebody" }, { text: "Share" }]
    return createOffer(article({ title: "", date: "", blocks }), texts, () => false, current).candidates.map((item) =>
      Boolean(item.isUnknown),
    )
  }
  const authors = ["Ann", "Kim Lee", "Kim-Lee"].map((name) => ({ value: name, name }))
  assert.deepEqual(isUnknown(["Jo Guest"], { authors, isEmpty: true }), [true, false])
  assert.deepEqual(isUnknown(["Jo Guest"], { authors }), [true, false])
  assert.deepEqual(isUnknown(["Kim Lee"], { authors, isEmpty: true }), [false, false])
  assert.deepEqual(isUnknown(["Ann"], { authors }), [false, false])
  assert.deepEqual(isUnknown(["Jo Guest"], { authors: [], isEmpty: true }), [false, false]) // Authors have no field.
})

test("createOffer shows a byline that names others as well, and leaves it", () => {
  const expected = ["Ann (Ann; Jo Guest)", false, "Bo Berg", ["1"]]
  assert.deepEqual(bylineOf(["Ann; Jo Guest"]), expected)
  assert.deepEqual(bylineOf(["Ann; Jo Guest"], { byline: "Ann" }), ["Ann (Ann; Jo Guest)", false, "", ["1"]])
  assert.equal(bylineOf(["Ann", "Jo Guest"])[0], "Ann (Ann · Jo Guest)")
  assert.deepEqual(bylineOf(["Ann; Ann Lee; Émile Roy"]).slice(0, 2), ["Ann, Ann Lee (Ann; Ann Lee; Émile Roy)", false])
})

test("createOffer converts offsets of characters to those of JavaScript", () => {
  const [, inline] = groupByShape(offer().candidates)
  assert.deepEqual(
    inline.items.map(({ text }) => text),
    ["not now", "no"],
  )
})

test("createOffer leaves out what is a quotation already", () => {
  const groups = groupByShape(offer((line, range) => line === 3 || range?.from === 10).candidates)
  assert.deepEqual(
    groups.map(({ shape, items }) => [shape, items.length]),
    [
      ["inline", 1],
      ["title", 1],
      ["date", 1],
      ["leftOut", 2],
    ],
  )
})

test("createOffer leaves the lines of a list in it", () => {
  const fixed = lines.map((line, index) => ({ ...line, isFixed: [4, 5, 6].includes(index) }))
  const { rows, candidates } = createOffer(article(), fixed, () => false)
  assert.deepEqual(
    rows.map(({ type, lines: [line] }) => [type, line]).slice(2),
    [2, 3, 4, 5, 6].map((line) => ["prose", line]),
  )
  assert.deepEqual(
    groupByShape(candidates).map(({ shape, items }) => [shape, items.length]),
    [
      ["inline", 2],
      ["title", 1],
      ["date", 1],
      ["leftOut", 1],
    ],
  )
})

test("isReplaced is false for a row of which anything was not accepted", () => {
  const one = offer()
  assert.deepEqual(one.rows.map(isReplaced), [true, true, true, false, true])
  untick(one, "date")
  untick(one, "attributed")
  assert.deepEqual(one.rows.map(isReplaced), [true, false, false, false, true])
})

test("createOffer leaves out a list only as a whole", () => {
  const wrapper = {}
  const links = ["Share", "Save"].map((text) => ({ text, wrapper, isFixed: true }))
  const leftOut = (line) => ({ type: "surrounding", line, fields: [], isLeftOut: true })
  const typesOf = (blocks) => createOffer(article({ blocks }), links, () => false).rows.map(({ type }) => type)
  assert.deepEqual(typesOf([leftOut(0), leftOut(1)]), ["surrounding", "surrounding"])
  assert.deepEqual(typesOf([leftOut(0), { type: "prose", line: 1, inline: [] }]), ["prose", "prose"])
})

test("createOffer leaves out a list of labels as a whole", () => {
  const wrapper = {}
  const links = ["Rail", "Sea"].map((text) => ({ text, wrapper, isFixed: true }))
  const blocks = [0, 1].map((line) => ({ type: "surrounding", line, fields: ["labels"], isLeftOut: false }))
  const { rows } = createOffer(article({ labels: ["Rail", "Sea"], blocks }), links, () => false)
  assert.deepEqual(
    rows.map((row) => [row.type, isReplaced(row)]),
    [
      ["surrounding", true],
      ["surrounding", true],
    ],
  )
})

test("createOffer has one candidate for a sentence that its speaker interrupts", () => {
  const text = ["“I will,” she said, “not do it.”"].map((one) => ({ text: one }))
  const halves = [
    { ...credit, from: 1, to: 8, continues: false },
    { ...credit, from: 21, to: 31, continues: true },
  ]
  const offered = article({ blocks: [{ type: "prose", line: 0, inline: halves }] })
  const { rows } = createOffer(offered, text, () => false)
  assert.deepEqual(
    rows[0].candidates.map((item) => [item.text, item.spans.length]),
    [["I will, … not do it.", 2]],
  )
  const rest = createOffer(offered, text, (line, range) => range?.from === 1).rows[0].candidates
  assert.deepEqual(
    rest.map((item) => [item.text, item.spans.length]),
    [["not do it.", 1]],
  )
})

test("createOffer replaces no summary of the form by default", () => {
  const { candidates } = createOffer(article({ summary: "New" }), lines, () => false, { summary: "Old" })
  const item = candidates.find(({ shape }) => shape === "summary")
  assert.deepEqual([item.isTicked, item.replaced], [false, "Old"])
})

test("acceptedValues has the fields that were accepted", () => {
  const one = offer()
  untick(one, "title")
  const { labels, byline, ...texts } = acceptedValues(one)
  assert.deepEqual(texts, { title: "", date: "2020-05-03", language: "", summary: "" })
  assert.deepEqual([labels, byline], [[], []])
})

test("groupByBlock joins neighbouring rows of one node", () => {
  const places = [0, 0, 1, 2, 2, 2, 3].map((block) => ({ block }))
  const groups = groupByBlock(offer().rows, places)
  assert.deepEqual(
    groups.map(({ first, last, rows }) => [first, last, rows.length]),
    [
      [0, 0, 2],
      [1, 2, 2],
      [3, 3, 1],
    ],
  )
})
