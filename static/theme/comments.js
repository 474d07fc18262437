// Comments without leaving the page, and drafts that survive it. All of it also works without this file: the links lead
// to the form on a page of its own, which answers with the same HTML that is used here.

const FIELDS = ["text", "name", "email", "website", "submission"]
const FORM_TIMEOUT = 10_000 // ms until the link is followed instead: the browser shows the progress.
const NEAR_LIMIT = 500 // Characters left from which on they are counted.

const statusLine = document.createElement("p")
statusLine.className = "visually-hidden"
statusLine.setAttribute("role", "status")
document.body.append(statusLine)

/** The form of a page of its own. */
const ownForm = find("#write", document)
if (ownForm) restoreDraft(ownForm)
document.addEventListener("click", openForm)
document.addEventListener("submit", sendForm)
document.addEventListener("input", (event) => {
  const field = /** @type {HTMLTextAreaElement} */ (event.target)
  const form = /** @type {HTMLFormElement | null} */ (field.closest(".comment-form form"))
  if (!form) return
  storeDraft(form)
  if (field.dataset.maxLength) countCharacters(field, closest(form, ".comment-form")?.dataset ?? {})
})

/**
 * @param {string} selector
 * @param {ParentNode} root
 */
function find(selector, root) {
  return /** @type {HTMLElement | null} */ (root.querySelector(selector))
}

/**
 * @param {Element} element
 * @param {string} selector
 */
function closest(element, selector) {
  return /** @type {HTMLElement | null} */ (element.closest(selector))
}

/**
 * A control of a form; undefined at run time where the form has none.
 * @param {HTMLFormElement} form
 * @param {string} name
 */
function control(form, name) {
  return /** @type {HTMLInputElement | null} */ (form.elements.namedItem(name))
}

/**
 * Counts characters as the server does: an emoji outside the basic plane is one.
 * @param {HTMLTextAreaElement} field
 * @param {DOMStringMap} texts
 */
function countCharacters(field, texts) {
  const left = Number(field.dataset.maxLength) - [...field.value].length
  let counter = field.parentElement && find(".counter", field.parentElement)
  if (left > NEAR_LIMIT) return counter?.remove()
  if (!counter) {
    counter = document.createElement("p")
    counter.className = "counter description"
    counter.setAttribute("role", "status")
    field.after(counter)
  }
  const number = Math.abs(left).toLocaleString(document.documentElement.lang)
  counter.textContent = ((left < 0 ? texts.charactersOver : texts.charactersLeft) ?? "").replace("{number}", number)
}

/** The link whose form is loading: a second click on it is ignored, one on another link replaces it.
 * @type {HTMLAnchorElement | null} */
let loadingLink = null

/**
 * Opens the form of a link in the page.
 * @param {MouseEvent} event
 */
async function openForm(event) {
  const link = /** @type {HTMLAnchorElement | null} */ (
    /** @type {Element} */ (event.target).closest?.(".reply, .write-link")
  )
  if (!link || event.defaultPrevented || event.button) return
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  if (loadingLink === link) return
  const previous = find("#write", document)
  document.querySelector("[aria-expanded]")?.removeAttribute("aria-expanded")
  previous?.remove()
  if (previous && previous.dataset.link === link.href) return link.focus()
  loadingLink = link
  link.setAttribute("aria-busy", "true")
  try {
    const { page } = await fetchPage(link.href, { signal: AbortSignal.timeout(FORM_TIMEOUT) })
    if (loadingLink !== link) return
    const section = find("#write", page)
    if (!section) throw new Error("no form")
    document.adoptNode(section)
    addStyles(page)
    section.dataset.link = link.href
    section.querySelector("form")?.setAttribute("aria-label", page.querySelector("h1")?.textContent ?? "")
    link.setAttribute("aria-expanded", "true")
    ;(link.closest(".comment") ?? link.closest(".write"))?.after(section)
    restoreDraft(section)
    focusIn(section)
    section.scrollIntoView({ block: section.offsetHeight < innerHeight ? "center" : "start" })
  } catch {
    if (loadingLink === link) location.assign(link.href)
  } finally {
    link.removeAttribute("aria-busy")
    if (loadingLink === link) loadingLink = null
  }
}

