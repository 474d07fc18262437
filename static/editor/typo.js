// Whether a change is surely a typo: one word, in which two letters were swapped, or one was missing or too many.

const WORD_RE = /^\p{Ll}{5,}$/u // A capital may begin a name, and in short words a letter changes the meaning: now, not.
const LETTER_RE = /[\p{L}\p{M}\p{N}'’_-]/u

/**
 * @param {string} word
 * @param {number} index
 */
const swapLetters = (word, index) =>
  word.slice(0, index) +
  word
    .slice(index, index + 2)
    .split("")
    .reverse()
    .join("") +
  word.slice(index + 2)

/**
 * Does one word become the other by swapping two letters, or by a letter inside? At an end it changes the meaning: amoral.
 * @param {string} before
 * @param {string} after
 */
function isSlip(before, after) {
  if (![before, after].every((word) => WORD_RE.test(word))) return false
  const [short, long] = [before, after].sort((a, b) => a.length - b.length)
  let index = 0
  while (index < short.length && short[index] === long[index]) index += 1
  if (short.length === long.length) return swapLetters(short, index) === long
  return index > 0 && index < short.length && short.slice(index) === long.slice(index + 1)
}

/**
 * @param {string} before HTML, or text
 * @param {string} after
 */
export function isTypo(before, after) {
  if (before === after) return false
  let start = 0
  while (start < before.length && before[start] === after[start]) start += 1
  let end = 0 // from the end of both
  const shorter = Math.min(before.length, after.length)
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1
  while (start > 0 && LETTER_RE.test(before[start - 1])) start -= 1
  while (end > 0 && LETTER_RE.test(before.at(-end) ?? "")) end -= 1
  const isInTag = before.lastIndexOf("<", start) > before.lastIndexOf(">", start)
  return !isInTag && isSlip(before.slice(start, before.length - end), after.slice(start, after.length - end))
}
