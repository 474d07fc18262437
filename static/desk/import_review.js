// Keys of the review of quotations, while the focus is among the examples: A accepts, N declines, S
// shows more, J and K step, X takes an example out.
import { findAll, findOptional, targetOf } from "../common/dom.js"

const form = findOptional("#review")

if (form) {
  const examples = findAll(".review-example", form)
  for (const example of examples) example.tabIndex = -1
  examples[0]?.focus({ preventScroll: true })
  form.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (act(form, examples, event.key.toLowerCase(), targetOf(event))) event.preventDefault()
  })
}

/**
 * Returns whether the key has a meaning.
 * @param {HTMLElement} form
 * @param {HTMLElement[]} examples
 * @param {string} key
 * @param {HTMLElement} target
 */
function act(form, examples, key, target) {
  const index = examples.findIndex((example) => example.contains(target))
  const button = findOptional(`[data-key="${CSS.escape(key)}"]`, form)
  if (button) button.click()
  else if (key === "j") examples[Math.min(index + 1, examples.length - 1)]?.focus()
  else if (key === "k") examples[Math.max(index - 1, 0)]?.focus()
  else if (key === "x" && index >= 0) findOptional("input[type=checkbox]", examples[index])?.click()
  else return false
  return true
}
