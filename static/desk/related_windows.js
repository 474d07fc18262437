// The links beside a choice of the admin: they open the form of another object in a window of its own, which then calls
// one of the functions below in the page that opened it (Django's popup_response.js).
import { findAll, targetOf } from "../common/dom.js"

const LINKS = ".related-widget-wrapper-link"
/** The field that each window was opened for. @type {Map<Window, string>} */
const fields = new Map()

/** @param {HTMLSelectElement} select */
function updateLinks(select) {
  for (const link of findAll("[data-href-template]", select.closest(".related-widget-wrapper") ?? select)) {
    const address = link.dataset.hrefTemplate?.replace("__fk__", encodeURIComponent(select.value)) ?? ""
    if (select.value) link.setAttribute("href", address)
    else link.removeAttribute("href")
    link.ariaDisabled = select.value ? null : "true"
  }
}

const SELECTS = ".related-widget-wrapper select"
for (const select of findAll(SELECTS, document, HTMLSelectElement)) updateLinks(select)
// What is chosen is looked at in a tab of its own: the form may hold what was not saved.
for (const link of findAll(".view-related", document, HTMLAnchorElement)) link.target = "_blank"
document.addEventListener("change", (event) => {
  const target = /** @type {Element} */ (targetOf(event))
  if (target instanceof HTMLSelectElement && target.matches(SELECTS)) updateLinks(target)
})
document.addEventListener("click", (event) => {
  const link = /** @type {HTMLAnchorElement | null} */ (targetOf(event).closest(`${LINKS}[data-popup=yes][href]`))
  if (!link) return
  event.preventDefault()
  const opened = open(link.href, "", "width=800,height=500,resizable=yes,scrollbars=yes")
  if (opened) fields.set(opened, link.id.replace(/^(?:change|add|delete)_/, ""))
})
addEventListener("pagehide", () => {
  for (const opened of fields.keys()) opened.close()
})

/**
 * Closes a window and returns the select that it was opened for.
 * @param {Window} opened
 */
function close(opened) {
  const id = fields.get(opened) ?? ""
  fields.delete(opened)
  opened.close()
  return /** @type {HTMLSelectElement | null} */ (document.getElementById(id))
}

/** @param {HTMLSelectElement} select */
const tellChange = (select) => select.dispatchEvent(new Event("change", { bubbles: true }))

Object.assign(window, {
  /**
   * @param {Window} opened
   * @param {string} value
   * @param {string} text
   */
  dismissAddRelatedObjectPopup(opened, value, text) {
    const select = close(opened)
    if (!select) return
    select.append(new Option(text, value, true, true))
    tellChange(select)
  },

  /**
   * @param {Window} opened
   * @param {string} value
   * @param {string} text
   * @param {string} newValue
   */
  dismissChangeRelatedObjectPopup(opened, value, text, newValue) {
    const select = close(opened)
    const option = select && [...select.options].find((each) => each.value === value)
    if (!option) return
    option.text = text
    option.value = newValue
    tellChange(select)
  },

  /**
   * @param {Window} opened
   * @param {string} value
   */
  dismissDeleteRelatedObjectPopup(opened, value) {
    const select = close(opened)
    for (const option of [...(select?.options ?? [])]) if (option.value === value) option.remove()
    if (select) tellChange(select)
  },
})
