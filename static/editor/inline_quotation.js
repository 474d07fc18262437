// Quotations within sentences: a mark on the quoted words, with the credit of a quotation.
import { Mark, mergeAttributes, Plugin, pm } from "django-prose-editor/editor"
import { announce, gettext } from "../common/dom.js"
import { creditAttributes } from "./credit_attributes.js"
import { InlineQuotationPanel } from "./inline_quotation_panel.js"
import { findQuotation, listQuotations } from "./inline_quotation_range.js"
import { findInterviewee } from "./interview.js"
import { attribute, runAndFocus } from "./node_view.js"
import { findQuotedWords } from "./quotation_marks.js"
import { refuse } from "./quotation_wrap.js"

const { Fragment, Slice } = pm.model
const { TextSelection } = pm.state

export const InlineQuotation = Mark.create({
  name: "inlineQuotation",
  priority: 1100, // Outside links, which have 1000.
  inclusive: true, // Words that are typed before the closing mark belong to the quotation.
  exitable: true,
  addOptions: () => ({ sources: "", attribution: "" }),
  /** @returns {{ panel: InlineQuotationPanel | null }} */
  addStorage: () => ({ panel: null }),
  addAttributes: () => ({ ...creditAttributes(), id: attribute("id") }),
  parseHTML: () => [{ tag: "q[data-block=quotation]" }],
  renderHTML: ({ HTMLAttributes }) => ["q", mergeAttributes({ "data-block": "quotation" }, HTMLAttributes), 0],

  onCreate() {
    this.storage.panel = new InlineQuotationPanel(this.editor, this.options)
  },
  onTransaction({ transaction, appendedTransactions = [] }) {
    this.storage.panel?.update([transaction, ...appendedTransactions])
  },
  addCommands() {
    return { toggleInlineQuotation: () => toggle }
  },
  addKeyboardShortcuts() {
    return {
      "Mod-Shift-2": () => this.editor.commands.toggleInlineQuotation(),
      Tab: () => this.storage.panel?.focus() ?? false,
      Escape: () => this.storage.panel?.dismiss() ?? false,
    }
  },
  addProseMirrorPlugins: () => [
    new Plugin({
      appendTransaction: (transactions, _before, state) =>
        transactions.some(({ docChanged }) => docChanged) ? removeFromBlocks(state) : null,
    }),
  ],
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "inlineQuotation",
      groups: "blocks selection",
      priority: 190,
      button: buttons.material("record_voice_over", gettext("Quotation within a sentence (Ctrl+Shift+2)")),
      command: (editor) => runAndFocus(editor, editor.chain().toggleInlineQuotation()),
      active: (editor) => findQuotation(editor.state) !== null,
    })
  },
})

/**
 * Marks the selected words, or those between the quotation marks around the caret; in a quotation, removes its mark.
 * @param {CommandProps} props
 */
function toggle({ state, tr, dispatch }) {
  const existing = findQuotation(state)
  if (existing) {
    tr.removeMark(existing.from, existing.to, existing.mark)
    if (dispatch) announce(gettext("No longer a quotation. The text has not changed."))
    return true
  }
  const reason = findReason(state)
  const range = reason ? null : findRange(state)
  if (!range) return dispatch ? refuse(reason) : false
  const others = listOverlapping(state, range)
  // The selection may add words to a quotation.
  const from = Math.min(range.from, ...others.map((other) => other.from))
  const to = Math.max(range.to, ...others.map((other) => other.to))
  const attrs = { attribution: findInterviewee(state) }
  tr.addMark(from, to, others[0]?.mark ?? state.schema.marks.inlineQuotation.create(attrs))
  if (!state.selection.empty) tr.setSelection(TextSelection.create(tr.doc, from, to))
  if (dispatch) announce(gettext("Quotation added. Press Tab to enter its source."))
  return true
}

/**
 * The reason why the selection cannot become a quotation, or ''.
 * @param {EditorState} state
 */
function findReason(state) {
  const { $from, $to } = state.selection
  if (!$from.sameParent($to))
    return gettext(
      "Not changed: a quotation within a sentence cannot span paragraphs. To quote whole paragraphs, press Ctrl+Shift+Q.",
    )
  if ($from.parent.type.name === "heading") return gettext("Not changed: a heading cannot contain quotations.")
  if (!$from.parent.type.allowsMarkType(state.schema.marks.inlineQuotation))
    return gettext("Not changed: only paragraphs and items of lists can contain quotations within sentences.")
  for (let depth = $from.depth; depth > 0; depth--)
    if ($from.node(depth).type.name === "quotation")
      return gettext("Not changed: these words are already part of a quotation.")
  const range = findRange(state)
  if (!range) return gettext("Not changed: select the quoted words, or place the cursor between their quotation marks.")
  return listOverlapping(state, range).length > 1
    ? gettext("Not changed: the selection contains several quotations. Remove them first.")
    : ""
}

/**
 * The positions of the quoted words of the selection, or null.
 * @param {EditorState} state
 */
function findRange({ selection: { $from, $to } }) {
  const { parent } = $from
  if (!parent.isTextblock) return null
  const text = parent.textBetween(0, parent.content.size, "", "\n")
  const quoted = findQuotedWords(text, $from.parentOffset, $to.parentOffset)
  return quoted && { from: $from.start() + quoted.from, to: $from.start() + quoted.to }
}

/**
 * The quotations that share words with a range of the selected paragraph.
 * @param {EditorState} state
 * @param {{ from: number, to: number }} range
 */
const listOverlapping = ({ selection: { $from } }, range) =>
  listQuotations($from.parent, $from.start()).filter(({ from, to }) => from < range.to && to > range.from)

/**
 * Quotations do not nest: removes the marks in blocks that are quotations.
 * @param {EditorState} state
 */
function removeFromBlocks({ doc, schema, tr }) {
  const { inlineQuotation } = schema.marks
  doc.descendants((node, pos) => {
    const isQuotation = node.type.name === "quotation"
    if (isQuotation && doc.rangeHasMark(pos, pos + node.nodeSize, inlineQuotation))
      tr.removeMark(pos, pos + node.nodeSize, inlineQuotation)
    return !isQuotation && !node.isTextblock
  })
  return tr.docChanged ? tr : null
}

/**
 * Words that are pasted into a quotation are part of it; whole paragraphs are not.
 * @param {Slice} slice
 * @param {EditorView} view
 */
export function addToQuotation(slice, { state, dragging }) {
  const { $from, $to, empty } = state.selection
  const marks = empty ? $from.marks() : ($from.marksAcross($to) ?? [])
  const mark = state.schema.marks.inlineQuotation.isInSet(marks)
  const { firstChild, childCount } = slice.content
  if (dragging || !mark || childCount !== 1 || !firstChild?.isTextblock) return slice
  const inline = firstChild.content.content.map((node) => node.mark(mark.addToSet(node.marks)))
  return new Slice(Fragment.from(firstChild.copy(Fragment.from(inline))), slice.openStart, slice.openEnd)
}
