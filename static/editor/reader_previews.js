// The post as search engines, feeds and shared links show it, drawn from the values of the form.
import { control, editorOf, findOptional, gettext, readJSON } from "../common/dom.js"
import { html, nothing, render } from "../vendor/lit/lit.js"

// In characters. Search engines cut titles off by their width; descriptions are cut off in blog/metadata/head_tags.py.
const TITLE_LIMIT = 60
const DESCRIPTION_LIMIT = 160
const MAX_EXCERPT_LENGTH = 400

/**
 * The beginning of the text, which stands in for a missing summary; of a post without prose, its first quotation.
 * @param {ProseMirrorNode} doc
 */
function excerptOf(doc) {
  let [prose, quotation] = ["", ""]
  doc.forEach((block) => {
    if (block.type.name === "paragraph" && prose.length < MAX_EXCERPT_LENGTH) prose += ` ${block.textContent}`
    else if (block.type.name === "quotation") quotation ||= block.textContent
  })
  return (prose.trim() || quotation).slice(0, MAX_EXCERPT_LENGTH)
}

/**
 * A text whose rest is marked beyond a limit, between words if possible.
 * @param {string} text
 * @param {number} limit
 */
function limited(text, limit) {
  if (text.length <= limit) return text
  const space = text.lastIndexOf(" ", limit)
  const end = space > limit / 2 ? space : limit
  return html`${text.slice(0, end)}<span class="reader-cut">${text.slice(end)}</span>`
}

/**
 * The year and the month of the publication as in a URL, '' without a date. Publishing now overrides a date to come.
 * @param {HTMLFormElement} form
 * @param {string} kind of transition
 */
function monthOf(form, kind) {
  const field = control(form, kind === "scheduled" ? "schedule_at" : "published_at_0")
  const today = new Date().toLocaleDateString("sv", { timeZone: readJSON("autosave").timeZone })
  const day = field?.value ?? ""
  return (kind === "published" && day > today ? today : day).slice(0, 7).replace("-", "/")
}

/**
 * Draws the previews into an element.
 * @param {HTMLElement} element
 * @param {HTMLFormElement} form
 * @param {{ site: string, address: string, kind: string }} settings the URL with `SLUG` for the slug of the post, and the choice
 */
export function drawReaderPreviews(element, form, { site, address, kind }) {
  const title = control(form, "title").value.trim() || gettext("Untitled")
  const summary = control(form, "summary")?.value.trim() || excerptOf(editorOf(form).state.doc)
  const dated = address.replace(/\d{4}\/\d\d(?=\/SLUG)/, (shown) => monthOf(form, kind) || shown)
  const url = new URL(dated.replace("SLUG", control(form, "slug")?.value || "…"))
  const find = (/** @type {string} */ figure) =>
    findOptional(`.tiptap ${figure} .figure-picture img[src]:not([hidden])`, form, HTMLImageElement)
  const picture = find(".is-lead") ?? find("")
  const isCut = title.length > TITLE_LIMIT || summary.length > DESCRIPTION_LIMIT
  const places = [url.host, ...decodeURI(url.pathname).split("/").filter(Boolean)].join(" › ")
  render(
    html`<figure>
        <figcaption>${gettext("In search results")}</figcaption>
        <div class="reader-preview">
          <p class="reader-address"><bdi dir="ltr">${places}</bdi></p>
          <p class="reader-title" dir="auto">${limited(title, TITLE_LIMIT)}</p>
          <p dir="auto">${limited(summary, DESCRIPTION_LIMIT)}</p>
        </div>
        ${isCut ? html`<p class="help">${gettext("Search engines cut off what is grey.")}</p>` : nothing}
      </figure>
      <figure>
        <figcaption>${gettext("Where it is shared")}</figcaption>
        <div class="reader-preview reader-card">
          <div class="reader-picture">
            ${picture ? html`<img src=${picture.src} alt="" />` : nothing}
            <p class="reader-title" dir="auto">${title}</p>
            <p class="reader-address"><bdi>${site}</bdi></p>
          </div>
          <p class="reader-title" dir="auto">${title}</p>
          <p dir="auto">${limited(summary, DESCRIPTION_LIMIT)}</p>
          <p class="reader-address"><bdi dir="ltr">${url.host}</bdi></p>
        </div>
      </figure>
      <figure>
        <figcaption>${gettext("In feeds")}</figcaption>
        <div class="reader-preview">
          <p class="reader-address"><bdi>${site}</bdi></p>
          <p class="reader-title" dir="auto">${title}</p>
          <p dir="auto">${summary}</p>
        </div>
      </figure>`,
    element,
  )
}
