// Where quotations within sentences are in the document.

/** @typedef {{ mark: ProseMirrorNode["marks"][number], from: number, to: number }} Quotation */

/**
 * The quotations of a paragraph that begins at `start`. Neighbours with the same attributes are one.
 * @param {ProseMirrorNode} paragraph
 * @param {number} start
 */
export function listQuotations(paragraph, start) {
  /** @type {Quotation[]} */
  const quotations = []
  paragraph.forEach((node, offset) => {
    const mark = node.marks.find(({ type }) => type.name === "inlineQuotation")
    if (!mark) return
    const [from, to] = [start + offset, start + offset + node.nodeSize]
    const last = quotations.at(-1)
    if (last?.to === from && last.mark.eq(mark)) last.to = to
    else quotations.push({ mark, from, to })
  })
  return quotations
}

/**
 * The quotation around the selection, whose ends may touch its words; null if there is none.
 * @param {EditorState} state
 * @returns {Quotation | null}
 */
export function findQuotation({ selection: { $from, $to } }) {
  if (!$from.parent.isTextblock || !$from.sameParent($to)) return null
  const quotations = listQuotations($from.parent, $from.start())
  return quotations.find(({ from, to }) => from <= $from.pos && $to.pos <= to) ?? null
}
