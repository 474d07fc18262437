// The fields of quotations that differ between the two versions of a block. Most of them are not visible in its text.
import { KINDS } from "./credit_attributes.js"
import { el, gettext } from "../common/dom.js"
import { listQuotations } from "./inline_quotation_range.js"
import { describeSteps } from "./provenance.js"

/** @typedef {{ text: string, attrs: Record<string, string> }} Quotation */
/** @typedef {{ text: string, fields: { label: string, values: [theirs: string, mine: string] }[] }} Difference */

const FIELDS = Object.entries({
  attribution: gettext("Attribution"),
  sourceName: gettext("Source"),
  sourceKind: gettext("Kind"),
  sourceRole: gettext("Role"),
  sourceAffiliation: gettext("Affiliation"),
  speakerName: gettext("Speaker"),
  said: gettext("Date said"),
  url: gettext("Source URL"),
  locator: gettext("Place in the source"),
  hops: gettext("Provenance"),
  lang: gettext("Language"),
  translation: gettext("Translation"),
})
/** @type {Record<string, (value: string) => string | undefined>} */
const FORMATS = { sourceKind: (value) => KINDS.get(value), hops: describeSteps }
const MAX_LENGTH = 60 // characters of a quotation's text

/**
 * @param {ProseMirrorNode} version
 * @returns {Quotation[]}
 */
function listCredits(version) {
  /** @type {Quotation[]} */
  const credits = []
  version.descendants((node, pos, parent) => {
    if (node.type.name === "quotation") credits.push({ text: node.textContent, attrs: node.attrs })
    if (!node.isTextblock || parent?.type.name === "quotation") return
    const start = pos + 1
    for (const { mark, from, to } of listQuotations(node, start))
      credits.push({ text: node.textBetween(from - start, to - start), attrs: mark.attrs })
  })
  return credits
}

/**
 * The differing fields of quotations with the same text; of all in order, if the versions have as many.
 * @param {ProseMirrorNode} theirs
 * @param {ProseMirrorNode} mine
 * @returns {Difference[]}
 */
export function findDifferences(theirs, mine) {
  const [before, after] = [listCredits(theirs), listCredits(mine)]
  return after.flatMap((own, index) => {
    const same = before.findIndex(({ text }) => text === own.text)
    const [other] = before.length === after.length ? [before[index]] : same < 0 ? [] : before.splice(same, 1)
    if (!other) return []
    const fields = FIELDS.filter(([name]) => other.attrs[name] !== own.attrs[name]).map(([name, label]) => {
      const format = (/** @type {string} */ value) => (FORMATS[name] ? FORMATS[name](value) : value) || "–"
      return { label, values: /** @type {[string, string]} */ ([format(other.attrs[name]), format(own.attrs[name])]) }
    })
    return fields.length ? [{ text: own.text, fields }] : []
  })
}

/**
 * A table of differences: one row for each field, one group of rows for each quotation.
 * @param {Difference[]} differences
 * @param {[theirs: string, mine: string]} versions names of the versions
 */
export function differenceTable(differences, versions) {
  const cells = (/** @type {Difference["fields"][number]} */ { label, values }) =>
    el(
      "tr",
      {},
      el("th", { scope: "row", textContent: label }),
      ...values.map((textContent) => el("td", { textContent, dir: "auto" })),
    )
  return el(
    "table",
    {},
    el("caption", { textContent: gettext("These fields differ:") }),
    el(
      "thead",
      {},
      el("tr", {}, el("td", {}), ...versions.map((textContent) => el("th", { scope: "col", textContent }))),
    ),
    ...differences.map(({ text, fields }) => {
      const start = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH).trimEnd()}…` : text
      const heading = el("th", { scope: "rowgroup", colSpan: 3, dir: "auto", textContent: start })
      return el("tbody", {}, el("tr", {}, heading), ...fields.map(cells))
    }),
  )
}
