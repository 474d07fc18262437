// The button below a pasted sentence with a quotation and its speaker, which divides it as Ctrl+Shift+Q does.
import { pm } from "django-prose-editor/editor"
import { announce, el, gettext } from "../common/dom.js"
import { placeBeside } from "./floating.js"
import { splitAttribution } from "./quotation_wrap.js"

/**
 * Offers to make a quotation of the paragraph with the caret, until something else is done.
 * @param {Editor} editor
 * @param {string} pasted
 */
export function showQuotationOffer(editor, pasted) {
  const { state, view } = editor
  const { $from } = state.selection
  const line = $from.parent
  if ($from.depth !== 1 || line.type.name !== "paragraph" || line.textContent !== pasted) return
  if (!splitAttribution([line], [line])) return
  const button = el(
    "button",
    { type: "button", className: "button-name" },
    gettext("Make this a quotation"),
    el("kbd", { "aria-hidden": "true", textContent: gettext("Ctrl+Shift+Q") }),
  )
  button.addEventListener("click", () => {
    editor.commands.toggleQuotation()
    view.focus()
  })
  const remove = () => {
    button.remove()
    for (const event of EVENTS) editor.off(event, remove)
  }
  view.dispatch(pm.history.closeHistory(state.tr)) // The paste and the quotation are undone one by one.
  for (const event of EVENTS) editor.on(event, remove)
  view.dom.after(button)
  placeBeside(button, view, view.coordsAtPos($from.pos), "below")
  announce(gettext("Press Ctrl+Shift+Q to make this a quotation."))
}

const EVENTS = /** @type {const} */ (["update", "selectionUpdate"])
