import assert from "node:assert/strict"
import { test } from "node:test"
import { nameDate } from "../../static/editor/date_name.js"

for (const [language, text, expected] of [
  ["en", "2026-11-23", "November 23, 2026"],
  ["en-gb", "2026-11-23", "23 November 2026"],
  ["de", "2026-11-23", "23. November 2026"],
  ["de", "2026-11", "November 2026"],
  ["de", "2026", "2026"],
  ["fr", "1848-02", "février 1848"],
  ["fa", "2026", "۲۰۲۶"],
  ["en", "", ""],
  ["en", "2026-02-31", "2026-02-31"],
  ["en", "2026-13", "2026-13"],
  ["en", "2026-1", "2026-1"],
  ["en", "March 5", "March 5"],
  ["en", "2026-11-23T10:00", "2026-11-23T10:00"],
])
  test(`name of the date “${text}” in ${language}`, () => {
    globalThis.document = { documentElement: { lang: language } }
    assert.equal(nameDate(text), expected)
  })
