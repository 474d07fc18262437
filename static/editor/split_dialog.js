// The dialog of an offer: the article in order with its candidates, and the candidates by shape.
import { el, find, gettext, interpolate, ngettext } from "../common/dom.js"
import { html, nothing, render } from "../vendor/lit/lit.js"
import { nameDate } from "./date_name.js"
import { countOf, groupByShape, tickOf } from "./split_candidates.js"

/** @typedef {import("./split_candidates.js").Candidate} Candidate */
/** @typedef {import("./split_candidates.js").Offer} Offer */
/** @typedef {import("./split_candidates.js").Row} Row */
/** @typedef {import("./split_candidates.js").Shape} Shape */
/** @typedef {import("./split_lines.js").Line} Line */
/**
 * @typedef {object} Texts
 * @property {string} title
 * @property {string} description
 * @property {[value: string, label: string][]} buttons the first is the main one
 */

const MAX_NAME_LENGTH = 60 // of a quotation in the name of a control

/** @type {Record<Shape, (count: number) => string>} */
const GROUPS = {
  attributed: (count) =>
    ngettext("%(count)s quotation with its attribution", "%(count)s quotations with their attribution", count),
  inline: (count) => ngettext("%(count)s quotation within a sentence", "%(count)s quotations within sentences", count),
  unattributed: (count) =>
    ngettext("%(count)s quotation without an attribution", "%(count)s quotations without an attribution", count),
  figure: (count) => ngettext("%(count)s figure", "%(count)s figures", count),
  title: () => gettext("Title"),
  date: () => gettext("Publication date"),
  labels: () => gettext("Labels"),
  language: () => gettext("Language"),
  summary: () => gettext("Summary"),
  byline: () => gettext("Byline"),
  leftOut: (count) => ngettext("%(count)s line left out", "%(count)s lines left out", count),
}

/** @type {Record<Shape, string>} */
const ITEMS = {
  attributed: gettext("Quotation"),
  inline: gettext("Quotation"),
  unattributed: gettext("Quotation"),
  figure: gettext("Figure"),
  title: gettext("Title"),
  date: gettext("Date"),
  labels: gettext("Labels"),
  language: gettext("Language"),
  summary: gettext("Summary"),
  byline: gettext("Byline"),
  leftOut: gettext("Leave out"),
}
const MEANINGS = { byline: gettext("Byline"), credit: gettext("Credit") }

/**
 * Shows an offer, whose candidates the dialog changes; resolves to the value of the button, or '' if it was closed.
 * @param {Offer} offer
 * @param {Line[]} lines
 * @param {Texts} texts
 * @param {(attribution: string) => void} onAttribution is called with an attribution that was edited
 * @returns {Promise<string>}
 */
