// Finds the quotations in text that is already in the document, and offers to convert them.
import { Extension } from "django-prose-editor/editor"
import { gettext } from "../common/dom.js"
import { messageOf, requestJSON } from "../common/http.js"
import { refuse } from "./quotation_wrap.js"
import { bodyOf, linesOf } from "./split_lines.js"

export const FindQuotations = Extension.create({
  name: "findQuotations",
  addOptions: () => ({ attribution: "", quotations: "" }),
  addKeyboardShortcuts() {
    return {
      "Mod-Shift-f": () => {
        offerQuotations(this.editor, this.options)
        return true
      },
    }
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "findQuotations",
      groups: "blocks",
      button: buttons.material("find_in_page", gettext("Find quotations (Ctrl+Shift+F)")),
      command: (editor) => offerQuotations(editor, this.options),
    })
  },
})

/**
 * Offers the quotations of the selected blocks, or of the whole document.
 * @param {Editor} editor
 * @param {{ attribution: string, quotations: string }} urls
 */
async function offerQuotations(editor, urls) {
  if (editor.view.dom.hasAttribute("data-splitting")) return // It is asked already.
  const { doc, selection } = editor.state
  const { $from, $to, empty } = selection
  const lines = empty ? linesOf(doc.content) : linesOf(doc.content, $from.index(0), $to.indexAfter(0) - 1)
  editor.view.dom.toggleAttribute("data-splitting", true)
  let article, review
  try {
    const request = requestJSON(urls.quotations, { body: bodyOf(lines) })
    ;[{ article }, review] = await Promise.all([request, import("./split_review.js")])
  } catch (error) {
    return refuse(messageOf(error))
  } finally {
    editor.view.dom.toggleAttribute("data-splitting", false)
  }
  if (!hasSameText(doc, editor.state.doc)) return offerQuotations(editor, urls) // It was edited meanwhile.
  const { convertQuotations, createCredits, createOffer, showOffer } = review
  const mark = editor.schema.marks.inlineQuotation
  const offer = createOffer(article ?? EMPTY, lines, (line, { from, to } = ALL) => {
    const { node } = lines[line]
    return node.isTextblock && node.rangeHasMark(from, Math.min(to, node.content.size), mark)
  })
  if (!offer.candidates.length) return refuse(describeNothing(empty))
  const credits = createCredits(urls.attribution)
  credits.request(offer.candidates.map(({ attribution }) => attribution))
  const texts = {
    title: gettext("Quotations in the text"),
    description: gettext("Nothing has been changed yet, and a single undo reverts everything."),
    buttons: /** @type {[string, string][]} */ ([["convert", gettext("Convert to quotations")]]),
  }
  const answer = await showOffer(offer, lines, texts, (line) => credits.request([line]))
  if (answer && !hasSameText(doc, editor.state.doc)) return offerQuotations(editor, urls) // It was merged meanwhile.
  if (answer) convertQuotations(editor, lines, offer, credits.find)
  editor.view.focus()
}

const EMPTY = { title: "", date: "", labels: [], blocks: [] }
const ALL = { from: 0, to: Infinity }

/**
 * Do positions mean the same in two documents?
 * @param {ProseMirrorNode} one
 * @param {ProseMirrorNode} other
 */
const hasSameText = (one, other) => one.content.size === other.content.size && one.textContent === other.textContent

/** @param {boolean} isWhole */
const describeNothing = (isWhole) =>
  isWhole ? gettext("No new quotations were found.") : gettext("No new quotations were found in the selection.")
