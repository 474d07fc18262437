// The data of a chart as text: tab-separated as in the clipboard of a spreadsheet, or a CSV file with commas or semicolons.

const QUOTED_RE = /^"((?:[^"]|"")*)"$/s
const NUMBER_RE = /^[-−–+]?[\p{Nd}.,'’٫٬\s]*\p{Nd}$/u
const YEAR_RE = /^[12]\d{3}$/

/**
 * The rows of a text, each as long as the longest one; empty lines are left out.
 * @param {string} text
 */
export function parseRows(text) {
  const delimiter = findDelimiter(text)
  const rows = splitRecords(text.replace(/^\ufeff/, ""), delimiter).filter((row) => row.some(Boolean))
  const width = Math.max(0, ...rows.map(({ length }) => length))
  return rows.map((row) => [...row, ...Array(width - row.length).fill("")])
}

/**
 * Rows as tab-separated text, on which `parseRows` gives them again.
 * @param {string[][]} rows
 */
export const formatRows = (rows) =>
  rows.map((row) => row.map((cell) => cell.replace(/\s+/g, " ")).join("\t")).join("\n")

/**
 * Whether the first row has names: it has texts among its values, or years above other numbers.
 * @param {string[][]} rows
 */
export function hasHeader(rows) {
  const [, ...values] = rows[0] ?? []
  if (rows.length < 2 || !values.length) return false
  return !values.every(isNumber) || (values.length > 1 && values.every((value) => YEAR_RE.test(value)))
}

/** @param {string} text */
const isNumber = (text) => NUMBER_RE.test(text.replace(/[\p{Sc}%‰]/gu, "").trim())

/** @param {string} text */
function findDelimiter(text) {
  const first = text
    .split("\n", 5)
    .join("\n")
    .replace(/"(?:[^"]|"")*"/gs, "")
  return ["\t", ";", ","].find((sign) => first.includes(sign)) ?? "\t"
}

/**
 * @param {string} text
 * @param {string} delimiter
 */
function splitRecords(text, delimiter) {
  const cell = new RegExp(`((?:"(?:[^"]|"")*"|[^${delimiter}\\r\\n])*)(${delimiter}|\\r?\\n|\\r|$)`, "gs")
  /** @type {string[][]} */
  const rows = [[]]
  for (const [, content, end] of text.matchAll(cell)) {
    const value = content.trim()
    const quoted = QUOTED_RE.exec(value)
    rows[rows.length - 1].push((quoted ? quoted[1].replaceAll('""', '"') : value).replace(/\s+/g, " ").trim())
    if (!end) break
    if (end !== delimiter) rows.push([])
  }
  return rows
}
