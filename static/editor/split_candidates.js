// What is offered of an article: its candidates, each accepted or left, in the order of its lines.
import { nameLanguage } from "./language_name.js"
import { fold } from "./text_folding.js"

/**
 * The server's answer; see blog/extraction/layout.py. Offsets count characters.
 * @typedef {{ from: number, to: number }} Range
 * @typedef {{ type: "prose", line: number, inline: (Range & Credit & { continues?: boolean })[] }} ProseBlock
 * @typedef {{ type: "quotation", lines: (Range & { line: number })[], used: number[] } & Credit} QuotationBlock
 * @typedef {{ type: "figure", alt: string, caption: string, credit: string, used: number[] }} FigureBlock
 * @typedef {{ type: "surrounding", line: number, fields: Shape[], isLeftOut: boolean, meaning?: Meaning, names?: string[] }} SurroundingBlock
 * @typedef {{ attribution: string, url: string, isSure: boolean }} Credit
 * @typedef {"" | "byline" | "credit"} Meaning what a line is that is left out
 * @typedef {{ title: string, date: string, labels: string[], language: string, summary: string }} Values of the fields of the form
 * @typedef {{ value: string, name: string }} Author whom the form offers
 * @typedef {Values & { blocks: (ProseBlock | QuotationBlock | FigureBlock | SurroundingBlock)[] }} Article
 */
/** @typedef {"attributed" | "unattributed" | "inline" | "figure" | "title" | "date" | "labels" | "language" | "summary" | "byline" | "leftOut"} Shape */
/**
 * `spans` are the words of a quotation, with the offsets of JavaScript; `text` is what a candidate is called.
 * @typedef {object} Candidate
 * @property {Shape} shape
 * @property {boolean} isTicked
 * @property {string} text
 * @property {(Range & { line: number })[]} spans
 * @property {string} attribution
 * @property {string} url
 * @property {Meaning} [meaning]
 * @property {boolean} [isUnknown] a byline that names no author of the form
 * @property {string} replaced the value of the form that it would replace, or ''
 */
/**
 * Lines that are accepted or stay together, with their candidates.
 * @typedef {object} Row
 * @property {"prose" | "quotation" | "figure" | "surrounding"} type
 * @property {number[]} lines
 * @property {Candidate[]} candidates
 * @property {FigureBlock} [figure]
 */
/** @typedef {{ rows: Row[], candidates: Candidate[], values: Values & { byline: string[] } }} Offer */

/** In the order of their groups. @type {Shape[]} */
const SHAPES = [
  "attributed",
  "inline",
  "unattributed",
  "figure",
  "title",
  "date",
  "labels",
  "language",
  "summary",
  "byline",
  "leftOut",
]

/**
 * The offer of an article. What is sure is ticked, unless it would replace a value of the form.
 * @param {Article} article
 * @param {{ text: string, isFixed?: boolean, wrapper?: object }[]} lines
 * @param {(line: number, range?: Range) => boolean} isTaken is there already a quotation?
 * @param {{ title?: string, date?: string, language?: string, summary?: string, byline?: string, authors?: Author[], maxAuthors?: number, isEmpty?: boolean }} [current]
 *   the values of the form, the authors that it offers, the number of its fields for them, and whether the post has no
 *   text yet: then its language and its byline are defaults, which the article's may replace
 * @returns {Offer}
 */
