// Keys at the boundaries of quotations and figures: blocks do not merge, no key press deletes a block, and the caret
// reaches every place.
import { Extension, Plugin, pm } from "django-prose-editor/editor"
import { conflictAt } from "./conflict_commands.js"
import { interviewAt } from "./interview.js"
import { unwrap } from "./quotation.js"
import { refuse } from "./quotation_wrap.js"
import { findAll, gettext } from "../common/dom.js"

const { NodeSelection, TextSelection } = pm.state

/** @typedef {NonNullable<ReturnType<typeof inQuotation>>} QuotationPlace */

/**
 * The place of the caret in a quotation, or null.
 * @param {EditorState} state
 */
function inQuotation({ selection }) {
  const { $from, empty } = selection
  if (!empty || $from.depth !== 2 || $from.node(1).type.name !== "quotation") return null
  const quotation = $from.node(1)
  const index = $from.index(1)
  return {
    quotation,
    index,
    pos: $from.before(1),
    paragraph: $from.parent,
    isStart: index === 0 && $from.parentOffset === 0,
    isEnd: index === quotation.childCount - 1 && $from.parentOffset === $from.parent.content.size,
  }
}

/**
 * Enter in an empty paragraph ends the quotation there; between other paragraphs it splits the quotation.
 * @param {CommandProps} props
 */
function enter(props) {
  const { state, tr } = props
  const place = inQuotation(state)
  if (!place || place.paragraph.content.size) return false
  const { quotation, index, pos } = place
  if (quotation.childCount === 1) return unwrap(props)
  const paragraphs = quotation.content.content
  const part = (/** @type {readonly ProseMirrorNode[]} */ list) =>
    list.length ? [quotation.type.create(quotation.attrs, list)] : []
  const before = part(paragraphs.slice(0, index))
  const size = before.length ? before[0].nodeSize : 0
  tr.replaceWith(pos, pos + quotation.nodeSize, [
    ...before,
    place.paragraph.type.create(),
    ...part(paragraphs.slice(index + 1)),
  ])
  tr.setSelection(TextSelection.near(tr.doc.resolve(pos + size + 1))).scrollIntoView()
  return true
}

/**
 * Backspace at the start of a quotation moves its first paragraph out of it.
 * @param {CommandProps} props
 * @param {QuotationPlace} place
 */
function unwrapFirst(props, { quotation, pos }) {
  const { tr } = props
  if (quotation.childCount === 1) return unwrap(props)
  const [first, ...others] = quotation.content.content
  tr.replaceWith(pos, pos + quotation.nodeSize, [
    first.type.create(null, first.content),
    quotation.type.create(quotation.attrs, others),
  ])
  tr.setSelection(TextSelection.near(tr.doc.resolve(pos + 1)))
  return true
}

/**
 * Is the caret at the end of a plain blockquote? Delete would merge the next block into it.
 * @param {EditorState} state
 */
const isBlockquoteEnd = ({ selection: { $from } }) =>
  $from.depth > 1 && $from.node(1).type.name === "blockquote" && $from.pos + $from.depth - 1 === $from.end(1)

const STOPS = "quotation figure gallery embed mediaFile conflict blockquote table callout interview".split(" ")

/**
 * Moves from the start or end of a top-level text to the quotation, figure or blockquote beside it; removes an empty
 * paragraph.
 * @param {CommandProps} props
 * @param {1 | -1} step
 */
function stepOver({ state, tr }, step) {
  const { $from, empty } = state.selection
  const inside = inQuotation(state)
  const isQuoteEnd = step > 0 && (inside ? inside.isEnd : isBlockquoteEnd(state))
  const isInside = Boolean(inside) || isQuoteEnd
  const isEdge = isInside
    ? isQuoteEnd
    : $from.depth === 1 && $from.parentOffset === (step < 0 ? 0 : $from.parent.content.size)
  if (!empty || !isEdge || !$from.node(1).type.spec.content) return false
  const index = $from.index(0) + step
  const other = state.doc.maybeChild(index)
  if (!other) return Boolean(inside)
  if (!isInside && !STOPS.includes(other.type.name)) return false
  const boundary = step < 0 ? $from.before(1) : $from.after(1)
  let start = step < 0 ? boundary - other.nodeSize : boundary
  if (!isInside && !$from.parent.content.size) {
    if (step > 0) start -= $from.parent.nodeSize
    tr.delete($from.before(1), $from.after(1))
  }
  tr.setSelection(
    other.isAtom
      ? NodeSelection.create(tr.doc, start)
      : TextSelection.near(tr.doc.resolve(step < 0 ? start + other.nodeSize - 1 : start + 1), step < 0 ? -1 : 1),
  )
  tr.scrollIntoView()
  return true
}

