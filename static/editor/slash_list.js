// The list of blocks of the slash menu: a listbox whose active option the text announces, as the focus stays in the text.
import { announce, el, gettext, interpolate, uniqueId } from "../common/dom.js"
import { findSide, placeBeside } from "./floating.js"

const MIN_HEIGHT = 200 // pixels, which show five blocks: the list scrolls, and hides no text before the caret

/** @typedef {{ name: string, label: string, keys: string, icon: string, item: import("./toolbar_items.js").ToolbarItem }} Block */

export class SlashList {
  /**
   * @param {Editor} editor
   * @param {(block: Block) => void} onPick
   */
  constructor(editor, onPick) {
    this.editor = editor
    this.onPick = onPick
    /** @type {Block[]} */
    this.blocks = []
    this.index = 0
    this.pos = 0
    /** The side of the line on which the list opened; it stays there. @type {"above" | "below" | null} */
    this.side = null
    this.element = el("div", {
      className: "slash-menu",
      role: "listbox",
      id: uniqueId("blocks"),
      hidden: true,
      tabIndex: 0, // It scrolls. Tab never gets there, as it picks.
      "aria-label": gettext("Blocks"),
    })
    this.element.addEventListener("mousedown", (event) => event.preventDefault()) // The focus stays in the text.
    editor.view.dom.after(this.element)
    this.observer = new ResizeObserver(() => this.place())
    this.observer.observe(editor.view.dom)
  }

  get isOpen() {
    return !this.element.hidden
  }

  /**
   * Shows the blocks below the position `pos`, or hides the list if there are none.
   * @param {Block[]} blocks
   * @param {number} pos
   */
  show(blocks, pos) {
    const isSame = this.isOpen && blocks.length === this.blocks.length && blocks.every((b, i) => b === this.blocks[i])
    if (isSame) return
    if (!blocks.length) {
      if (this.isOpen) announce(gettext("No block has this name. The text stays as it is."))
      return this.hide()
    }
    this.blocks = blocks
    this.element.replaceChildren(...blocks.map((block, index) => this.createOption(block, index)))
    this.element.hidden = false
    this.pos = pos
    this.place()
    const { dom } = this.editor.view
    dom.setAttribute("aria-autocomplete", "list")
    dom.setAttribute("aria-controls", this.element.id)
    this.activate(0)
  }

  place() {
    if (!this.isOpen) return
    const { view } = this.editor
    const box = view.coordsAtPos(this.pos)
    if (!this.side) {
      const { side, room } = findSide(view, box, MIN_HEIGHT, "below")
      this.side = side
      this.element.style.setProperty("--room", `${room}px`)
    }
    placeBeside(this.element, view, box, this.side)
  }

  destroy() {
    this.observer.disconnect()
    this.element.remove()
  }

  hide() {
    if (!this.isOpen) return
    this.element.hidden = true
    this.blocks = []
    for (const name of ["aria-autocomplete", "aria-controls", "aria-activedescendant"])
      this.editor.view.dom.removeAttribute(name)
  }

  /** Hides the list for good: the next one may open on the other side. */
  close() {
    this.hide()
    this.side = null
  }

  /** @param {number} step */
  move(step) {
    this.activate((this.index + step + this.blocks.length) % this.blocks.length)
  }

  /** @param {number} index */
  activate(index) {
    this.element.children[this.index]?.setAttribute("aria-selected", "false")
    this.index = index
    const option = this.element.children[index]
    option.setAttribute("aria-selected", "true")
    option.scrollIntoView({ block: "nearest" })
    this.editor.view.dom.setAttribute("aria-activedescendant", option.id)
    const { label: name } = this.blocks[index]
    announce(
      interpolate(gettext("%(name)s, %(number)s of %(total)s"), { name, number: index + 1, total: this.blocks.length }),
    )
  }

  pick() {
    this.onPick(this.blocks[this.index])
  }

  /**
   * @param {Block} block
   * @param {number} index
   */
  createOption(block, index) {
    const option = el(
      "div",
      { role: "option", id: `${this.element.id}-${index}`, "aria-selected": "false" },
      el("span", { className: "material-icons", textContent: block.icon, "aria-hidden": "true" }),
      el("span", { textContent: block.label }),
      block.keys ? el("kbd", { textContent: block.keys }) : null,
    )
    option.addEventListener("click", () => this.onPick(block))
    return option
  }
}
