// Inserts blocks with fields: below the block with the caret, or in place of it if it is an empty paragraph.
import { findOptional } from "../common/dom.js"

/**
 * The range or position to insert at, and the position of the new block.
 * @param {EditorState} state
 */
export function findPlace({ selection: { $to } }) {
  const after = $to.depth ? $to.after(1) : $to.pos
  const block = $to.depth ? $to.node(1) : null
  const isEmptyParagraph = block?.type.name === "paragraph" && !block.content.size
  return isEmptyParagraph
    ? { place: { from: $to.before(1), to: after }, start: $to.before(1) }
    : { place: after, start: after }
}

/**
 * Inserts a block, selects it, and focuses the field or button in it that matches.
 * @param {Editor} editor
 * @param {{ type: string, content?: object[] }} content
 * @param {string} selector
 */
export function insertBlock(editor, content, selector) {
  const { place, start } = findPlace(editor.state)
  editor.chain().insertContentAt(place, content).setNodeSelection(start).run()
  const dom = editor.view.nodeDOM(start)
  if (!(dom instanceof HTMLElement)) return
  dom.scrollIntoView({ block: "nearest" })
  findOptional(selector, dom)?.focus()
}
