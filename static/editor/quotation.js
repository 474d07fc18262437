// The quotation node: paragraphs, each a quotation of its own, under one attribution.
import { mergeAttributes, Node, pm, wrappingInputRule } from "django-prose-editor/editor"
import { gettext } from "../common/dom.js"
import { creditAttributes } from "./credit_attributes.js"
import { attributes, runAndFocus, showBlock } from "./node_view.js"
import { QuotationView } from "./quotation_view.js"
import { wrapInQuotation } from "./quotation_wrap.js"

const { TextSelection } = pm.state

export const Quotation = Node.create({
  name: "quotation",
  group: "editorial",
  content: "paragraph+",
  defining: true,
  isolating: true,
  draggable: true,
  addOptions: () => ({ sources: "", attribution: "" }),
  addAttributes: () => ({ ...creditAttributes(), ...attributes("translation", "machine") }),
  parseHTML: () => [{ tag: "section[data-block=quotation]" }],
  renderHTML: ({ HTMLAttributes }) => ["section", mergeAttributes({ "data-block": "quotation" }, HTMLAttributes), 0],

  addNodeView() {
    const { sources, attribution } = this.options
    return ({ node, editor, getPos }) => new QuotationView(node, editor, getPos, { sources, attribution })
  },

  addCommands() {
    return {
      toggleQuotation: () => (/** @type {CommandProps} */ props) =>
        props.editor.isActive(this.name) ? unwrap(props) : wrapInQuotation(props, this.type),
    }
  },
  addInputRules() {
    return [wrappingInputRule({ find: /^\s*>\s$/, type: this.type })]
  },
  addKeyboardShortcuts() {
    const toggle = () => {
      const isDone = this.editor.commands.toggleQuotation()
      showBlock(this.editor)
      return isDone
    }
    return { "Mod-Shift-q": toggle, "Mod-Shift-9": toggle }
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "quotation",
      groups: "blocks insert selection",
      priority: 200,
      button: buttons.material("format_quote", gettext("Quotation (Ctrl+Shift+Q)")),
      command: (editor) => {
        runAndFocus(editor, editor.chain().toggleQuotation())
        showBlock(editor)
      },
      active: (editor) => editor.isActive("quotation"),
    })
  },
})

/**
 * Paragraphs again, the attribution as the last of them.
 * @param {CommandProps} props
 */
export function unwrap({ state, tr, dispatch }) {
  const { $from, $to } = state.selection
  const pos = $from.depth ? $from.before(1) : $from.pos
  const node = state.doc.nodeAt(pos)
  if (node?.type.name !== "quotation") return false
  if (!dispatch) return true
  const { paragraph } = state.schema.nodes
  const { attribution } = node.attrs
  const line = attribution ? [paragraph.create(null, state.schema.text(attribution))] : []
  tr.replaceWith(pos, pos + node.nodeSize, [...node.content.content, ...line])
  // One less, as the node's start is gone.
  const resolve = (/** @type {number} */ place) => tr.doc.resolve(Math.max(place - 1, pos + 1))
  tr.setSelection(
    $from.depth ? TextSelection.between(resolve($from.pos), resolve($to.pos)) : TextSelection.near(resolve(pos)),
  )
  return true
}
