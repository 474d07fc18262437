// Footnotes of pasted HTML: Word, Google Docs and pages link numbers in the text to notes at the end, and those back.

const NUMBER_RE = /^[[(]?(\d{1,3}|[a-z]|[ivx]{1,5}|[*†‡§])[\])]?$/i
const HOLDERS = "li, dd, aside, div[id], p"

/**
 * Moves the text of each note to its reference, as `<small data-footnote>`.
 * @param {HTMLElement} body
 */
export function footnotes(body) {
  /** @type {Set<Element>} */
  const notes = new Set()
  for (const reference of body.querySelectorAll("a[href*='#']")) {
    const note = NUMBER_RE.test(reference.textContent?.trim() ?? "") ? findNote(reference, body) : null
    if (!note) continue
    const footnote = body.ownerDocument.createElement("small")
    footnote.setAttribute("data-footnote", "")
    footnote.append(...textOf(note))
    notes.add(note)
    const holder = reference.closest("sup")
    const isAlone = holder && holder.textContent === reference.textContent
    ;(isAlone ? holder : reference).replaceWith(footnote)
  }
  for (const note of notes) removeNote(note, body)
}

/**
 * The note after a reference that it links to, or null.
 * @param {Element} reference
 * @param {HTMLElement} body
 */
function findNote(reference, body) {
  const href = reference.getAttribute("href") ?? ""
  const id = CSS.escape(href.slice(href.indexOf("#") + 1))
  const target = id ? body.querySelector(`[id="${id}"], a[name="${id}"]`) : null
  const note = target?.closest(HOLDERS) ?? null
  if (!note || note.contains(reference)) return null
  return reference.compareDocumentPosition(note) & Node.DOCUMENT_POSITION_FOLLOWING ? note : null
}

/**
 * The content of a note without links back to the text and without its number.
 * @param {Element} note
 */
function textOf(note) {
  const copy = /** @type {Element} */ (note.cloneNode(true))
  for (const link of copy.querySelectorAll("a[href*='#']"))
    if (NUMBER_RE.test(link.textContent?.trim() ?? "") || !/\p{L}/u.test(link.textContent ?? "")) link.remove()
  for (const sup of copy.querySelectorAll("sup")) if (!sup.textContent?.trim()) sup.remove()
  for (const block of [...copy.querySelectorAll("p,div,ul,ol,li,blockquote")].reverse())
    block.replaceWith(...block.childNodes, " ")
  const first = copy.firstChild
  if (first?.nodeType === Node.TEXT_NODE) first.textContent = first.textContent?.trimStart() ?? ""
  while (copy.lastChild?.nodeType === Node.TEXT_NODE && !copy.lastChild.textContent?.trim()) copy.lastChild.remove()
  const last = copy.lastChild
  if (last?.nodeType === Node.TEXT_NODE) last.textContent = last.textContent?.trimEnd() ?? ""
  return [...copy.childNodes]
}

/**
 * Removes a note, what is empty around it, and the rule before it.
 * @param {Element} note
 * @param {HTMLElement} body
 */
function removeNote(note, body) {
  /** @type {Element | null} */
  let element = note
  while (element && element !== body && (element === note || !element.textContent?.trim())) {
    const parent = /** @type {Element | null} */ (element.parentElement)
    const previous = element.previousElementSibling
    element.remove()
    if (previous?.localName === "hr") previous.remove()
    element = parent
  }
}
