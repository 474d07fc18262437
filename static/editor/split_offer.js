// Pasting a whole article offers to split it. Nothing changes before the author accepts, and one undo reverts everything,
// the form's fields included.
import { Extension, Plugin, pm } from "django-prose-editor/editor"
import { announce, el, find, gettext } from "../common/dom.js"
import { requestJSON } from "../common/http.js"
import { html, nothing, render } from "../vendor/lit/lit.js"
import { FieldStep } from "./field_step.js"
import { articleValues } from "./post_fields.js"
import { sourceAttributes } from "./quotation_view.js"

const { Fragment } = pm.model
const { Selection } = pm.state
/**
 * What the server returns; see blog/extraction/layout.py. Offsets bound the words of a line with their marks.
 * @typedef {{ type: "quotation", lines: { line: number, from: number, to: number }[], attribution: string, url: string }} QuotationBlock
 * @typedef {{ type: "figure", alt: string, caption: string, credit: string }} FigureBlock
 * @typedef {{ type: "prose", line: number }} ProseBlock
 */
/**
 * @typedef {object} Article
 * @property {string} date 'YYYY-MM-DD' or ''
 * @property {string} title
 * @property {string[]} labels
 * @property {(QuotationBlock | FigureBlock | ProseBlock)[]} blocks
 * @property {string[]} leftOut
 */
/**
 * A line, the block that it came from, and the block quote around it with its number.
 * @typedef {{ text: string, node: ProseMirrorNode, quote?: number, wrapper?: ProseMirrorNode }} Unit
 */

// Of an article. What is longer is pasted at once, as in blog/extraction/layout.py.
const MIN_LINES = 3
const MAX_LINES = 2000
const MAX_CHARACTERS = 300_000
const MAX_WAIT = 5000 // ms, after which the text is pasted as it is
const OPAQUE_TEXT = "\ufffc".repeat(300) // A block that is no line: never a title, date or attribution.

export const SplitOffer = Extension.create({
  name: "splitOffer",
  addOptions: () => ({ attribution: "", split: "" }),
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
            if (!canBeArticle(units)) return false
            const pastePlain = () =>
              view.dispatch(view.state.tr.replaceSelection(slice).scrollIntoView().setMeta("paste", true))
            view.dom.toggleAttribute("data-splitting", true)
            split(units, options.split).then(async (article) => {
              view.dom.toggleAttribute("data-splitting", false)
              if (!article) return pastePlain()
              const answer = await offerSplit(article, options.attribution)
              if (answer === "plain") pastePlain()
              else if (answer) accept(editor, units, article, answer)
              view.focus()
            })
            return true
          },
        },
      }),
    ]
  },
})

/** @param {Unit[]} units */
function canBeArticle(units) {
  const characters = units.reduce((sum, { text }) => sum + text.length, 0)
  const lines = units.filter(({ text }) => text.trim()).length
  return lines >= MIN_LINES && units.length <= MAX_LINES && characters <= MAX_CHARACTERS
}

/**
 * The parts of an article; null if it has none, or if the server does not answer in time.
 * @param {Unit[]} units
 * @param {string} url
 * @returns {Promise<Article | null>}
 */
async function split(units, url) {
  const body = units.map(({ text, quote = 0, node }) => ({ text, quote, links: linksOf(node) }))
  try {
    return (await requestJSON(url, { body, signal: AbortSignal.timeout(MAX_WAIT) })).article
  } catch {
    return null
  }
}

/**
 * The links of a block, each as its text and address.
 * @param {ProseMirrorNode} node
 */
function linksOf(node) {
  /** @type {[text: string, address: string][]} */
  const links = []
  node.descendants(({ text, marks }) => {
    const link = marks.find(({ type }) => type.name === "link")
    if (text && link?.attrs.href) links.push([text, link.attrs.href])
  })
  return links
}

/**
 * The lines of a slice, each with the block that it came from; a hard break ends a line as well.
 * @param {Slice} slice
 */
function unitsOf(slice) {
  /** @type {Unit[]} */
  const units = []
  let quotes = 0
  /** @type {(node: ProseMirrorNode, around?: Partial<Unit>) => void} */
  const add = (node, around = {}) => {
    if (node.type.name === "blockquote" && !around.wrapper) {
      quotes++
      node.forEach((child) => add(child, { quote: quotes, wrapper: node }))
      return
    }
    if (node.type.name !== "paragraph") {
      const text = node.isTextblock ? node.textContent : OPAQUE_TEXT
      units.push({ text, node, ...around })
      return
    }
    /** @type {ProseMirrorNode[]} */
    let line = []
    const end = () => {
      const paragraph = node.type.create(null, Fragment.from(line))
      units.push({ text: paragraph.textContent, node: paragraph, ...around })
      line = []
    }
    node.forEach((child) => {
      if (child.type.name === "hardBreak") end()
      else line.push(child)
    })
    end()
  }
  slice.content.forEach((node) => add(node))
  return units
}

/**
 * Shows the parts of an article; resolves to the parts of its attributions, 'plain', or null if it was closed. Parts that
 * have not arrived are not waited for: each quotation requests its own.
 * @param {Article} article
 * @param {string} url
 * @returns {Promise<any[] | "plain" | null>}
 */
