import assert from "node:assert/strict"
import { test } from "node:test"
import { findPairs, findQuotedWords, skipClosingMark } from "../../static/editor/quotation_marks.js"

for (const [name, text, expected] of [
  ["English marks", "a “b” c “d” e", ["b", "d"]],
  ["straight marks", 'a "b" c "d" e', ["b", "d"]],
  ["German marks", "a „b“ c „d“ e", ["b", "d"]],
  ["German guillemets", "a »b« c »d« e", ["b", "d"]],
  ["French guillemets", "a « b » c « d » e", [" b ", " d "]],
  ["Swedish marks", "a ”b” c ”d” e", ["b", "d"]],
  ["Finnish guillemets", "a »b» c »d» e", ["b", "d"]],
  ["Chinese marks", "他说「不关」和『好』。", ["不关", "好"]],
  ["Arabic marks", "قال «لن نغلق» ثم «نعم»", ["لن نغلق", "نعم"]],
  ["Hebrew marks", "הוא אמר ״לא נסגור״ בצה״ל", ["לא נסגור"]],
  ["marks within marks", "“A ‘b’ c”", ["b", "A ‘b’ c"]],
  ["apostrophes", "‘We don’t’ isn't 'it'", ["We don’t", "it"]],
  ["inches", 'a 5" pipe', []],
  ["an opening mark alone", "“a", []],
  ["an opening mark within a pair", "«a “b»", ["a “b"]],
  ["a closing mark alone", "a” b “c”", ["c"]],
])
  test(`findPairs finds ${name}`, () => {
    assert.deepEqual(
      findPairs(text).map(({ open, close }) => text.slice(open + 1, close)),
      expected,
    )
  })

// In the text, [ and ] are the ends of the selection, | is a caret.
for (const [name, marked, expected] of [
  ["words", "a [b c] d", "b c"],
  ["words with their marks", "a [“b c”] d", "b c"],
  ["words with spaces and marks", "a[ “b c” ]d", "b c"],
  ["words inside French marks", "a [« b c »] d", "b c"],
  ["words with the opening mark", "a [“b] c” d", "b"],
  ["words with the closing mark", "a “b [c”] d", "c"],
  ["words with a mark of an open quotation", "[“b c]", "b c"],
  ["words that end with a quotation", "[b “c”] d", "b “c”"],
  ["two quotations", "[“a” and “b”]", "“a” and “b”"],
  ["marks within marks", "[“‘a’ b”]", "‘a’ b"],
  ["a plural's apostrophe", "the [dogs’] home", "dogs’"],
  ["Arabic words with their marks", "قال [«لن نغلق»] ثم", "لن نغلق"],
  ["spaces", "a[ ]b", null],
  ["marks alone", "[“”]", null],
  ["a caret", "a “b |c” d", "b c"],
  ["a caret after the opening mark", "a “|b c” d", "b c"],
  ["a caret before the closing mark", "a “b c|” d", "b c"],
  ["a caret before the opening mark", "a |“b c” d", null],
  ["a caret between two quotations", "“a” |b “c”", null],
  ["a caret between two quotations with guillemets", "«a» |b «c»", null],
  ["a caret in the inner quotation", "“a ‘b|’ c”", "b"],
])
  test(`findQuotedWords finds the words of ${name}`, () => {
    const isCaret = marked.includes("|")
    const text = marked.replace(/[[\]|]/g, "")
    const from = marked.search(/[[|]/)
    const to = isCaret ? from : marked.indexOf("]") - 1
    const range = findQuotedWords(text, from, to)
    assert.equal(range && text.slice(range.from, range.to), expected)
  })

for (const [text, expected] of [
  ["a” b", 2],
  ["a » b", 3],
  ["a “b”", 1],
  ["a", 1],
])
  test(`skipClosingMark returns ${expected} for ${text}`, () => {
    assert.equal(skipClosingMark(text, 1), expected)
  })
