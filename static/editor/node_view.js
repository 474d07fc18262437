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

/**
 * Returns `set(values, undo)`, which sets attributes of the node at `getPos()`; a correction takes the error
 * away. Changes with the same text as `undo` are undone together; with `false` they are no step of their own.
 */
export function setter(editor, getPos) {
  return (values, undo) => {
    const pos = getPos()
    const { tr, doc } = editor.state
    const node = pos === undefined ? null : doc.nodeAt(pos)
    if (!node) return
    for (const [name, value] of Object.entries({ errors: "", ...values }))
      if (node.attrs[name] !== value) tr.setNodeAttribute(pos, name, value)
    if (undo === false) tr.setMeta("addToHistory", false)
    else if (undo) tr.setMeta("composition", undo) // The history keeps one composition together.
    if (tr.docChanged) editor.view.dispatch(tr)
  }
}

/** A labelled input or textarea whose value is the node's attribute `name`; `also()` adds to what it sets. */
export function field(
  name,
  label,
  { set, multiline = false, type = "text", placeholder = "", hint = "", also = () => ({}) },
) {
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

/** Runs a chain of commands and goes on in the words at once: its own focus() does so in the next frame, and keys that are faster press the button again. */
export function goOn(editor, chain) {
  chain.scrollIntoView().run()
  editor.view.focus()
}

/** Moves, removes, drags and, where it is clicked, selects the whole node; a button for a paragraph before it. */
export function handle(editor, getPos, name) {
  const button = (text, title, run) => {
    const made = el("button", {
      type: "button",
      className: "material-icons",
      textContent: text,
      title,
      "aria-label": title,
    })
    made.addEventListener("click", run)
    return made
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
    button("add", gettext("Insert a paragraph above"), () => {
      const pos = getPos()
      goOn(
        editor,
        editor
          .chain()
          .insertContentAt(pos, { type: "paragraph" })
          .setTextSelection(pos + 1),
      )
    }),
    button("arrow_upward", gettext("Move up (Alt+↑)"), () => moveNode(editor, getPos(), -1)),
    button("arrow_downward", gettext("Move down (Alt+↓)"), () => moveNode(editor, getPos(), 1)),
    button("delete", gettext("Remove"), () => {
      const pos = getPos()
      const node = editor.state.doc.nodeAt(pos)
      goOn(editor, editor.chain().deleteRange({ from: pos, to: pos + node.nodeSize }))
    }),
  )
  bar.addEventListener("click", (event) => {
    if (!event.target.closest("button")) goOn(editor, editor.chain().setNodeSelection(getPos()))
  })
  return bar
}

/** The node's errors, read out when they appear. */
export function errorList() {
  const list = el("p", { className: "node-errors", role: "alert", dir: "auto", contentEditable: "false", hidden: true })
  return {
    element: list,
    show(text, dom) {
      if (list.textContent !== text) list.textContent = text
      list.hidden = !text
      dom.classList.toggle("has-errors", Boolean(text))
    },
  }
}

/** Keys in a node's fields: Enter goes on below the node, Escape back into the text. */
export function fieldKeys(editor, getPos) {
  return (event) => {
    if (event.isComposing) return
    const pos = getPos()
    const node = editor.state.doc.nodeAt(pos)
    if (event.key === "Enter" && event.target.tagName === "INPUT") {
      event.preventDefault() // Never submits the form.
      const after = pos + node.nodeSize
      const next = editor.state.doc.nodeAt(after)
      const chain = editor.chain()
      if (next?.type.name !== "paragraph") chain.insertContentAt(after, { type: "paragraph" })
      goOn(editor, chain.setTextSelection(after + 1))
    } else if (event.key === "Escape") {
      event.preventDefault()
      const chain = editor.chain()
      goOn(editor, node.isAtom ? chain.setNodeSelection(pos) : chain.setTextSelection(pos + node.nodeSize - 2))
    } else if (
      event.altKey &&
      (event.key === "ArrowUp" || event.key === "ArrowDown") &&
      event.target.tagName !== "SELECT"
    ) {
      event.preventDefault()
      moveNode(editor, pos, event.key === "ArrowUp" ? -1 : 1)
    }
  }
}

const CONTROLS = "input, textarea, select, button, summary, label, .combobox-list"

/** Events in fields are the fields'; the words, the grip and the rest of the node are ProseMirror's. */
export function ownEvents(contentDOM) {
  return {
    stopEvent: (event) => event.target instanceof Element && Boolean(event.target.closest(CONTROLS)),
    ignoreMutation: (mutation) => mutation.type === "attributes" || !contentDOM?.contains(mutation.target),
  }
}
