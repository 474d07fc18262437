// The form of the site's appearance: a live preview of the home page, and colours that are checked while one chooses.
// The scripts of its other sections are loaded once these are open.
import { BESIDE_QUERY, el, find, findAll, findOptional, gettext } from "../common/dom.js"
import { requestJSON } from "../common/http.js"
import { applyScheme, createPreview, refreshOnChange } from "../common/preview_frame.js"

const COLOUR_RE = /^#[0-9a-f]{6}$/

/** @typedef {{ message: string, nearest: string }} FieldError */
/** @typedef {{ page: string, css: string, errors: Record<string, FieldError> }} Preview */

const form = find("#appearance_form", document, HTMLFormElement)
for (const name of ["navigation", "footer_links"]) {
  const text = findOptional(`#id_${name}`, form, HTMLTextAreaElement)
  if (text) editInRows(text).catch(() => {}) // Without rows, the lines can be edited.
}
for (const input of findAll("input[type=color]", form, HTMLInputElement)) showCode(input)
const toggle = findOptional("[data-appearance-preview]", form)
const uploadURL = toggle?.dataset.upload
if (uploadURL) offerUploads(uploadURL).catch(() => {}) // Without it, pictures of the library can be chosen.
if (toggle) livePreview(toggle)

/** @param {HTMLTextAreaElement} text */
async function editInRows(text) {
  await opened(text)
  const { linkRows } = await import("./link_rows.js")
  linkRows(text)
}

/**
 * Adds uploads to the pictures.
 * @param {string} url
 */
async function offerUploads(url) {
  const selects = findAll("select.admin-autocomplete", form, HTMLSelectElement)
  await opened(selects[0])
  const { addPictureUpload } = await import("./picture_upload.js")
  for (const select of selects) addPictureUpload(select, url)
}

/**
 * Resolves once the section of a field is open: only then it needs its script.
 * @param {HTMLElement} field
 */
async function opened(field) {
  const section = field.closest("details")
  if (section && !section.open)
    await new Promise((resolve) => section.addEventListener("toggle", resolve, { once: true }))
}

/**
 * Shows the code of a colour in a field beside it, where it can be typed.
 * @param {HTMLInputElement} input
 */
