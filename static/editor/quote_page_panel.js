// The panel with a page of another site, beside the text or over it: a click on a quotation, or the selected words, become a
// quotation at the caret.
import { pm } from "django-prose-editor/editor"
import { BESIDE_QUERY, el, find, findOptional, gettext, interpolate } from "../common/dom.js"
import { messageOf, requestJSON, showError } from "../common/http.js"
import { html, nothing, render } from "../vendor/lit/lit.js"
import { findPlace } from "./insert_block.js"
import { pagesOf, selectedQuotation, selectedSpans, splitLines, wordsOf } from "./quote_page_text.js"
import { dispatchAlone } from "./split_accept.js"

/** @typedef {import("./quote_page_text.js").MarkedQuotation} MarkedQuotation */
/** @typedef {import("./quote_page_text.js").QuotablePage} QuotablePage */

const { TextSelection } = pm.state
const SLOW = 8000 // ms after which the author reads that the site is slow
const FILE_TYPES = ".html,.htm,.xhtml,.mht,.mhtml,.txt,.pdf"
const DAY_RE = /^\d{4}-\d\d-\d\d$/

export class QuotePagePanel {
  /**
   * @param {Editor} editor
   * @param {{ page: string, savedPage: string }} urls of the server
   */
  constructor(editor, urls) {
    this.editor = editor
    this.urls = urls
    const form = /** @type {HTMLFormElement} */ (editor.view.dom.closest("form"))
    this.preview = findOptional("[data-live-preview]", form)
    /** @type {QuotablePage | null} */
    this.page = null
    /** @type {Set<MarkedQuotation>} */
    this.quoted = new Set()
    /** @type {AbortController | null} */
    this.request = null
    this.address = el("input", {
      type: "text", // A malformed address must not keep the post from being saved.
      inputMode: "url",
      dir: "ltr",
      autocomplete: "off",
      placeholder: "https://",
      "aria-label": gettext("Address of the page"),
    })
    this.fetchButton = createButton(gettext("Open"), () => this.fetchPage())
    this.cancelButton = createButton(gettext("Cancel"), () => this.request?.abort())
    this.cancelButton.hidden = true
    this.file = el("input", { type: "file", accept: FILE_TYPES, hidden: true, "aria-hidden": "true", tabIndex: -1 })
    this.fileButton = createButton(gettext("Saved page or PDF…"), () => this.file.click())
    this.status = el("p", { className: "preview-state", role: "status" })
    this.text = el("div", { className: "quote-page-text" })
    const hint = gettext("Enter the address of a page or PDF, or choose a file that you saved. Its text is shown here.")
    render(html`<div class="quote-page-facts"><p>${hint}</p></div>`, this.text)
    this.isDated = el("input", { type: "checkbox" })
    this.dateLabel = el("span", {})
    this.dateOption = el("label", { hidden: true }, this.isDated, this.dateLabel)
    this.selectionButton = createButton(gettext("Quote the selection"), () => this.quoteSelection())
    this.actions = el("div", { className: "quote-page-actions", hidden: true }, this.selectionButton, this.dateOption)
    this.element = this.buildElement()
    find(":scope > div", form).append(this.element)
    this.listen()
  }

  buildElement() {
    return el(
      "dialog",
      { className: "live-preview quote-page", "aria-label": gettext("Quote from a page") },
      el(
        "div",
        { className: "preview-bar" },
        this.address,
        this.fetchButton,
        this.cancelButton,
        this.fileButton,
        this.file,
        createButton(gettext("Close"), () => this.close()),
      ),
      this.status,
      this.text,
      this.actions,
    )
  }

