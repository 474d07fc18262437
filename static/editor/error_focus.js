// Links from the error list of the form to the first block with an error.
import { pm } from "django-prose-editor/editor"
import { findOptional } from "../common/dom.js"

const { Selection } = pm.state

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
}
