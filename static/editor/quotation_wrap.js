// Wraps the selected blocks in one quotation: paragraphs, and those of plain blockquotes and lists.
import { pm } from "django-prose-editor/editor"
import { announce, findOptional, gettext } from "../common/dom.js"

const { TextSelection } = pm.state
const CONTAINERS = ["blockquote", "bulletList", "orderedList", "listItem"]
const DASH_RE = /^[—–―]/
const OPENING_MARK_RE = /^\s*["“„«»‘「『‹”]/
const MAX_ATTRIBUTION_LENGTH = 120 // of an attribution that nothing else marks
const SENTENCE_END_RE = /[\p{Sentence_Terminal}…:;][\p{Quotation_Mark}\p{Pe}]*$/u

// One paragraph with its attribution after a dash: “…” — Ana Ruiz, judge. Not: “…” — she said — “…”
const ATTRIBUTED_RE = /^(\s*["“„«»‘「『‹].*["”“»«’」』›])\s*(?:[—–―]|\s-\s)\s*(?!.*[—–―]\s*["“„«])(\S.*)$/su

// … with the speaker behind it: “…,” Ana Ruiz told the court. „…“, sagte Ana Ruiz. Not: “…,” she said, “…”
const TOLD_RE = /^(\s*["“„«‘「『‹].*(?:[,?!…]["”“»«’」』›]|["”“»«’」』›](?=,))),?\s+(?!.*["“„«»])(\p{L}.*)$/su

/** @param {string} line */
const opensQuotation = (line) => OPENING_MARK_RE.test(line)

/**
 * The paragraphs of a block; null for anything else in it.
 * @param {ProseMirrorNode} block
 * @returns {(ProseMirrorNode | null)[]}
 */
function linesOf(block) {
  if (block.type.name === "paragraph") return [block]
  return CONTAINERS.includes(block.type.name) ? block.content.content.flatMap(linesOf) : [null]
}

/**
 * Returns whether the last line is the attribution: a line without quotation marks below one with them, a line with a
 * dash in a plain blockquote, or a short line that does not end like a sentence.
 * @param {ProseMirrorNode[]} lines
 * @param {ProseMirrorNode[]} blocks
 */
function isAttribution(lines, blocks) {
  if (lines.length < 2) return false
  const texts = lines.map(({ textContent }) => textContent.trim())
  const first = texts[0]
  const [before, last] = texts.slice(-2)
  if (opensQuotation(first)) return !opensQuotation(last)
  if (blocks.every(({ type }) => type.name === "blockquote") && DASH_RE.test(last)) return true
  const isShort = last && last.length <= MAX_ATTRIBUTION_LENGTH && last.length < before.length
  return (
    blocks.every(({ type }) => type.name === "paragraph") &&
    isShort &&
    !opensQuotation(last) &&
    SENTENCE_END_RE.test(before) &&
    !SENTENCE_END_RE.test(last)
  )
}

/**
 * The lines without their attribution, which is the last line or the end of the only one; null without one.
 * @param {ProseMirrorNode[]} lines
 * @param {ProseMirrorNode[]} blocks
 */
export function splitAttribution(lines, blocks) {
  if (isAttribution(lines, blocks))
    return { quoted: lines.slice(0, -1), attribution: lines[lines.length - 1].textContent.trim() }
  const [line] = lines
  const text = line.textBetween(0, line.content.size, "", "\n")
  const match = lines.length === 1 ? (ATTRIBUTED_RE.exec(text) ?? TOLD_RE.exec(text)) : null
  if (!match || match[2].length > MAX_ATTRIBUTION_LENGTH) return null
  return { quoted: [line.cut(0, match[1].length)], attribution: match[2].trim() }
}

/**
 * Shows and announces an error. Returns true: the key is handled.
 * @param {string} text
 */
export function refuse(text) {
  const state = findOptional("[data-form-state]")
  if (state) state.textContent = text
  announce(text)
  return true
}

/**
 * @param {CommandProps} props
 * @param {NodeType} type
 */
export function wrapInQuotation({ commands, state, tr, dispatch }, type) {
  const { $from, $to } = state.selection
  const range = $from.blockRange($to, (node) => ["doc", "conflictVersion"].includes(node.type.name))
  const blocks = range ? range.parent.content.content.slice(range.startIndex, range.endIndex) : []
  const blockLines = blocks.flatMap(linesOf)
  const lines = blockLines.filter((line) => line !== null)
  if (!range || !lines.length || lines.length < blockLines.length)
    return dispatch
      ? refuse(gettext("Not changed: a quotation can contain only paragraphs, lists and plain blockquotes."))
      : false
  if (lines.some((line) => line.content.content.some(({ type }) => type.name === "footnote")))
    return dispatch ? refuse(gettext("Not changed: a quotation cannot contain footnotes. Move them out first.")) : false
  const attributed = splitAttribution(lines, blocks)
  if (!attributed && blocks.every((block) => lines.includes(block))) return commands.wrapIn(type)
  if (!dispatch) return true
  const { quoted, attribution } = attributed ?? { quoted: lines, attribution: "" }
  const caret = caretAfter(state.doc, range, $from.pos, quoted)
  tr.replaceWith(range.start, range.end, type.create({ attribution }, quoted))
  tr.setSelection(TextSelection.near(tr.doc.resolve(caret), -1)).scrollIntoView()
  return true
}

/**
 * The caret once the lines are in the quotation: in the same line, or at the end.
 * @param {ProseMirrorNode} doc
 * @param {{ start: number, end: number }} range
 * @param {number} pos
 * @param {ProseMirrorNode[]} lines
 */
function caretAfter(doc, range, pos, lines) {
  let lineStart = range.start + 1
  /** @type {number | null} */
  let caret = null
  doc.nodesBetween(range.start, range.end, (node, start) => {
    if (node.type.name !== "paragraph") return true
    if (!lines.includes(node)) return false
    if (pos > start && pos < start + node.nodeSize) caret = lineStart + (pos - start)
    lineStart += node.nodeSize
    return false
  })
  return caret ?? lineStart - 1
}