  listen() {
    const { element, text } = this
    for (const type of ["input", "change"]) element.addEventListener(type, (event) => event.stopPropagation()) // No change of the post.
    this.address.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return
      event.preventDefault() // Never submits the form.
      this.fetchPage()
    })
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing) return
      event.preventDefault()
      this.close()
    })
    this.file.addEventListener("change", () => {
      this.readFile(this.file.files?.[0])
      this.file.value = "" // The same file may be chosen again.
    })
    element.addEventListener(
      "dragover",
      (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault(),
    )
    element.addEventListener("drop", (event) => {
      const file = event.dataTransfer?.files[0]
      if (!file) return
      event.preventDefault() // The browser would open the file.
      event.stopPropagation()
      this.readFile(file)
    })
    element.addEventListener("close", () => this.request?.abort())
    BESIDE_QUERY.addEventListener("change", () => {
      if (!element.open) return
      element.close()
      this.show()
    })
    this.preview?.addEventListener("click", () => element.open && element.close())
    this.selectionButton.addEventListener("mousedown", (event) => event.preventDefault()) // Keeps the selection.
    document.addEventListener("selectionchange", () => this.updateSelection())
    text.addEventListener("click", (event) => {
      const quotation = this.quotationOf(event.target)
      if (quotation && getSelection()?.isCollapsed !== false) this.quoteMarked(quotation)
    })
    text.addEventListener("keydown", (event) => this.handleKey(event))
  }

  open() {
    if (this.preview?.getAttribute("aria-expanded") === "true") this.preview.click() // Both have one place.
    if (!this.element.open) this.show()
    this.address.focus()
    this.address.select()
  }

  show() {
    if (BESIDE_QUERY.matches) this.element.open = true
    else this.element.showModal()
  }

  close() {
    this.element.close()
    this.editor.view.focus()
  }

  fetchPage() {
    const url = this.address.value.trim()
    if (url) this.load(this.urls.page, { body: { url } })
    else this.address.focus()
  }

  /**
   * Opens a page in the browser of the server, as its script may show more of it. What was read stays until then.
   * @param {QuotablePage} page
   */
  openInBrowser({ url }) {
    const progress = gettext(
      "Little of this page could be read. A browser on the server is opening it; this can take half a minute.",
    )
    this.load(this.urls.page, { body: { url, inBrowser: true } }, progress)
  }

  /**
   * Reads a file that the author saved. It may be of another page than the one that is shown, whose address the server
   * takes only if the file names none.
   * @param {File | undefined} file
   */
  readFile(file) {
    if (!file) return
    const address = this.address.value.trim()
    const query = { [address === this.page?.url ? "fallback" : "url"]: address }
    // Of no type: it is the server that finds out.
    this.load(this.urls.savedPage, { query, file: file.slice(0, file.size, "application/octet-stream") })
  }

  /**
   * Requests a page. Of several requests only the last one's answer is shown.
   * @param {string} url
   * @param {import("../common/http.js").RequestOptions} options
   * @param {string} [progress]
   */
  async load(url, options, progress = "") {
    this.request?.abort()
    const controller = new AbortController()
    this.request = controller
    this.setBusy(true)
    this.status.textContent = progress || gettext("Reading the page…")
    const slow = setTimeout(() => {
      this.status.textContent = progress || gettext("The site is slow. This can take half a minute.")
    }, SLOW)
    try {
      const { page } = await requestJSON(url, { ...options, signal: controller.signal })
      if (controller !== this.request) return
      if (page.lines.length) this.showPage(page, Boolean(progress))
      if (page.needsBrowser) this.openInBrowser(page)
    } catch (error) {
      if (controller !== this.request) return
      if (controller.signal.aborted) this.status.textContent = gettext("Cancelled.")
      else showError(this.status, messageOf(error), error)
    } finally {
      clearTimeout(slow)
      if (controller === this.request) this.setBusy(false)
    }
  }

  /** @param {boolean} isBusy */
  setBusy(isBusy) {
    const hadFocus = [this.fetchButton, this.cancelButton].some((button) => button === document.activeElement)
    this.fetchButton.hidden = isBusy
    this.cancelButton.hidden = !isBusy
    this.text.setAttribute("aria-busy", String(isBusy))
    if (!isBusy) this.request = null
    if (hadFocus) (isBusy ? this.cancelButton : this.fetchButton).focus()
  }

  /**
   * @param {QuotablePage} page
   * @param {boolean} isLater whether the author has read another version, and may be writing
   */
  showPage(page, isLater) {
    const keepsFocus = isLater && !this.element.contains(document.activeElement)
    this.page = page
    this.quoted.clear()
    this.address.value = page.url
    this.text.lang = page.language
    this.text.scrollTop = 0
    this.isDated.checked = false
    this.dateOption.hidden = !DAY_RE.test(page.date)
    this.dateLabel.textContent = interpolate(gettext("Said on the date of the page, %(date)s"), { date: page.date })
    this.actions.hidden = false
    this.status.textContent = page.isUnread
      ? gettext("Little of this page could be read: a paywall, a consent notice or a script may hide the rest.")
      : ""
    this.draw()
    this.updateSelection()
    if (!keepsFocus) findOptional("h2", this.text)?.focus({ preventScroll: true })
  }

  draw() {
    const { page } = this
    if (!page) return
    const lines = splitLines(page)
    const before = Map.groupBy(page.pageStarts, ({ line, from }) => (from ? -1 : line))
    const after = Map.groupBy(page.pageStarts, ({ line, from }) => (from ? line : -1))
    const hiddenLines = page.lines.filter(({ isBeside }) => isBeside).length
    const facts = [page.byline, DAY_RE.test(page.date) ? page.date : ""].filter(Boolean).join(" · ")
    const toggle = (/** @type {Event} */ { target }) =>
      this.text.toggleAttribute("data-all", /** @type {HTMLInputElement} */ (target).checked)
    render(
      html`<h2 tabindex="-1" dir="auto">${page.title || page.url}</h2>
        <div
          class="quote-page-facts"
          lang=${document.documentElement.lang}
          dir=${document.documentElement.dir || "ltr"}
        >
          <p>
            <bdi>${facts}</bdi>
            ${
              page.url
                ? html`<a href=${page.url} target="_blank" rel="noopener noreferrer">${gettext("Open on its site")}</a>`
                : nothing
            }
          </p>
          <p>
            ${gettext("Click a marked quotation, or select words. Arrow keys move between paragraphs, Enter quotes.")}
            ${describeCopy(page)} ${page.isCut ? describeCut(page) : nothing}
          </p>
          ${
            hiddenLines
              ? html`<label
                  ><input type="checkbox" ?checked=${this.text.hasAttribute("data-all")} @change=${toggle} />
                  ${interpolate(gettext("Show menus and other lines (%(count)s)"), { count: hiddenLines })}</label
                >`
              : nothing
          }
        </div>
        ${page.lines.map(
          ({ isBeside }, index) =>
            html`${pageNumberView(before.get(index))}
              <p data-line tabindex="-1" dir="auto" data-beside=${isBeside ? "" : nothing}>
                ${lines[index].map((piece) => this.pieceView(piece))}
              </p>
              ${pageNumberView(after.get(index))}`,
        )}`,
      this.text,
    )
    const [first] = this.visibleLines()
    if (first && !this.text.querySelector("[data-line][tabindex='0']")) first.tabIndex = 0
  }

  /** @param {import("./quote_page_text.js").Piece} piece */
  pieceView({ text, quotation }) {
    if (!quotation) return text
    return html`<mark
      role="button"
      tabindex="0"
      data-quotation=${this.page?.quotations.indexOf(quotation)}
      data-quoted=${this.quoted.has(quotation) ? "" : nothing}
      data-speaker=${quotation.attribution || nothing}
      >${text}</mark
    >`
  }

  visibleLines() {
    const isAll = this.text.hasAttribute("data-all")
    return /** @type {HTMLElement[]} */ ([
      ...this.text.querySelectorAll(isAll ? "[data-line]" : "[data-line]:not([data-beside])"),
    ])
  }

  /** @param {EventTarget | null} target */
  quotationOf(target) {
    const mark = target instanceof Element ? target.closest("mark") : null
    return this.page?.quotations[Number(mark?.dataset.quotation)]
  }

  /** @param {KeyboardEvent} event */
  handleKey(event) {
    const target = /** @type {HTMLElement} */ (event.target)
    const line = /** @type {HTMLElement | null} */ (target.closest("[data-line]"))
    if (!line || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const lines = this.visibleLines()
      const next = lines[lines.indexOf(line) + (event.key === "ArrowDown" ? 1 : -1)]
      if (!next) return
      line.tabIndex = -1
      next.tabIndex = 0
      next.focus()
    } else if (event.key === "Enter" || (event.key === " " && target !== line)) {
      const quotation = this.quotationOf(target)
      if (quotation) this.quoteMarked(quotation)
      else if (!this.quoteSelection()) this.quoteLine([...this.text.querySelectorAll("[data-line]")].indexOf(line))
    } else return
    event.preventDefault()
  }

  updateSelection() {
    if (this.element.open) this.selectionButton.disabled = !selectedSpans(this.text).length
  }

  /** Quotes the selected words; returns whether there are any. */
  quoteSelection() {
    const selected = selectedSpans(this.text)
    if (!this.page || !selected.length) return false
    this.insert(selected, selectedQuotation(this.page)?.attribution ?? "")
    return true
  }

  /** @param {number} line */
  quoteLine(line) {
    const { text = "" } = this.page?.lines[line] ?? {}
    this.insert([{ line, from: 0, to: text.length }], "")
  }

  /** @param {MarkedQuotation} quotation */
  quoteMarked(quotation) {
    if (!this.page) return
    this.insert(quotation.spans, quotation.attribution)
    this.quoted.add(quotation)
    this.draw()
  }

  /**
   * Inserts a quotation below the block with the caret; the next one comes below it. What a PDF says without a speaker
   * is the document's.
   * @param {import("./quote_page_text.js").Span[]} spans
   * @param {string} speaker
   */
  insert(spans, speaker) {
    const { page, editor } = this
    if (!page) return
    const paragraphs = wordsOf(page, spans)
    const { schema, tr } = editor.state
    const { place, start } = findPlace(editor.state)
    const { from, to } = typeof place === "number" ? { from: place, to: place } : place
    const attrs = {
      attribution: speaker || (page.pageStarts.length ? page.title : ""),
      url: page.url,
      locator: describePages(pagesOf(page, spans)),
      said: this.isDated.checked ? page.date : "",
      lang: isOtherLanguage(page.language) ? page.language : "",
    }
    const content = paragraphs.map((text) => schema.nodes.paragraph.create(null, schema.text(text)))
    const node = schema.nodes.quotation.create(attrs, content)
    tr.replaceWith(from, to, node).setSelection(TextSelection.create(tr.doc, start + node.nodeSize - 2))
    dispatchAlone(editor, tr.scrollIntoView())
    this.status.textContent = ""
    this.status.textContent = interpolate(gettext("Quoted: “%(text)s” You can undo this in the text."), {
      text: shorten(paragraphs[0]),
    })
  }
}

