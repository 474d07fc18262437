// Shared by the views of our nodes: fields that write to the node's attributes, errors, moving.
import { el, gettext, targetOf, uniqueId } from "../common/dom.js"
import { moveNode } from "./move.js"

/** @typedef {Record<string, string>} Attributes */
/** @typedef {(values: Attributes, undoGroup?: string | false) => void} SetAttributes */

/**
 * An attribute that the document's HTML has as `data-NAME`; '' and null are left out.
 * @param {string} name
 */
export function attribute(name) {
  const attr = `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
  return {
    default: "",
    parseHTML: (/** @type {HTMLElement} */ element) => element.getAttribute(attr) ?? "",
    renderHTML: (/** @type {Record<string, any>} */ values) => (values[name] ? { [attr]: values[name] } : {}),
  }
}

/** @param {...string} names */
export const attributes = (...names) => Object.fromEntries(names.map((name) => [name, attribute(name)]))

/**
 * Returns `set(values, undoGroup)`, which sets attributes of the node at `getPos()` and clears its errors. Changes of one
 * group are undone together; with `false` they are no step of their own.
 * @param {Editor} editor
 * @param {GetPos} getPos
 * @returns {SetAttributes}
 */
export function attributeSetter(editor, getPos) {
  return (values, undoGroup) => {
    const pos = getPos()
    const { tr, doc } = editor.state
    const node = pos === undefined ? null : doc.nodeAt(pos)
    if (pos === undefined || !node) return
    for (const [name, value] of Object.entries({ errors: "", ...values }))
      if (node.attrs[name] !== value) tr.setNodeAttribute(pos, name, value)
    dispatchAttributes(editor, tr, undoGroup)
  }
}

/**
 * Dispatches a transaction that sets attributes, if it changes any.
 * @param {Editor} editor
 * @param {Transaction} tr
 * @param {string | false} [undoGroup] as of `attributeSetter`
 */
export function dispatchAttributes(editor, tr, undoGroup) {
  if (undoGroup === false) tr.setMeta("addToHistory", false)
  else if (undoGroup) tr.setMeta("composition", undoGroup) // The history undoes one composition as a whole.
  if (tr.docChanged) editor.view.dispatch(tr)
}

/**
 * @typedef {object} FieldOptions
 * @property {boolean} [multiline]
 * @property {string} [type]
 * @property {string} [placeholder]
 * @property {string} [hint]
 * @property {(value: string) => Attributes} [also] returns further attributes to set
 */

/**
 * A labelled input or textarea whose value is the node's attribute `name`.
 * @param {string} name
 * @param {string} label
 * @param {FieldOptions & { set: SetAttributes }} options
 */
export function field(name, label, options) {
  const { set, multiline = false, type = "text", placeholder = "", hint = "", also = () => ({}) } = options
  const id = uniqueId("field")
  const input = multiline ? el("textarea", { id, rows: 2 }) : el("input", { id, type })
  if (placeholder) input.placeholder = placeholder
  input.dataset.field = name
  let visits = 0
  input.addEventListener("focus", () => visits++)
  input.addEventListener("input", () => set({ [name]: input.value, ...also(input.value) }, `${id}-${visits}`))
  const row = el("div", { className: "node-field" }, el("label", { for: id, textContent: label }), input)
  if (hint) {
    const note = el("small", { id: `${id}-hint`, textContent: hint })
    input.setAttribute("aria-describedby", note.id)
    row.append(note)
  }
  return { input, row }
}

/**
 * Runs a chain of commands and focuses the text at once. Tiptap's own focus() does so in the next frame: keys that are
 * faster would press the button again.
 * @param {Editor} editor
 * @param {ChainedCommands} chain
 */
export function runAndFocus(editor, chain) {
  chain.scrollIntoView().run()
  editor.view.focus()
}

/**
 * Scrolls the whole block with the caret into view.
 * @param {Editor} editor
 */
export function showBlock({ view, state: { selection } }) {
  const dom = selection.$from.depth ? view.nodeDOM(selection.$from.before(1)) : null
  if (dom instanceof HTMLElement) dom.scrollIntoView({ block: "nearest" })
}

/**
 * The bar above a node: it moves, removes, drags and selects the whole node, and inserts a paragraph before it.
 * @param {Editor} editor
 * @param {GetPos} getPos
 * @param {string} name
 */
export function blockHandle(editor, getPos, name) {
  const button = (
    /** @type {string} */ icon,
    /** @type {string} */ title,
    /** @type {(pos: number) => void} */ onClick,
  ) => {
    const properties = { className: "material-icons", textContent: icon, title, "aria-label": title }
    const element = el("button", { type: "button", ...properties })
    element.addEventListener("click", () => onClick(getPos() ?? 0))
    return element
  }
  const grip = el("span", {
    className: "material-icons node-grip",
    textContent: "drag_indicator",
    title: gettext("Drag to move"),
    "aria-hidden": "true",
    "data-drag-handle": "",
  })
  const bar = el(
    "div",
    { className: "node-handle", contentEditable: "false", role: "group", "aria-label": name },
    grip,
    el("span", { className: "node-name", textContent: name }),
    button("add", gettext("Insert a paragraph above"), (pos) => {
      const $pos = editor.state.doc.resolve(pos)
      const before = $pos.depth ? $pos.before(1) : pos // A gallery has pictures only.
      const chain = editor.chain().insertContentAt(before, { type: "paragraph" })
      runAndFocus(editor, chain.setTextSelection(before + 1))
    }),
    button("arrow_upward", gettext("Move up (Alt+↑)"), (pos) => moveNode(editor, pos, -1)),
    button("arrow_downward", gettext("Move down (Alt+↓)"), (pos) => moveNode(editor, pos, 1)),
    button("delete", gettext("Remove"), (pos) => {
      const size = editor.state.doc.nodeAt(pos)?.nodeSize ?? 0
      runAndFocus(editor, editor.chain().deleteRange({ from: pos, to: pos + size }))
    }),
  )
  bar.addEventListener("click", (event) => {
    if (/** @type {Element} */ (event.target).closest("button")) return
    runAndFocus(editor, editor.chain().setNodeSelection(getPos() ?? 0))
  })
  return bar
}

/** The node's errors, announced when they appear. */
export function errorList() {
  const element = el("p", {
    className: "node-errors",
    role: "alert",
    dir: "auto",
    contentEditable: "false",
    hidden: true,
  })
  return {
    element,
    /**
     * @param {string} text
     * @param {HTMLElement} dom
     */
    show(text, dom) {
      if (element.textContent !== text) element.textContent = text
      element.hidden = !text
      dom.classList.toggle("has-errors", Boolean(text))
    },
  }
}

/**
 * Keys in a node's fields: Enter goes on below the node, Escape back into the text.
 * @param {Editor} editor
 * @param {GetPos} getPos
 */
export function fieldKeys(editor, getPos) {
  return (/** @type {KeyboardEvent} */ event) => {
    if (event.isComposing) return
    const { tagName } = targetOf(event)
    const pos = getPos() ?? 0
    const node = editor.state.doc.nodeAt(pos)
    if (!node) return
    const isEnter = event.key === "Enter" && tagName === "INPUT"
    const details = targetOf(event).closest("details")
    if (details && (isEnter || event.key === "Escape")) details.open = false
    if (isEnter) {
      event.preventDefault() // Never submits the form.
      const $pos = editor.state.doc.resolve(pos)
      const after = $pos.depth ? $pos.after(1) : pos + node.nodeSize
      const next = editor.state.doc.nodeAt(after)
      const chain = editor.chain()
      if (next?.type.name !== "paragraph") chain.insertContentAt(after, { type: "paragraph" })
      runAndFocus(editor, chain.setTextSelection(after + 1))
    } else if (event.key === "Escape") {
      event.preventDefault()
      const chain = editor.chain()
      runAndFocus(editor, node.isAtom ? chain.setNodeSelection(pos) : chain.setTextSelection(pos + node.nodeSize - 2))
    } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown") && tagName !== "SELECT") {
      event.preventDefault()
      moveNode(editor, pos, event.key === "ArrowUp" ? -1 : 1)
    }
  }
}

/** The view of a block. A subclass fills `dom`, and shows the attributes of the node in `show`. */
export class BlockView {
  /**
   * @param {ProseMirrorNode} node
   * @param {Editor} editor
   * @param {GetPos} getPos
   * @param {{ className: string, contentEditable?: string }} properties of `dom`
   */
  constructor(node, editor, getPos, properties) {
    this.dom = el("div", properties)
    this.node = node
    this.editor = editor
    this.getPos = getPos
    this.set = attributeSetter(editor, getPos)
    /** @type {Record<string, HTMLInputElement | HTMLTextAreaElement>} */
    this.inputs = {}
    this.errors = errorList()
  }

  /**
   * Returns a labelled field, which is kept in `inputs`.
   * @param {string} name
   * @param {string} label
   * @param {FieldOptions} [options]
   */
  addField(name, label, options = {}) {
    const { input, row } = field(name, label, { set: this.set, ...options })
    this.inputs[name] = input
    return row
  }

  show() {}

  /** @param {ProseMirrorNode} node */
  update(node) {
    if (node.type !== this.node.type) return false
    this.node = node
    this.show()
    return true
  }

  selectNode() {
    this.dom.classList.add("ProseMirror-selectednode")
  }

  deselectNode() {
    this.dom.classList.remove("ProseMirror-selectednode")
  }
}

const CONTROLS = "input, textarea, select, button, a.button, summary, label, .combobox-list"

/**
 * Methods of a node view: events in its fields are the fields', all others are ProseMirror's.
 * @param {HTMLElement | null} contentDOM
 */
export function nodeViewEvents(contentDOM) {
  return {
    stopEvent: (/** @type {Event} */ event) =>
      event.target instanceof Element && Boolean(event.target.closest(CONTROLS)),
    ignoreMutation: (/** @type {{ type: string, target: Node }} */ mutation) =>
      mutation.type === "attributes" || !contentDOM?.contains(mutation.target),
  }
}
