// Run from the root: `eslint --config tests/javascript/eslint.config.mjs static`.
import js from "@eslint/js"
import globals from "globals"

const rules = {
  ...js.configs.recommended.rules,
  eqeqeq: "error",
  "no-empty": ["error", { allowEmptyCatch: true }],
  "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
  "no-var": "error",
  "object-shorthand": "error",
  "prefer-const": ["error", { destructuring: "all" }],
}

export default [
  { ignores: ["**/node_modules/", "**/vendor/"] },
  { files: ["static/**/*.js"], languageOptions: { globals: globals.browser }, rules },
  { files: ["tests/**/*.{js,mjs}"], languageOptions: { globals: { ...globals.node, ...globals.browser } }, rules },
]
