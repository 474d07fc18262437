// Prints the names of the scripts whose two texts have different syntax trees. Standard input: JSON of [name, text, text].
import { readFileSync } from "node:fs"
import { Linter } from "eslint"

const IGNORED = new Set(["start", "end", "loc", "range", "tokens", "comments", "parent"])

/** @param {string} text */
function describe(text) {
  const linter = new Linter()
  const [error] = linter.verify(text, [{ languageOptions: { sourceType: "module" } }])
  if (error) return error.message
  return JSON.stringify(linter.getSourceCode().ast, (key, value) => (IGNORED.has(key) ? undefined : value))
}

for (const [name, text, other] of JSON.parse(readFileSync(0, "utf8"))) {
  const tree = describe(text)
  if (!tree.startsWith("{") || tree !== describe(other)) console.log(name)
}
