// Pasted HTML -> the elements that a post is made of. Word, Google Docs, Blogger and web pages each write
// their own; the schema drops what it does not know, so only what it would misread is put right here.

const BLOCKS = "p,div,h1,h2,h3,h4,h5,h6,ul,ol,li,blockquote,pre,table,tr,td,th,hr,figure,section,article,header,footer,main,aside,dl,dt,dd"
const DROPPED = "script,style,meta,link,title,head,xml,noscript,template,iframe,object,embed,svg,canvas,audio,video,form,input,button,select,textarea,nav"

/** Clean the HTML of a paste. What was copied from this editor comes back as it went. */
export function cleanPastedHTML(html) {
  if (/data-pm-slice/.test(html)) return html
  const doc = new DOMParser().parseFromString(html, "text/html") // Runs and loads nothing.
  const body = doc.body
  removeComments(body)
  for (const node of body.querySelectorAll(DROPPED)) node.remove()
  for (const node of [...body.querySelectorAll("*")]) if (node.localName.includes(":")) unwrap(node) // o:p, w:sdt
  wordLists(body)
  styledSpans(body)
  headings(body)
  captionedImages(body)
  tables(body)
  paragraphs(body)
  spaces(body)
  return body.innerHTML
}

function unwrap(node) {
  node.replaceWith(...node.childNodes)
}

function rename(node, tag) {
  const made = node.ownerDocument.createElement(tag)
  made.append(...node.childNodes)
  node.replaceWith(made)
  return made
}

function removeComments(body) {
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_COMMENT)
  const found = []
  while (walker.nextNode()) found.push(walker.currentNode)
  for (const node of found) node.remove()
}

/** Word writes a list as paragraphs of class MsoListParagraph whose first span is the bullet. */
function wordLists(body) {
  let list = null
  for (const item of body.querySelectorAll("p[class*=MsoListParagraph], p[style*='mso-list']")) {
    const bullet = item.querySelector("[style*='mso-list:Ignore'], [style*='mso-list: Ignore']")
    const ordered = /^\s*[0-9a-z]{1,3}[.)]/i.test(bullet?.textContent ?? item.textContent)
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

/** Google Docs says bold and italic by style, and wraps all in a <b> that is not bold. */
function styledSpans(body) {
  for (const node of [...body.querySelectorAll("b,strong,i,em,span,font")]) {
    const { fontWeight, fontStyle } = node.style
    const bold = /^(bold|bolder|[6-9]00)$/.test(fontWeight)
    const italic = /^(italic|oblique)/.test(fontStyle)
    const plain = (/^(b|strong)$/.test(node.localName) && /^(normal|lighter|[1-5]00)$/.test(fontWeight)) ||
      (/^(i|em)$/.test(node.localName) && fontStyle === "normal")
    if (/^(span|font)$/.test(node.localName) || plain) {
      if (bold) wrapContents(node, "strong")
      if (italic) wrapContents(node, "em")
      unwrap(node)
    }
  }
}

function wrapContents(node, tag) {
  if (!node.textContent.trim()) return
  const made = node.ownerDocument.createElement(tag)
  made.append(...node.childNodes)
  node.append(made)
}

/** A post's title is its only h1. */
function headings(body) {
  for (const node of body.querySelectorAll("h1")) rename(node, "h2")
  for (const node of body.querySelectorAll("h4,h5,h6")) rename(node, "h3")
}

/** Pictures of other sites are not fetched: a figure waits for the file, with what is known of it. */
function captionedImages(body) {
  for (const image of [...body.querySelectorAll("img")]) {
    const holder = image.closest("figure, table.tr-caption-container") ?? image
    const caption = holder === image ? "" : (holder.querySelector("figcaption, .tr-caption")?.textContent ?? "")
    const address = image.closest("a[href]")?.href || image.src
    if (!holder.isConnected) continue
    const figure = body.ownerDocument.createElement("figure")
    figure.dataset.block = "figure"
    figure.dataset.alt = image.alt
    figure.dataset.caption = caption.replace(/\s+/g, " ").trim()
    if (/^https?:/.test(address) && address.length <= 500) figure.dataset.original = address
    const tiny = image.width && image.width < 3
    if (tiny || !(image.alt || caption || figure.dataset.original)) holder.remove() // Counters, data: icons.
    else placeAtTop(body, holder, figure)
  }
}

/** Figures stand between blocks, never inside one. */
function placeAtTop(body, holder, figure) {
  let top = holder
  while (top.parentElement && top.parentElement !== body) top = top.parentElement
  top.before(figure)
  holder.remove()
}

function tables(body) {
  for (const row of [...body.querySelectorAll("tr")]) {
    const cells = [...row.children].map((cell) => cell.textContent.replace(/\s+/g, " ").trim()).filter(Boolean)
    const line = row.ownerDocument.createElement("p")
    line.textContent = cells.join(" · ")
    row.replaceWith(line)
  }
  for (const node of [...body.querySelectorAll("table,thead,tbody,tfoot,colgroup")].reverse()) unwrap(node)
}

/** Two line ends are a new paragraph; a <div> or loose text is one. */
function paragraphs(body) {
  for (const node of [...body.querySelectorAll("div,section:not([data-block]),article,header,footer,main,aside,dl,center,pre,dt,dd,p")].reverse()) {
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

function wrapLooseText(parent) {
  let paragraph = null
  for (const child of [...parent.childNodes]) {
    const isBlock = child.nodeType === Node.ELEMENT_NODE && child.matches(BLOCKS)
    if (isBlock) paragraph = null
    else if (paragraph || child.textContent.trim()) {
      if (!paragraph) {
        paragraph = parent.ownerDocument.createElement("p")
        child.before(paragraph)
      }
      paragraph.append(child)
    } else child.remove()
  }
}

function splitAtBreaks(paragraph) {
  for (const br of [...paragraph.querySelectorAll("br + br")]) {
    if (br.parentElement !== paragraph || textBetween(br.previousElementSibling, br).trim()) continue
    const before = paragraph.cloneNode(false)
    while (paragraph.firstChild !== br) before.append(paragraph.firstChild)
    before.lastElementChild?.remove()
    br.remove()
    if (before.textContent.trim()) paragraph.before(before)
  }
  if (!paragraph.textContent.trim()) paragraph.remove()
}

function textBetween(first, second) {
  let text = ""
  for (let node = first.nextSibling; node && node !== second; node = node.nextSibling) text += node.textContent
  return text
}

/** Source code's white space is no white space; what typists made with no-break spaces is. */
function spaces(body) {
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_TEXT)
  const texts = []
  while (walker.nextNode()) texts.push(walker.currentNode)
  for (const text of texts) {
    const collapsed = text.data.replace(/[ \t\r\n\f]+/g, " ")
    text.data = collapsed.replace(/\u00a0(?=[ \u00a0])|(?<=[ \u00a0])\u00a0/g, " ")
  }
  for (const block of body.querySelectorAll("p,h2,h3,li")) {
    const first = firstText(block, "firstChild")
    const last = firstText(block, "lastChild")
    if (first) first.data = first.data.trimStart()
    if (last) last.data = last.data.trimEnd()
  }
  for (const parent of [body, ...body.querySelectorAll("ul,ol,blockquote")])
    for (const child of [...parent.childNodes])
      if (child.nodeType === Node.TEXT_NODE && !child.data.trim()) child.remove()
}

function firstText(node, which) {
  let found = node[which]
  while (found && found.nodeType !== Node.TEXT_NODE) found = found[which]
  return found
}
