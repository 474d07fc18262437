// Finds and replaces text of the document: of its blocks, of captions and of footnotes. Captions and footnotes are attributes.
import { pm } from "django-prose-editor/editor"
import { createSearch, findRanges, prepareText } from "./text_search.js"

const { Fragment } = pm.model

/** The attributes with text of their own, by node. @type {Record<string, string>} */
const CAPTIONS = { figure: "caption", embed: "caption", table: "caption" }

/**
 * A match: `start` orders matches in the document; `from` and `to` are offsets in the text of the block, caption or note at `pos`.
 * @typedef {{ kind: "text" | "caption" | "footnote", pos: number, start: number, from: number, to: number }} Match
 */
/** @typedef {{ kind: Match["kind"], prepared: import("./text_search.js").FoldedText }} Part */

/** The texts of nodes that did not change are not folded again. @type {[WeakMap<ProseMirrorNode, Part[]>, WeakMap<ProseMirrorNode, Part[]>]} */
const caches = [new WeakMap(), new WeakMap()]

/**
 * Inline text with one unit for each position: line breaks and footnotes are one, and match nothing.
 * @param {ProseMirrorNode} block
 */
const textOf = (block) => block.textBetween(0, block.content.size, "", "\n")

/**
 * The note of a footnote as a paragraph.
 * @param {ProseMirrorNode} footnote
 */
function noteOf({ attrs, type: { schema } }) {
  return schema.nodes.paragraph.create(null, Fragment.fromJSON(schema, attrs.content))
}

/**
 * The texts of a node, without those of its children.
 * @param {ProseMirrorNode} node
 * @param {boolean} isExact
 * @returns {Part[]}
 */
function partsOf(node, isExact) {
  const cache = caches[Number(isExact)]
  const known = cache.get(node)
  if (known) return known
  /** @type {Part[]} */
  const parts = []
  const add = (/** @type {Match["kind"]} */ kind, /** @type {string} */ text) => {
    if (text) parts.push({ kind, prepared: prepareText(text, isExact) })
  }
  add("caption", node.attrs[CAPTIONS[node.type.name]] ?? "")
  if (node.type.name === "footnote") add("footnote", textOf(noteOf(node)))
  if (node.isTextblock) add("text", textOf(node))
  cache.set(node, parts)
  return parts
}

/**
 * A search of documents, null for an empty query.
 * @typedef {{ listMatches: (doc: ProseMirrorNode) => Match[] }} DocumentSearch
 * @param {Parameters<typeof createSearch>} parameters
 * @returns {DocumentSearch | null}
 */
export function createDocumentSearch(...parameters) {
  const search = createSearch(...parameters)
  return search && { listMatches: (doc) => listMatches(doc, search) }
}

/**
 * The matches in the order of the document.
 * @param {ProseMirrorNode} doc
 * @param {import("./text_search.js").Search} search
 */
function listMatches(doc, search) {
  /** @type {Match[]} */
  const matches = []
  doc.descendants((node, pos) => {
    if (node.isText) return
    for (const { kind, prepared } of partsOf(node, search.isExact))
      for (const { from, to } of findRanges(prepared, search))
        matches.push({ kind, pos, start: kind === "text" ? pos + 1 + from : pos, from, to })
  })
  return matches
}

/**
 * Replaces matches, given in the order of the document. The new text has the marks of the first letter that it replaces.
 * @param {Transaction} tr
 * @param {Match[]} matches
 * @param {string} text
 */
export function replaceMatches(tr, matches, text) {
  // From the end, so that the positions before stay; in one step for each block.
  for (let end = matches.length; end > 0;) {
    const { pos, kind } = matches[end - 1]
    let first = end - 1
    while (first > 0 && matches[first - 1].pos === pos && matches[first - 1].kind === kind) first--
    replaceInPart(tr, matches.slice(first, end), text)
    end = first
  }
}

/**
 * @param {Transaction} tr
 * @param {Match[]} matches of one text
 * @param {string} text
 */
function replaceInPart(tr, matches, text) {
  const [{ kind, pos, from }] = matches
  const node = tr.doc.nodeAt(pos)
  if (!node) return
  const { to } = matches[matches.length - 1]
  if (kind === "text") {
    tr.replaceWith(pos + 1 + from, pos + 1 + to, replaceInline(node, matches, text, from, to))
  } else if (kind === "footnote") {
    const note = noteOf(node)
    tr.setNodeAttribute(pos, "content", replaceInline(note, matches, text, 0, note.content.size).toJSON() ?? [])
  } else {
    const name = CAPTIONS[node.type.name]
    const caption = matches.reduceRight(
      (rest, match) => rest.slice(0, match.from) + text + rest.slice(match.to),
      node.attrs[name],
    )
    tr.setNodeAttribute(pos, name, caption)
  }
}

/**
 * The content of a block between two offsets, with the matches replaced.
 * @param {ProseMirrorNode} block
 * @param {Match[]} matches
 * @param {string} text
 * @param {number} start
 * @param {number} end
 */
function replaceInline(block, matches, text, start, end) {
  /** @type {ProseMirrorNode[]} */
  const nodes = []
  let offset = start
  for (const { from, to } of matches) {
    nodes.push(...block.content.cut(offset, from).content)
    if (text) nodes.push(block.type.schema.text(text, block.nodeAt(from)?.marks))
    offset = to
  }
  nodes.push(...block.content.cut(offset, end).content)
  return Fragment.fromArray(nodes)
}
