// The text of a page that an author quotes from: which pieces of its lines are quotations, and what is selected in it.

/** @typedef {{ line: number, from: number, to: number }} Span */
/** @typedef {{ attribution: string, spans: Span[] }} MarkedQuotation */
/**
 * The server's answer; see blog/admin/posts/page_api.py.
 * @typedef {object} QuotablePage
 * @property {string} url
 * @property {string} title
 * @property {string} byline
 * @property {string} date as the page says it
 * @property {string} language
 * @property {boolean} isUnread
 * @property {boolean} isCut
 * @property {boolean} isKept
 * @property {boolean} isHandedIn
 * @property {{ text: string, isBeside: boolean }[]} lines
 * @property {MarkedQuotation[]} quotations
 */
/** `quotation` is null for the text between quotations. @typedef {{ text: string, quotation: MarkedQuotation | null }} Piece */

/**
 * The pieces of each line, in order.
 * @param {Pick<QuotablePage, "lines" | "quotations">} page
 * @returns {Piece[][]}
 */
export function splitLines({ lines, quotations }) {
  const marks = quotations
    .flatMap((quotation) => quotation.spans.map((span) => ({ ...span, quotation })))
    .sort((one, other) => one.line - other.line || one.from - other.from)
  return lines.map(({ text }, line) => {
    /** @type {Piece[]} */
    const pieces = []
    let end = 0
    for (const { from, to, quotation } of marks.filter((mark) => mark.line === line)) {
      if (from < end) continue // Within another one.
      pieces.push({ text: text.slice(end, from), quotation: null }, { text: text.slice(from, to), quotation })
      end = to
    }
    pieces.push({ text: text.slice(end), quotation: null })
    return pieces.filter((piece) => piece.text)
  })
}

/**
 * The words of a quotation, in paragraphs.
 * @param {QuotablePage} page
 * @param {MarkedQuotation} quotation
 */
export const wordsOf = ({ lines }, { spans }) => spans.map(({ line, from, to }) => lines[line].text.slice(from, to))

/**
 * The selected words of each line that is not hidden; none if the selection reaches out of the text.
 * @param {Element} text
 * @returns {string[]}
 */
export function selectedWords(text) {
  const selection = getSelection()
  if (!selection?.rangeCount || selection.isCollapsed) return []
  const range = selection.getRangeAt(0)
  if (!text.contains(range.commonAncestorContainer)) return []
  return [...text.querySelectorAll("[data-line]")]
    .filter((line) => range.intersectsNode(line) && line.checkVisibility())
    .map((line) => {
      const part = document.createRange()
      part.selectNodeContents(line)
      if (line.contains(range.startContainer)) part.setStart(range.startContainer, range.startOffset)
      if (line.contains(range.endContainer)) part.setEnd(range.endContainer, range.endOffset)
      return part.toString().trim()
    })
    .filter(Boolean)
}

/**
 * The quotation that the selection lies in, or undefined.
 * @param {QuotablePage} page
 */
export function selectedQuotation({ quotations }) {
  const node = getSelection()?.getRangeAt(0).commonAncestorContainer
  const element = node instanceof Element ? node : node?.parentElement
  const mark = /** @type {HTMLElement | null | undefined} */ (element?.closest("mark"))
  return quotations[Number(mark?.dataset.quotation)]
}
