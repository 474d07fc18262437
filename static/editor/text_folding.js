// Text without its accents, case and typographic variants, to compare what an author types with what is written.

const ACCENTS_RE = /[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670]/gu // Latin, Hebrew and Arabic
/** @type {[RegExp, string][]} */
const VARIANTS = [
  [/[‘’‚‛ʼ]/gu, "'"],
  [/[“”„‟«»]/gu, '"'],
  [/[‐‑]/gu, "-"],
  [/[\u00a0\u2007\u202f]/gu, " "],
]

/**
 * A text without accents, case and variants of marks and spaces.
 * @param {string} text
 */
export function fold(text) {
  let folded = text.normalize("NFD").replace(ACCENTS_RE, "").toLowerCase()
  for (const [variant, plain] of VARIANTS) folded = folded.replace(variant, plain)
  return folded
}

/**
 * The same text for composed and decomposed letters, with accents and case.
 * @param {string} text
 */
export const decompose = (text) => text.normalize("NFD")

/**
 * Returns a function that folds one letter, and remembers it: a long text has few different letters.
 * @param {(text: string) => string} foldLetter
 */
function createLetterFold(foldLetter) {
  /** @type {Map<string, { units: string, isAccent: boolean }>} */
  const known = new Map()
  return (/** @type {string} */ letter) => {
    let result = known.get(letter)
    if (!result) {
      result = { units: foldLetter(letter), isAccent: letter.search(ACCENTS_RE) === 0 }
      known.set(letter, result)
    }
    return result
  }
}

const foldLetter = createLetterFold(fold)
const decomposeLetter = createLetterFold(decompose)

/**
 * A folded text, with the range of the original for each of its UTF-16 units: `starts[i]` and `ends[i]` enclose the letter, with its
 * accents, from which unit `i` was folded.
 * @param {string} text
 * @param {boolean} isExact if the text is only decomposed
 */
export function foldWithRanges(text, isExact) {
  const foldOne = isExact ? decomposeLetter : foldLetter
  let folded = ""
  /** @type {number[]} */
  const starts = []
  /** @type {number[]} */
  const ends = []
  let offset = 0
  for (const letter of text) {
    const { units, isAccent } = foldOne(letter)
    const end = offset + letter.length
    let start = offset
    // An accent of its own belongs to the letter before it.
    if (isAccent && ends[ends.length - 1] === offset) {
      start = starts[starts.length - 1]
      for (let unit = ends.length - 1; starts[unit] === start; unit--) ends[unit] = end
    }
    for (let unit = 0; unit < units.length; unit++) {
      starts.push(start)
      ends.push(end)
    }
    folded += units
    offset = end
  }
  return { folded, starts, ends }
}
