// The elements around the lines of pasted HTML, which cleaning removes: platforms mark quotations and their sources by
// elements and classes. As in blog/extraction/blocks.py.
import { inert } from "./paste.js"

/** @typedef {{ tags: string[], quote: number }} Markup a quote card has a number below 0, no card 0 */

const MAX_CLASSES = 12 // of one element
const TAGS = new Set(
  (
    "address article aside blockquote center cite dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header " +
    "li main nav ol p pre section table tbody td tfoot th thead tr ul"
  ).split(" "),
)
const CARDS =
  ".wp-block-pullquote, .wp-block-quote, .pullquote, .pull-quote, .kg-blockquote-alt, .blockquote, .quote, " +
  ".graf--pullquote, .graf--blockquote, .zitat, .citation"

/**
 * Without white space, which cleaning changes, and without the marks that it adds to a <q>.
 * @param {string} text
 */
const keyOf = (text) => text.replace(/[\s\p{Quotation_Mark}]+/gu, "")

/**
 * Returns a function that finds the markup of a line by its text; the next call with the same text returns that of the next such line.
 * @param {string} pasted
 * @returns {(text: string) => Markup | undefined}
 */
export function readMarkup(pasted) {
  const { body } = new DOMParser().parseFromString(inert(pasted), "text/html") // Runs and loads nothing.
  /** @type {Map<string, Markup[]>} */
  const markup = new Map()
  const numbers = new Map()
  for (const { text, element } of listLines(body)) {
    const key = keyOf(text)
    if (!key) continue
    const chain = chainOf(element, body)
    const card = chain.find((one) => one.matches(CARDS))
    if (card && !numbers.has(card)) numbers.set(card, -1 - numbers.size)
    const line = { tags: chain.flatMap(tokensOf), quote: numbers.get(card) ?? 0 }
    const others = markup.get(key)
    if (others) others.push(line)
    else markup.set(key, [line])
  }
  return (text) => markup.get(keyOf(text))?.shift()
}

/**
 * The lines of a document, each with the innermost element around all of it.
 * @param {HTMLElement} body
 */
function listLines(body) {
  /** @type {{ text: string, element: Element }[]} */
  const lines = []
  /** @type {Element | null} */
  let block = null
  let isNew = true
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT)
  while (walker.nextNode()) {
    const node = walker.currentNode
    if (node.nodeName === "BR") isNew = true
    const parent = node.parentElement
    if (node.nodeType !== Node.TEXT_NODE || !parent || !node.textContent?.trim()) continue
    const own = blockOf(parent, body)
    if (isNew || own !== block) lines.push({ text: "", element: parent })
    const line = lines[lines.length - 1]
    line.text += node.textContent
    while (!line.element.contains(node)) line.element = line.element.parentElement ?? body
    block = own
    isNew = false
  }
  return lines
}

/**
 * @param {Element} element
 * @param {Element} body
 */
function blockOf(element, body) {
  /** @type {Element} */
  let block = element
  while (block !== body && (block.localName === "cite" || !TAGS.has(block.localName)))
    block = block.parentElement ?? body
  return block
}

/**
 * An element with those around it, outermost first; inline elements other than <cite> are left out.
 * @param {Element} element
 * @param {Element} body
 */
function chainOf(element, body) {
  /** @type {Element[]} */
  const chain = []
  for (let one = element; one !== body; one = one.parentElement ?? body) if (TAGS.has(one.localName)) chain.unshift(one)
  return chain
}

/** @param {Element} element */
const tokensOf = ({ localName, classList }) => [
  localName,
  ...[...classList].slice(0, MAX_CLASSES).map((name) => `.${name.toLowerCase()}`),
]
