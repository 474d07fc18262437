// What the views of our two nodes share: fields that write to the node's attributes, errors, moving.
import { el, gettext, uniqueId } from "./dom.js"
import { moveNode } from "./move.js"

/** An attribute that is kept in the document's HTML as `data-NAME`; '' and null are left out. */
export function attribute(name) {
  const attr = `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
  return {
    default: "",
    parseHTML: (element) => element.getAttribute(attr) ?? "",
    renderHTML: (attributes) => (attributes[name] ? { [attr]: attributes[name] } : {}),
  }
}

export const attributes = (...names) => Object.fromEntries(names.map((name) => [name, attribute(name)]))

/** Sets attributes of the node at `getPos()`. A correction takes the error away. */
export function setter(editor, getPos) {
  return (values) =>
    editor.commands.command(({ tr, state }) => {
      const pos = getPos()
      const node = pos === undefined ? null : state.doc.nodeAt(pos)
      if (!node) return false
      tr.setNodeMarkup(pos, undefined, { ...node.attrs, errors: "", ...values })
      return true
    })
}

/** A labelled input or textarea whose value is the node's attribute `name`. */
export function field(name, label, { set, multiline = false, type = "text", placeholder = "", hint = "", onInput }) {
  const id = uniqueId("field")
  const input = multiline ? el("textarea", { id, rows: 2 }) : el("input", { id, type })
  if (placeholder) input.placeholder = placeholder
  input.dataset.field = name
  input.addEventListener("input", () => {
    set({ [name]: input.value })
    onInput?.()
  })
  const row = el("div", { className: "node-field" }, el("label", { for: id, textContent: label }), input)
  if (hint) {
    const note = el("small", { id: `${id}-hint`, textContent: hint })
    input.setAttribute("aria-describedby", note.id)
    row.append(note)
  }
  return { input, row }
}

/** Buttons that move, remove and drag the whole node. */
export function handle(editor, getPos, name) {
  const button = (text, title, run) => {
    const made = el("button", { type: "button", className: "material-icons", textContent: text, title, "aria-label": title })
    made.addEventListener("click", run)
    return made
  }
  const grip = el("span", { className: "material-icons node-grip", textContent: "drag_indicator", title: gettext("Drag to move"), "aria-hidden": "true", "data-drag-handle": "" })
  return el("div", { className: "node-handle", contentEditable: "false", role: "group", "aria-label": name },
    grip,
    el("span", { className: "node-name", textContent: name }),
    button("arrow_upward", gettext("Move up (Alt+↑)"), () => moveNode(editor, getPos(), -1)),
    button("arrow_downward", gettext("Move down (Alt+↓)"), () => moveNode(editor, getPos(), 1)),
    button("delete", gettext("Remove"), () => {
      const pos = getPos()
      const node = editor.state.doc.nodeAt(pos)
      editor.chain().deleteRange({ from: pos, to: pos + node.nodeSize }).focus().run()
    }),
  )
}

/** The node's errors, read out when they appear. */
export function errorList() {
  const list = el("p", { className: "node-errors", role: "alert", contentEditable: "false", hidden: true })
  return {
    element: list,
    show(text, dom) {
      list.textContent = text
      list.hidden = !text
      dom.classList.toggle("has-errors", Boolean(text))
    },
  }
}

/** Keys in a node's fields: Enter goes on below the node, Escape back into the text. */
export function fieldKeys(editor, getPos) {
  return (event) => {
    if (event.target.tagName === "BUTTON" || event.isComposing) return
    const pos = getPos()
    const node = editor.state.doc.nodeAt(pos)
    if (event.key === "Enter" && event.target.tagName === "INPUT") {
      event.preventDefault() // Never submits the form.
      const after = pos + node.nodeSize
      const next = editor.state.doc.nodeAt(after)
      const chain = editor.chain()
      if (next?.type.name !== "paragraph") chain.insertContentAt(after, { type: "paragraph" })
      chain.setTextSelection(after + 1).focus().run()
    } else if (event.key === "Escape") {
      event.preventDefault()
      if (node.isAtom) editor.chain().setNodeSelection(pos).focus().run()
      else editor.chain().setTextSelection(pos + node.nodeSize - 2).focus().run()
    } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault()
      moveNode(editor, pos, event.key === "ArrowUp" ? -1 : 1)
      event.target.focus()
    }
  }
}

/** Events in fields are the fields'; only the words and the grip are ProseMirror's. */
export function ownEvents(dom, contentDOM) {
  return {
    stopEvent: (event) =>
      event.target instanceof Element && !contentDOM?.contains(event.target) &&
      event.target !== dom && !event.type.startsWith("drag") && event.type !== "drop" &&
      !event.target.closest("[data-drag-handle]"),
    ignoreMutation: (mutation) =>
      mutation.type === "attributes" || !contentDOM?.contains(mutation.target),
  }
}
