// Cleans up pasted HTML of Word, Google Docs, Blogger and web pages. The schema drops elements that it does not know, so
// only those are changed here that it would misread.
import { footnotes } from "./pasted_footnotes.js"
import { isInMarks } from "./quotation_marks.js"

const BLOCKS =
  "p,div,h1,h2,h3,h4,h5,h6,ul,ol,li,blockquote,pre,table,tr,td,th,hr,figure,section,article,header,footer,main,aside,dl,dt,dd,form,fieldset"
const DROPPED_SELECTOR =
  "script,style,meta,link,title,head,xml,noscript,template,iframe,object,embed,svg,canvas,audio,video,input,button,select,textarea,nav," +
  // Comments of reviewers in Word and Google Docs, and their references.
  "[data-style*=comment-list],.msocomanchor,[id^=cmnt_ref],div:has(>p>[href*=cmnt_ref])"

/**
 * Cleans the HTML of a paste. HTML that was copied from ProseMirror stays as it is.
 * @param {string} pasted
 */
export function cleanPastedHTML(pasted) {
  const html = inert(pasted)
  if (/data-pm-slice/.test(html)) return html
  const doc = new DOMParser().parseFromString(html, "text/html") // Runs and loads nothing.
  const body = doc.body
  for (const comment of listNodes(body, NodeFilter.SHOW_COMMENT)) comment.remove()
  for (const node of body.querySelectorAll(DROPPED_SELECTOR)) node.remove()
  for (const node of [...body.querySelectorAll("pre")]) code(node)
  for (const node of [...body.querySelectorAll("*")]) if (/[:-]/.test(node.localName)) unwrap(node) // o:p, w:sdt, google-sheets-html-origin
  footnotes(body)
  wordLists(body)
  for (const node of body.querySelectorAll("tt,kbd,samp")) rename(node, "code")
  styledSpans(body)
  inlineQuotations(body)
  headings(body)
  captionedImages(body)
  tables(body)
  paragraphs(body)
  spaces(body)
  removeAttributes(body)
  return body.innerHTML
}

/**
 * Code is plain text; its language is the class that syntax highlighters use.
 * @param {Element} pre
 */
