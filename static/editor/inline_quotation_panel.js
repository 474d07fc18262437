// The panel below a quotation within a sentence: the fields of its credit. It is open while the caret is in the quotation.
import { announce, el, findAll, gettext, targetOf, uniqueId } from "../common/dom.js"
import { CreditFields } from "./credit_fields.js"
import { findSide, placeBeside } from "./floating.js"
import { findQuotation, listQuotations } from "./inline_quotation_range.js"
import { dispatchAttributes, errorList } from "./node_view.js"
import { skipClosingMark } from "./quotation_marks.js"

const GAP = 8 // pixels between the caret and the panel on a phone
const FOCUSABLE = "button, input, select, summary"

/**
 * A quotation that was opened. Its range follows the document, as an answer of the server may arrive after it is left.
 * @typedef {{ from: number, to: number, credit: CreditFields }} Place
 */

export class InlineQuotationPanel {
  /**
   * @param {Editor} editor
   * @param {import("./credit_fields.js").Addresses} urls
   */
  constructor(editor, urls) {
    this.editor = editor
    this.urls = urls
    /** @type {Place[]} */
    this.places = []
    /** The quotation in the panel. @type {Place | null} */
    this.current = null
    /** The quotation whose panel was closed by Escape. @type {Place | null} */
    this.dismissed = null
    /** The side of the words on which the panel opened; it stays there. @type {"above" | "below" | undefined} */
    this.side = undefined
    this.body = el("div")
    this.hint = el("p", {
      className: "node-hint",
      textContent: gettext("No source yet. Enter an attribution, for example “Ada Lind, University of Vik”."),
    })
    this.errors = errorList()
    this.element = this.buildElement()
    editor.view.dom.after(this.element)
    for (const type of ["focusin", "focusout"]) {
      this.element.addEventListener(type, () => this.showSoon())
      editor.view.dom.addEventListener(type, () => this.showSoon())
    }
    editor.view.dom.addEventListener("click", () => {
      this.dismissed = null
      this.show()
    })
    this.element.addEventListener("keydown", (event) => this.handleKey(event))
    this.element.addEventListener("toggle", () => this.element.scrollIntoView({ block: "nearest" }), true)
    const observer = new ResizeObserver(() => this.positionPanel())
    for (const element of [editor.view.dom, this.element, ...findAll(".submit-row")]) observer.observe(element)
  }

  buildElement() {
    const title = el("span", {
      className: "node-name",
      id: uniqueId("panel-title"),
      textContent: gettext("Quotation within a sentence"),
    })
    const button = (/** @type {string} */ icon, /** @type {string} */ label, /** @type {() => void} */ onClick) => {
      const element = el("button", {
        type: "button",
        className: "material-icons",
        textContent: icon,
        title: label,
        "aria-label": label,
      })
      element.addEventListener("click", onClick)
      return element
    }
    const { view } = this.editor
    const remove = button("delete", gettext("Remove quotation, keep text"), () => {
      this.editor.commands.toggleInlineQuotation()
      view.focus()
    })
    const close = button("close", gettext("Close"), () => {
      view.focus()
      this.dismiss()
    })
    return el(
      "div",
      {
        className: "inline-quotation-panel",
        role: "dialog",
        "aria-labelledby": title.id,
        tabIndex: -1, // A click beside the fields leaves the focus in the panel.
        hidden: true,
      },
      el("div", { className: "node-handle" }, title, remove, close),
      this.errors.element, // Above the fields, which scroll on a phone.
      this.body,
      this.hint,
    )
  }

  /**
   * Follows changes of the document and of the selection.
   * @param {Transaction[]} transactions
   */
  update(transactions) {
    const { doc } = this.editor.state
    for (const place of this.places)
      for (const { mapping } of transactions) {
        place.from = mapping.map(place.from, 1)
        place.to = mapping.map(place.to, -1)
      }
    this.places = this.places.filter((place) => {
      const mark = place.from < place.to ? findMark(doc, place.from) : null
      if (mark && mark.attrs !== place.credit.attrs) place.credit.update(mark.attrs)
      return Boolean(mark)
    })
    if (transactions[0].getMeta("blur")) return // The element that gets the focus does not have it yet: see showSoon.
    const before = this.current
    this.show()
    if (this.current && this.current !== before && !transactions.some(({ docChanged }) => docChanged))
      announce(gettext("Quotation. Press Tab to edit its source."))
  }

  showSoon() {
    setTimeout(() => this.show()) // Until then no element has the focus.
  }