export async function showOffer({ rows, candidates }, lines, texts, onAttribution) {
  const dialog = el("dialog", { className: "desk-dialog split-offer", "aria-labelledby": "split-offer-title" })
  const draw = () =>
    render(
      html`<form method="dialog" @keydown=${refuseEnter}>
        <h2 id="split-offer-title">${texts.title}</h2>
        <p>${texts.description}</p>
        <div class="split-body">
          <fieldset class="split-groups">
            <legend>${gettext("Found")}</legend>
            ${groupByShape(candidates).map(groupView)}
          </fieldset>
          <div class="split-article" role="group" aria-label=${gettext("Article")} tabindex="0">
            ${rows.map(rowView)}
          </div>
        </div>
        <p class="dialog-buttons">
          ${texts.buttons.map(
            ([value, label], index) =>
              html`<button type="submit" class=${index ? nothing : "default"} value=${value}>${label}</button>`,
          )}
          <button type="button" @click=${() => dialog.close("")}>${gettext("Cancel")}</button>
        </p>
      </form>`,
      dialog,
    )

  /** @param {Candidate[]} items */
  function tick(items) {
    const { isTicked, isMixed } = tickOf(items)
    const change = (/** @type {Event} */ event) => {
      for (const item of items) item.isTicked = /** @type {HTMLInputElement} */ (event.target).checked
      draw()
    }
    return html`<input type="checkbox" .checked=${isTicked} .indeterminate=${isMixed} @change=${change} />`
  }

  /** @param {{ shape: Shape, items: Candidate[] }} group */
  function groupView({ shape, items }) {
    const heading = interpolate(GROUPS[shape](countOf(items)), { count: countOf(items) })
    const [{ text, replaced }] = items
    const value = ["title", "date", "labels", "language", "summary", "byline"].includes(shape)
      ? nameValue(shape, text)
      : ""
    return html`<label data-shape=${shape}>
        ${tick(items)}
        <span>
          ${replaced ? `${heading} (${gettext("replaces")} ${shorten(nameValue(shape, replaced))})` : heading}
          ${value ? html`<small dir="auto">${value}</small>` : nothing}
        </span>
      </label>
      ${items.filter(({ isUnknown }) => isUnknown).map(unknownView)}`
  }

  /** @param {Candidate} item */
  const unknownView = ({ text }) =>
    html`<small>
      ${interpolate(gettext("“%(line)s” names nobody who writes here. Clear its checkbox to keep it in the text."), {
        line: `\u2068${shorten(text)}\u2069`,
      })}
    </small>`

  /** @param {Row} row */
  function rowView(row) {
    if (row.type === "prose") return proseView(row)
    const isTicked = row.candidates.every((item) => item.isTicked)
    // A line that becomes the title or the labels is not lost.
    const isLeftOut = isTicked && row.candidates.every(({ shape }) => shape === "leftOut")
    return html`<div
      class="split-row"
      data-type=${row.type}
      data-ticked=${isTicked ? "" : nothing}
      data-left-out=${isLeftOut ? "" : nothing}
    >
      <div class="split-ticks">${row.candidates.map((item) => itemView(item))}</div>
      ${row.type === "quotation" ? quotationView(row.candidates[0]) : nothing}
      ${row.figure ? figureView(row.figure) : nothing}
      ${row.type === "surrounding" ? html`<p dir="auto">${textOf(row.lines[0])}</p>` : nothing}
    </div>`
  }

  /** @param {Candidate} item */
  const itemView = (item) =>
    html`<label
      >${tick([item])} ${ITEMS[item.shape]}${item.meaning ? ` (${MEANINGS[item.meaning]})` : ""}
      ${hidden(shorten(item.text))}</label
    >`

  /** @param {Candidate} item */
  const quotationView = (item) =>
    html`${item.spans.map(({ line, from, to }) => html`<p dir="auto">${plain(lines[line].text.slice(from, to))}</p>`)}
    ${attributionView(item, gettext("Attribution"))}`

  /** @param {import("./split_candidates.js").FigureBlock} figure */
  const figureView = ({ caption, credit }) =>
    html`<p dir="auto">${caption}</p>
      ${credit ? html`<p class="split-credit" dir="auto">${credit}</p>` : nothing}`

  /** @param {Row} row */
  function proseView({ lines: [line], candidates: items }) {
    if (!items.length) return html`<p class="split-prose" dir="auto">${textOf(line)}</p>`
    const { text } = lines[line]
    let end = 0
    const parts = items.flatMap((item) => item.spans.map((span, index) => ({ item, index, ...span })))
    const pieces = parts.map(({ item, index, from, to }) => {
      const start = Math.max(end, from - 1) // Keeps the opening mark beside the checkbox.
      const before = text.slice(end, start)
      end = to
      const rest = html`${plain(text.slice(start, from))}<mark>${plain(text.slice(from, to))}</mark>`
      const ticked = item.isTicked ? "" : nothing
      // One checkbox is for all parts of a sentence that its speaker interrupts.
      return index
        ? html`${plain(before)}<span class="split-inline" data-ticked=${ticked}>${rest}</span>`
        : html`${plain(before)}<label class="split-inline" data-ticked=${ticked}>${tick([item])}${rest}</label>`
    })
    return html`<div class="split-row" data-type="prose">
      <p dir="auto">${pieces}${plain(text.slice(end))}</p>
      ${items.map((item) => attributionView(item, html`<q>${shorten(item.text)}</q>`))}
    </div>`
  }

  /**
   * @param {Candidate} item
   * @param {string | import("../vendor/lit/lit.js").TemplateResult} label
   */
  function attributionView(item, label) {
    const change = (/** @type {Event} */ event) => {
      item.attribution = /** @type {HTMLInputElement} */ (event.target).value.trim().replace(/\s+/g, " ")
      onAttribution(item.attribution)
    }
    const isNamed = item.shape !== "inline"
    return html`<label class="split-attribution">
      <span dir="auto">${isNamed ? label : html`${hidden(gettext("Attribution"))} ${label}`}</span>
      <input
        type="text"
        dir="auto"
        maxlength="500"
        .value=${item.attribution}
        placeholder=${gettext("no attribution")}
        @change=${change}
      />
    </label>`
  }

  /** @param {number} line */
  function textOf(line) {
    const { node, text } = lines[line]
    return plain(node.isTextblock ? text : node.textContent || "…")
  }

  draw()
  document.body.append(dialog)
  dialog.showModal()
  find("button.default", dialog).focus()
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }))
  dialog.remove()
  return dialog.returnValue
}

/** @param {string} text */
const hidden = (text) => html`<span class="visually-hidden">${text}</span>`

/**
 * A text whose footnotes, which are no characters, are asterisks.
 * @param {string} text
 */
const plain = (text) => text.replaceAll("\ufffc", "*")

/** @param {string} text */
const shorten = (text) =>
  plain(text.length > MAX_NAME_LENGTH ? `${text.slice(0, MAX_NAME_LENGTH - 1).trimEnd()}…` : text)

/**
 * The value of a field as the desk writes it: a date in its language.
 * @param {Shape} shape
 * @param {string} text
 */
function nameValue(shape, text) {
  return shape === "date" ? nameDate(text) : text
}

/**
 * Keeps Enter in a field from submitting the dialog.
 * @param {KeyboardEvent} event
 */
function refuseEnter(event) {
  if (event.key === "Enter" && event.target instanceof HTMLInputElement) event.preventDefault()
}
