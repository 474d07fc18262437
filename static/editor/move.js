// Moves whole blocks up and down: Alt+Up and Alt+Down, and the buttons of our nodes.
import { Extension, pm } from "django-prose-editor/editor"
import { announce, find, findAll, gettext } from "../common/dom.js"

/**
 * Moves the blocks from `first` to `last` past their neighbour, in the document or in the gallery around `$place`.
 * @param {Editor} editor
 * @param {ResolvedPos} $place
 * @param {number} first
 * @param {number} last
 * @param {1 | -1} step
 */
function moveBlocks(editor, $place, first, last, step) {
  const depth = depthOf($place)
  const doc = $place.node(depth)
  const other = step < 0 ? first - 1 : last + 1
  if (other < 0 || other >= doc.childCount) {
    announce(step < 0 ? gettext("This is the first block.") : gettext("This is the last block."))
    return true
  }
  /** @param {number} index */
  const start = (index) => {
    let pos = $place.start(depth)
    for (let i = 0; i < index; i++) pos += doc.child(i).nodeSize
    return pos
  }
  const neighbour = doc.child(other)
  const from = start(other)
  const target = step < 0 ? start(last + 1) - neighbour.nodeSize : start(first)
  const refocus = rememberFocus(editor, start(first))
  // The neighbour is moved, so that the selection stays where it is.
  const tr = pm.history.closeHistory(editor.state.tr) // Each move is a separate undo step.
  editor.view.dispatch(
    tr
      .delete(from, from + neighbour.nodeSize)
      .insert(target, neighbour)
      .scrollIntoView(),
  )
  refocus(step < 0 ? from : start(first) + neighbour.nodeSize)
  announce(`${step < 0 ? gettext("Moved up") : gettext("Moved down")}: ${first + step + 1} / ${doc.childCount}`)
  return true
}

/**
 * The depth of the gallery around a place, or else of the document.
 * @param {ResolvedPos} $place
 */
const depthOf = ($place) => ($place.depth && $place.node(1).type.name === "gallery" ? 1 : 0)

const CONTROLS = "button, summary, input:not([type=file]), textarea, select"

/**
 * ProseMirror may redraw a moved node: returns a function that restores its focus and its unfolded details.
 * @param {Editor} editor
 * @param {number} pos
 */
function rememberFocus(editor, pos) {
  const before = /** @type {HTMLElement} */ (editor.view.nodeDOM(pos))
  const controls = before instanceof HTMLElement ? findAll(CONTROLS, before, HTMLInputElement) : []
  const focused = controls.findIndex((control) => control === document.activeElement)
  const { selectionStart, selectionEnd } = controls[focused] ?? {}
  const isUnfolded = before instanceof HTMLElement && before.querySelector("details")?.open
  /** @param {number} newPos */
  return (newPos) => {
    const dom = /** @type {HTMLElement} */ (editor.view.nodeDOM(newPos))
    if (isUnfolded) find("details", dom, HTMLDetailsElement).open = true
    if (focused < 0) return
    const control = findAll(CONTROLS, dom, HTMLInputElement)[focused]
    control.focus()
    if (typeof selectionStart === "number") control.setSelectionRange(selectionStart, selectionEnd)
    control.scrollIntoView({ block: "nearest" })
  }
}

/**
 * Moves the block at `pos`, at the top level or in a gallery.
 * @param {Editor} editor
 * @param {number} pos
 * @param {1 | -1} step
 */
export function moveNode(editor, pos, step) {
  const $pos = editor.state.doc.resolve(pos)
  const index = $pos.index(depthOf($pos))
  return moveBlocks(editor, $pos, index, index, step)
}

/**
 * @param {Editor} editor
 * @param {1 | -1} step
 */
function moveSelected(editor, step) {
  const { $from, $to, empty } = editor.state.selection
  const depth = depthOf($from)
  const first = $from.index(depth)
  const last = $to.depth > depth || empty ? $to.index(depth) : $to.index(depth) - 1
  return moveBlocks(editor, $from, first, depth && $to.depth < depth ? first : Math.max(first, last), step)
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
