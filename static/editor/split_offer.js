// Pasting a whole article offers to split it. Nothing changes before the author accepts, and one undo takes
// all of it back, the form's fields included.
import { Extension, Plugin, pm } from "django-prose-editor/editor"
import { announce, askJSON, el, gettext } from "./dom.js"
import { FieldStep } from "./field_step.js"
import { filledWith } from "./post_fields.js"
import { sourceAttributes } from "./quotation_view.js"
import { splitArticle } from "./split.js"

const { Fragment } = pm.model
const { Selection } = pm.state
const OPAQUE = "\ufffc".repeat(300) // A block that is no line: never a title, date or attribution.

export const SplitOffer = Extension.create({
  name: "splitOffer",
  addOptions: () => ({ attribution: "" }),
  addProseMirrorPlugins() {
    const { editor, options } = this
    return [
      new Plugin({
        props: {
          handlePaste(view, event, slice) {
            if (
              event.clipboardData?.types.includes("text/html") &&
              /data-pm-slice/.test(event.clipboardData.getData("text/html"))
            )
              return false
            const units = unitsOf(slice)
            const found = units.length > 2 ? splitArticle(units.map(({ text }) => text)) : null
            if (!found) return false
            offer(found, options.attribution).then((answer) => {
              if (answer === "plain")
                view.dispatch(view.state.tr.replaceSelection(slice).scrollIntoView().setMeta("paste", true))
              else if (answer) accept(editor, units, found, answer)
              view.focus()
            })
            return true
          },
        },
      }),
    ]
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

/**
 * Shows what was found; resolves to the parts of the attributions, 'plain', or null where it was closed. Nobody waits
 * for parts that have not come yet: each quotation asks for its own.
 */
async function offer(found, url) {
  const quotations = found.blocks.filter(({ type }) => type === "quotation")
  const figures = found.blocks.filter(({ type }) => type === "figure")
  let parts = []
  if (quotations.length)
    askJSON(url, { body: quotations.map(({ attribution }) => attribution) }).then(
      ({ attributions }) => (parts = attributions),
      () => {},
    )
  const count = quotations.reduce((sum, { lines }) => sum + lines.length, 0)
  const line = (term, ...values) => [
    el("dt", { textContent: term }),
    ...values.map((value) => el("dd", { textContent: value })),
  ]
  const list = el(
    "dl",
    {},
    ...(found.date ? line(replaces(gettext("Date"), "id_published_at_0", found.date), found.date) : []),
    ...(found.title ? line(replaces(gettext("Title"), "id_title", found.title), found.title) : []),
    ...(count
      ? line(
          `${gettext("Quotations")} (${count})`,
          ...quotations.map(
            ({ lines, attribution }) => `${lines.length} × ${attribution || gettext("no attribution")}`,
          ),
        )
      : []),
    ...(figures.length
      ? line(
          `${gettext("Figures")} (${figures.length})`,
          ...figures.map(({ caption, credit }) => `${caption} — ${credit}`),
        )
      : []),
    ...(found.labels.length ? line(gettext("Labels"), found.labels.join(", ")) : []),
    ...(found.leftOut.length ? line(gettext("Left out"), ...found.leftOut) : []),
  )
  const split = el("button", {
    type: "submit",
    className: "default",
    textContent: gettext("Split into blocks"),
    value: "split",
  })
  const plain = el("button", { type: "submit", textContent: gettext("Paste as it is"), value: "plain" })
  const cancel = el("button", { type: "button", textContent: gettext("Cancel") })
  const title = el("h2", { id: "split-offer-title", textContent: gettext("This looks like a whole article") })
  const dialog = el(
    "dialog",
    { className: "desk-dialog split-offer", "aria-labelledby": title.id },
    el(
      "form",
      { method: "dialog" },
      title,
      el("p", {
        textContent: gettext(
          "It can be split into blocks. Nothing has been changed yet, and a single undo reverts everything.",
        ),
      }),
      list,
      el("p", { className: "dialog-buttons" }, split, plain, cancel),
    ),
  )
  cancel.addEventListener("click", () => dialog.close(""))
  document.body.append(dialog)
  dialog.showModal()
  split.focus()
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }))
  dialog.remove()
  if (dialog.returnValue === "split") return parts
  return dialog.returnValue === "plain" ? "plain" : null
}

/** Says so where the form has something else already. */
function replaces(term, id, value) {
  const now = document.getElementById(id)?.value
  return now && now !== value ? `${term} (${gettext("replaces")} ${now})` : term
}

function accept(editor, units, found, parts) {
  const { schema } = editor
  let quotation = 0
  const nodes = found.blocks.map((block) => {
    if (block.type === "prose") return trimmed(units[block.line].node)
    if (block.type === "figure") {
      const { alt, caption, credit } = block
      return schema.nodes.figure.create({ alt, caption, credit })
    }
    const known = parts[quotation++]
    const source = known ? { ...sourceAttributes(known), said: known.said, readFrom: block.attribution } : {}
    const words = block.lines.map((index) => schema.nodes.paragraph.create(null, trimmed(units[index].node).content))
    return schema.nodes.quotation.create({ attribution: block.attribution, ...source }, words)
  })
  const { tr } = editor.state
  const [from, to] = place(tr)
  tr.replaceWith(from, to, nodes)
  const end = nodes.reduce((size, node) => size + node.nodeSize, from)
  tr.setSelection(Selection.near(tr.doc.resolve(end), -1))
  const { before, after } = filledWith(found)
  tr.step(new FieldStep(before, after))
  editor.view.dispatch(pm.history.closeHistory(tr).setMeta("paste", true).scrollIntoView())
  // The first update after this one starts a new step of its own.
  editor.view.dispatch(pm.history.closeHistory(editor.state.tr))
  announce(gettext("Split into blocks. You can undo this."))
}

/** Where blocks go: for the selection; in the middle of a paragraph, which becomes two; after other blocks. */
function place(tr) {
  if (!tr.selection.empty) tr.deleteSelection()
  const { $from } = tr.selection
  if (!$from.depth) return [$from.pos, $from.pos]
  const [before, after] = [$from.before(1), $from.after(1)]
  if (!$from.node(1).textContent && $from.node(1).isTextblock) return [before, after]
  if ($from.depth > 1 || $from.parentOffset === $from.parent.content.size) return [after, after]
  if (!$from.parentOffset) return [before, before]
  tr.split($from.pos)
  return [$from.pos + 1, $from.pos + 1]
}

/** Without white space at its ends; inside, every space stays. */
function trimmed(node) {
  if (!node.isTextblock) return node
  const text = node.textContent
  const start = text.length - text.trimStart().length
  const end = text.trimEnd().length
  return start < end ? node.cut(start, end) : node.type.create(node.attrs)
}
