// The form of the site's appearance: a live preview of the home page, and colours that are checked while one chooses.
// The scripts of its other sections are loaded once these are open.
import { BESIDE_QUERY, el, find, findAll, findOptional, gettext } from "../common/dom.js"
import { requestJSON } from "../common/http.js"
import { applyScheme, createPreview, refreshOnChange } from "../common/preview_frame.js"

/** @typedef {{ page: string, css: string, errors: Record<string, import("./colours.js").FieldError> }} Preview */

const form = find("#appearance_form", document, HTMLFormElement)
for (const name of ["navigation", "footer_links"]) {
  const text = findOptional(`#id_${name}`, form, HTMLTextAreaElement)
  if (text) editInRows(text).catch(() => {}) // Without rows, the lines can be edited.
}
for (const input of findAll("input[type=color]", form, HTMLInputElement)) addCode(input).catch(() => {}) // Can be chosen.
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

/** @param {HTMLInputElement} input */
async function addCode(input) {
  await opened(input)
  const { showCode } = await import("./colours.js")
  showCode(input)
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
  // No selector matches a frame that has the focus.
  for (const type of ["blur", "focus"])
    addEventListener(type, () => panel.classList.toggle("is-focused", document.activeElement === frame))

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
    const { showError } = await import("./colours.js")
    for (const name of ["accent_light", "accent_dark"])
      showError(find(`#id_${name}`, form, HTMLInputElement), answer.errors[name])
    if (panel.open) await showPage(answer)
  }

  /** @param {Preview} answer */
  async function showPage({ page: html, css }) {
    const page = new DOMParser().parseFromString(html, "text/html")
    // The frame runs no scripts, and the style sheet of the stored settings is not shown.
    for (const element of findAll('script, link[rel="preload"], link[href*="/appearance/"]', page)) element.remove()
    const { addStyles, leaveOutOfTabOrder, passOnShortcuts } = await import("./shown_page.js")
    leaveOutOfTabOrder(page)
    if (sheet) {
      const { patch } = await import("../editor/preview_patch.js") // The first page needs none.
      addStyles(framePage(), page, () => applyScheme(framePage(), settings.scheme))
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

  if (BESIDE_QUERY.matches) open()
}
