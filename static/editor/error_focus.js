// The list of errors at the form's top leads into the text: to the first block that has one.
import { pm } from "django-prose-editor/editor"

const { Selection } = pm.state

export function focusFirstError({ view }, textarea) {
  const link = document.querySelector(`.error-summary a[href="#${textarea.id}"]`)
  link?.addEventListener("click", (event) => {
    event.preventDefault()
    const { doc, tr } = view.state
    let at = 0
    doc.forEach(({ attrs }, pos) => (at ||= attrs.errors ? pos + 1 : 0))
    const fields = at ? view.nodeDOM(at - 1) : null
    view.focus()
    view.dispatch(tr.setSelection(Selection.near(doc.resolve(at))).scrollIntoView())
    if (fields && doc.nodeAt(at - 1).isAtom) fields.querySelector("input, textarea, select, button").focus()
  })
}