export function createOffer(
  { title, date, labels, language = "", summary = "", blocks },
  lines,
  isTaken,
  current = {},
) {
  const values = { title, date, labels, language, summary, byline: /** @type {string[]} */ ([]) }
  /** @type {Partial<Record<Shape, Candidate>>} */
  const fields = {}
  if (title) fields.title = fieldCandidate("title", title, current.title)
  if (date) fields.date = fieldCandidate("date", date, current.date)
  if (summary) fields.summary = fieldCandidate("summary", summary, current.summary)
  if (labels.length) fields.labels = candidate("labels", labels.join(", ")) // They are added to those of the form.
  if (language && !isSameLanguage(language, current.language ?? language))
    fields.language = {
      ...candidate("language", nameLanguage(language)),
      ...{ isTicked: Boolean(current.isEmpty), replaced: nameLanguage(current.language ?? "") },
    }
  const bylines = blocks.flatMap((block) => (block.type === "surrounding" && block.meaning === "byline" ? block : []))
  const names = bylines.flatMap((byline) => byline.names ?? [])
  const isUnknown = Boolean(current.authors?.length) && findNamesakes(names, current).every(({ length }) => !length)
  if (current.isEmpty) {
    const { authors, isComplete } = findAuthors(names, current)
    const text = authors.map(({ name }) => name).join(", ")
    if (text && !(isComplete && text === current.byline)) {
      // A name that is no author's would be lost with its line.
      const rest = isComplete ? "" : ` (${bylines.map(({ line }) => lines[line].text.trim()).join(" · ")})`
      fields.byline = { ...fieldCandidate("byline", text, current.byline), text: text + rest, isTicked: isComplete }
      values.byline = authors.map(({ value }) => value)
    }
  }
  /** @param {Range & { line: number }} span */
  const convert = ({ line, from, to }) => {
    const { text } = lines[line]
    return { line, from: offsetIn(text, from), to: offsetIn(text, to) }
  }
  const textOf = (/** @type {Range & { line: number }} */ { line, from, to }) => lines[line].text.slice(from, to)
  /** @type {(numbers: number[]) => Row[]} */
  const prose = (numbers) => numbers.map((line) => ({ type: "prose", lines: [line], candidates: [] }))
  const surrounding = new Set(blocks.flatMap((block) => (block.type === "surrounding" ? block.line : [])))
  /** A list of which all lines are left out, or are labels, is none of the text. */
  const isLeftOutWhole = (/** @type {number} */ line) =>
    lines.every(({ wrapper, text }, other) => wrapper !== lines[line].wrapper || !text.trim() || surrounding.has(other))
  const isFixed = (/** @type {number} */ line) => lines[line].isFixed
  /** @type {(block: Article["blocks"][number]) => Row[]} */
  const rowsOf = (block) => {
    if (block.type === "surrounding") {
      const { line, isLeftOut, meaning } = block
      if (isFixed(line) && !isLeftOutWhole(line)) return prose([line])
      const filled = block.fields.flatMap((field) => fields[field] ?? [])
      if (meaning === "byline" && fields.byline)
        return [{ type: block.type, lines: [line], candidates: [...filled, fields.byline] }]
      const leftOut = { ...candidate("leftOut", lines[line].text.trim()), meaning }
      const rest = isLeftOut ? [meaning === "byline" ? { ...leftOut, isUnknown } : leftOut] : []
      return [{ type: block.type, lines: [line], candidates: [...filled, ...rest] }]
    }
    if (block.type === "figure") {
      const text = block.caption || block.credit
      if (block.used.some(isFixed)) return prose(block.used)
      return [{ type: block.type, lines: block.used, candidates: [candidate("figure", text)], figure: block }]
    }
    if (block.type === "prose") {
      /** @type {Candidate[]} */
      const candidates = []
      /** @type {Candidate | null} */
      let last = null
      for (const credit of block.inline) {
        const span = convert({ ...credit, line: block.line })
        if (isTaken(block.line, span)) last = null
        else if (last && credit.continues) {
          last.spans.push(span) // “I will,” she said, “not do it.” is accepted as one.
          last.text += ` … ${textOf(span)}`
        } else candidates.push((last = quotation("inline", [span], textOf(span), credit)))
      }
      return [{ type: block.type, lines: [block.line], candidates }]
    }
    const spans = block.lines.map(convert)
    const all = [...new Set([...spans.map(({ line }) => line), ...block.used])].sort((one, other) => one - other)
    if (all.some((line) => isFixed(line) || isTaken(line))) return prose(all)
    const shape = block.attribution ? "attributed" : "unattributed"
    return [{ type: block.type, lines: all, candidates: [quotation(shape, spans, textOf(spans[0]), block)] }]
  }
  const rows = blocks.flatMap(rowsOf)
  const inRows = rows.flatMap(({ candidates }) => candidates)
  return { rows, values, candidates: [...new Set([...Object.values(fields), ...inRows])] }
}

/**
 * @param {Shape} shape
 * @param {string} text
 * @returns {Candidate}
 */
const candidate = (shape, text) => ({
  ...{ shape, text, isTicked: true, spans: [] },
  ...{ attribution: "", url: "", replaced: "" },
})

/**
 * The authors whom the parts of a byline name, in its order, as many as the form has fields for; and whether these are
 * all whom it names. A name that several authors have is nobody's.
 * @param {string[]} names
 * @param {{ authors?: Author[], maxAuthors?: number }} form
 */
