// The panel below a selected reference, with the text of its footnote: an editor of one paragraph.
import { cleanPastedHTML } from "./paste.js"
import { pm } from "django-prose-editor/editor"
import { el, gettext, uniqueId } from "../common/dom.js"
import { placeBeside } from "./floating.js"
import { askAddress, findLinkPages } from "./link.js"
import { dispatchAttributes } from "./node_view.js"
import { refuse } from "./quotation_wrap.js"

const { baseKeymap, toggleMark } = pm.commands
const { keymap } = pm.keymap
const { Fragment } = pm.model
const { EditorState, NodeSelection, TextSelection } = pm.state
const { EditorView } = pm.view
const FORBIDDEN_MARKS = ["inlineQuotation"]

export class FootnotePanel {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor
    /** The position of the footnote in the panel. @type {number | null} */
    this.pos = null
    const label = el("span", { className: "node-name", id: uniqueId("footnote"), textContent: gettext("Footnote") })
    const field = el("div", { className: "footnote-text" })
    const end = matchMedia("(pointer: coarse)").matches // It has no Esc.
      ? el("button", { type: "button", textContent: gettext("Close"), onclick: () => this.leave() })
      : el("small", { textContent: gettext("Esc: back to the text") })
    this.element = el(
      "div",
      { className: "inline-quotation-panel footnote-panel", role: "dialog", "aria-labelledby": label.id, hidden: true },
      el("div", { className: "node-handle" }, label, end),
      field,
    )
    editor.view.dom.after(this.element)
    this.view = new EditorView(field, {
      state: this.createState([]),
      editable: () => editor.isEditable,
      attributes: { role: "textbox", "aria-labelledby": label.id, "aria-multiline": "false", spellcheck: "true" },
      dispatchTransaction: (tr) => this.apply(tr),
      transformPastedHTML: cleanPastedHTML,
      handlePaste: (view, _event, slice) => {
        view.dispatch(view.state.tr.replaceWith(view.state.selection.from, view.state.selection.to, flatten(slice)))
        return true
      },
    })
    editor.view.dom.addEventListener("click", () => this.show())
    for (const type of ["focusin", "focusout"]) {
      this.element.addEventListener(type, () => setTimeout(() => this.show()))
      editor.view.dom.addEventListener(type, () => setTimeout(() => this.show()))
    }
    editor.on("destroy", () => this.view.destroy())
  }

  /** @param {unknown[]} content */
  createState(content) {
    const { schema } = this.editor
    const toggle = (/** @type {string} */ name) => toggleMark(schema.marks[name])
    const undo = () => this.editor.commands.undo() || true
    const redo = () => this.editor.commands.redo() || true
    return EditorState.create({
      doc: schema.nodes.paragraph.create(null, Fragment.fromJSON(schema, content)),
      plugins: [
        keymap({
          "Mod-b": toggle("bold"),
          "Mod-i": toggle("italic"),
          "Mod-e": toggle("code"),
          "Mod-.": toggle("superscript"),
          "Mod-,": toggle("subscript"),
          "Mod-Shift-x": toggle("strike"),
          "Mod-k": () => this.setLink(),
          "Mod-z": undo,
          "Shift-Mod-z": redo,
          "Mod-y": redo,
          Enter: () => this.leave(),
          Escape: () => this.leave(),
          Tab: () => this.leave(),
          "Shift-Tab": () => this.leave(),
        }),
        keymap(baseKeymap),
      ],
    })
  }

  /** @param {Transaction} tr */
  apply(tr) {
    const state = this.view.state.apply(tr)
    this.view.updateState(state)
    if (!tr.docChanged || this.pos === null) return
    const content = state.doc.content.toJSON() ?? []
    dispatchAttributes(
      this.editor,
      this.editor.state.tr.setNodeAttribute(this.pos, "content", content),
      `footnote-${this.pos}`,
    )
  }

  /** Shows the note of the selected reference, while the text or the panel has the focus. */
  show() {
    const { state, view } = this.editor
    const { selection } = state
    const hasFocus = view.hasFocus() || this.element.contains(document.activeElement)
    const isSelected = selection instanceof NodeSelection && selection.node.type.name === "footnote"
    const isOpen = hasFocus && isSelected
    const { pos } = this
    this.pos = isOpen ? selection.from : null
    if (pos !== null && pos !== this.pos) setTimeout(() => this.removeEmpty(pos))
    this.element.hidden = !isOpen
    if (!isOpen) return
    const { content } = selection.node.attrs
    if (JSON.stringify(this.view.state.doc.content.toJSON() ?? []) !== JSON.stringify(content))
      this.view.updateState(this.createState(content))
    this.place()
  }

  /** Focuses the note. Returns false if no reference is selected. */
  focus() {
    this.show()
    if (this.pos === null) return false
    this.view.dispatch(this.view.state.tr.setSelection(TextSelection.atEnd(this.view.state.doc)))
    this.view.focus()
    this.element.scrollIntoView({ block: "nearest" })
    return true
  }

  /**
   * Removes a footnote that was left empty, which a save would remove without a word.
   * @param {number} pos
   */
  removeEmpty(pos) {
    const { view, state } = this.editor
    const node = state.doc.nodeAt(pos)
    if (pos === this.pos || node?.type.name !== "footnote" || node.attrs.content.length) return
    view.dispatch(state.tr.delete(pos, pos + 1))
    refuse(gettext("The empty footnote was removed."))
  }

  /** Goes on in the text, after the reference. */
  leave() {
    const { pos } = this
    if (pos === null) return false
    const { state, view } = this.editor
    view.dispatch(state.tr.setSelection(TextSelection.create(state.doc, pos + 1)))
    this.removeEmpty(pos)
    view.focus()
    return true
  }

  setLink() {
    const { state } = this.view
    const { link } = this.editor.schema.marks
    const { from, to, empty } = state.selection
    if (empty) return true
    const present = state.doc.nodeAt(from)?.marks.find(({ type }) => type === link)
    askAddress(present?.attrs.href ?? "", findLinkPages(this.editor)).then((href) => {
      const { tr } = this.view.state
      if (href !== null) tr.removeMark(from, to, link)
      if (href) tr.addMark(from, to, link.create({ href }))
      this.view.dispatch(tr)
      this.view.focus()
    })
    return true
  }

  place() {
    const { view } = this.editor
    if (this.pos !== null) placeBeside(this.element, view, view.coordsAtPos(this.pos, 1), "below")
  }
}

/**
 * The text of pasted blocks as one line, with its marks.
 * @param {Slice} slice
 */
function flatten(slice) {
  /** @type {ProseMirrorNode[]} */
  const nodes = []
  let isNew = false
  slice.content.descendants((node) => {
    if (node.isTextblock && nodes.length) isNew = true
    if (!node.isText) return true
    const marks = node.marks.filter(({ type }) => !FORBIDDEN_MARKS.includes(type.name))
    if (isNew) nodes.push(node.type.schema.text(" "))
    isNew = false
    nodes.push(node.mark(marks))
    return false
  })
  return Fragment.from(nodes)
}