  /** Shows the fields of the quotation at the caret, while the text or the panel has the focus. */
  show() {
    const { view, state } = this.editor
    const hasFocus = view.hasFocus() || this.element.contains(document.activeElement)
    const quotation = hasFocus ? findQuotation(state) : null
    const place = quotation && this.openPlace(quotation)
    if (place !== this.dismissed) this.dismissed = null
    const shown = this.dismissed ? null : place
    if (shown && shown !== this.current) this.body.replaceChildren(shown.credit.element)
    const isOpening = shown && (shown !== this.current || this.element.hidden)
    this.current = shown
    this.element.hidden = !shown
    if (!quotation || !shown) return
    if (isOpening) this.side = undefined
    const { sourceName, errors } = quotation.mark.attrs
    this.hint.hidden = Boolean(sourceName)
    this.errors.show(errors, this.element)
    if (errors && isOpening) shown.credit.details.open = true
    this.positionPanel()
  }

  /**
   * The place of a quotation, the same as before while its range overlaps.
   * @param {import("./inline_quotation_range.js").Quotation} quotation
   */
  openPlace({ mark, from, to }) {
    const known = this.places.find((place) => place.from < to && place.to > from)
    if (known) {
      Object.assign(known, { from, to })
      return known
    }
    /** @type {import("./node_view.js").SetAttributes} */
    const set = (values, undoGroup) => this.setAttributes(place, values, undoGroup)
    /** @type {Place} */
    const place = { from, to, credit: new CreditFields(mark.attrs, { set, editor: this.editor, urls: this.urls }) }
    this.places.push(place)
    return place
  }

  /**
   * @param {Place} place
   * @param {Record<string, string>} values
   * @param {string | false} [undoGroup] as of `attributeSetter`
   */
  setAttributes(place, values, undoGroup) {
    const { state } = this.editor
    const mark = this.places.includes(place) ? findMark(state.doc, place.from) : null
    if (!mark) return
    const changed = mark.type.create({ ...mark.attrs, errors: "", ...values })
    if (!changed.eq(mark)) dispatchAttributes(this.editor, state.tr.addMark(place.from, place.to, changed), undoGroup)
  }

  /**
   * Puts the panel below the last line of the words, or above the first one if the bar of buttons would cover it; on a phone
   * it is above that bar, below the caret.
   */
  positionPanel() {
    if (!this.current || this.element.hidden) return
    const { view } = this.editor
    const start = view.coordsAtPos(this.current.from, 1)
    const end = view.coordsAtPos(this.current.to, -1)
    const { left, right } = end.top < start.bottom ? start : end // The words may be of one line.
    const box = { left, right, top: start.top, bottom: end.bottom }
    // The bar of buttons may grow by 40 pixels: it says what is saved.
    this.side ??= findSide(view, box, this.element.offsetHeight + 40, "below").side
    placeBeside(this.element, view, box, this.side)
    if (getComputedStyle(this.element).position !== "fixed") return
    const covered = view.coordsAtPos(view.state.selection.head).bottom - this.element.getBoundingClientRect().top + GAP
    if (covered > 0) window.scrollBy(0, covered)
  }

  /** Focuses the first field. Returns false if the caret is in no quotation. */
  focus() {
    this.dismissed = null
    this.show()
    this.current?.credit.inputs.attribution.focus()
    return Boolean(this.current)
  }

  /** Closes the panel until the caret leaves the quotation. Returns false if it is not open. */
  dismiss() {
    if (!this.current) return false
    this.dismissed = this.current
    this.show()
    return true
  }

  /** @param {KeyboardEvent} event */
  handleKey(event) {
    if (event.isComposing || !this.current) return
    const { view } = this.editor
    const isEnter = event.key === "Enter" && targetOf(event).tagName === "INPUT"
    const isFirst = findAll(FOCUSABLE, this.element)[0] === event.target
    const isBackward = event.key === "Tab" && event.shiftKey && isFirst
    if (!isEnter && !isBackward && event.key !== "Escape") return
    event.preventDefault() // Enter never submits the form.
    if (isEnter) this.editor.commands.setTextSelection(this.findEnd(this.current.to))
    view.focus()
  }

  /**
   * The position after a quotation that ends at `to`, and after its closing mark.
   * @param {number} to
   */
  findEnd(to) {
    const $end = this.editor.state.doc.resolve(to)
    const { parent } = $end
    return $end.start() + skipClosingMark(parent.textBetween(0, parent.content.size, "", "\n"), $end.parentOffset)
  }
}

/**
 * The mark of the quotation that begins at or before a position and ends after it.
 * @param {ProseMirrorNode} doc
 * @param {number} pos
 */
function findMark(doc, pos) {
  const $pos = doc.resolve(pos)
  if (!$pos.parent.isTextblock) return null
  return listQuotations($pos.parent, $pos.start()).find(({ from, to }) => from <= pos && pos < to)?.mark ?? null
}
