// Applies what was accepted of an offer, as one step of the history.
import { pm } from "django-prose-editor/editor"
import { announce, gettext } from "../common/dom.js"
import { articleValues } from "./article_fields.js"
import { FieldStep } from "./field_step.js"
import { sourceAttributes } from "./credit_fields.js"
import { acceptedValues, groupByBlock, isReplaced } from "./split_candidates.js"
import { trimmed, withMark } from "./split_lines.js"

const { Selection } = pm.state

/** @typedef {import("./split_candidates.js").Candidate} Candidate */
/** @typedef {import("./split_candidates.js").Offer} Offer */
/** @typedef {import("./split_candidates.js").Row} Row */
/** @typedef {import("./split_lines.js").Line} Line */
/** @typedef {(attribution: string) => any} FindCredit returns the parts of an attribution that have arrived */

/**
 * Inserts a pasted article, and fills in the fields of the form.
 * @param {Editor} editor
 * @param {Line[]} lines
 * @param {Offer} offer
 * @param {FindCredit} findCredit
 */
export function insertArticle(editor, lines, offer, findCredit) {
  const nodes = nodesOf(editor, offer.rows, lines, findCredit)
  const { tr } = editor.state
  const [from, to] = placeBlocks(tr)
  tr.replaceWith(from, to, nodes)
  const end = nodes.reduce((size, node) => size + node.nodeSize, from)
  tr.setSelection(Selection.near(tr.doc.resolve(end), -1))
  const { before, after } = articleValues(acceptedValues(offer))
  tr.step(new FieldStep(before, after))
  dispatchAlone(editor, tr.setMeta("paste", "blocks").scrollIntoView())
  announce(gettext("Split into blocks. You can undo this."))
}

/**
 * Converts the accepted quotations of the document; all other text stays as it is.
 * @param {Editor} editor
 * @param {Line[]} lines of the document
 * @param {Offer} offer
 * @param {FindCredit} findCredit
 */
export function convertQuotations(editor, lines, { rows }, findCredit) {
  const { tr, doc } = editor.state
  for (const { first, last, rows: group } of groupByBlock(rows, lines).reverse()) {
    if (group.some(isReplaced)) {
      const from = startOf(doc, first)
      const to = startOf(doc, last + 1)
      tr.replaceWith(from, to, nodesOf(editor, group, lines, findCredit))
    } else
      for (const item of group.flatMap(acceptedInline))
        for (const { line, from, to } of item.spans) {
          const { pos } = lines[line]
          tr.addMark(pos + from, pos + to, markOf(editor, item, findCredit))
        }
  }
  if (!tr.docChanged) return
  dispatchAlone(editor, tr)
  announce(gettext("Converted to quotations. You can undo this."))
}

/**
 * Dispatches a transaction that one undo reverts alone.
 * @param {Editor} editor
 * @param {Transaction} tr
 */
export function dispatchAlone(editor, tr) {
  editor.view.dispatch(pm.history.closeHistory(tr))
  // The first update after this one starts a new step of its own.
  editor.view.dispatch(pm.history.closeHistory(editor.state.tr))
}

/**
 * @param {ProseMirrorNode} doc
 * @param {number} index of a top-level node
 */
function startOf(doc, index) {
  let pos = 0
  for (let place = 0; place < index; place++) pos += doc.child(place).nodeSize
  return pos
}

/** @param {Row} row */
const acceptedInline = ({ candidates }) => candidates.filter(({ shape, isTicked }) => shape === "inline" && isTicked)

/**
 * The nodes of rows: quotations and figures that were accepted, and all other lines as they were. A block quote of which
 * nothing is taken stays one, and so does a list.
 * @param {Editor} editor
 * @param {Row[]} rows
 * @param {Line[]} lines
 * @param {FindCredit} findCredit
 */
