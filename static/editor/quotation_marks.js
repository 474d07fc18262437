// Finds quotation marks in the text of a paragraph, in the styles of any language.

/** The marks that open a quotation, and those that may close it. @type {Record<string, string>} */
const CLOSING_MARKS = {
  "“": "”",
  "„": "“”",
  "‟": "”",
  "”": "”", // Swedish
  "‘": "’",
  "‚": "‘’",
  "‛": "’",
  "«": "»",
  "»": "«»", // German, Finnish
  "‹": "›",
  "›": "‹›",
  "「": "」",
  "『": "』",
  "〝": "〞〟",
  "﹁": "﹂",
  "﹃": "﹄",
  "｢": "｣",
  '"': '"',
  "'": "'",
  "״": "״",
  "＂": "＂",
}
const AMBIGUOUS_OPENING_RE = /["'״”»›＂]/ // The same mark also closes.
const APOSTROPHE_RE = /['’]/
const MARK_RE = /\p{Quotation_Mark}|״/u
const LETTER_RE = /[\p{L}\p{N}]/u

/** @typedef {{ open: number, close: number }} Pair offsets of two marks */

/**
 * The pairs of quotation marks in a text, in the order in which they close. Apostrophes, inches and marks without a
 * partner are in none.
 * @param {string} text
 */
export function findPairs(text) {
  /** @type {Pair[]} */
  const pairs = []
  /** The marks that are open. @type {number[]} */
  const opened = []
  for (let offset = 0; offset < text.length; offset++) {
    const mark = text[offset]
    const level = canClose(text, offset) ? opened.findLastIndex((open) => CLOSING_MARKS[text[open]].includes(mark)) : -1
    if (level >= 0) {
      pairs.push({ open: opened[level], close: offset })
      opened.length = level
    } else if (canOpen(text, offset)) opened.push(offset)
  }
  return pairs
}

/**
 * @param {string} text
 * @param {number} offset
 */
function canOpen(text, offset) {
  const mark = text[offset]
  if (!(mark in CLOSING_MARKS)) return false
  const [before, after] = [text[offset - 1] ?? " ", text[offset + 1] ?? " "]
  return !AMBIGUOUS_OPENING_RE.test(mark) || (!LETTER_RE.test(before) && !/\s/.test(after))
}

/**
 * @param {string} text
 * @param {number} offset
 */
function canClose(text, offset) {
  const [before, after] = [text[offset - 1] ?? " ", text[offset + 1] ?? " "]
  if (APOSTROPHE_RE.test(text[offset]) && LETTER_RE.test(after)) return false
  return !/["'״＂]/.test(text[offset]) || !/\s/.test(before)
}

/**
 * The quoted words of a selection, without its outer marks and the white space inside them; for a caret, the words of the
 * innermost pair around it. Null if there are none.
 * @param {string} text of the paragraph
 * @param {number} from
 * @param {number} to
 * @returns {{ from: number, to: number } | null}
 */
export function findQuotedWords(text, from, to) {
  const pairs = findPairs(text)
  if (from === to) {
    const around = pairs.find(({ open, close }) => open < from && to <= close)
    return around ? trim(text, around.open + 1, around.close) : null
  }
  const selected = trim(text, from, to)
  if (!selected) return null
  let { from: start, to: end } = selected
  const first = pairs.find(({ open, close }) => open === start || close === start)
  const last = pairs.find(({ open, close }) => open === end - 1 || close === end - 1)
  // A mark whose partner is among the words belongs to them.
  const isOuter = (/** @type {number} */ offset, /** @type {Pair | undefined} */ pair) =>
    pair
      ? pair.open < start || pair.close >= end || (pair.open === start && pair.close === end - 1)
      : isUnpairedMark(text, offset)
  const [isFirstOuter, isLastOuter] = [isOuter(start, first), isOuter(end - 1, last)]
  if (isFirstOuter) start++
  if (isLastOuter) end--
  return trim(text, start, end)
}

/**
 * Returns whether an unpaired character is a quotation mark and not an apostrophe.
 * @param {string} text
 * @param {number} offset
 */
const isUnpairedMark = (text, offset) => MARK_RE.test(text[offset]) && !APOSTROPHE_RE.test(text[offset])

/**
 * @param {string} text
 * @param {number} from
 * @param {number} to
 */
function trim(text, from, to) {
  while (from < to && /\s/.test(text[from])) from++
  while (from < to && /\s/.test(text[to - 1])) to--
  return from < to ? { from, to } : null
}

/**
 * The offset after the mark that closes a quotation which ends at `end`, or `end`.
 * @param {string} text
 * @param {number} end
 */
export function skipClosingMark(text, end) {
  const [mark] = /^(?:[\u00a0\u202f ]?[»›]|\p{Quotation_Mark}|״)/u.exec(text.slice(end)) ?? [""]
  return end + mark.length
}

/**
 * Is a quotation in a pair of marks, either at its ends or just outside?
 * @param {string} before the text before the quotation
 * @param {string} text
 * @param {string} after
 */
export function isInMarks(before, text, after) {
  const start = before.length
  const end = start + text.length
  return findPairs(before + text + after).some(
    ({ open, close }) => (open === start && close === end - 1) || (open === start - 1 && close === end),
  )
}
