// Saving and going on: the caret and the page stand where they stood.
import { pm } from "django-prose-editor/editor"

const { TextSelection } = pm.state
const KEY = "post-place"

export function keepPlace(editor, form) {
  form.addEventListener("formdata", () => {
    const { from, to } = editor.state.selection
    const isFocused = editor.view.hasFocus()
    sessionStorage.setItem(KEY, JSON.stringify({ from, to, isFocused, scroll: scrollY }))
  })
  const kept = sessionStorage.getItem(KEY)
  sessionStorage.removeItem(KEY)
  if (!kept || !document.querySelector(".messagelist .success")) return
  const { from, to, isFocused, scroll } = JSON.parse(kept)
  const { doc, tr } = editor.state
  const at = (pos) => doc.resolve(Math.min(pos, doc.content.size))
  editor.view.dispatch(tr.setSelection(TextSelection.between(at(from), at(to))))
  if (isFocused) editor.view.focus()
  scrollTo(0, scroll)
}