function nodesOf(editor, rows, lines, findCredit) {
  const { schema } = editor
  const broken = new Set(rows.filter(isReplaced).flatMap((row) => row.lines.map((line) => lines[line].wrapper)))
  const inline = new Map(rows.map((row) => [row.lines[0], acceptedInline(row)]))
  /** The lines of each block quote or list. @type {Map<Line["wrapper"], number[]>} */
  const wrapped = new Map()
  for (const index of rows.flatMap((row) => row.lines)) {
    const { wrapper } = lines[index]
    const others = wrapped.get(wrapper)
    if (others) others.push(index)
    else wrapped.set(wrapper, [index])
  }
  return rows.flatMap((row) => {
    if (!isReplaced(row)) return row.lines.flatMap((line) => proseOf(lines[line], line))
    if (row.figure) {
      const { alt, caption, credit } = row.figure
      const { type, attrs } = lines[row.lines[0]].node
      const isPicture = type === schema.nodes.figure // With an alternative text and an address of its own.
      return [schema.nodes.figure.create({ ...(isPicture ? attrs : { alt }), caption, credit })]
    }
    if (row.type !== "quotation") return []
    const [item] = row.candidates
    const paragraphs = item.spans.map(({ line, from, to }) => lines[line].node.cut(from, to))
    return [schema.nodes.quotation.create(attributesOf(item, findCredit), paragraphs)]
  })

  /**
   * A line, or all of its block quote or list once, with the accepted quotations within its sentences.
   * @param {Line} line
   * @param {number} index
   */
  function proseOf({ node, pos, wrapper }, index) {
    if (!wrapper || broken.has(wrapper)) return [trimmed(withQuotations(node, pos, [index]))]
    const [first, ...others] = wrapped.get(wrapper) ?? []
    return index === first ? [withQuotations(wrapper.node, wrapper.start, [first, ...others])] : []
  }

  /**
   * @param {ProseMirrorNode} node
   * @param {number} start of its content
   * @param {number[]} indexes of its lines
   */
  function withQuotations(node, start, indexes) {
    const items = indexes.flatMap((index) => inline.get(index) ?? [])
    const parts = items.flatMap((item) => item.spans.map((span) => ({ item, ...span })))
    return parts.reduce((before, { item, line, from, to }) => {
      const offset = lines[line].pos - start
      return withMark(before, offset + from, offset + to, markOf(editor, item, findCredit))
    }, node)
  }
}

/**
 * @param {Editor} editor
 * @param {Candidate} item
 * @param {FindCredit} findCredit
 */
const markOf = (editor, item, findCredit) => editor.schema.marks.inlineQuotation.create(attributesOf(item, findCredit))

/**
 * The attributes of a quotation. Parts that have not arrived are not waited for: each quotation requests its own as it is
 * shown, and the server reads those that are missing when it is saved.
 * @param {Candidate} item
 * @param {FindCredit} findCredit
 */
function attributesOf({ attribution, url }, findCredit) {
  const credit = attribution ? findCredit(attribution) : null
  const link = { url, urlRead: url ? "1" : "" }
  if (!credit) return { attribution, ...link }
  return { attribution, ...link, ...sourceAttributes(credit), said: credit.said, readFrom: attribution }
}

/**
 * Where blocks go: for the selection; in the middle of a paragraph, which becomes two; after other blocks.
 * @param {Transaction} tr
 * @returns {[from: number, to: number]}
 */
function placeBlocks(tr) {
  if (!tr.selection.empty) tr.deleteSelection()
  const { $from } = tr.selection
  if (!$from.depth) return [$from.pos, $from.pos]
  const [before, after] = [$from.before(1), $from.after(1)]
  if (!$from.node(1).textContent && $from.node(1).isTextblock) return [before, after]
  if ($from.depth > 1 || $from.parentOffset === $from.parent.content.size) return [after, after]
  if (!$from.parentOffset) return [before, before]
  tr.split($from.pos)
  return [$from.pos + 1, $from.pos + 1]
}
