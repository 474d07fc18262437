// Where the conflicts of a document are, and how one is resolved.

/** The positions of all conflicts of the document, which stand at its top level. */
export function conflictsIn(doc) {
  const found = []
  doc.forEach((node, pos) => node.type.name === "conflict" && found.push(pos))
  return found
}

/** The position of the conflict in which the selection is, or null. */
export function conflictAt({ selection: { $from } }) {
  return $from.depth && $from.node(1).type.name === "conflict" ? $from.before(1) : null
}

/** Replaces the conflict at `pos` by the blocks of the versions `kept`, each 0 for theirs or 1 for mine. */
export function resolveConflict(tr, pos, kept) {
  const conflict = tr.doc.nodeAt(pos)
  const blocks = kept.flatMap((index) => conflict.child(index).content.content)
  const end = pos + conflict.nodeSize
  if (blocks.length || tr.doc.childCount === 1)
    tr.replaceWith(pos, end, blocks.length ? blocks : tr.doc.type.schema.nodes.paragraph.create())
  else tr.delete(pos, end)
  return tr
}
