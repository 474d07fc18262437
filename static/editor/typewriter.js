// Typewriter scrolling: in focus mode, the line with the caret stays in the middle of the window. sheet_layout.js has the
// switches.
import { Extension } from "django-prose-editor/editor"

export const FOCUS = "editor-focus-mode"
export const ESCAPE = "text-escape" // The event of the key in the text, where ProseMirror always takes it.
export const TYPEWRITER = "editor-typewriter"
const TOLERANCE = 4 // pixels: a letter that is higher than others does not move the text

export const Typewriter = Extension.create({
  name: "typewriter",
  priority: 1, // Menus close with Escape before focus mode ends.
  addKeyboardShortcuts: () => ({ Escape: () => !dispatchEvent(new Event(ESCAPE)) }),
  onTransaction({ editor, transaction }) {
    const isMoved = transaction.docChanged || transaction.selectionSet
    const isByPointer = Boolean(transaction.getMeta("pointer")) // A click leaves the text where it is.
    const isOn = [FOCUS, TYPEWRITER].every((name) => document.documentElement.hasAttribute(`data-${name}`))
    if (!isMoved || isByPointer || !isOn) return
    requestAnimationFrame(() => {
      const { selection } = editor.state
      if (editor.isDestroyed || !editor.view.hasFocus() || !selection.empty) return
      const { top, bottom } = editor.view.coordsAtPos(selection.head)
      const distance = (top + bottom - window.innerHeight) / 2
      if (Math.abs(distance) > TOLERANCE) window.scrollBy({ top: distance, behavior: "instant" })
    })
  },
})
