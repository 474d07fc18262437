import assert from "node:assert/strict"
import { test } from "node:test"
import { createSlug } from "../../static/editor/slug.js"

for (const [name, text, expected] of [
  ["words", "High water, low water", "high-water-low-water"],
  ["letters with accents", "Élan vital à l’été", "élan-vital-à-lété"],
  ["Cyrillic", "Переговоры в Острее", "переговоры-в-острее"],
  ["Arabic", "البحر العالي", "البحر-العالي"],
  ["Chinese and Japanese", "高水位 のニュース", "高水位-のニュース"],
  ["digits and underscores", "Draft_2 of 10%", "draft_2-of-10"],
  ["runs of spaces and hyphens", "  a -- b  ", "a-b"],
  ["nothing that is allowed", "!?…", ""],
  ["a letter outside of the basic plane", "𝔞 b", "𝔞-b"],
])
  test(`slug of ${name}`, () => assert.equal(createSlug(text, 180), expected))

test("slug at its limit does not end with a hyphen", () => assert.equal(createSlug("ab cd", 3), "ab"))
