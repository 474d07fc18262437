// The error list above the form: its link to the first block with an error; errors whose field or blocks were changed leave it.
import { pm } from "django-prose-editor/editor"
import { announce, findAll, findOptional, gettext } from "../common/dom.js"

const { Selection } = pm.state

/**
 * Removes the errors of a field that was changed since the server refused it. Of radios, and of a date
 * with its time, the list links to the first.
 * @param {HTMLElement & { name: string, labels: NodeListOf<HTMLLabelElement> | null }} field
 */
export function removeErrors(field) {
  const ids = [`#${field.id}`, `#id_${field.name.replace(/_\d$/, "")}_0`]
  const links = findAll(".error-summary a", document, HTMLAnchorElement).filter(({ hash }) => ids.includes(hash))
  if (!links.length) return
  const summary = links[0].closest("section")
  for (const link of links) link.closest("li")?.remove()
  if (!summary?.querySelector("li")) summary?.remove()
  field.closest(".form-row")?.querySelector(".errorlist")?.remove()
  field.removeAttribute("aria-invalid")
  announce(`${field.labels?.[0]?.textContent ?? ""}: ${gettext("Changed. The next save checks it again.")}`)
}

/**
 * @param {Editor} editor
 * @param {HTMLTextAreaElement} textarea
 */
export function focusFirstError(editor, textarea) {
  const link = document.querySelector(`.error-summary a[href="#${textarea.id}"]`)
  link?.addEventListener("click", (event) => {
    event.preventDefault()
    const { view } = editor
    const { doc, tr } = view.state
    let position = 0
    doc.descendants(({ attrs, marks }, pos) => {
      position ||= attrs.errors || marks.some((mark) => mark.attrs.errors) ? pos + 1 : 0
      return !position
    })
    const block = position ? view.nodeDOM(position - 1) : null
    view.focus()
    view.dispatch(tr.setSelection(Selection.near(doc.resolve(position))).scrollIntoView())
    if (block instanceof HTMLElement && doc.nodeAt(position - 1)?.isAtom)
      findOptional("input, textarea, select, button", block)?.focus()
  })
  const { dom } = editor.view
  const hasErrors = () => dom.querySelector(".has-errors, [data-errors]")
  if (link && hasErrors())
    editor.on("update", () => {
      if (!hasErrors()) removeErrors(textarea)
    })
}
