// Finds the conflicts of a document, and resolves one.

/**
 * The positions of all conflicts, which are top-level blocks.
 * @param {ProseMirrorNode} doc
 */
export function conflictsIn(doc) {
  /** @type {number[]} */
  const positions = []
  doc.forEach((node, pos) => {
    if (node.type.name === "conflict") positions.push(pos)
  })
  return positions
}

/**
 * The position of the conflict in which the selection is, or null.
 * @param {EditorState} state
 * @returns {number | null}
 */
export function conflictAt({ selection: { $from } }) {
  return $from.depth && $from.node(1).type.name === "conflict" ? $from.before(1) : null
}

/**
 * Replaces the conflict at `pos` with the blocks of `versions`, each 0 for theirs or 1 for mine.
 * @param {Transaction} tr
 * @param {number} pos
 * @param {number[]} versions
 * @returns {Transaction}
 */
export function resolveConflict(tr, pos, versions) {
  const conflict = /** @type {ProseMirrorNode} */ (tr.doc.nodeAt(pos))
  const blocks = versions.flatMap((index) => conflict.child(index).content.content)
  const end = pos + conflict.nodeSize
  if (blocks.length || tr.doc.childCount === 1)
    tr.replaceWith(pos, end, blocks.length ? blocks : tr.doc.type.schema.nodes.paragraph.create())
  else tr.delete(pos, end)
  return tr
}
