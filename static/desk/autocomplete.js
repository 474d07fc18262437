// The admin's fields with autocompletion: a text field that searches, over the select that is sent with the form.
import { el, findAll, findOptional, gettext } from "../common/dom.js"
import { messageOf, requestJSON } from "../common/http.js"
import { combobox } from "../editor/combobox.js"

const FIELDS = "select.admin-autocomplete:not([name*=__prefix__])"

for (const select of findAll(FIELDS, document, HTMLSelectElement)) complete(select)
document.addEventListener("formset:added", ({ target }) => {
  for (const select of findAll(FIELDS, /** @type {HTMLElement} */ (target), HTMLSelectElement)) complete(select)
})

/** @typedef {{ id: string, text: string, thumbnail?: string }} Result */

/** @param {HTMLSelectElement} select */
function complete(select) {
  const { dataset } = select
  const label = findOptional(`label[for="${select.id}"]`)?.textContent?.replace(/:\s*$/, "") ?? ""
  const input = el("input", { type: "text", dir: "auto", placeholder: dataset.placeholder, "aria-label": label })
  for (const name of ["aria-describedby", "aria-invalid"]) {
    const value = select.getAttribute(name)
    if (value) input.setAttribute(name, value)
  }
  const state = el("p", { className: "help", role: "status" })
  const field = el("div", { className: "completed-field" })
  select.before(field)
  field.append(select, combobox(input, { findOptions, onPick, needsOption: Boolean }), state)
  select.classList.add("completed-select")
  select.tabIndex = -1
  select.setAttribute("aria-hidden", "true")
  select.addEventListener("focus", () => input.focus()) // By its label, and by links to errors.

  const chosenText = () => select.selectedOptions[0]?.text.trim() ?? ""
  const show = () => {
    input.value = select.value && chosenText()
  }

  /** @param {string} term */
  async function findOptions(term) {
    try {
      const { results, note } = await requestJSON(select.getAttribute("data-ajax--url") ?? "", {
        query: {
          term,
          app_label: dataset.appLabel ?? "",
          model_name: dataset.modelName ?? "",
          field_name: dataset.fieldName ?? "",
        },
      })
      state.textContent = results.length ? note : gettext("No matches")
      return results.map((/** @type {Result} */ { id, text, thumbnail }) => ({
        id,
        label: text,
        picture: thumbnail && el("img", { src: thumbnail, alt: "", className: "option-picture" }),
      }))
    } catch (error) {
      state.textContent = messageOf(error)
      return []
    }
  }

  /** @param {import("../editor/combobox.js").Option} option */
  function onPick({ id, label: text }) {
    choose(id, text)
    input.value = text
  }

  /**
   * @param {string} value
   * @param {string} text
   */
  function choose(value, text) {
    if (value === select.value) return
    const present = [...select.options].find((option) => option.value === value)
    if (present) present.text = text
    else select.append(new Option(text, value))
    select.value = value
    select.dispatchEvent(new Event("change", { bubbles: true }))
  }

  select.addEventListener("change", show)
  input.addEventListener("blur", () => {
    if (!input.value.trim()) choose("", "")
    state.textContent = ""
    show() // What was typed but not chosen is dropped.
  })
  input.addEventListener("keydown", (event) => {
    // The form would be sent without what is still searched for.
    if (event.key !== "Enter" || (input.value && input.value === chosenText())) return
    event.preventDefault()
    // As in a list without a text field, Enter shows the choices.
    if (!input.value) input.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown" }))
  })
  show()
}
