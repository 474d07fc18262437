// The lines of a pasted slice or of the document, as the server takes them, each with the node that it came from.
import { pm } from "django-prose-editor/editor"

const { Transform } = pm.transform

/**
 * `block` is the index of the top-level node that the line is in, `pos` where its text begins. A line of a block quote
 * or list has that node (`wrapper`), and that of a block quote its number (`quote`). A line of a list stays in it.
 * @typedef {object} Line
 * @property {string} text
 * @property {ProseMirrorNode} node
 * @property {number} block
 * @property {number} pos
 * @property {string[]} tags
 * @property {number} [quote]
 * @property {{ node: ProseMirrorNode, start: number }} [wrapper] with the position where its content starts
 * @property {boolean} [isFixed]
 */

const LISTS = ["bulletList", "orderedList"]
const OPAQUE_TEXT = "\ufffc".repeat(300) // A block that is no line: never a title, date or attribution.

/**
 * The lines of the top-level nodes from the index `first` to `last`; a hard break ends a line as well.
 * @param {Fragment} content
 * @param {number} [first]
 * @param {number} [last]
 */
export function linesOf(content, first = 0, last = content.childCount - 1) {
  /** @type {Line[]} */
  const lines = []
  let quotes = 0
  content.forEach((node, offset, block) => {
    if (block < first || block > last) return
    const { name } = node.type
    const wrapper = { node, start: offset + 1 }
    if (name === "blockquote") {
      const around = { block, wrapper, quote: ++quotes, tags: ["blockquote"] }
      node.forEach((child, childOffset) => lines.push(...linesOfBlock(child, wrapper.start + childOffset, around)))
    } else if (LISTS.includes(name)) {
      const around = { block, wrapper, isFixed: true, tags: ["li"] }
      node.descendants((child, childOffset) => {
        if (child.isTextblock) lines.push(...linesOfBlock(child, wrapper.start + childOffset, around))
        return !child.isTextblock
      })
    } else lines.push(...linesOfBlock(node, offset, { block }))
  })
  return lines
}

/**
 * The text of a line: a footnote is one character, so that offsets are positions.
 * @param {ProseMirrorNode} node
 */
const textOf = (node) => node.textBetween(0, node.content.size, "", "\ufffc")

/**
 * @param {ProseMirrorNode} node
 * @param {number} offset
 * @param {{ block: number, tags?: string[] }} around
 * @returns {Line[]}
 */
function linesOfBlock(node, offset, { tags = [], ...around }) {
  const common = { ...around, tags: [...tags, ...tagsOf(node)] }
  if (node.type.name !== "paragraph") {
    const text = node.isTextblock && !node.type.spec.code ? node.textContent : OPAQUE_TEXT
    return [{ ...common, text, node, pos: offset + 1 }]
  }
  /** @type {Line[]} */
  const lines = []
  let start = 0
  const end = (/** @type {number} */ to) => {
    const line = start || to < node.content.size ? node.cut(start, to) : node
    lines.push({ ...common, text: textOf(line), node: line, pos: offset + 1 + start })
    start = to + 1
  }
  node.forEach((child, childOffset) => {
    if (child.type.name === "hardBreak") end(childOffset)
  })
  end(node.content.size)
  return lines
}

/** @param {ProseMirrorNode} node */
function tagsOf({ type, attrs }) {
  return type.name === "heading" ? [`h${attrs.level}`] : []
}

/**
 * The lines as the server takes them; see blog/admin/posts/split_api.py.
 * @param {Line[]} lines
 * @param {(text: string) => import("./pasted_markup.js").Markup | undefined} [findMarkup] of pasted HTML
 */
export const bodyOf = (lines, findMarkup = () => undefined) =>
  lines.map(({ text, quote = 0, node, tags }) => {
    const markup = node.isTextblock ? findMarkup(text) : undefined
    const caption = node.attrs.credit ? "" : (node.attrs.caption ?? "")
    return { text, quote: quote || (markup?.quote ?? 0), tags: markup?.tags ?? tags, links: linksOf(node), caption }
  })

/**
 * The links of a block, each as its text and address.
 * @param {ProseMirrorNode} node
 */
function linksOf(node) {
  /** @type {[text: string, address: string][]} */
  const links = []
  node.descendants(({ text, marks }) => {
    const link = marks.find(({ type }) => type.name === "link")
    if (text && link?.attrs.href) links.push([text, link.attrs.href])
  })
  return links
}

/**
 * Without white space at its ends; inside, every space stays.
 * @param {ProseMirrorNode} node
 */
export function trimmed(node) {
  if (!node.isTextblock || node.type.spec.code) return node
  const text = textOf(node)
  const start = text.length - text.trimStart().length
  const end = text.trimEnd().length
  return start < end ? node.cut(start, end) : node.type.create(node.attrs)
}

/**
 * A node with a mark between two positions of its content.
 * @param {ProseMirrorNode} node
 * @param {number} from
 * @param {number} to
 * @param {Mark} mark
 */
export const withMark = (node, from, to, mark) => new Transform(node).addMark(from, to, mark).doc
