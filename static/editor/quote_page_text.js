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
 * @property {boolean} isFull the author's space for copies is used
 * @property {boolean} isHandedIn
 * @property {boolean} isRendered
 * @property {boolean} needsBrowser
 * @property {{ text: string, isBeside: boolean }[]} lines
 * @property {MarkedQuotation[]} quotations
 * @property {{ line: number, from: number, label: string }[]} pageStarts where a PDF goes on from another of its pages
 */
/** `quotation` is null for the text between quotations. @typedef {{ text: string, quotation: MarkedQuotation | null }} Piece */

/**
 * The pieces of each line, in order.
 * @param {Pick<QuotablePage, "lines" | "quotations">} page
 * @returns {Piece[][]}
 */
export function splitLines({ lines, quotations }) {
  const marks = Map.groupBy(
    quotations
      .flatMap((quotation) => quotation.spans.map((span) => ({ ...span, quotation })))
      .sort((one, other) => one.from - other.from),
    ({ line }) => line,
  )
  return lines.map(({ text }, line) => {
    /** @type {Piece[]} */
    const pieces = []
    let end = 0
    for (const { from, to, quotation } of marks.get(line) ?? []) {
      if (from < end) continue // Within another one.
      pieces.push({ text: text.slice(end, from), quotation: null }, { text: text.slice(from, to), quotation })
      end = to
    }
    pieces.push({ text: text.slice(end), quotation: null })
    return pieces.filter((piece) => piece.text)
  })
}

/**
 * The words at some places, in paragraphs.
 * @param {QuotablePage} page
 * @param {Span[]} spans
 */
export const wordsOf = ({ lines }, spans) => spans.map(({ line, from, to }) => lines[line].text.slice(from, to))

/**
 * The labels of the pages of a PDF that words are on, the first and the last one.
 * @param {QuotablePage} page
 * @param {Span[]} spans
 */
export function pagesOf({ pageStarts }, spans) {
  const labelAt = (/** @type {number} */ line, /** @type {number} */ offset) =>
    pageStarts.findLast((start) => start.line < line || (start.line === line && start.from <= offset))?.label ?? ""
  const last = spans[spans.length - 1]
  return [...new Set([labelAt(spans[0].line, spans[0].from), labelAt(last.line, last.to - 1)])].filter(Boolean)
}

/**
 * The selected words of each line that is not hidden; none if the selection reaches out of the text.
 * @param {Element} text
 * @returns {Span[]}
 */
export function selectedSpans(text) {
  const selection = getSelection()
  if (!selection?.rangeCount || selection.isCollapsed) return []
  const range = selection.getRangeAt(0)
  if (!text.contains(range.commonAncestorContainer)) return []
  return [...text.querySelectorAll("[data-line]")]
    .map((line, index) => ({ line, index }))
    .filter(({ line }) => range.intersectsNode(line) && line.checkVisibility())
    .map(({ line, index }) => {
      const part = document.createRange()
      part.selectNodeContents(line)
      const all = part.toString()
      if (line.contains(range.endContainer)) part.setEnd(range.endContainer, range.endOffset)
      const end = part.toString().trimEnd().length
      if (line.contains(range.startContainer)) part.setStart(range.startContainer, range.startOffset)
      const selected = part.toString()
      const to = end - (all.length - all.trimStart().length) // White space around the line is the template's.
      return { line: index, from: to - selected.trim().length, to }
    })
    .filter(({ from, to }) => from < to)
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
