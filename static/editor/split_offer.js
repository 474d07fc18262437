// Pasting a whole article offers to split it. Nothing changes before the author accepts, and one undo takes
// all of it back, the form's fields included.
import { Extension, Plugin, pm } from "django-prose-editor/editor"
import { announce, askJSON, el, gettext } from "./dom.js"
import { filledWith, restore, snapshot } from "./post_fields.js"
import { sourceAttributes } from "./quotation.js"
import { splitArticle } from "./split.js"

const { Fragment, Slice } = pm.model
const OPAQUE = "\ufffc".repeat(300) // A block that is no line: never a title, date or attribution.

export const SplitOffer = Extension.create({
  name: "splitOffer",
  addOptions: () => ({ attribution: "" }),
  addStorage: () => ({ accepted: [] }),

  addProseMirrorPlugins() {
    const { editor, options, storage } = this
    return [
      new Plugin({
        props: {
          handlePaste(view, event, slice) {
            if (event.clipboardData?.types.includes("text/html") && /data-pm-slice/.test(event.clipboardData.getData("text/html"))) return false
            const units = unitsOf(slice)
            const found = units.length > 2 ? splitArticle(units.map(({ text }) => text)) : null
            if (!found) return false
            offer(found, options.attribution).then((answer) => {
              if (answer === "plain") view.dispatch(view.state.tr.replaceSelection(slice).scrollIntoView().setMeta("paste", true))
              else if (answer) accept(editor, storage, units, found, answer)
              view.focus()
            })
            return true
          },
        },
      }),
    ]
  },

  /** Undo and redo of an accepted split carry the form's fields with them. */
  onTransaction({ transaction }) {
    if (!transaction.docChanged || !pm.history.isHistoryTransaction(transaction)) return
    for (const { before, after, fieldsBefore, fieldsAfter } of this.storage.accepted) {
      if (transaction.before.eq(after) && transaction.doc.eq(before)) restore(fieldsBefore)
      else if (transaction.before.eq(before) && transaction.doc.eq(after)) restore(fieldsAfter)
    }
  },
})

/** The lines of a slice, each with the block that it came from; a hard break ends a line as well. */
function unitsOf(slice) {
  const units = []
  slice.content.forEach((node) => {
    if (node.type.name !== "paragraph") {
      const text = node.isTextblock ? node.textContent : OPAQUE
      units.push({ text, node })
      return
    }
    let line = []
    const end = () => {
      const made = node.type.create(null, Fragment.from(line))
      units.push({ text: made.textContent, node: made })
      line = []
    }
    node.forEach((child) => (child.type.name === "hardBreak" ? end() : line.push(child)))
    end()
  })
  return units
}

/** Shows what was found; resolves to the parts of the attributions, 'plain', or null where it was closed. */
async function offer(found, url) {
  const quotations = found.blocks.filter(({ type }) => type === "quotation")
  const figures = found.blocks.filter(({ type }) => type === "figure")
  const parts = quotations.length
    ? askJSON(url, { body: quotations.map(({ attribution }) => attribution) }).then(({ attributions }) => attributions, () => [])
    : Promise.resolve([])
  const count = quotations.reduce((sum, { lines }) => sum + lines.length, 0)
  const line = (term, ...values) => [el("dt", { textContent: term }), ...values.map((value) => el("dd", { textContent: value }))]
  const list = el("dl", {},
    ...(found.date ? line(gettext("Date"), found.date) : []),
    ...(found.title ? line(gettext("Title"), found.title) : []),
    ...(count ? line(`${gettext("Quotations")} (${count})`, ...quotations.map(({ lines, attribution }) => `${lines.length} × ${attribution || gettext("no attribution")}`)) : []),
    ...(figures.length ? line(`${gettext("Figures")} (${figures.length})`, ...figures.map(({ caption, credit }) => `${caption} — ${credit}`)) : []),
    ...(found.labels.length ? line(gettext("Labels"), found.labels.join(", ")) : []),
    ...(found.leftOut.length ? line(gettext("Left out"), ...found.leftOut) : []))
  const split = el("button", { type: "submit", className: "default", textContent: gettext("Split into blocks"), value: "split" })
  const plain = el("button", { type: "submit", textContent: gettext("Paste as it is"), value: "plain" })
  const cancel = el("button", { type: "button", textContent: gettext("Cancel") })
  const title = el("h2", { id: "split-offer-title", textContent: gettext("This looks like a whole article") })
  const dialog = el("dialog", { className: "desk-dialog split-offer", "aria-labelledby": title.id },
    el("form", { method: "dialog" }, title,
      el("p", { textContent: gettext("Its parts can become blocks. Nothing has been changed yet; one undo takes it back.") }),
      list, el("p", { className: "dialog-buttons" }, split, plain, cancel)))
  cancel.addEventListener("click", () => dialog.close(""))
  document.body.append(dialog)
  dialog.showModal()
  split.focus()
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }))
  dialog.remove()
  if (dialog.returnValue === "split") return parts
  return dialog.returnValue === "plain" ? "plain" : null
}

function accept(editor, storage, units, found, parts) {
  const { schema } = editor
  let quotation = 0
  const nodes = found.blocks.map((block) => {
    if (block.type === "prose") return trimmed(units[block.line].node)
    if (block.type === "figure") {
      const { alt, caption, credit } = block
      return schema.nodes.figure.create({ alt, caption, credit })
    }
    const known = parts[quotation++]
    const attrs = known?.name ? { ...sourceAttributes(known), said: known.said } : { said: known?.said ?? "" }
    const words = block.lines.map((index) => schema.nodes.paragraph.create(null, trimmed(units[index].node).content))
    return schema.nodes.quotation.create({ attribution: block.attribution, ...attrs }, words)
  })
  const fieldsBefore = snapshot()
  const fieldsAfter = filledWith(found)
  const before = editor.state.doc
  const { tr, selection } = editor.state
  const { $from, $to } = selection
  const whole = $from.depth > 0 && $from.before(1) === $to.before(1) && !$from.node(1).textContent
  if (!whole && !selection.empty) tr.deleteSelection()
  const [from, to] = whole ? [$from.before(1), $from.after(1)] : boundary(tr.selection.$to)
  tr.replace(from, to, new Slice(Fragment.from(nodes), 0, 0))
  editor.view.dispatch(pm.history.closeHistory(tr).setMeta("paste", true).scrollIntoView())
  restore(fieldsAfter)
  // The first update after this one starts a new step of its own.
  editor.view.dispatch(pm.history.closeHistory(editor.state.tr))
  storage.accepted.push({ before, after: editor.state.doc, fieldsBefore, fieldsAfter })
  announce(gettext("Split into blocks. Undo takes it back."))
}

function boundary($pos) {
  const at = $pos.depth ? $pos.after(1) : $pos.pos
  return [at, at]
}

/** Without white space at its ends; inside, every space stays. */
function trimmed(node) {
  if (!node.isTextblock) return node
  const text = node.textContent
  const start = text.length - text.trimStart().length
  const end = text.trimEnd().length
  return start < end ? node.cut(start, end) : node.type.create(node.attrs)
}
