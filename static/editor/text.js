// Paragraphs that keep every space, and the key of their row; line breaks; the jump break.
import { HardBreak, Heading, Node, Paragraph } from "django-prose-editor/editor"
import { gettext } from "../common/dom.js"
import { runAndFocus } from "./node_view.js"

// paste.js has normalized the white space of pasted text, so all of it is intended.
/** @param {ParseRules | undefined} rules */
const keepSpaces = (rules) =>
  (rules ?? []).map((rule) => ({ ...rule, preserveWhitespace: /** @type {const} */ ("full") }))

export const KeyedParagraph = Paragraph.extend({
  addAttributes() {
    return {
      key: {
        default: null,
        keepOnSplit: false, // The second half is a new row.
        parseHTML: (/** @type {HTMLElement} */ element) => element.getAttribute("data-id"),
        renderHTML: (/** @type {{ key: string | null }} */ { key }) => (key ? { "data-id": key } : {}),
      },
    }
  },
  parseHTML() {
    return keepSpaces(this.parent?.())
  },
})

export const SpacedHeading = Heading.extend({
  marks: "bold italic strike inserted superscript subscript code link", // No quotations.
  parseHTML() {
    return keepSpaces(this.parent?.())
  },
})

/** A line break within marked text has its marks, so that a quotation stays one. */
export const MarkedBreak = HardBreak.extend({
  addCommands() {
    return {
      setHardBreak:
        () =>
        (/** @type {CommandProps} */ { state, tr }) => {
          if (!state.selection.$from.parent.isTextblock) return false
          tr.replaceSelectionWith(state.schema.nodes.hardBreak.create()).scrollIntoView()
          return true
        },
    }
  },
})

export const JumpBreak = Node.create({
  name: "jumpBreak",
  group: "block",
  atom: true,
  priority: 150, // Before the horizontal rule, which is an <hr> as well.
  parseHTML: () => [{ tag: "hr[data-jump]" }],
  renderHTML: () => ["hr", { "data-jump": "" }],
  addNodeView() {
    return () => {
      const dom = document.createElement("div")
      dom.className = "jump-break"
      dom.textContent = gettext("Continue reading: lists show only the text above")
      return { dom }
    }
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "jumpBreak",
      groups: "blocks insert",
      button: buttons.material("more_horiz", gettext("Jump break")),
      enabled: (editor) => !hasJump(editor.state.doc),
      command: (editor) => {
        if (!hasJump(editor.state.doc)) runAndFocus(editor, editor.chain().insertContent({ type: "jumpBreak" }))
      },
    })
  },
})

/** @param {ProseMirrorNode} doc */
function hasJump(doc) {
  return doc.content.content.some((node) => node.type.name === "jumpBreak")
}
