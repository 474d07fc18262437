// Moves whole blocks up and down: Alt+Up and Alt+Down, and the buttons of our nodes.
import { Extension, pm } from "django-prose-editor/editor"
import { announce, gettext } from "./dom.js"

const { NodeSelection, TextSelection } = pm.state

/** Swap the top-level node at `pos` with its neighbour; `step` is -1 or 1. False at an end. */
export function moveNode(editor, pos, step) {
  const { doc } = editor.state
  const index = doc.resolve(pos).index(0)
  const other = index + step
  if (other < 0 || other >= doc.childCount) return false
  const node = doc.child(index)
  const { selection } = editor.state
  const inside = selection.from - pos
  return editor.commands.command(({ tr }) => {
    const to = step < 0 ? pos - doc.child(other).nodeSize : pos + doc.child(other).nodeSize
    tr.delete(pos, pos + node.nodeSize).insert(to, node)
    if (selection instanceof NodeSelection) tr.setSelection(NodeSelection.create(tr.doc, to))
    else if (inside >= 0 && inside <= node.nodeSize)
      tr.setSelection(TextSelection.near(tr.doc.resolve(Math.min(to + inside, tr.doc.content.size))))
    tr.scrollIntoView()
    announce(gettext(step < 0 ? "Moved up" : "Moved down"))
    return true
  })
}

function moveSelected(editor, step) {
  const { $from } = editor.state.selection
  const pos = $from.depth ? $from.before(1) : $from.pos
  return moveNode(editor, pos, step)
}

export const Move = Extension.create({
  name: "move",
  addKeyboardShortcuts() {
    return {
      "Alt-ArrowUp": () => moveSelected(this.editor, -1),
      "Alt-ArrowDown": () => moveSelected(this.editor, 1),
    }
  },
})
