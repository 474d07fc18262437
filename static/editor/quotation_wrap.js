// The selected blocks as one quotation: paragraphs, and those of plain blockquotes and lists.
import { pm } from "django-prose-editor/editor"
import { announce, gettext } from "./dom.js"
import { opensQuotation } from "./split.js"

const { TextSelection } = pm.state
const CONTAINERS = ["blockquote", "bulletList", "orderedList", "listItem"]
const DASH = /^[—–―]/
const MOST_LETTERS = 120 // of an attribution that nothing else marks
const SENTENCE_END = /[\p{Sentence_Terminal}…:;][\p{Quotation_Mark}\p{Pe}]*$/u

/** The paragraphs of a block; with null among them where something else stands in it. */
function linesOf(block) {
  if (block.type.name === "paragraph") return [block]
  return CONTAINERS.includes(block.type.name) ? block.content.content.flatMap(linesOf) : [null]
}

/**
 * A last line that is no quotation attributes the others, and so does one with a dash in a plain blockquote. Without
 * quotation marks it is a short line that does not end as a sentence does.
 */
function attributes(lines, blocks) {
  if (lines.length < 2) return false
  const [first, before, last] = [lines[0], lines.at(-2), lines.at(-1)].map(({ textContent }) => textContent.trim())
  if (opensQuotation(first)) return !opensQuotation(last)
  if (blocks.every(({ type }) => type.name === "blockquote") && DASH.test(last)) return true
  const isShort = last && last.length <= MOST_LETTERS && last.length < before.length
  return (
    blocks.every(({ type }) => type.name === "paragraph") &&
    isShort &&
    !opensQuotation(last) &&
    SENTENCE_END.test(before) &&
    !SENTENCE_END.test(last)
  )
}

/** Says what cannot be done, to the eye and to screen readers. True: the key is handled. */
function refuse(text) {
  const state = document.querySelector("[data-form-state]")
  if (state) state.textContent = text
  announce(text)
  return true
}

export function wrapInQuotation({ commands, state, tr, dispatch }, type) {
  const { $from, $to } = state.selection
  const range = $from.blockRange($to, (node) => ["doc", "conflictVersion"].includes(node.type.name))
  const blocks = range ? range.parent.content.content.slice(range.startIndex, range.endIndex) : []
  const lines = blocks.flatMap(linesOf)
  if (!lines.length || lines.includes(null))
    return dispatch
      ? refuse(gettext("Not changed: a quotation can contain only paragraphs, lists and plain blockquotes."))
      : false
  const isAttributed = attributes(lines, blocks)
  if (!isAttributed && blocks.every((block) => lines.includes(block))) return commands.wrapIn(type)
  const words = isAttributed ? lines.slice(0, -1) : lines
  if (!dispatch) return true
  const attribution = isAttributed ? lines.at(-1).textContent.trim() : ""
  const caret = placeIn(state.doc, range, $from.pos, words)
  tr.replaceWith(range.start, range.end, type.create({ attribution }, words))
  tr.setSelection(TextSelection.near(tr.doc.resolve(caret), -1)).scrollIntoView()
  return true
}

/** Where the caret is once the lines stand in the quotation: in the same line, or at the end. */
function placeIn(doc, range, pos, words) {
  let at = range.start + 1
  let place = null
  doc.nodesBetween(range.start, range.end, (node, start) => {
    if (node.type.name !== "paragraph") return true
    if (!words.includes(node)) return false
    if (pos > start && pos < start + node.nodeSize) place = at + (pos - start)
    at += node.nodeSize
    return false
  })
  return place ?? at - 1
}
