// A form of settings asks before it is left with changes, and keeps its sections as they are while this tab is open.
import { find, findAll, findOptional } from "../common/dom.js"

const form = find("#content-main form", document, HTMLFormElement)
// What the server refused was not stored either.
const wasRefused = Boolean(findOptional(".errorlist", form))
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

const key = `open-sections ${location.pathname}`
const sections = findAll("fieldset details", form, HTMLDetailsElement)
const opened = new Set(readOpened())
for (const [index, section] of sections.entries()) {
  if (opened.has(index)) section.open = true // Never closed: one with an error is open.
  section.addEventListener("toggle", () => {
    if (section.open) opened.add(index)
    else opened.delete(index)
    storeOpened()
  })
}

/** @returns {number[]} */
function readOpened() {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "[]")
  } catch {
    return [] // Switched off.
  }
}

function storeOpened() {
  try {
    sessionStorage.setItem(key, JSON.stringify([...opened]))
  } catch {
    // Full, or switched off.
  }
}
