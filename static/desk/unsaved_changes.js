// A form of settings asks before it is left with changes, and keeps its sections open.
import { find, findAll, findOptional } from "../common/dom.js"

const form = find("#content-main form", document, HTMLFormElement)
const wasRefused = findOptional("#error-summary-title") // What the server refused was not stored.
let isSent = false

form.addEventListener("submit", () => (isSent = true))
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) isSent = false // Back from the next page.
})
addEventListener("beforeunload", (event) => {
  if (!isSent && (wasRefused || [...form.elements].some(isChanged))) event.preventDefault()
})

/** @param {Element} element */
function isChanged(element) {
  if (element instanceof HTMLSelectElement) {
    const stored = [...element.options].find((option) => option.defaultSelected) ?? element.options[0]
    return Boolean(stored) && element.value !== stored.value
  }
  if (!(element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement)) return false
  if (!element.name) return false // A script shows it in the place of a field that is sent.
  if (/^(checkbox|radio)$/.test(element.type)) {
    const { checked, defaultChecked } = /** @type {HTMLInputElement} */ (element)
    return checked !== defaultChecked
  }
  return element.value !== element.defaultValue
}

const key = `open ${location.pathname}`
const sections = findAll("fieldset details", form, HTMLDetailsElement)
/** @type {string[]} */
let opened = []
try {
  opened = (sessionStorage.getItem(key) ?? "").split(" ")
} catch {
  // The browser stores nothing.
}
for (const [index, section] of sections.entries()) {
  if (opened.includes(`${index}`)) section.open = true // Never closed: one with an error is open.
  section.addEventListener("toggle", () => {
    try {
      sessionStorage.setItem(key, [...sections.keys()].filter((each) => sections[each].open).join(" "))
    } catch {
      // As above.
    }
  })
}
