// Pasted HTML -> the elements that a post is made of. Word, Google Docs, Blogger and web pages each write
// their own; the schema drops what it does not know, so only what it would misread is put right here.

const BLOCKS =
  "p,div,h1,h2,h3,h4,h5,h6,ul,ol,li,blockquote,pre,table,tr,td,th,hr,figure,section,article,header,footer,main,aside,dl,dt,dd,form,fieldset"
const DROPPED =
  "script,style,meta,link,title,head,xml,noscript,template,iframe,object,embed,svg,canvas,audio,video,input,button,select,textarea,nav"

/** Clean the HTML of a paste. What was copied from an editor of this kind comes back as it went. */
export function cleanPastedHTML(pasted) {
  const html = inert(pasted)
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
  attributes(body)
  return body.innerHTML
}

const TAG = /<[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi
const ATTRIBUTE = /"[^"]*"|'[^']*'|(?<=[\s"'/])(style|on[a-z]+)(?=\s*=)/gi

/** The content policy looks at styles and handlers even where nothing shows or runs: they get another name. */
function inert(html) {
  return html
    .replace(/<style[\s\S]*?<\/style\s*>/gi, "")
    .replace(TAG, (tag) => tag.replace(ATTRIBUTE, (found, name) => (name ? `data-${name}` : found)))
}

const KEPT = new Set(["href", "title", "start", "data-block", "data-alt", "data-caption", "data-original"])

function attributes(body) {
  for (const node of body.querySelectorAll("*"))
    for (const { name } of [...node.attributes]) if (!KEPT.has(name)) node.removeAttribute(name)
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
  for (const item of body.querySelectorAll("p[class*=MsoListParagraph], p[data-style*='mso-list']")) {
    const bullet = item.querySelector("[data-style*='mso-list:Ignore'], [data-style*='mso-list: Ignore']")
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
    node.style.cssText = node.dataset.style ?? "" // By script, which the policy allows.
    const { fontWeight, fontStyle } = node.style
    const bold = /^(bold|bolder|[6-9]00)$/.test(fontWeight)
    const italic = /^(italic|oblique)/.test(fontStyle)
    const plain =
      (/^(b|strong)$/.test(node.localName) && /^(normal|lighter|[1-5]00)$/.test(fontWeight)) ||
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
    const holder = image.closest("figure, table.tr-caption-container, .wp-caption") ?? image
    if (!body.contains(holder)) continue // Its second picture.
    const caption =
      holder === image ? "" : (holder.querySelector("figcaption, .tr-caption, .wp-caption-text")?.textContent ?? "")
    const address = [image.closest("a[href]")?.getAttribute("href"), image.getAttribute("src")].find((url) =>
      /^https?:/.test(url),
    )
    const figure = body.ownerDocument.createElement("figure")
    figure.dataset.block = "figure"
    figure.dataset.alt = image.alt
    figure.dataset.caption = caption.replace(/\s+/g, " ").trim()
    if (address && address.length <= 500) figure.dataset.original = address
    const tiny = image.getAttribute("width") < 3 && image.hasAttribute("width")
    if (tiny || !(image.alt || caption || figure.dataset.original))
      holder.remove() // Counters, data: icons.
    else {
      holder.replaceWith(figure)
      lift(figure, body)
    }
  }
}

const CONTAINERS = "div,section,article,header,footer,main,aside,table,thead,tbody,tr,td,th,center,form,fieldset"

/** Figures stand between blocks, never inside one: what holds this one ends before it and begins anew after. */
function lift(figure, body) {
  for (let parent = figure.parentElement; parent !== body; parent = figure.parentElement) {
    if (parent.matches(CONTAINERS)) return // Taken apart later.
    const before = parent.cloneNode(false)
    while (parent.firstChild !== figure) before.append(parent.firstChild)
    parent.before(before, figure)
    for (const half of [before, parent]) if (!half.textContent.trim() && !half.querySelector("figure")) half.remove()
  }
}

/** A row of data becomes a line; one that only lays out blocks is taken apart into them. */
function tables(body) {
  for (const row of [...body.querySelectorAll("tr")].reverse()) {
    const cells = [...row.children].filter((cell) => cell.textContent.trim() || cell.querySelector("figure"))
    if (cells.length < 2 || cells.some((cell) => cell.querySelector(BLOCKS))) {
      for (const cell of [...row.children]) rename(cell, "div")
      unwrap(row)
      continue
    }
    const line = row.ownerDocument.createElement("p")
    for (const cell of cells) line.append(...(line.hasChildNodes() ? [" · "] : []), ...cell.childNodes)
    row.replaceWith(line)
  }
  for (const node of [...body.querySelectorAll("table,thead,tbody,tfoot,colgroup,caption")].reverse()) unwrap(node)
}

/** Two line ends are a new paragraph; a <div> or loose text is one. */
function paragraphs(body) {
  for (const node of [
    ...body.querySelectorAll(
      "div,section:not([data-block]),article,header,footer,main,aside,dl,center,form,fieldset,pre,dt,dd,p",
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

/** Two line ends in a row end the paragraph, within bold or a link as well; one at either end says nothing. */
function splitAtBreaks(paragraph) {
  for (const br of [...paragraph.querySelectorAll("br")]) {
    const next = following(br)
    if (next?.nodeName !== "BR") continue
    next.remove()
    const before = paragraph.cloneNode(false)
    for (let parent = br.parentElement, half = null; ; parent = parent.parentElement) {
      const copy = parent === paragraph ? before : parent.cloneNode(false)
      const end = half ? half.source : br
      while (parent.firstChild !== end) copy.append(parent.firstChild)
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

/** The next sibling that is not white space. */
function following(node) {
  let next = node.nextSibling
  while (next?.nodeType === Node.TEXT_NODE && !next.data.trim()) next = next.nextSibling
  return next
}

function trimBreaks(paragraph) {
  if (!paragraph.textContent.trim()) return paragraph.remove()
  for (const which of ["firstChild", "lastChild"])
    for (
      let end = paragraph[which];
      end && (end.nodeName === "BR" || (end.nodeType === Node.TEXT_NODE && !end.data.trim()));
      end = paragraph[which]
    )
      end.remove()
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