/** @param {SubmitEvent} event */
async function sendForm(event) {
  const form = /** @type {HTMLFormElement} */ (event.target)
  const section = closest(form, ".comment-form")
  if (!section) return
  event.preventDefault()
  if (form.ariaBusy === "true") return
  setBusy(form, true)
  const body = new FormData(form, event.submitter)
  let response
  try {
    response = await fetchPage(form.action, { method: "POST", body })
  } catch {
    return showFailure(form, section.dataset.offline ?? "")
  }
  const { page, address } = response
  const sent = find("#sent", page)
  const next = find("#write", page)
  if (sent) {
    forgetDraft(form)
    if (section === ownForm) return location.assign(address)
    return replace(section, sent, find(".comment", sent))
  }
  if (!next) return showFailure(form, section.dataset.failed ?? "")
  next.dataset.link = section.dataset.link ?? ""
  replace(section, next)
  storeDraft(next.querySelector("form"))
}

/**
 * Text that is typed after the form was sent would be lost with it.
 * @param {HTMLFormElement} form
 * @param {boolean} isBusy
 */
function setBusy(form, isBusy) {
  form.ariaBusy = isBusy ? "true" : null
  for (const field of form.elements) /** @type {HTMLInputElement} */ (field).readOnly = isBusy
}

/**
 * @param {HTMLElement} previous
 * @param {HTMLElement} section
 * @param {HTMLElement | null} [focused]
 */
function replace(previous, section, focused = null) {
  previous.replaceWith(document.adoptNode(section))
  statusLine.textContent = section.querySelector("[role=alert], [role=status], h2")?.textContent?.trim() ?? ""
  // The status line has announced them already.
  for (const message of section.querySelectorAll("[role=alert], [role=status]")) message.removeAttribute("role")
  focusIn(section, focused)
}

/**
 * @param {HTMLFormElement} form
 * @param {string} text
 */
function showFailure(form, text) {
  setBusy(form, false)
  form.parentElement?.querySelector(".problems")?.remove()
  const message = document.createElement("p")
  message.className = "note problems"
  message.textContent = text
  form.querySelector(".send")?.before(message) // By the button that was pressed: the top may be out of sight.
  statusLine.textContent = text
}

/**
 * A page of the site as a document, whatever its status, and its address. Throws on server errors and offline.
 * @param {string} address
 * @param {RequestInit} [options]
 */
async function fetchPage(address, options = {}) {
  const response = await fetch(address, { ...options, credentials: "same-origin" })
  if (response.status >= 500) throw new Error(String(response.status))
  const page = new DOMParser().parseFromString(await response.text(), "text/html")
  return { page, address: response.url }
}

/** @param {Document} page */
function addStyles(page) {
  for (const sheet of page.querySelectorAll("link[rel=stylesheet]")) {
    const href = sheet.getAttribute("href") ?? ""
    if (!document.querySelector(`link[href="${CSS.escape(href)}"]`)) document.head.append(document.adoptNode(sheet))
  }
}

/**
 * @param {HTMLElement} section
 * @param {HTMLElement | null} [focused]
 */
function focusIn(section, focused = null) {
  const candidates = ["[autofocus]", "#preview-title", "textarea"].map((selector) => find(selector, section))
  const target = focused ?? candidates.find(Boolean) ?? section
  if (!target.matches("input, textarea")) target.tabIndex = -1
  target.focus()
}

// Drafts stay in this tab until the comment has arrived: going back and a dead network lose nothing. The number of the
// submission is part of the draft, so that no comment is stored twice.

/** @param {HTMLFormElement} form */
function draftKey(form) {
  const { pathname, search } = new URL(form.action)
  return `comment ${pathname}${search}`
}

/** @param {HTMLFormElement | null} form */
function storeDraft(form) {
  if (!form) return
  const values = FIELDS.map((name) => [name, control(form, name)?.value ?? ""])
  try {
    sessionStorage.setItem(draftKey(form), JSON.stringify(Object.fromEntries(values)))
  } catch {} // Full, or switched off.
}

/** @param {HTMLFormElement} form */
function forgetDraft(form) {
  try {
    sessionStorage.removeItem(draftKey(form))
  } catch {}
}

/**
 * Fills in a draft, unless the server has filled in the form.
 * @param {HTMLElement} section
 */
function restoreDraft(section) {
  const form = section.querySelector("form")
  if (!form || section.querySelector(".problems, .preview")) return
  let draft = null
  try {
    draft = JSON.parse(sessionStorage.getItem(draftKey(form)) ?? "null")
  } catch {}
  for (const name of FIELDS) {
    const field = control(form, name)
    if (draft?.[name] && field) field.value = draft[name]
  }
}
