// Rows of a form's stacked inlines: a button adds one, and each that is not saved yet has a button that removes it.
import { el, find, findAll, findOptional } from "../common/dom.js"

const ATTRIBUTES = ["id", "name", "for", "aria-describedby", "aria-labelledby"]

for (const group of findAll(".js-inline-admin-formset")) {
  const { options } = JSON.parse(group.dataset.inlineFormset ?? "{}")
  if (findOptional(`#${options.prefix}-empty`, group)) rowsOf(group, options)
}

/**
 * @param {HTMLElement} group
 * @param {{ prefix: string, addText: string, deleteText: string }} options
 */
function rowsOf(group, { prefix, addText, deleteText }) {
  const template = find(`#${prefix}-empty`, group)
  const total = find(`#id_${prefix}-TOTAL_FORMS`, group, HTMLInputElement)
  const max = find(`#id_${prefix}-MAX_NUM_FORMS`, group, HTMLInputElement)
  const min = find(`#id_${prefix}-MIN_NUM_FORMS`, group, HTMLInputElement)
  const indexRe = new RegExp(`${prefix}-(?:\\d+|__prefix__|empty)(?![\\w])`, "g")
  const rows = () => findAll(`.inline-related[id^="${prefix}-"]`, group).filter((row) => row !== template)

  const addButton = el("button", { type: "button", className: "addlink", textContent: addText, onclick: add })
  const addRow = el("div", { className: "add-row" }, addButton)
  template.after(addRow)
  for (const row of rows().filter((each) => !each.classList.contains("has_original"))) {
    if (isEmpty(row)) row.remove()
    else addRemoveButton(row)
  }
  update()

  /**
   * Whether a row is the one for browsers without scripts, which have no button. A row with a file stays: it is what
   * its page is for.
   * @param {HTMLElement} row
   */
  function isEmpty(row) {
    const values = (/** @type {HTMLElement} */ each) =>
      JSON.stringify(findAll("[name]:not([type=hidden])", each).map((field) => "value" in field && field.value))
    return (
      rows().length > Number(min.value) &&
      !findOptional(".errorlist, [type=file]", row) &&
      values(row) === values(template)
    )
  }

  function add() {
    const row = /** @type {HTMLElement} */ (template.cloneNode(true))
    row.classList.remove("empty-form", "last-related")
    template.before(row)
    addRemoveButton(row)
    update()
    row.dispatchEvent(new CustomEvent("formset:added", { bubbles: true, detail: { formsetName: prefix } }))
    findOptional("input:not([type=hidden]), select, textarea", row)?.focus()
  }

  /** @param {HTMLElement} row */
  function addRemoveButton(row) {
    const button = el("button", {
      type: "button",
      className: "inline-deletelink",
      textContent: deleteText,
      title: deleteText,
      onclick: () => {
        const list = rows()
        const next = list[list.indexOf(row) + 1]
        row.remove()
        update()
        document.dispatchEvent(new CustomEvent("formset:removed", { detail: { formsetName: prefix } }))
        ;((next && findOptional(".inline-deletelink", next)) ?? addButton).focus()
      },
    })
    find("h3", row).append(button)
  }

  /** Numbers the rows, which the server expects without gaps, and shows the buttons that may be used. */
  function update() {
    const list = rows()
    for (const [index, row] of list.entries()) {
      for (const element of [row, ...findAll("*", row)])
        for (const name of ATTRIBUTES) {
          const value = element.getAttribute(name)
          if (value?.includes(prefix)) element.setAttribute(name, value.replace(indexRe, `${prefix}-${index}`))
        }
      const label = findOptional(".inline_label", row)
      if (label && !row.classList.contains("has_original")) label.textContent = `#${index + 1}`
      const button = findOptional(".inline-deletelink", row)
      if (button) button.hidden = list.length <= Number(min.value)
    }
    total.value = String(list.length)
    addRow.hidden = Boolean(max.value) && list.length >= Number(max.value)
  }
}
