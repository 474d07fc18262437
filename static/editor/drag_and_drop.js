// A block that is dragged by its grip is dropped between two others, whatever is at the pointer. The browser itself would
// drop its text into a field.
import { Extension, Plugin, pm } from "django-prose-editor/editor"
import { el } from "../common/dom.js"

const { NodeSelection } = pm.state

/** @typedef {import("django-prose-editor/editor").NodeSelection} Block */

/**
 * The boundary between top-level blocks nearest to `y`: its position, and how far down it is seen.
 * @param {EditorView} view
 * @param {number} y
 */
function findBoundary(view, y) {
  let pos = 0
  /** @type {number | null} */
  let edge = null
  for (const node of view.state.doc.content.content) {
    const { top, bottom } = /** @type {Element} */ (view.nodeDOM(pos)).getBoundingClientRect()
    if (y < (top + bottom) / 2) return { pos, edge: edge === null ? top : (edge + top) / 2 }
    pos += node.nodeSize
    edge = bottom
  }
  return { pos, edge }
}

/**
 * @param {EditorView} view
 * @param {Block} block
 * @param {number} pos
 */
function placeBlock(view, { from, node, to }, pos) {
  if (pos >= from && pos <= to) return
  const tr = pm.history.closeHistory(view.state.tr) // Undone by itself.
  const start = pos > from ? pos - node.nodeSize : pos
  tr.delete(from, to).insert(start, node)
  view.dispatch(tr.setSelection(NodeSelection.create(tr.doc, start)))
}

/** @param {EditorView} view */
function dragAndDrop(view) {
  const line = el("div", { className: "drop-line", hidden: true })
  view.dom.parentElement?.append(line)
  const events = {
    /** @param {DragEvent} event */
    dragover({ clientY }) {
      const { left, width } = view.dom.getBoundingClientRect()
      Object.assign(line.style, {
        top: `${findBoundary(view, clientY).edge}px`,
        left: `${left}px`,
        width: `${width}px`,
      })
      line.hidden = false
    },
    /**
     * @param {DragEvent} event
     * @param {Block} block
     */
    drop({ clientY }, block) {
      line.hidden = true
      view.dragging = null
      placeBlock(view, block, findBoundary(view, clientY).pos)
      view.focus()
    },
  }
  /**
   * Runs before the handlers of the fields, of the editor and of its drop cursor.
   * @param {Event} event
   */
  function onDrag(event) {
    const dragging = /** @type {{ node?: Block, move: boolean } | null} */ (view.dragging)
    const { node: block, move } = dragging ?? {}
    if (!block || !move || block.$from.depth || !view.editable) return
    event.preventDefault()
    event.stopImmediatePropagation()
    events[/** @type {"dragover" | "drop"} */ (event.type)](/** @type {DragEvent} */ (event), block)
  }
  const hide = (/** @type {Event} */ event) => {
    const { relatedTarget } = /** @type {DragEvent} */ (event)
    if (!view.dom.contains(/** @type {Node | null} */ (relatedTarget))) line.hidden = true
  }
  for (const type in events) view.dom.addEventListener(type, onDrag, true)
  for (const type of ["dragleave", "dragend"]) view.dom.addEventListener(type, hide)
  return { destroy: () => line.remove() }
}

export const BlockDrop = Extension.create({
  name: "blockDrop",
  addProseMirrorPlugins: () => [new Plugin({ view: dragAndDrop })],
})
