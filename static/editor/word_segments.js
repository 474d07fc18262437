// Words of a text, by the rules of its language.

/**
 * Counts words by the rules of the language: Chinese and Japanese have no spaces.
 * @param {string} text
 * @param {Intl.Segmenter} segmenter
 */
export function countWords(text, segmenter) {
  let count = 0
  for (const { isWordLike } of segmenter.segment(text)) if (isWordLike) count += 1
  return count
}

/**
 * The segmenter of a language, or of English where the browser does not know the language.
 * @param {string} language
 */
export function createSegmenter(language) {
  try {
    return new Intl.Segmenter(language || "en", { granularity: "word" })
  } catch {
    return new Intl.Segmenter("en", { granularity: "word" })
  }
}
