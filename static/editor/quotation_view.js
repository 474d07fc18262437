// The view of a quotation in the editor: its text, and below it the fields of its attribution.
import { CreditFields } from "./credit_fields.js"
import { el, gettext, isRightToLeft } from "../common/dom.js"
import { attributeSetter, blockHandle, errorList, fieldKeys, nodeViewEvents } from "./node_view.js"

export class QuotationView {
  /**
   * @param {ProseMirrorNode} node
   * @param {Editor} editor
   * @param {GetPos} getPos
   * @param {import("./credit_fields.js").Addresses} urls
   */
  constructor(node, editor, getPos, urls) {
    this.node = node
    this.shownErrors = ""
    /** The text that the shown errors are about. @type {Fragment | null} */
    this.textWithErrors = null
    const set = attributeSetter(editor, getPos)
    this.credit = new CreditFields(node.attrs, { set, editor, urls, hasTranslation: true })
    this.errors = errorList()
    this.contentDOM = el("div", { className: "quotation-text" })
    this.dom = el(
      "div",
      { className: "node quotation-node" },
      blockHandle(editor, getPos, gettext("Quotation")),
      this.contentDOM,
      this.credit.element,
      this.errors.element,
    )
    const handleKey = fieldKeys(editor, getPos)
    this.dom.addEventListener("keydown", (event) => {
      if (!this.contentDOM.contains(/** @type {Node} */ (event.target))) handleKey(event)
    })
    Object.assign(this, nodeViewEvents(this.contentDOM))
    this.show()
  }

  show() {
    const { attrs, content } = this.node
    if (attrs.errors && attrs.errors !== this.shownErrors) {
      this.credit.details.open = true
      this.textWithErrors = content
    }
    this.shownErrors = attrs.errors
    this.errors.show(content.eq(this.textWithErrors ?? content) ? attrs.errors : "", this.dom)
    this.contentDOM.lang = attrs.lang
    this.contentDOM.dir = attrs.lang ? (isRightToLeft(attrs.lang) ? "rtl" : "ltr") : ""
  }

  /** @param {ProseMirrorNode} node */
  update(node) {
    if (node.type !== this.node.type) return false
    this.node = node
    this.credit.update(node.attrs)
    this.show()
    return true
  }
}
