import assert from "node:assert/strict"
import { test } from "node:test"
import { createSearch, findRanges, prepareText } from "../../static/editor/text_search.js"

/**
 * The text with its matches in brackets.
 * @param {string} text
 * @param {string} query
 * @param {{ isExact?: boolean, isWholeWord?: boolean }} options
 */
function mark(text, query, { isExact = false, isWholeWord = false } = {}) {
  const search = createSearch(query, { isExact, isWholeWord })
  const ranges = search ? findRanges(prepareText(text, isExact), search) : []
  return ranges.reduceRight((marked, { from, to }) => {
    const match = marked.slice(from, to)
    return `${marked.slice(0, from)}[${match}]${marked.slice(to)}`
  }, text)
}

for (const [name, text, query, expected] of [
  ["nothing for an empty query", "abc", "", "abc"],
  ["other case", "Water, water", "WATER", "[Water], [water]"],
  ["accents of the text", "Über über uber", "uber", "[Über] [über] [uber]"],
  ["accents of the query", "uber", "über", "[uber]"],
  ["decomposed letters with their accents", "cafe\u0301 cafe\u0301s", "café", "[cafe\u0301] [cafe\u0301]s"],
  ["a letter after decomposed ones", "e\u0301e\u0301x", "x", "e\u0301e\u0301[x]"],
  ["a letter after emoji", "👩‍👩‍👧 x 🇩🇪 x", "x", "👩‍👩‍👧 [x] 🇩🇪 [x]"],
  ["an emoji", "a 👍 b", "👍", "a [👍] b"],
  ["a capital that is longer in lower case", "İstanbul x", "istanbul", "[İstanbul] x"],
  ["typographic apostrophes", "don’t don't", "don't", "[don’t] [don't]"],
  ["typographic marks", '“a” «a» "a"', '"a"', '[“a”] [«a»] ["a"]'],
  ["no-break spaces", "10\u00a0km 10\u202fkm", "10 km", "[10\u00a0km] [10\u202fkm]"],
  ["Arabic with and without vowel signs", "كَتَبَ كتب", "كتب", "[كَتَبَ] [كتب]"],
  ["Hebrew with points", "שָׁלוֹם", "שלום", "[שָׁלוֹם]"],
  ["no part of a Hangul syllable", "한국", "하", "한국"],
  ["no kana without its voicing mark", "が か", "か", "が [か]"],
  ["vowel signs of Devanagari as letters", "हिन्दी", "हन्द", "हिन्दी"],
  ["matches that do not overlap", "aaaaa", "aa", "[aa][aa]a"],
  ["signs of patterns as text", "a.c (a) a*", "(a)", "a.c [(a)] a*"],
  ["no match across a line break", "a\nb a b", "a b", "a\nb [a b]"],
])
  test(`findRanges finds ${name}`, () => assert.equal(mark(text, query), expected))

for (const [name, text, query, expected] of [
  ["the same case", "Water water", "water", "Water [water]"],
  ["the same accents", "über uber", "uber", "über [uber]"],
  ["the same marks", "don’t don't", "don't", "don’t [don't]"],
  ["composed and decomposed letters alike", "é e\u0301", "é", "[é] [e\u0301]"],
  ["no letter without its accent", "e\u0301 e", "e", "e\u0301 [e]"],
])
  test(`an exact search finds ${name}`, () => assert.equal(mark(text, query, { isExact: true }), expected))

for (const [name, text, query, expected] of [
  ["words", "art artist start art.", "art", "[art] artist start [art]."],
  ["words at apostrophes and dashes", "art’s pop-art art_", "art", "[art]’s pop-[art] art_"],
  ["words with accents", "arté art", "art", "arté [art]"],
  ["a phrase", "the art of it", "art of", "the [art of] it"],
  ["a query that ends with a sign", "art. artist.", "art.", "[art.] artist."],
  ["words of scripts without spaces", "我们的城市", "城市", "我们的[城市]"],
  ["letters beyond the basic plane", "𐐨𐐨 𐐨", "𐐨", "𐐨𐐨 [𐐨]"],
])
  test(`a search for whole words finds ${name}`, () => assert.equal(mark(text, query, { isWholeWord: true }), expected))
