// Data of charts as text: what spreadsheets copy, and CSV files.
import assert from "node:assert/strict"
import { test } from "node:test"
import { formatRows, hasHeader, parseRows } from "../../static/editor/chart_data.js"

/** @type {[string, string, string[][]][]} */
const TEXTS = [
  ["tabs of a spreadsheet", "Year\tLow, m\r\n2024\t1,5\r\n", [["Year", "Low, m"], ["2024", "1,5"]]], // prettier-ignore
  ["semicolons with decimal commas", "Jahr;Wert\n2024;1.234,5", [["Jahr", "Wert"], ["2024", "1.234,5"]]], // prettier-ignore
  ["commas with quoted numbers", 'a,"1,234"\nb,2', [["a", "1,234"], ["b", "2"]]], // prettier-ignore
  ["quotation marks and line ends in cells", '"say ""x""";"1\n2"\r\n', [['say "x"', "1 2"]]],
  ["rows of different lengths and empty lines", "a;1;2\n\n;;\nb", [["a", "1", "2"], ["b", "", ""]]], // prettier-ignore
  ["a byte order mark", "\ufeffa;1", [["a", "1"]]],
  ["an unfinished quotation mark", 'a;5" pipe', [["a", '5" pipe']]],
  ["one column", "a\nb", [["a"], ["b"]]],
  ["nothing", " \n", []],
]

for (const [name, text, rows] of TEXTS)
  test(`text with ${name} becomes rows`, () => assert.deepEqual(parseRows(text), rows))

test("rows as text give the same rows", () => {
  const rows = [["a b", 'say "x"', "1,5"], ["c;d", "", "2"]] // prettier-ignore
  assert.deepEqual(parseRows(formatRows(rows)), rows)
})

/** @type {[string, string[][], boolean][]} */
const HEADERS = [
  ["texts above numbers", [["", "Low"], ["a", "1"]], true], // prettier-ignore
  ["numbers above numbers", [["a", "1,5"], ["b", "€ 2"]], false], // prettier-ignore
  ["years above numbers", [["", "2023", "2024"], ["a", "1", "2"]], true], // prettier-ignore
  ["one number that is like a year", [["a", "2000"], ["b", "1500"]], false], // prettier-ignore
  ["a single row", [["a", "b"]], false],
]

for (const [name, rows, expected] of HEADERS)
  test(`header of ${name} is ${expected ? "recognised" : "none"}`, () => assert.equal(hasHeader(rows), expected))