async function offerSplit(article, url) {
  const quotations = article.blocks.filter((block) => block.type === "quotation")
  const figures = article.blocks.filter((block) => block.type === "figure")
  /** @type {any[]} */
  let parts = []
  if (quotations.length)
    requestJSON(url, { body: quotations.map(({ attribution }) => attribution) }).then(
      ({ attributions }) => (parts = attributions),
      () => {},
    )
  const { date, title, labels, leftOut } = article
  const count = quotations.reduce((sum, { lines }) => sum + lines.length, 0)
  const term = (/** @type {string} */ name, /** @type {string[]} */ ...values) =>
    html`<dt>${name}</dt>
      ${values.map((value) => html`<dd>${value}</dd>`)}`
  const quotationTexts = quotations.map(
    ({ lines, attribution }) => `${lines.length} × ${attribution || gettext("no attribution")}`,
  )
  const figureTexts = figures.map(({ caption, credit }) => `${caption} — ${credit}`)
  const dialog = el("dialog", { className: "desk-dialog split-offer", "aria-labelledby": "split-offer-title" })
  render(
    html`<form method="dialog">
      <h2 id="split-offer-title">${gettext("This looks like a whole article")}</h2>
      <p>
        ${gettext("It can be split into blocks. Nothing has been changed yet, and a single undo reverts everything.")}
      </p>
      <dl>
        ${date ? term(describeReplacement(gettext("Date"), "id_published_at_0", date), date) : nothing}
        ${title ? term(describeReplacement(gettext("Title"), "id_title", title), title) : nothing}
        ${count ? term(`${gettext("Quotations")} (${count})`, ...quotationTexts) : nothing}
        ${figures.length ? term(`${gettext("Figures")} (${figures.length})`, ...figureTexts) : nothing}
        ${labels.length ? term(gettext("Labels"), labels.join(", ")) : nothing}
        ${leftOut.length ? term(gettext("Left out"), ...leftOut) : nothing}
      </dl>
      <p class="dialog-buttons">
        <button type="submit" class="default" value="split">${gettext("Split into blocks")}</button>
        <button type="submit" value="plain">${gettext("Paste as it is")}</button>
        <button type="button" @click=${() => dialog.close("")}>${gettext("Cancel")}</button>
      </p>
    </form>`,
    dialog,
  )
  document.body.append(dialog)
  dialog.showModal()
  find("[value=split]", dialog).focus()
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }))
  dialog.remove()
  if (dialog.returnValue === "split") return parts
  return dialog.returnValue === "plain" ? "plain" : null
}

/**
 * Adds to a term the value of the form that would be replaced.
 * @param {string} term
 * @param {string} id
 * @param {string} value
 */
function describeReplacement(term, id, value) {
  const { value: current } = /** @type {HTMLInputElement} */ (document.getElementById(id) ?? { value: "" })
  return current && current !== value ? `${term} (${gettext("replaces")} ${current})` : term
}

/**
 * @param {Editor} editor
 * @param {Unit[]} units
 * @param {Article} article
 * @param {any[]} parts
 */
function accept(editor, units, article, parts) {
  const { schema } = editor
  let quotation = 0
  const proseLines = new Set(article.blocks.map((block) => (block.type === "prose" ? block.line : -1)))
  /** @param {ProseMirrorNode} wrapper */
  const isWhole = (wrapper) =>
    units.every((unit, index) => unit.wrapper !== wrapper || !unit.text.trim() || proseLines.has(index))
  /** Block quotes that stay as they are. @type {Set<ProseMirrorNode>} */
  const wrappers = new Set()
  const nodes = article.blocks.flatMap((block) => {
    if (block.type === "prose") {
      const { node, wrapper } = units[block.line]
      if (!wrapper || !isWhole(wrapper)) return [trimmed(node)]
      if (wrappers.has(wrapper)) return []
      wrappers.add(wrapper)
      return [wrapper]
    }
    if (block.type === "figure") {
      const { alt, caption, credit } = block
      return [schema.nodes.figure.create({ alt, caption, credit })]
    }
    const known = parts[quotation++]
    const source = known ? { ...sourceAttributes(known), said: known.said, readFrom: block.attribution } : {}
    const paragraphs = block.lines.map(({ line, from, to }) =>
      schema.nodes.paragraph.create(null, units[line].node.cut(from, to).content),
    )
    const { attribution, url } = block
    return [schema.nodes.quotation.create({ attribution, url, ...source }, paragraphs)]
  })
  const { tr } = editor.state
  const [from, to] = placeBlocks(tr)
  tr.replaceWith(from, to, nodes)
  const end = nodes.reduce((size, node) => size + node.nodeSize, from)
  tr.setSelection(Selection.near(tr.doc.resolve(end), -1))
  const { before, after } = articleValues(article)
  tr.step(new FieldStep(before, after))
  editor.view.dispatch(pm.history.closeHistory(tr).setMeta("paste", true).scrollIntoView())
  // The first update after this one starts a new step of its own.
  editor.view.dispatch(pm.history.closeHistory(editor.state.tr))
  announce(gettext("Split into blocks. You can undo this."))
}

/**
 * Where blocks go: for the selection; in the middle of a paragraph, which becomes two; after other blocks.
 * @param {Transaction} tr
 * @returns {[from: number, to: number]}
 */
function placeBlocks(tr) {
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

/**
 * Without white space at its ends; inside, every space stays.
 * @param {ProseMirrorNode} node
 */
function trimmed(node) {
  if (!node.isTextblock) return node
  const text = node.textContent
  const start = text.length - text.trimStart().length
  const end = text.trimEnd().length
  return start < end ? node.cut(start, end) : node.type.create(node.attrs)
}