/** @param {QuotablePage["pageStarts"]} [starts] */
const pageNumberView = (starts = []) =>
  starts.map(
    ({ label }) => html`<p class="quote-page-number">${interpolate(gettext("Page %(page)s"), { page: label })}</p>`,
  )

/** @param {string[]} labels */
function describePages([first, last]) {
  if (last) return interpolate(gettext("pp. %(first)s–%(last)s"), { first, last })
  return first ? interpolate(gettext("p. %(page)s"), { page: first }) : ""
}

/** @param {QuotablePage} page */
function describeCut({ pageStarts }) {
  if (pageStarts.length) return gettext("Not all of it is shown: the file is long, or some of its pages are scans.")
  return gettext("The page is long: this is its beginning.")
}

/** @param {QuotablePage} page */
function describeCopy({ url, isKept, isFull, isHandedIn, isRendered }) {
  if (!url) return gettext("Without an address no copy is kept. To keep one, type it first, then choose the file.")
  if (isFull) return gettext("No copy is kept: pages that you opened and did not quote from take all of your space.")
  if (!isKept) return gettext("No copy of the page is kept.")
  if (isRendered) return gettext("A private copy of the page is kept, as a browser on the server showed it.")
  if (isHandedIn) return gettext("A private copy is kept, as a file that you handed in.")
  return gettext("A private copy of the page is kept.")
}

/** @param {string} text */
const shorten = (text) => (text.length > 60 ? `${text.slice(0, 59).trimEnd()}…` : text)

/**
 * Is a language another one than the post's?
 * @param {string} code
 */
function isOtherLanguage(code) {
  const post = /** @type {HTMLInputElement | null} */ (document.getElementById("id_language"))?.value ?? ""
  const base = (/** @type {string} */ language) => language.trim().split("-")[0].toLowerCase()
  return Boolean(code && post) && base(code) !== base(post)
}

/**
 * @param {string} text
 * @param {() => void} onClick
 */
const createButton = (text, onClick) => el("button", { type: "button", textContent: text, onclick: onClick })
