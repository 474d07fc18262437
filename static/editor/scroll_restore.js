// Restores the caret and the scroll position after a save.
import { pm } from "django-prose-editor/editor"

const { TextSelection } = pm.state
const STORAGE_KEY = "post-place"

/**
 * @param {Editor} editor
 * @param {HTMLFormElement} form
 */
export function restoreScroll(editor, form) {
  form.addEventListener("formdata", ({ formData }) => {
    if (formData.has("transition")) return sessionStorage.removeItem(STORAGE_KEY) // Its result is at the top.
    const { from, to } = editor.state.selection
    const isFocused = editor.view.hasFocus()
    sessionStorage.setItem(STORAGE_KEY, JSON.stringify({ from, to, isFocused, scroll: scrollY }))
  })
  const stored = sessionStorage.getItem(STORAGE_KEY)
  sessionStorage.removeItem(STORAGE_KEY)
  if (!stored || !document.querySelector(".messagelist .success")) return
  const { from, to, isFocused, scroll } = JSON.parse(stored)
  const { doc, tr } = editor.state
  /** @param {number} pos */
  const resolve = (pos) => doc.resolve(Math.min(pos, doc.content.size))
  editor.view.dispatch(tr.setSelection(TextSelection.between(resolve(from), resolve(to))))
  if (isFocused) editor.view.focus()
  scrollTo(0, scroll)
}
