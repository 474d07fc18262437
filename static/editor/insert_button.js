// The button at an empty line that opens the menu of blocks. It is for pointers and touch: the keyboard has the slash.
import { el, gettext } from "../common/dom.js"

const GAP = 8 // pixels between the button and the text

export class InsertButton {
  /**
   * @param {Editor} editor
   * @param {() => void} onClick
   */
  constructor(editor, onClick) {
    this.editor = editor
    this.element = el("button", {
      type: "button",
      className: "insert-block material-icons",
      textContent: "add",
      title: gettext("Insert a block (/)"),
      "aria-label": gettext("Insert a block (/)"),
      tabIndex: -1,
      hidden: true,
    })
    this.element.addEventListener("mousedown", (event) => event.preventDefault()) // The caret stays in its line.
    this.element.addEventListener("click", onClick)
    editor.view.dom.after(this.element)
    this.observer = new ResizeObserver(() => this.place())
    this.observer.observe(editor.view.dom)
  }

  destroy() {
    this.observer.disconnect()
    this.element.remove()
  }

  /** @param {boolean} isShown */
  show(isShown) {
    this.element.hidden = !isShown
    this.place()
  }

  /** Before the line, or at its end where the margin is too narrow: an empty line has room there. */
  place() {
    if (this.element.hidden) return
    const { view } = this.editor
    const { head } = view.state.selection
    const caret = view.coordsAtPos(head)
    const line = view.dom.getBoundingClientRect()
    const block = view.domAtPos(head).node
    if (!(block instanceof HTMLElement)) return
    const { left, right } = block.getBoundingClientRect()
    const width = this.element.offsetWidth
    const isRightToLeft = getComputedStyle(view.dom).direction === "rtl"
    const margin = isRightToLeft ? line.right - right : left - line.left
    const isBefore = margin >= width + 2 * GAP
    const isAtLeft = isBefore !== isRightToLeft
    const edge = isBefore ? (isAtLeft ? left - GAP - width : right + GAP) : isAtLeft ? left : right - width
    this.element.style.setProperty("--floating-left", `${view.dom.offsetLeft + edge - line.left}px`)
    const middle = (caret.top + caret.bottom - this.element.offsetHeight) / 2
    this.element.style.setProperty("--floating-top", `${view.dom.offsetTop + middle - line.top}px`)
  }
}
