// Run from the root: `eslint --config tests/javascript/eslint.config.mjs static`.
import js from "@eslint/js"
import globals from "globals"

// As in scripts/banned_names.py. Properties are left out: some are keys of the server's JSON.
const BANNED_NAME = "Identifier[name=/^(told|said|words|kept|wanted|given|made|found|stands|which|of|at)$/]"
const BANNED_DECLARATIONS = [
  `VariableDeclarator > ${BANNED_NAME}.id`,
  `ArrayPattern > ${BANNED_NAME}.elements`,
  `:function > ${BANNED_NAME}.params`,
  `:function > ${BANNED_NAME}.id`,
]

const rules = {
  ...js.configs.recommended.rules,
  eqeqeq: "error",
  "no-empty": ["error", { allowEmptyCatch: true }],
  "no-restricted-syntax": [
    "error",
    ...BANNED_DECLARATIONS.map((selector) => ({ selector, message: "Name what it is." })),
  ],
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
