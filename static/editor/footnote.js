// Footnotes: a reference in the text, whose note is written in a panel below it. The note moves, is copied and is deleted
// with its reference. A counter of the style sheet numbers them.
import { InputRule, Node, Plugin, pm } from "django-prose-editor/editor"
import { announce, gettext } from "../common/dom.js"
import { FootnotePanel } from "./footnote_panel.js"
import { refuse } from "./quotation_wrap.js"

const { DOMParser: SchemaParser, DOMSerializer, Fragment } = pm.model
const { NodeSelection, TextSelection } = pm.state
const TYPED_RE = /\[\^[^\]\s]{0,20}\]$/ // [^1], as in Markdown
const ADDED = "footnoteAdded" // Of transactions after which the note has the focus at once: what is typed next is the note.

export const Footnote = Node.create({
  name: "footnote",
  group: "inline",
  inline: true,
  atom: true,
  selectable: true,
  draggable: false,
  priority: 1000, // Its keys come before those of blocks.
  /** @returns {{ panel: FootnotePanel | null }} */
  addStorage: () => ({ panel: null }),
  addAttributes: () => ({ content: { default: [], rendered: false } }),
  parseHTML() {
    const getAttrs = (/** @type {HTMLElement} */ element) =>
      this.editor ? { content: parseNote(this.editor, element) } : null
    return [{ tag: "small[data-footnote]", getAttrs }]
  },
  renderHTML({ node }) {
    const { schema } = node.type
    const element = document.createElement("small")
    element.setAttribute("data-footnote", "")
    DOMSerializer.fromSchema(schema).serializeFragment(Fragment.fromJSON(schema, node.attrs.content), {}, element)
    return element
  },
  renderText: () => "",
  addNodeView() {
    return () => {
      const dom = document.createElement("sup")
      dom.className = "footnote-reference"
      dom.title = gettext("Footnote")
      return { dom }
    }
  },
  onCreate() {
    this.storage.panel = new FootnotePanel(this.editor)
  },
  onTransaction({ transaction }) {
    if (transaction.getMeta("blur")) return // The element that gets the focus does not have it yet.
    if (transaction.getMeta(ADDED)) this.storage.panel?.focus()
    else this.storage.panel?.show()
  },
  addCommands() {
    return {
      addFootnote: () => addFootnote,
    }
  },
  addKeyboardShortcuts() {
    const focusPanel = () => this.storage.panel?.focus() ?? false
    return {
      "Mod-Alt-f": () => this.editor.commands.addFootnote(),
      Enter: focusPanel,
      Tab: focusPanel,
    }
  },
  addInputRules() {
    return [
      new InputRule({
        find: TYPED_RE,
        handler: ({ state, range }) => {
          const { schema, tr } = state
          if (!canHaveFootnote(state)) return
          tr.replaceWith(range.from, range.to, schema.nodes.footnote.create())
          tr.setSelection(NodeSelection.create(tr.doc, range.from)).setMeta(ADDED, true)
        },
      }),
    ]
  },
  addProseMirrorPlugins: () => [
    new Plugin({
      props: {
        // Typing on a selected reference goes on after it, instead of replacing the note.
        handleTextInput(view, _from, _to, text) {
          const { selection, tr } = view.state
          if (!(selection instanceof NodeSelection) || selection.node.type.name !== "footnote") return false
          tr.insertText(text, selection.to)
          view.dispatch(tr.setSelection(TextSelection.create(tr.doc, selection.to + text.length)))
          return true
        },
      },
    }),
  ],
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "footnote",
      groups: "notes selection insert", // The slash menu adds it to the paragraph before.
      priority: 190,
      button: buttons.material("looks_one", gettext("Footnote (Ctrl+Alt+F)")),
      command: (editor) => {
        editor.view.focus()
        editor.chain().addFootnote().scrollIntoView().run()
      },
      enabled: (editor) => canHaveFootnote(editor.state),
    })
  },
})

/**
 * The note as JSON of inline nodes: only what the schema knows.
 * @param {Editor} editor
 * @param {HTMLElement} element
 */
function parseNote({ schema }, element) {
  const paragraph = schema.nodes.paragraph.create()
  const note = SchemaParser.fromSchema(schema).parse(element, { topNode: paragraph })
  return Fragment.fromArray(note.content.content.filter(({ type }) => type.name !== "footnote")).toJSON() ?? []
}

/** @param {EditorState} state */
function canHaveFootnote({ selection: { $from }, schema }) {
  if (!$from.parent.isTextblock || $from.parent.type.spec.code) return false
  if ($from.depth > 1 && $from.node(1).type.name === "quotation") return false
  const index = $from.index()
  return $from.parent.canReplaceWith(index, index, schema.nodes.footnote)
}

/**
 * A footnote after the selection, outside of marks.
 * @param {CommandProps} props
 */
function addFootnote({ state, tr, dispatch }) {
  if (!canHaveFootnote(state))
    return dispatch ? refuse(gettext("Not changed: footnotes are for paragraphs, headings, lists and tables.")) : false
  if (!dispatch) return true
  const { to } = state.selection
  tr.insert(to, state.schema.nodes.footnote.create())
  tr.setSelection(NodeSelection.create(tr.doc, to)).setMeta(ADDED, true)
  announce(gettext("Footnote added. Enter returns to the text."))
  return true
}
