// Finds text in text: without regard to accents and case, or exactly.
import { decompose, fold, foldWithRanges } from "./text_folding.js"

// Letters of scripts that separate words; in the others, any match is a word.
const UNSPACED = "[\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Thai}\\p{sc=Laoo}\\p{sc=Khmr}\\p{sc=Mymr}]"
const ENDS_IN_WORD_RE = new RegExp(`(?!${UNSPACED})[\\p{L}\\p{M}\\p{N}_]$`, "u")
const BEGINS_IN_WORD_RE = new RegExp(`^(?!${UNSPACED})[\\p{L}\\p{M}\\p{N}_]`, "u")

/** @typedef {{ folded: string, isExact: boolean, isWholeWord: boolean }} Search */
/** @typedef {{ text: string, folded: string, starts: number[], ends: number[] }} FoldedText */
/** @typedef {{ from: number, to: number }} Range in UTF-16 units of the original text */

/**
 * A search for what an author typed, or null for ''.
 * @param {string} query
 * @param {{ isExact: boolean, isWholeWord: boolean }} options `isExact` if case, accents and the kind of quotation marks count
 * @returns {Search | null}
 */
export const createSearch = (query, { isExact, isWholeWord }) =>
  query ? { folded: (isExact ? decompose : fold)(query), isExact, isWholeWord } : null

/**
 * A text as `findRanges` needs it. It can be kept while the text does not change.
 * @param {string} text
 * @param {boolean} isExact
 * @returns {FoldedText}
 */
export const prepareText = (text, isExact) => ({ text, ...foldWithRanges(text, isExact) })

/**
 * The ranges that match, which do not overlap. A range never begins or ends within a letter and its accents.
 * @param {FoldedText} prepared
 * @param {Search} search
 */
export function findRanges({ text, folded, starts, ends }, search) {
  /** @type {Range[]} */
  const ranges = []
  const { length } = search.folded
  if (!length) return ranges
  let index = folded.indexOf(search.folded)
  while (index >= 0) {
    const last = index + length - 1
    const range = { from: starts[index], to: ends[last] }
    const isWhole = starts[index] !== starts[index - 1] && ends[last] !== ends[last + 1]
    const isMatch = isWhole && (!search.isWholeWord || isWord(text, range))
    if (isMatch) ranges.push(range)
    index = folded.indexOf(search.folded, isMatch ? index + length : index + 1)
  }
  return ranges
}

/**
 * @param {string} text
 * @param {Range} range
 */
function isWord(text, { from, to }) {
  // Two units, as a letter may have two.
  const isCut = (/** @type {number} */ place) =>
    ENDS_IN_WORD_RE.test(text.slice(Math.max(0, place - 2), place)) &&
    BEGINS_IN_WORD_RE.test(text.slice(place, place + 2))
  return !isCut(from) && !isCut(to)
}
