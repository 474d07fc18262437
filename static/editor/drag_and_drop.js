// A block that is dragged by its grip goes between two others, above or below the one it is let go on, whatever
// of that lies there: into a field the browser itself would write its words, and take them from the block.
import { Extension, Plugin, pm } from "django-prose-editor/editor"
import { el } from "./dom.js"

const { NodeSelection } = pm.state

/** The boundary between top-level blocks nearest to `y`: its position, and how far down it is seen. */
function nearest(view, y) {
  let [pos, edge] = [0, null]
  for (const node of view.state.doc.content.content) {
    const { top, bottom } = view.nodeDOM(pos).getBoundingClientRect()
    if (y < (top + bottom) / 2) return { pos, edge: edge === null ? top : (edge + top) / 2 }
    pos += node.nodeSize
    edge = bottom
  }
  return { pos, edge }
}

function place(view, { from, node, to }, pos) {
  if (pos >= from && pos <= to) return
  const tr = pm.history.closeHistory(view.state.tr) // Undone by itself.
  const start = pos > from ? pos - node.nodeSize : pos
  tr.delete(from, to).insert(start, node)
  view.dispatch(tr.setSelection(NodeSelection.create(tr.doc, start)))
}

function dragAndDrop(view) {
  const line = el("div", { className: "drop-line", hidden: true })
  view.dom.parentNode.append(line)
  const events = {
    dragover({ clientY }) {
      const { left, width } = view.dom.getBoundingClientRect()
      Object.assign(line.style, { top: `${nearest(view, clientY).edge}px`, left: `${left}px`, width: `${width}px` })
      line.hidden = false
    },
    drop({ clientY }, block) {
      line.hidden = true
      view.dragging = null
      place(view, block, nearest(view, clientY).pos)
      view.focus()
    },
  }
  /** Before the fields, the editor and the mark that it shows where text is dropped. */
  function handle(event) {
    const { node: block, move } = view.dragging ?? {}
    if (!block || !move || block.$from.depth || !view.editable) return
    event.preventDefault()
    event.stopImmediatePropagation()
    events[event.type](event, block)
  }
  const hide = (event) => view.dom.contains(event.relatedTarget) || (line.hidden = true)
  for (const type in events) view.dom.addEventListener(type, handle, true)
  for (const type of ["dragleave", "dragend"]) view.dom.addEventListener(type, hide)
  return { destroy: () => line.remove() }
}

export const BlockDrop = Extension.create({
  name: "blockDrop",
  addProseMirrorPlugins: () => [new Plugin({ view: dragAndDrop })],
})
