// Translation, and helpers for elements, that every script of the desk shares.

export const gettext = window.gettext ?? ((text) => text)
export const ngettext = window.ngettext ?? ((singular, plural, count) => (count === 1 ? singular : plural))

/**
 * Replaces Python-style placeholders: `%(name)s` by an object's values, `%s` by an array's.
 * @param {string} text
 * @param {Record<string, unknown> | unknown[]} values
 */
export const interpolate = (text, values) =>
  Array.isArray(values)
    ? values.reduce((/** @type {string} */ result, value) => result.replace("%s", String(value)), text)
    : text.replace(/%\((\w+)\)s/g, (_match, name) => String(values[name]))

/**
 * An element with properties (`data-`, `aria-`, `role`, `for` and `list` as attributes) and children; null is left out.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} [properties]
 * @param {...(Node | string | null | undefined)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined) continue
    if (/^(data-|aria-|role$|for$|list$)/.test(name)) element.setAttribute(name, String(value))
    else Reflect.set(element, name, value)
  }
  element.append(...children.filter((child) => child !== null && child !== undefined))
  return element
}

/**
 * The first element that matches, or null.
 * @template {Element} [T=HTMLElement]
 * @param {string} selector
 * @param {ParentNode} [root]
 * @param {abstract new (...args: any[]) => T} [type]
 * @returns {T | null}
 */
export function findOptional(selector, root = document, type) {
  const element = root.querySelector(selector)
  if (element && type && !(element instanceof type)) throw new TypeError(`${selector} is no ${type.name}`)
  return /** @type {T | null} */ (element)
}

/**
 * The first element that matches, which the page always has.
 * @template {Element} [T=HTMLElement]
 * @param {string} selector
 * @param {ParentNode} [root]
 * @param {abstract new (...args: any[]) => T} [type]
 * @returns {T}
 */
export function find(selector, root = document, type) {
  const element = findOptional(selector, root, type)
  if (!element) throw new Error(`${selector} is missing`)
  return element
}

/**
 * All elements that match.
 * @template {Element} [T=HTMLElement]
 * @param {string} selector
 * @param {ParentNode} [root]
 * @param {abstract new (...args: any[]) => T} [_type]
 * @returns {T[]}
 */
export const findAll = (selector, root = document, _type) => [
  .../** @type {NodeListOf<T>} */ (root.querySelectorAll(selector)),
]

/**
 * A form's control by its name; undefined at run time where the form has none.
 * @param {HTMLFormElement} form
 * @param {string} name
 */
export const control = (form, name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name))

/**
 * The document editor of the post's form, which Tiptap attaches to its element.
 * @param {HTMLFormElement} form
 */
export const editorOf = (form) => /** @type {HTMLElement & { editor: Editor }} */ (form.querySelector(".tiptap")).editor

/**
 * The element that an event happened at.
 * @param {Event} event
 */
export const targetOf = (event) => /** @type {HTMLInputElement} */ (event.target)

/**
 * Parsed JSON of a script element.
 * @param {string} id
 */
export const readJSON = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "null")

let lastId = 0
/** @param {string} prefix */
export const uniqueId = (prefix) => `${prefix}-${++lastId}`

/**
 * Calls `run` once, `wait` milliseconds after the last call.
 * @template {unknown[]} Values
 * @param {(...values: Values) => void} run
 * @param {number} wait
 */
export function debounce(run, wait) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  return (/** @type {Values} */ ...values) => {
    clearTimeout(timer)
    timer = setTimeout(() => run(...values), wait)
  }
}

/**
 * Returns whether a language is right to left; the list is the server's.
 * @param {string} language
 */
export const isRightToLeft = (language) => /^(ar|ckb|fa|he|ug|ur)(-|$)/i.test(language.trim())

/** Matches if there is room for a panel beside the sheet; otherwise it covers the form. The style sheets use the same width. */
export const BESIDE_QUERY = matchMedia("(min-width: 1280px)")

const liveRegion = el("div", { className: "editor-announcer", role: "status", "aria-live": "polite" })

/**
 * Announces to screen readers, inside an open dialog if there is one: they ignore everything behind it.
 * @param {string} text
 */
export function announce(text) {
  const container = document.querySelector("dialog:modal") ?? document.body
  if (liveRegion.parentNode !== container) container.append(liveRegion)
  liveRegion.textContent = ""
  requestAnimationFrame(() => (liveRegion.textContent = text))
}
