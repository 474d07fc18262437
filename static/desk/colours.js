// Fields of colours: their codes, which can be typed, and what is wrong with a colour.
import { el, findAll, findOptional, gettext, interpolate } from "../common/dom.js"

const COLOUR_RE = /^#[0-9a-f]{6}$/

/** @typedef {{ message: string, nearest: string }} FieldError */

/**
 * Shows the code of a colour in a field beside it, where it can be typed.
 * @param {HTMLInputElement} input
 */
export function showCode(input) {
  const name = findOptional(`label[for="${input.id}"]`)?.textContent?.replace(/:\s*$/, "") ?? ""
  const code = el("input", { type: "text", className: "colour-code", maxLength: 7, dir: "ltr", spellcheck: false })
  code.setAttribute("aria-label", `${name}, ${gettext("code")}`)
  const show = () => {
    code.value = input.value
  }
  const colour = el("div", { className: "colour" })
  input.replaceWith(colour)
  colour.append(input, code)
  const readCode = () => code.value.trim().replace(/^#?/, "#").toLowerCase()
  /** What is wrong with the typed code; an answer of the preview to an earlier colour leaves it. */
  const refusal = el("p", { className: "colour-error", role: "status" })
  input.addEventListener("input", () => {
    refusal.remove()
    if (document.activeElement !== code) show()
  })
  code.addEventListener("input", () => {
    refusal.remove()
    const value = readCode()
    if (!COLOUR_RE.test(value)) return
    input.value = value
    input.dispatchEvent(new Event("input", { bubbles: true }))
  })
  code.addEventListener("change", () => {
    if (!COLOUR_RE.test(readCode())) {
      refusal.textContent = gettext("Not changed: enter a code such as #1f4e79.")
      input.closest(".form-row")?.append(refusal)
    }
    show()
  })
  show()
}

/**
 * Shows or removes the error of a colour, with a button for the nearest one that is accepted.
 * @param {HTMLInputElement} input
 * @param {FieldError | undefined} error
 */
export function showError(input, error) {
  const row = /** @type {HTMLElement} */ (input.closest(".form-row"))
  const present = findOptional(".colour-error[data-message]", row)
  if (present?.dataset.message === (error?.message ?? "")) return
  present?.remove()
  for (const list of findAll(".errorlist", row)) list.remove() // Of the last save.
  if (!error) return
  const use = el("button", {
    type: "button",
    className: "button",
    textContent: interpolate(gettext("Use %s"), [error.nearest]),
    onclick: () => {
      input.value = error.nearest
      input.dispatchEvent(new Event("input", { bubbles: true }))
      input.focus()
    },
  })
  const text = el("span", { textContent: error.message })
  row.append(
    el(
      "p",
      { className: "colour-error", role: "status", "data-message": error.message },
      text,
      error.nearest ? use : null,
    ),
  )
}
