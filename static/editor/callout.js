// Call-outs: facts, background or a warning beside the argument, with a heading.
import { mergeAttributes, Node, pm } from "django-prose-editor/editor"
import { el, gettext } from "../common/dom.js"
import { runAndFocus } from "./node_view.js"

const { TextSelection } = pm.state
/** @type {[string, string][]} */
const KINDS = [
  ["facts", gettext("Facts")],
  ["background", gettext("Background")],
  ["warning", gettext("Warning")],
]

export const Callout = Node.create({
  name: "callout",
  group: "editorial",
  content: "heading? (paragraph | bulletList | orderedList | definitionList)+",
  defining: true,
  isolating: true,
  addAttributes: () => ({
    kind: {
      default: KINDS[0][0],
      parseHTML: (/** @type {HTMLElement} */ element) => element.dataset.kind ?? KINDS[0][0],
      renderHTML: (/** @type {{ kind: string }} */ { kind }) => ({ "data-kind": kind }),
    },
  }),
  parseHTML: () => [{ tag: "aside" }],
  renderHTML: ({ HTMLAttributes }) => ["aside", mergeAttributes(HTMLAttributes), 0],
  addNodeView() {
    return ({ node, editor, getPos }) => {
      const select = el(
        "select",
        { "aria-label": gettext("Kind of call-out"), disabled: !editor.isEditable },
        ...KINDS.map(([value, textContent]) => el("option", { value, textContent })),
      )
      select.value = node.attrs.kind
      select.addEventListener("change", () => {
        const pos = getPos()
        if (pos !== undefined) editor.view.dispatch(editor.state.tr.setNodeAttribute(pos, "kind", select.value))
      })
      const contentDOM = el("div", { className: "callout-text" })
      const dom = el("div", { className: "callout-node" }, el("div", { contentEditable: "false" }, select), contentDOM)
      return {
        dom,
        contentDOM,
        stopEvent: (/** @type {Event} */ event) => event.target === select,
        ignoreMutation: (/** @type {{ target: globalThis.Node }} */ { target }) => !contentDOM.contains(target),
        update: (/** @type {ProseMirrorNode} */ updated) => {
          if (updated.type !== node.type) return false
          select.value = updated.attrs.kind
          return true
        },
      }
    }
  },
  addKeyboardShortcuts() {
    return {
      Enter: () => this.editor.commands.command(leave),
      "Mod-Shift-a": () => this.editor.commands.command((props) => wrap(props)),
    }
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "callout",
      groups: "more insert",
      priority: 160,
      button: buttons.material("featured_play_list", gettext("Call-out (Ctrl+Shift+A)")),
      command: (editor) => runAndFocus(editor, editor.chain().command(wrap)),
      active: (editor) => editor.isActive("callout"),
    })
  },
})

/**
 * Puts the selected paragraphs and lists into a call-out with an empty heading; in a call-out, takes them out of it.
 * @param {CommandProps} props
 */
function wrap({ state, tr, dispatch }) {
  const { $from, $to } = state.selection
  const { callout, heading } = state.schema.nodes
  if (!$from.depth) return false
  const around = $from.node(1)
  if (around.type === callout) {
    tr.replaceWith(
      $from.before(1),
      $from.after(1),
      around.content.content.filter(({ content }) => content.size),
    )
    return true
  }
  const range = $from.blockRange($to, (node) => node.type.name === "doc")
  const blocks = range?.parent.content.content.slice(range.startIndex, range.endIndex) ?? []
  const content = [heading.create({ level: 3 }), ...blocks]
  if (!range || !callout.validContent(state.schema.nodes.callout.create(null, content).content)) return false
  if (!dispatch) return true
  tr.replaceWith(range.start, range.end, callout.create(null, content))
  tr.setSelection(TextSelection.create(tr.doc, range.start + 2)).scrollIntoView()
  return true
}

/**
 * Puts the caret into the empty paragraph at a position, or into a new one.
 * @param {Transaction} tr
 * @param {number} pos
 */
export function goOnBelow(tr, pos) {
  const { paragraph } = tr.doc.type.schema.nodes
  const below = tr.doc.nodeAt(pos)
  if (below?.type !== paragraph || below.content.size) tr.insert(pos, paragraph.create())
  tr.setSelection(TextSelection.create(tr.doc, pos + 1)).scrollIntoView()
}

/**
 * Enter in an empty last paragraph goes on below the call-out.
 * @param {CommandProps} props
 */
function leave({ state, tr }) {
  const { $from, empty } = state.selection
  if (!empty || $from.depth !== 2 || $from.node(1).type.name !== "callout") return false
  const around = $from.node(1)
  const isLast = $from.index(1) === around.childCount - 1 && around.childCount > 2
  if ($from.parent.type.name !== "paragraph" || $from.parent.content.size || !isLast) return false
  const after = $from.after(1)
  tr.delete($from.before(2), $from.after(2))
  goOnBelow(tr, tr.mapping.map(after))
  return true
}