function code(pre) {
  for (const br of [...pre.querySelectorAll("br")]) br.replaceWith("\n")
  const classes = [pre, pre.querySelector("code"), pre.parentElement].map((each) => each?.className ?? "").join(" ")
  const language = /(?:lang(?:uage)?-|highlight-source-|brush: ?)([a-z0-9+#._-]{1,30})/i.exec(classes)?.[1]
  const element = pre.ownerDocument.createElement("code")
  element.textContent = (pre.textContent ?? "").replace(/\n$/, "")
  if (language) element.className = `language-${language}`
  pre.replaceChildren(element)
}

const TAG_RE = /<[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi
const ATTRIBUTE_RE = /"[^"]*"|'[^']*'|(?<=[\s"'/])(style|on[a-z]+)(?=\s*=)/gi

/**
 * Renames style and handler attributes: the content security policy reports them even in documents that are not shown.
 * @param {string} html
 */
export function inert(html) {
  return html
    .replace(/<style[\s\S]*?<\/style\s*>/gi, "")
    .replace(TAG_RE, (tag) => tag.replace(ATTRIBUTE_RE, (match, name) => (name ? `data-${name}` : match)))
}

const ALLOWED_ATTRIBUTES = new Set([
  "href",
  "title",
  "start",
  "data-block",
  "data-alt",
  "data-caption",
  "data-original",
  "data-align",
  "data-footnote",
  "colspan",
  "rowspan",
])

/** @param {HTMLElement} body */
function removeAttributes(body) {
  for (const node of body.querySelectorAll("*"))
    for (const { name } of [...node.attributes])
      if (!ALLOWED_ATTRIBUTES.has(name) && !node.matches("pre > code")) node.removeAttribute(name)
}

/** @param {Element} node */
function unwrap(node) {
  node.replaceWith(...node.childNodes)
}

/**
 * @param {Element} node
 * @param {string} tag
 */
function rename(node, tag) {
  const element = node.ownerDocument.createElement(tag)
  element.append(...node.childNodes)
  node.replaceWith(element)
  return element
}

/**
 * The comments or texts of a document, which may be changed meanwhile.
 * @param {HTMLElement} body
 * @param {number} kind
 */
function listNodes(body, kind) {
  const walker = body.ownerDocument.createTreeWalker(body, kind)
  /** @type {CharacterData[]} */
  const nodes = []
  while (walker.nextNode()) nodes.push(/** @type {CharacterData} */ (walker.currentNode))
  return nodes
}

/**
 * Word writes a list as paragraphs of class MsoListParagraph whose first span is the bullet.
 * @param {HTMLElement} body
 */
function wordLists(body) {
  /** @type {Element | null} */
  let list = null
  for (const item of body.querySelectorAll("p[class*=MsoListParagraph], p[data-style*='mso-list']")) {
    const bullet = item.querySelector("[data-style*=Ignore]")
    const ordered = /^\s*[0-9a-z]{1,3}[.)]/i.test(bullet?.textContent ?? item.textContent ?? "")
    bullet?.remove()
    const tag = ordered ? "ol" : "ul"
    if (!list || list.nextElementSibling !== item || list.localName !== tag) {
      list = body.ownerDocument.createElement(tag)
      item.before(list)
    }
    const li = body.ownerDocument.createElement("li")
    li.append(...item.childNodes)
    list.append(li)
    item.remove()
  }
}

/**
 * Google Docs writes bold and italic as styles, and wraps everything in a <b> that is not bold.
 * @param {HTMLElement} body
 */
function styledSpans(body) {
  for (const node of /** @type {HTMLElement[]} */ ([...body.querySelectorAll("b,strong,i,em,span,font")])) {
    node.style.cssText = node.dataset.style ?? "" // By script, which the policy allows.
    const { fontWeight, fontStyle, textDecoration, verticalAlign } = node.style
    const bold = /^(bold|bolder|[6-9]00)$/.test(fontWeight)
    const italic = /^(italic|oblique)/.test(fontStyle)
    const plain =
      (/^(b|strong)$/.test(node.localName) && /^(normal|lighter|[1-5]00)$/.test(fontWeight)) ||
      (/^(i|em)$/.test(node.localName) && fontStyle === "normal")
    if (/^(span|font)$/.test(node.localName) || plain) {
      if (bold) wrapContents(node, "strong")
      if (italic) wrapContents(node, "em")
      if (/line-through/.test(textDecoration)) wrapContents(node, "s")
      if (/^(super|sub)$/.test(verticalAlign)) wrapContents(node, verticalAlign === "sub" ? "sub" : "sup")
      unwrap(node)
    }
  }
}

/**
 * @param {Element} node
 * @param {string} tag
 */
function wrapContents(node, tag) {
  if (!node.textContent?.trim()) return
  const element = node.ownerDocument.createElement(tag)
  element.append(...node.childNodes)
  node.append(element)
}

/**
 * Adds to the text the quotation marks that browsers display around <q>, unless the page has typed them.
 * @param {HTMLElement} body
 */
function inlineQuotations(body) {
  for (const node of [...body.querySelectorAll("q")].reverse()) {
    const [before, text, after] = [node.previousSibling, node, node.nextSibling].map((each) => each?.textContent ?? "")
    const [open, close] = node.parentElement?.closest("q") ? ["‘", "’"] : ["“", "”"]
    if (!isInMarks(before, text, after)) node.replaceChildren(open, ...node.childNodes, close)
    unwrap(node)
  }
}

/**
 * A post's title is its only h1.
 * @param {HTMLElement} body
 */
function headings(body) {
  for (const node of body.querySelectorAll("h1")) rename(node, "h2")
  for (const node of body.querySelectorAll("h5,h6")) rename(node, "h4")
}

/**
 * Pictures of other sites are not fetched: they become figures without a file, with their captions.
 * @param {HTMLElement} body
 */
function captionedImages(body) {
  for (const image of [...body.querySelectorAll("img")]) {
    const holder = image.closest("figure, table.tr-caption-container, .wp-caption") ?? image
    if (!body.contains(holder)) continue // Its second picture.
    const caption =
      holder === image ? "" : (holder.querySelector("figcaption, .tr-caption, .wp-caption-text")?.textContent ?? "")
    const address = [image.closest("a[href]")?.getAttribute("href"), image.getAttribute("src")].find((url) =>
      /^https?:/.test(url ?? ""),
    )
    const figure = body.ownerDocument.createElement("figure")
    figure.dataset.block = "figure"
    figure.dataset.alt = image.alt
    figure.dataset.caption = caption.replace(/\s+/g, " ").trim()
    if (address && address.length <= 500) figure.dataset.original = address
    const isTiny = Number(image.getAttribute("width") ?? 3) < 3
    if (isTiny || !(image.alt || caption || figure.dataset.original))
      holder.remove() // Counters, data: icons.
    else {
      holder.replaceWith(figure)
      lift(figure, body)
    }
  }
}

const CONTAINERS =
  "div,section,article,header,footer,main,aside,table,thead,tbody,tfoot,tr,td,th,caption,center,form,fieldset"

/**
 * Figures are between blocks, never inside one: splits the block around the figure.
 * @param {Element} figure
 * @param {Element} body
 */
function lift(figure, body) {
  for (let parent = figure.parentElement; parent && parent !== body; parent = figure.parentElement) {
    if (parent.matches(CONTAINERS)) return // Taken apart later.
    const before = /** @type {Element} */ (parent.cloneNode(false))
    while (parent.firstChild && parent.firstChild !== figure) before.append(parent.firstChild)
    parent.before(before, figure)
    for (const half of [before, parent]) if (!half.textContent?.trim() && !half.querySelector("figure")) half.remove()
  }
}

const MAX_CELL_LENGTH = 600 // Longer text is laid out by a table.
const ALIGNMENTS = /** @type {Record<string, string>} */ ({ center: "center", right: "end", end: "end" })

/**
 * A table of data stays one, with cells of phrases; one that only lays out blocks is unwrapped.
 * @param {HTMLElement} body
 */
function tables(body) {
  for (const table of [...body.querySelectorAll("table")].reverse()) {
    const rows = [...table.rows]
    if (isData(table, rows)) rows.flatMap((row) => [...row.cells]).forEach(cleanCell)
    else {
      for (const cell of rows.flatMap((row) => [...row.children])) rename(cell, "div")
      for (const node of [...table.querySelectorAll("thead,tbody,tfoot,tr,colgroup,caption")].reverse()) unwrap(node)
      unwrap(table)
    }
  }
  for (const node of [...body.querySelectorAll("table :is(colgroup,col)")]) node.remove()
  for (const node of [...body.querySelectorAll(":is(thead,tbody,tfoot,tr,td,th,caption):not(table *)")].reverse())
    unwrap(node)
}

/**
 * @param {HTMLTableElement} table
 * @param {HTMLTableRowElement[]} rows
 */
function isData(table, rows) {
  const cells = rows.flatMap((row) => [...row.cells]).filter((cell) => cell.textContent?.trim())
  return (
    rows.some((row) => [...row.cells].filter((cell) => cell.textContent?.trim()).length > 1) &&
    !table.querySelector("table,figure,h1,h2,h3,h4,h5,h6,blockquote,hr,pre") &&
    cells.every((cell) => (cell.textContent ?? "").length <= MAX_CELL_LENGTH)
  )
}

/** @param {HTMLTableCellElement} cell */
function cleanCell(cell) {
  const styled = /(?:^|;)\s*text-align:\s*(\w+)/.exec(cell.dataset.style ?? "")?.[1]
  const align = ALIGNMENTS[(styled ?? cell.getAttribute("align") ?? "").toLowerCase()]
  for (const block of [...cell.querySelectorAll("p,div,li,dt,dd")].slice(1))
    block.prepend(cell.ownerDocument.createElement("br"))
  for (const block of [...cell.querySelectorAll("p,div,ul,ol,li,dl,dt,dd")].reverse()) unwrap(block)
  for (const br of cell.querySelectorAll("br")) {
    const { previousSibling, nextSibling } = br
    if (previousSibling?.nodeType === Node.TEXT_NODE)
      previousSibling.textContent = previousSibling.textContent?.trimEnd() ?? ""
    if (nextSibling?.nodeType === Node.TEXT_NODE) nextSibling.textContent = nextSibling.textContent?.trimStart() ?? ""
  }
  while (cell.firstChild && isBlank(cell.firstChild)) cell.firstChild.remove()
  while (cell.lastChild && isBlank(cell.lastChild)) cell.lastChild.remove()
  if (align) cell.dataset.align = align
}

/**
 * Two line ends are a new paragraph; a <div> or loose text is one.
 * @param {HTMLElement} body
 */
function paragraphs(body) {
  for (const node of [
    ...body.querySelectorAll(
      "div,section:not([data-block]),article,header,footer,main,aside,dl,center,form,fieldset,dt,dd,p",
    ),
  ].reverse()) {
    if (node.querySelector(BLOCKS)) {
      wrapLooseText(node)
      unwrap(node)
    } else if (node.localName !== "p") rename(node, "p")
  }
  wrapLooseText(body)
  for (const node of [...body.querySelectorAll("p")]) splitAtBreaks(node)
  for (const node of [...body.querySelectorAll("blockquote")]) {
    wrapLooseText(node)
    for (const paragraph of [...node.querySelectorAll("p")]) splitAtBreaks(paragraph)
  }
}

/** @param {Element} parent */
function wrapLooseText(parent) {
  /** @type {Element | null} */
  let paragraph = null
  for (const child of [...parent.childNodes]) {
    const isBlock = child.nodeType === Node.ELEMENT_NODE && /** @type {Element} */ (child).matches(BLOCKS)
    if (isBlock) paragraph = null
    else if (paragraph || child.textContent?.trim()) {
      if (!paragraph) {
        paragraph = parent.ownerDocument.createElement("p")
        child.before(paragraph)
      }
      paragraph.append(child)
    } else child.remove()
  }
}

/**
 * Two line ends in a row end the paragraph, within bold or a link as well; those at either end are removed.
 * @param {Element} paragraph
 */
function splitAtBreaks(paragraph) {
  for (const br of [...paragraph.querySelectorAll("br")]) {
    const next = nextNode(br)
    if (next?.nodeName !== "BR") continue
    next.parentNode?.removeChild(next)
    const before = /** @type {Element} */ (paragraph.cloneNode(false))
    /** The part of the line before the break, at each level. @type {{ source: Element, copy: Element } | null} */
    let half = null
    for (let parent = br.parentElement; parent; parent = parent.parentElement) {
      const copy = parent === paragraph ? before : /** @type {Element} */ (parent.cloneNode(false))
      /** @type {Element} */
      const end = half ? half.source : br
      while (parent.firstChild && parent.firstChild !== end) copy.append(parent.firstChild)
      if (half) copy.append(half.copy)
      half = { source: parent, copy }
      if (parent === paragraph) break
    }
    br.remove()
    paragraph.before(before)
    trimBreaks(before)
  }
  trimBreaks(paragraph)
}

/**
 * The next sibling that is not white space.
 * @param {Node} node
 */
function nextNode(node) {
  let next = node.nextSibling
  while (next?.nodeType === Node.TEXT_NODE && !next.textContent?.trim()) next = next.nextSibling
  return next
}

/** @param {Node} node */
const isBlank = (node) => node.nodeName === "BR" || (node.nodeType === Node.TEXT_NODE && !node.textContent?.trim())

/** @param {Element} paragraph */
function trimBreaks(paragraph) {
  if (!paragraph.textContent?.trim()) return paragraph.remove()
  while (paragraph.firstChild && isBlank(paragraph.firstChild)) paragraph.firstChild.remove()
  while (paragraph.lastChild && isBlank(paragraph.lastChild)) paragraph.lastChild.remove()
}

/**
 * Collapses white space as browsers do; no-break spaces that were typed for width become spaces.
 * @param {HTMLElement} body
 */
function spaces(body) {
  for (const text of listNodes(body, NodeFilter.SHOW_TEXT)) {
    if (text.parentElement?.closest("pre")) continue
    const collapsed = text.data.replace(/[ \t\r\n\f]+/g, " ")
    text.data = collapsed.replace(/\u00a0(?=[ \u00a0])|(?<=[ \u00a0])\u00a0/g, " ")
  }
  for (const block of body.querySelectorAll("p,h2,h3,h4,li,td,th,caption")) {
    const first = edgeText(block, "firstChild")
    const last = edgeText(block, "lastChild")
    if (first) first.data = first.data.trimStart()
    if (last) last.data = last.data.trimEnd()
  }
  for (const parent of [body, ...body.querySelectorAll("ul,ol,blockquote,table,thead,tbody,tfoot,tr")])
    for (const child of [...parent.childNodes])
      if (child.nodeType === Node.TEXT_NODE && !child.textContent?.trim()) child.remove()
}

/**
 * @param {Element} node
 * @param {"firstChild" | "lastChild"} side
 * @returns {Text | null}
 */
function edgeText(node, side) {
  /** @type {Node | null} */
  let edge = node[side]
  while (edge && edge.nodeType !== Node.TEXT_NODE) edge = edge[side]
  return /** @type {Text | null} */ (edge)
}
