// Opens the form at the quotation that a link of the desk names: #pullquote-12.
import { pm } from "django-prose-editor/editor"

const { TextSelection } = pm.state

/** @param {Editor} editor */
export function showLinkedQuotation({ view }) {
  const id = location.hash.slice("#pullquote-".length)
  const { doc, tr } = view.state
  let position = 0
  doc.descendants((node, pos, parent) => {
    const isBlock = parent?.type.name === "quotation" && node.attrs.key === id
    const isInline = node.marks.some(({ type, attrs }) => type.name === "inlineQuotation" && attrs.id === id)
    if (isBlock || isInline) position ||= pos + 1
    return !position
  })
  if (!position) return // It was deleted, or never saved.
  view.focus()
  view.dispatch(tr.setSelection(TextSelection.near(doc.resolve(position))))
  const { node } = view.domAtPos(position)
  const block = node instanceof Element ? node : node.parentElement
  block?.scrollIntoView({ block: "center" })
}