function showCode(input) {
  const name = findOptional(`label[for="${input.id}"]`, form)?.textContent?.replace(/:\s*$/, "") ?? ""
  const code = el("input", { type: "text", className: "colour-code", maxLength: 7, dir: "ltr", spellcheck: false })
  code.setAttribute("aria-label", `${name}, ${gettext("code")}`)
  const show = () => {
    code.value = input.value
  }
  const colour = el("div", { className: "colour" })
  input.replaceWith(colour)
  colour.append(input, code)
  input.addEventListener("input", () => document.activeElement !== code && show())
  code.addEventListener("input", () => {
    const value = code.value.trim().replace(/^#?/, "#").toLowerCase()
    if (!COLOUR_RE.test(value)) return
    input.value = value
    input.dispatchEvent(new Event("input", { bubbles: true }))
  })
  code.addEventListener("change", show) // Half a code is none.
  show()
}

/** @param {HTMLElement} button */
function livePreview(button) {
  const width = BESIDE_QUERY.matches ? "desktop" : "phone"
  const settings = { width, scheme: matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light" }
  const widths = { phone: gettext("Phone"), desktop: gettext("Desktop") }
  const preview = createPreview(settings, widths, resize, () => panel.close())
  const { panel, frame, framePage } = preview
  find(":scope > div", form).append(panel)
  button.hidden = false
  /** The style sheet of the form's values. @type {CSSStyleSheet | null} */
  let sheet = null

  function resize() {
    preview.fit()
    if (sheet) applyScheme(framePage(), settings.scheme)
  }
  new ResizeObserver(resize).observe(preview.stage)

  function open() {
    if (panel.open) return
    preview.open()
    button.setAttribute("aria-expanded", "true")
    resize()
    refresh()
  }
  panel.addEventListener("close", () => {
    button.setAttribute("aria-expanded", "false")
    stop()
  })
  button.addEventListener("click", () => (panel.open ? panel.close() : open()))
  BESIDE_QUERY.addEventListener("change", () => {
    const wasOpen = panel.open
    if (wasOpen) panel.close()
    if (BESIDE_QUERY.matches) open()
  })

  const { refresh, stop } = refreshOnChange(
    form,
    preview,
    () => true, // The colours are checked while it is closed, too.
    (request) => requestJSON(button.dataset.appearancePreview ?? "", request),
    showAnswer,
  )

  /** @param {Preview} answer */
  async function showAnswer(answer) {
    for (const name of ["accent_light", "accent_dark"]) showError(name, answer.errors[name])
    if (panel.open) await showPage(answer)
  }

  /** @param {Preview} answer */
  async function showPage({ page: html, css }) {
    const page = new DOMParser().parseFromString(html, "text/html")
    // The frame runs no scripts, and the style sheet of the stored settings is not shown.
    for (const element of findAll('script, link[rel="preload"], link[href*="/appearance/"]', page)) element.remove()
    leaveOutOfTabOrder(page)
    if (sheet) {
      const { patch } = await import("../editor/preview_patch.js") // The first page needs none.
      addStyles(page)
      patch(framePage().body, page.body)
    } else {
      page.head.prepend(el("base", { target: "_blank" })) // The sandbox has no other windows.
      frame.srcdoc = `<!DOCTYPE html>${page.documentElement.outerHTML}`
      await new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }))
      const { CSSStyleSheet: Sheet } = /** @type {Window & typeof globalThis} */ (frame.contentWindow)
      sheet = new Sheet()
      framePage().adoptedStyleSheets = [sheet]
      framePage().addEventListener("click", (event) => event.preventDefault())
      passOnShortcuts(framePage())
    }
    sheet.replaceSync(css)
    applyScheme(framePage(), settings.scheme)
  }

  /**
   * Adds the style sheets that a page has and the frame lacks.
   * @param {Document} page
   */
  function addStyles(page) {
    for (const link of findAll('link[rel="stylesheet"]', page, HTMLElement)) {
      const address = link.getAttribute("href") ?? ""
      if (framePage().head.querySelector(`link[href="${CSS.escape(address)}"]`)) continue
      const added = framePage().importNode(link, true)
      added.addEventListener("load", () => applyScheme(framePage(), settings.scheme))
      framePage().head.append(added)
    }
  }

  if (BESIDE_QUERY.matches) open()
}

/**
 * Takes links and controls of a shown page out of the tab order: they do nothing there.
 * @param {Document} page
 */
function leaveOutOfTabOrder(page) {
  for (const element of findAll("a, button, input, select, textarea, summary, [tabindex]", page)) element.tabIndex = -1
}

/**
 * Passes keys with Ctrl or Command on to the page around a frame.
 * @param {Document} page of the frame
 */
function passOnShortcuts(page) {
  page.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey) return
    const { key, code, ctrlKey, metaKey, shiftKey, altKey, repeat } = event
    const modifiers = { ctrlKey, metaKey, shiftKey, altKey }
    const copy = new KeyboardEvent("keydown", { key, code, repeat, ...modifiers, bubbles: true, cancelable: true })
    if (!document.body.dispatchEvent(copy)) event.preventDefault()
  })
}

/**
 * Shows or removes the error of a colour, with a button for the nearest one that is accepted.
 * @param {string} name
 * @param {FieldError | undefined} error
 */
function showError(name, error) {
  const input = find(`#id_${name}`, form, HTMLInputElement)
  const row = /** @type {HTMLElement} */ (input.closest(".form-row"))
  const present = findOptional(".colour-error", row)
  if (present?.dataset.message === (error?.message ?? "")) return
  present?.remove()
  for (const list of findAll(".errorlist", row)) list.remove() // Of the last save.
  if (!error) return
  const use = el("button", {
    type: "button",
    className: "button",
    textContent: error.nearest,
    "aria-label": `${gettext("Use this colour:")} ${error.nearest}`,
    onclick: () => {
      input.value = error.nearest
      input.dispatchEvent(new Event("input", { bubbles: true }))
      input.focus()
    },
  })
  const text = el("span", { textContent: error.message })
  row.append(
    el(
      "p",
      { className: "colour-error", role: "status", "data-message": error.message },
      text,
      error.nearest ? use : null,
    ),
  )
}
