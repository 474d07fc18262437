// Finds the preview's block at the caret, and the document's block at an element of the preview. Blocks are matched by
// their text: rows have no keys before they are saved.

/** @typedef {{ pos: number, text: string }} DocumentBlock */
/** @typedef {{ element: Element, text: string }} PageBlock */

/** @param {string | null | undefined} text */
const collapseSpace = (text) => (text ?? "").replace(/\s+/g, " ").trim()

/**
 * The document's blocks in order.
 * @param {Editor} editor
 */
function documentBlocks(editor) {
  /** @type {DocumentBlock[]} */
  const blocks = []
  editor.state.doc.forEach((node, offset) => {
    if (node.type.name === "figure")
      blocks.push({ pos: offset, text: collapseSpace(node.attrs.caption) || node.attrs.src })
    else if (node.type.name === "embed") blocks.push({ pos: offset, text: collapseSpace(node.attrs.url) })
    else if (node.type.name === "mediaFile") blocks.push({ pos: offset, text: node.attrs.src })
    else if (node.type.name === "quotation")
      node.forEach((line, inner) => {
        blocks.push({ pos: offset + 1 + inner, text: collapseSpace(line.textContent) })
      })
    else blocks.push({ pos: offset, text: collapseSpace(node.textContent) })
  })
  return blocks.filter(({ text }) => text)
}

/**
 * The text of a block without the numbers of its footnotes.
 * @param {Element} element
 */
function textOf(element) {
  if (!element.querySelector(".footnote")) return element.textContent
  const copy = /** @type {Element} */ (element.cloneNode(true))
  for (const reference of copy.querySelectorAll(".footnote")) reference.remove()
  return copy.textContent
}

/**
 * The page's blocks in order.
 * @param {Document} page
 */
function pageBlocks(page) {
  /** @type {PageBlock[]} */
  const blocks = []
  for (const element of page.querySelector(".post-body")?.children ?? []) {
    if (element.matches(".pullquotes"))
      for (const quote of element.querySelectorAll("blockquote"))
        blocks.push({ element: quote, text: collapseSpace(quote.textContent) })
    else if (element.matches(".embed"))
      blocks.push({ element, text: element.querySelector(".embed-title a")?.getAttribute("href") ?? "" })
    else if (element.matches(".media-file"))
      blocks.push({ element, text: element.querySelector(".media-file-link a")?.getAttribute("href") ?? "" })
    else if (element.matches(".photo")) {
      const caption = collapseSpace(element.querySelector(".caption")?.textContent)
      blocks.push({ element, text: caption || (element.querySelector("img")?.getAttribute("src") ?? "") })
    } else blocks.push({ element, text: collapseSpace(textOf(element)) })
  }
  return blocks.filter(({ text }) => text)
}

/**
 * The block of `others` with the text of `blocks[index]`, or of the nearest block before it. Of several with the same
 * text, it is the one with as many of them before it.
 * @template {{ text: string }} Other
 * @param {{ text: string }[]} blocks
 * @param {number} index
 * @param {Other[]} others
 * @returns {Other | undefined}
 */
export function findCounterpart(blocks, index, others) {
  for (let i = index; i >= 0; i--) {
    const { text } = blocks[i]
    const before = blocks.slice(0, i).filter((block) => block.text === text).length
    const same = others.filter((block) => block.text === text)
    if (same.length) return same[Math.min(before, same.length - 1)]
  }
  return undefined
}

/**
 * The element of the page at the caret.
 * @param {Editor} editor
 * @param {Document} page
 */
export function elementAtCaret(editor, page) {
  const blocks = documentBlocks(editor)
  const { from } = editor.state.selection
  const index = blocks.findLastIndex(({ pos }) => pos <= from)
  return findCounterpart(blocks, index, pageBlocks(page))?.element
}

/**
 * The start of the document's block that `element` of the page shows.
 * @param {Element} element
 * @param {Editor} editor
 * @param {Document} page
 */
export function positionOf(element, editor, page) {
  const blocks = pageBlocks(page)
  const index = blocks.findIndex((block) => block.element.contains(element))
  return findCounterpart(blocks, index, documentBlocks(editor))?.pos
}
