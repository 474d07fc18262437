// The bar of find and replace, between the toolbar and the text.
import { el, find, gettext, interpolate, ngettext } from "../common/dom.js"
import { createDocumentSearch, replaceMatches } from "./find_matches.js"
import { getResults, selectMatch, setResults } from "./find_state.js"
import { BARS } from "./floating.js"
import { pm } from "django-prose-editor/editor"

const { closeHistory } = pm.history
const MAX_PREFILLED_LENGTH = 100

/** @typedef {import("./find_state.js").Results} Results */

/**
 * @param {string} text
 * @param {() => void} onClick
 */
const createButton = (text, onClick) =>
  el("button", { type: "button", className: "button", textContent: text, onclick: onClick })

/**
 * @param {string} icon
 * @param {string} label
 * @param {() => void} onClick
 */
const createIconButton = (icon, label, onClick) =>
  el("button", {
    type: "button",
    className: "material-icons",
    textContent: icon,
    title: label,
    "aria-label": label,
    onclick: onClick,
  })

/** @param {string} label */
const createInput = (label) =>
  el("input", { type: "text", placeholder: label, "aria-label": label, dir: "auto", autocomplete: "off" })

export class FindBar {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor
    /** Where the search began. */
    this.anchor = 0
    this.query = createInput(gettext("Find"))
    this.replacement = createInput(gettext("Replace with"))
    this.isExact = el("input", { type: "checkbox" })
    this.isWholeWord = el("input", { type: "checkbox" })
    this.status = el("span", { className: "find-status", role: "status" })
    this.element = this.buildElement()
    const menubar = find(".prose-menubar", editor.view.dom.parentElement ?? document)
    menubar.after(this.element)
    new ResizeObserver(() => this.element.style.setProperty("--bar-top", `${menubar.offsetHeight}px`)).observe(menubar)
    this.listen()
  }

  buildElement() {
    const checkbox = (/** @type {HTMLInputElement} */ input, /** @type {string} */ label) =>
      el("label", { className: "find-option" }, input, label)
    const replaceButtons = [
      createButton(gettext("Replace"), () => this.replace()),
      createButton(gettext("Replace all"), () => this.replaceAll()),
    ]
    replaceButtons[1].title = "Ctrl+Enter"
    for (const control of [this.replacement, ...replaceButtons]) control.disabled = !this.editor.isEditable
    return el(
      "div",
      { className: "find-bar", role: "search", "aria-label": gettext("Find and replace"), hidden: true },
      this.query, // The fields are one stop of Tab apart: the style sheet shows the steps between them.
      el("div", { className: "find-row find-replacement" }, this.replacement, ...replaceButtons),
      el(
        "div",
        { className: "find-row find-steps" },
        createIconButton("keyboard_arrow_up", gettext("Previous match (Shift+Enter)"), () => this.step(-1)),
        createIconButton("keyboard_arrow_down", gettext("Next match (Enter)"), () => this.step(1)),
        createIconButton("close", gettext("Close (Esc)"), () => this.close()),
      ),
      el(
        "div",
        { className: "find-row" },
        checkbox(this.isExact, gettext("Match case and accents")),
        checkbox(this.isWholeWord, gettext("Whole words")),
        this.status,
      ),
    )
  }

  listen() {
    for (const type of ["input", "change"])
      this.element.addEventListener(type, (event) => {
        event.stopPropagation() // A search changes nothing in the form.
        if (event.target !== this.replacement) this.search()
      })
    this.element.addEventListener("keydown", (event) => {
      if (event.isComposing) return
      const isInput = event.target === this.query || event.target === this.replacement
      if (event.key === "Escape") this.close()
      else if (event.key !== "Enter" || !isInput) return
      else if (event.target === this.replacement) event.ctrlKey || event.metaKey ? this.replaceAll() : this.replace()
      else this.step(event.shiftKey ? -1 : 1)
      event.preventDefault() // Enter never submits the form.
    })
  }

  get results() {
    return getResults(this.editor.state)
  }

  /** Opens the bar with the selected text. */
  open() {
    const { doc, selection } = this.editor.state
    const { $from, $to, from, to } = selection
    const text = $from.sameParent($to) ? doc.textBetween(from, to, "\n", "\n") : ""
    if (text && text.length <= MAX_PREFILLED_LENGTH && !text.includes("\n")) this.query.value = text
    this.anchor = from
    this.element.hidden = false
    this.query.focus()
    this.query.select()
    this.search()
  }

  close() {
    this.element.hidden = true
    this.editor.view.dispatch(setResults(this.editor.state.tr, { search: null }))
    this.editor.view.focus()
  }

  search() {
    const options = { isExact: this.isExact.checked, isWholeWord: this.isWholeWord.checked }
    const search = createDocumentSearch(this.query.value, options)
    const { tr } = this.editor.state
    this.editor.view.dispatch(setResults(tr, { search, place: { start: this.anchor, from: 0 } }))
    this.reveal()
  }

  /** @param {1 | -1} direction */
  step(direction) {
    const { matches, index } = this.results
    if (!matches.length) return
    const next = (index + direction + matches.length) % matches.length
    this.anchor = matches[next].start
    this.reveal({ index: next })
  }

  replace() {
    const { matches, index } = this.results
    if (!matches.length || !this.editor.isEditable) return
    const match = matches[index]
    const { tr } = this.editor.state
    const text = this.replacement.value
    replaceMatches(tr, [match], text)
    const isText = match.kind === "text"
    const place = { start: match.start + (isText ? text.length : 0), from: isText ? 0 : match.from + text.length }
    this.editor.view.dispatch(closeHistory(setResults(tr, { place })))
    this.anchor = place.start
    this.reveal()
  }

  replaceAll() {
    const { matches } = this.results
    if (!matches.length || !this.editor.isEditable) return
    const { tr } = this.editor.state
    replaceMatches(tr, matches, this.replacement.value)
    tr.setMeta("preventAutolink", true) // It would look at each change.
    this.editor.view.dispatch(closeHistory(tr))
    this.editor.view.dispatch(closeHistory(this.editor.state.tr)) // What is typed next is undone by itself.
    const count = matches.length
    const text = ngettext(
      "%(count)s match replaced. You can undo this.",
      "%(count)s matches replaced. You can undo this.",
      count,
    )
    this.status.textContent = interpolate(text, { count })
  }

  /**
   * Selects the current match, or another one, and scrolls to it. The focus stays in the bar.
   * @param {{ index?: number }} change
   */
  reveal({ index = this.results.index } = {}) {
    const { view, state } = this.editor
    const match = this.results.matches[index]
    if (!match) return
    view.dispatch(setResults(selectMatch(state.tr, match), { index }))
    const dom = match.kind === "text" ? null : view.nodeDOM(match.pos)
    const { top, bottom } = dom instanceof Element ? dom.getBoundingClientRect() : view.coordsAtPos(match.start)
    const isVisible = top >= this.element.getBoundingClientRect().bottom && bottom <= window.innerHeight - BARS.bottom
    if (!isVisible) window.scrollBy(0, top - window.innerHeight * 0.4)
  }

  /** @param {Results} results */
  update(results) {
    this.status.textContent = describe(results)
  }
}

/** @param {Results} results */
function describe({ search, matches, index }) {
  if (!search) return ""
  if (!matches.length) return gettext("No matches")
  const texts = {
    text: gettext("%(number)s of %(total)s"),
    caption: gettext("%(number)s of %(total)s, in a caption"),
    footnote: gettext("%(number)s of %(total)s, in a footnote"),
  }
  return interpolate(texts[matches[index].kind], { number: index + 1, total: matches.length })
}