function findAuthors(names, { authors = [], maxAuthors = Infinity }) {
  const matches = findNamesakes(names, { authors })
  const unique = [...new Set(matches.flatMap((match) => (match.length === 1 ? match : [])))]
  const isComplete = unique.length <= maxAuthors && matches.every(({ length }) => length === 1)
  return { authors: unique.slice(0, maxAuthors), isComplete }
}

/**
 * The authors who have each of some names.
 * @param {string[]} names
 * @param {{ authors?: Author[] }} form
 */
const findNamesakes = (names, { authors = [] }) =>
  names.map((name) => authors.filter((author) => foldName(author.name) === foldName(name)))

/** @param {string} name */
const foldName = (name) =>
  fold(name)
    .replace(/[\s.,-]+/g, " ")
    .trim()

/**
 * Returns whether two codes are of one language, in whatever region: "pt" and "pt-BR".
 * @param {string} one
 * @param {string} other
 */
const isSameLanguage = (one, other) => one.split("-")[0].toLowerCase() === other.trim().split("-")[0].toLowerCase()

/**
 * @param {Shape} shape
 * @param {string} text
 * @param {string} [current] the value of the form
 * @returns {Candidate}
 */
function fieldCandidate(shape, text, current = "") {
  const replaced = current === text ? "" : current
  return { ...candidate(shape, text), isTicked: !replaced, replaced }
}

/**
 * @param {Shape} shape
 * @param {(Range & { line: number })[]} spans
 * @param {string} text
 * @param {Credit} credit
 * @returns {Candidate}
 */
const quotation = (shape, spans, text, { attribution, url, isSure }) => ({
  ...candidate(shape, text),
  ...{ isTicked: isSure, spans, attribution, url },
})

/**
 * An offset in JavaScript's units, of one in characters.
 * @param {string} text
 * @param {number} offset
 */
function offsetIn(text, offset) {
  return /[\ud800-\udbff]/.test(text) ? [...text].slice(0, offset).join("").length : offset
}

/**
 * The candidates by shape, without shapes that have none.
 * @param {Candidate[]} candidates
 */
export const groupByShape = (candidates) =>
  SHAPES.map((shape) => ({ shape, items: candidates.filter((item) => item.shape === shape) })).filter(
    ({ items }) => items.length,
  )

/**
 * The number of quotations, figures or lines; each paragraph of a quotation is one.
 * @param {Candidate[]} items
 */
export const countOf = (items) => items.reduce((sum, { spans }) => sum + Math.max(1, spans.length), 0)

/**
 * The state of a checkbox for these candidates.
 * @param {Candidate[]} items
 */
export function tickOf(items) {
  const ticked = items.filter(({ isTicked }) => isTicked).length
  return { isTicked: ticked === items.length, isMixed: ticked > 0 && ticked < items.length }
}

/**
 * Returns whether the lines of a row are replaced. Prose stays, and so does a line with a part that was not accepted.
 * @param {Row} row
 */
export const isReplaced = ({ type, candidates }) => type !== "prose" && candidates.every(({ isTicked }) => isTicked)

/**
 * The values of the fields that were accepted; the others are empty.
 * @param {Offer} offer
 * @returns {Offer["values"]}
 */
export function acceptedValues({ candidates, values: { title, date, labels, language, summary, byline } }) {
  const isAccepted = (/** @type {Shape} */ shape) => candidates.some((item) => item.shape === shape && item.isTicked)
  return {
    title: isAccepted("title") ? title : "",
    date: isAccepted("date") ? date : "",
    labels: isAccepted("labels") ? labels : [],
    language: isAccepted("language") ? language : "",
    summary: isAccepted("summary") ? summary : "",
    byline: isAccepted("byline") ? byline : [],
  }
}

/**
 * Neighbouring rows that share a top-level node: such a node is replaced as a whole.
 * @param {Row[]} rows
 * @param {{ block: number }[]} lines
 */
export function groupByBlock(rows, lines) {
  /** @type {{ first: number, last: number, rows: Row[] }[]} */
  const groups = []
  for (const row of rows) {
    const blocks = row.lines.map((line) => lines[line].block)
    const [first, last] = [Math.min(...blocks), Math.max(...blocks)]
    const group = groups.at(-1)
    if (group && first <= group.last) {
      group.rows.push(row)
      group.last = Math.max(group.last, last)
    } else groups.push({ first, last, rows: [row] })
  }
  return groups
}