/**
 * @param {CommandProps} props
 * @param {1 | -1} step
 */
function erase(props, step) {
  const place = inQuotation(props.state)
  return step < 0 && place?.isStart ? unwrapFirst(props, place) : stepOver(props, step)
}

/**
 * Typing on a selected block writes below it, never over it.
 * @param {EditorView} view
 * @param {number} _from
 * @param {number} _to
 * @param {string} text
 */
function writeBelow(view, _from, _to, text) {
  const { selection, schema, tr } = view.state
  if (!(selection instanceof NodeSelection) || selection.$from.depth) return false
  tr.insert(selection.to, schema.nodes.paragraph.create(null, schema.text(text)))
  view.dispatch(tr.setSelection(TextSelection.create(tr.doc, selection.to + 1 + text.length)).scrollIntoView())
  return true
}

const INDENTED = ["listItem", "codeBlock", "table"]
const FOCUSABLE = "a[href], button, input:not([type=hidden], [type=file]), select, textarea, summary, [tabindex='0']"
const isVisible = (/** @type {HTMLInputElement} */ element) =>
  !element.disabled && element.checkVisibility({ visibilityProperty: true })

/**
 * Tab in a quotation or interview or on a figure focuses its fields, in a conflict its buttons, in other text the element after the
 * editor; in lists, code and tables only if `isPassing`.
 * @param {Editor} editor
 * @param {boolean} isPassing
 */
function tab(editor, isPassing) {
  const { selection } = editor.state
  if (!isPassing && editor.commands.sinkListItem("listItem"))
    return refuse(gettext("Indented. Shift+Tab takes it back; Alt+Shift+S leaves the text."))
  if (!isPassing && INDENTED.some((name) => editor.isActive(name))) return false // They indent, or go to the next cell.
  const special =
    selection instanceof NodeSelection
      ? selection.from
      : (inQuotation(editor.state)?.pos ?? conflictAt(editor.state) ?? interviewAt(editor.state))
  const node = special === undefined ? null : editor.view.nodeDOM(special)
  const fields =
    node instanceof HTMLElement
      ? node.querySelector(":scope > .conflict-actions, :scope > .node-fields, .figure-picker")
      : null
  const outer = editor.view.dom.closest(".document-editor")
  const next = fields
    ? findAll(FOCUSABLE, fields, HTMLInputElement).find(isVisible)
    : findAll(FOCUSABLE, document, HTMLInputElement).find(
        (element) => outer?.compareDocumentPosition(element) === Node.DOCUMENT_POSITION_FOLLOWING && isVisible(element),
      )
  next?.focus()
  return Boolean(next)
}

let lastKey = ""
addEventListener("keydown", ({ key }) => (lastKey = key), true)

/** @param {Editor} editor */
function isPassing(editor) {
  const { isEntered, isTyped } = editor.storage.blockKeymap
  return isEntered || (!isTyped && editor.isActive("listItem"))
}

export const BlockKeymap = Extension.create({
  name: "blockKeymap",
  priority: 900,
  // What was done since the Tab key came to the text, or since the caret was moved: Tab edits no text that it passes.
  addStorage: () => ({ isEntered: false, isTyped: false }),
  onTransaction({ transaction }) {
    const { docChanged, selectionSet } = transaction
    if (docChanged || selectionSet) Object.assign(this.storage, { isEntered: false, isTyped: docChanged })
  },
  onFocus() {
    Object.assign(this.storage, { isEntered: lastKey === "Tab", isTyped: false })
  },
  addKeyboardShortcuts() {
    const { editor } = this
    const run = (/** @type {(props: CommandProps) => boolean} */ command) => () => editor.commands.command(command)
    return {
      Enter: run(enter),
      Backspace: run((props) => erase(props, -1)),
      Delete: run((props) => erase(props, 1)),
      Tab: () => tab(editor, isPassing(editor)),
      "Mod-]": () => editor.commands.sinkListItem("listItem"),
      "Mod-[": () => editor.commands.liftListItem("listItem"),
    }
  },
  addProseMirrorPlugins() {
    const keydown = (/** @type {EditorView} */ _view, /** @type {KeyboardEvent} */ event) =>
      event.key === "Tab" && event.shiftKey && isPassing(this.editor) // The browser moves the focus.
    return [new Plugin({ props: { handleTextInput: writeBelow, handleDOMEvents: { keydown } } })]
  },
})
