// Words are counted by the rules of each language.
import assert from "node:assert/strict"
import { test } from "node:test"
import { countWords, createSegmenter } from "../../static/editor/word_segments.js"

for (const [language, text, expected] of [
  ["en", "", 0],
  ["en", " \n ", 0],
  ["en", "One two, three.", 3],
  ["en", "It’s the state-of-the-art 3.5 % rise – no?", 9],
  ["fr", "L’aval n’a rien dit : « rien ».", 5],
  ["ar", "قال الوزير إنه لا يعلم.", 5],
  ["ru", "Он сказал: «Нет».", 3],
  ["xx-unknown-language-code", "One two", 2],
  ["not a language!", "One two", 2],
])
  test(`words of ${language}: ${text}`, () => {
    assert.equal(countWords(text, createSegmenter(language)), expected)
  })

test("words of Chinese and Japanese are found without spaces", () => {
  assert.ok(countWords("我们昨天在北京开会。", createSegmenter("zh")) >= 4)
  assert.ok(countWords("東京で会議が開かれた。", createSegmenter("ja")) >= 4)
})
