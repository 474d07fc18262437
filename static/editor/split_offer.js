// Pasting a whole article offers to split it. Nothing changes before the author accepts, and one undo reverts everything,
// the form's fields included.
import { Extension, Plugin } from "django-prose-editor/editor"
import { gettext } from "../common/dom.js"
import { requestJSON } from "../common/http.js"
import { refuse } from "./quotation_wrap.js"
import { bodyOf, linesOf } from "./split_lines.js"

/** @typedef {import("./split_candidates.js").Article} Article */
/** @typedef {import("./split_lines.js").Line} Line */

// Limits of an article, as in blog/extraction/layout.py. Longer text is pasted at once.
const MIN_LINES = 3
const MAX_LINES = 2000
const MAX_CHARACTERS = 300_000
const MAX_WAIT = 5000 // ms, after which the text is pasted as it is
const QUOTED_RE = /\p{Quotation_Mark}.*\p{L}/su

export const SplitOffer = Extension.create({
  name: "splitOffer",
  addOptions: () => ({ attribution: "", split: "" }),
  addProseMirrorPlugins() {
    const { editor, options } = this
    return [
      new Plugin({
        props: {
          handlePaste(view, event, slice) {
            const pasted = event.clipboardData?.getData("text/html") ?? ""
            if (/data-pm-slice/.test(pasted)) return false
            const lines = linesOf(slice.content)
            if (!canBeArticle(lines)) {
              if (lines.length === 1 && QUOTED_RE.test(lines[0].text)) offerQuotation(editor, lines[0].text)
              return false
            }
            view.dom.toggleAttribute("data-splitting", true)
            refuse(gettext("Reading the text…"))
            split(lines, pasted, options.split).then(async (article) => {
              view.dom.toggleAttribute("data-splitting", false)
              refuse("")
              const isPlain = !article || (await offerSplit(editor, lines, article, options.attribution)) === "plain"
              if (isPlain) view.dispatch(view.state.tr.replaceSelection(slice).scrollIntoView().setMeta("paste", true))
              if (article) view.focus()
            })
            return true
          },
        },
      }),
    ]
  },
})

/**
 * Offers to make a quotation of a pasted line; it is text without this, too.
 * @param {Editor} editor
 * @param {string} line
 */
function offerQuotation(editor, line) {
  const loading = import("./quotation_offer.js").catch(() => null)
  void loading.then((loaded) => loaded?.showQuotationOffer(editor, line))
}

/** @param {Line[]} lines */
function canBeArticle(lines) {
  const characters = lines.reduce((sum, { text }) => sum + text.length, 0)
  return (
    lines.filter(({ text }) => text.trim()).length >= MIN_LINES &&
    lines.length <= MAX_LINES &&
    characters <= MAX_CHARACTERS
  )
}

/**
 * The parts of an article; null if it has none, or if the server does not answer in time.
 * @param {Line[]} lines
 * @param {string} pasted HTML, or ''
 * @param {string} url
 * @returns {Promise<Article | null>}
 */
async function split(lines, pasted, url) {
  try {
    const { readMarkup } = await import("./split_review.js")
    const body = bodyOf(lines, readMarkup(pasted))
    const { article } = await requestJSON(url, { body, signal: AbortSignal.timeout(MAX_WAIT) })
    return article
  } catch {
    return null
  }
}

/**
 * Shows the parts of an article, and inserts those that are accepted; resolves to the answer.
 * @param {Editor} editor
 * @param {Line[]} lines
 * @param {Article} article
 * @param {string} url of attributions
 */
async function offerSplit(editor, lines, article, url) {
  const { createCredits, createOffer, insertArticle, readFields, showOffer } = await import("./split_review.js")
  const offer = createOffer(article, lines, () => false, { ...readFields(), isEmpty: editor.isEmpty })
  const credits = createCredits(url)
  credits.request(offer.candidates.map(({ attribution }) => attribution))
  const texts = {
    title: gettext("This looks like a whole article"),
    description: gettext(
      "It can be split into blocks. Nothing has been changed yet, and a single undo reverts everything.",
    ),
    buttons: /** @type {[string, string][]} */ ([
      ["split", gettext("Split into blocks")],
      ["plain", gettext("Paste as it is")],
    ]),
  }
  const answer = await showOffer(offer, lines, texts, (line) => credits.request([line]))
  if (answer === "split") insertArticle(editor, lines, offer, credits.find)
  return answer
}
