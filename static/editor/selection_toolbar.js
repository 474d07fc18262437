// The toolbar at selected text, for a mouse and the keyboard. On touch screens the system's own menu is in its place.
import { Extension, Plugin, pm } from "django-prose-editor/editor"
import { debounce, el, find, gettext } from "../common/dom.js"
import { findSide, placeBeside } from "./floating.js"
import { handleToolbar } from "./toolbar.js"
import { describeItem, listItems } from "./toolbar_items.js"

const { TextSelection } = pm.state
const GROUPS = ["marks", "link", "selection"]
const PAUSE = 150 // ms without a change of the selection
const MAX_LENGTH = 500 // of the text in which a letter is looked for
const HAS_MOUSE_QUERY = matchMedia("(hover: hover) and (pointer: fine)")

export const SelectionToolbar = Extension.create({
  name: "selectionToolbar",
  priority: 1100, // Before the buttons of tables, which have the same key.
  /** @returns {{ bar: SelectionBar | null }} */
  addStorage: () => ({ bar: null }),
  addKeyboardShortcuts() {
    return { "Alt-F10": () => this.storage.bar?.focus() ?? false }
  },
  onCreate() {
    queueMicrotask(() => (this.storage.bar = new SelectionBar(this.editor))) // Once the toolbar has its items.
  },
  addProseMirrorPlugins() {
    const { storage } = this
    return [
      new Plugin({
        props: {
          handleKeyDown(_view, event) {
            if (event.key === "Escape") storage.bar?.dismiss()
            return false
          },
        },
        view: () => ({
          update(view, before) {
            if (view.state.selection.eq(before.selection) && view.state.doc === before.doc) return
            storage.bar?.update()
          },
        }),
      }),
    ]
  },
})

/**
 * Is text selected, in which a toolbar makes sense?
 * @param {EditorState} state
 */
function isText({ doc, selection }) {
  const { $from, $to, from, to, empty } = selection
  if (empty || !(selection instanceof TextSelection) || $from.parent.type.spec.code || $to.parent.type.spec.code)
    return false
  return /\S/.test(doc.textBetween(from, Math.min(to, from + MAX_LENGTH), " "))
}

class SelectionBar {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor
    this.items = listItems(editor, GROUPS).map((item) => ({ item, button: this.createButton(item) }))
    this.element = el(
      "div",
      { className: "selection-toolbar", hidden: true },
      ...this.items.map(({ button }) => button),
    )
    editor.view.dom.after(this.element)
    this.showStates = handleToolbar(editor, this.element, gettext("Formatting of the selection"))
    this.isPointerDown = false
    this.isTouch = false
    this.isDismissed = false
    /** The position at whose line the toolbar is. */
    this.from = -1
    this.showSoon = debounce(() => this.show(), PAUSE)
    this.listen()
  }

  listen() {
    const { dom } = this.editor.view
    dom.addEventListener("pointerdown", ({ pointerType }) => {
      this.isPointerDown = true
      this.isTouch = pointerType === "touch"
      this.hide()
    })
    for (const type of ["pointerup", "pointercancel"])
      document.addEventListener(type, () => {
        if (!this.isPointerDown) return
        this.isPointerDown = false
        this.update()
      })
    dom.addEventListener("keydown", () => (this.isTouch = false))
    for (const element of [dom, this.element])
      for (const type of ["focusin", "focusout"]) element.addEventListener(type, () => setTimeout(() => this.refresh()))
    this.element.addEventListener("mousedown", (event) => event.preventDefault()) // The selection stays.
    new ResizeObserver(() => this.place()).observe(dom)
  }

  /** @param {import("./toolbar_items.js").ToolbarItem} item */
  createButton(item) {
    const button = /** @type {HTMLButtonElement} */ (item.button.cloneNode(true))
    const { label } = describeItem(item)
    button.setAttribute("aria-label", label)
    button.addEventListener("click", () => {
      this.editor.view.focus()
      if (item.enabled(this.editor)) item.command(this.editor)
    })
    return button
  }

  get canShow() {
    const { view, state } = this.editor
    const hasFocus = view.hasFocus() || this.element.contains(document.activeElement)
    const isInUse = this.isPointerDown || this.isTouch || this.isDismissed || Boolean(view.dragging)
    return hasFocus && !isInUse && this.editor.isEditable && HAS_MOUSE_QUERY.matches && isText(state)
  }

  /** Follows a changed selection. The toolbar stays where it is while the selection grows at its end. */
  update() {
    this.isDismissed = false
    if (!this.canShow) this.hide()
    else if (this.element.hidden) this.showSoon()
    else this.show()
  }

  /** Follows the focus. */
  refresh() {
    if (!this.canShow) this.hide()
    else if (this.element.hidden) this.showSoon()
  }

  show() {
    if (!this.canShow) return
    for (const { item, button } of this.items) {
      button.classList.toggle("disabled", !item.enabled(this.editor))
      button.classList.toggle("active", Boolean(item.active(this.editor)))
      button.classList.toggle("hidden", Boolean(item.hidden(this.editor)))
    }
    const { from } = this.editor.state.selection
    const isNew = this.element.hidden || from !== this.from
    this.element.hidden = false
    this.from = from
    if (isNew) this.place()
    this.showStates()
  }

  hide() {
    this.element.hidden = true
  }

  /** Hides the toolbar until the selection changes. */
  dismiss() {
    this.isDismissed = true
    this.hide()
  }

  place() {
    if (this.element.hidden) return
    const { view, state } = this.editor
    const { from, to } = state.selection
    const start = view.coordsAtPos(from, 1)
    const box = { left: start.left, right: start.right, top: start.top, bottom: view.coordsAtPos(to, -1).bottom }
    placeBeside(this.element, view, box, findSide(view, box, this.element.offsetHeight, "above").side)
  }

  /** Focuses the first button. Returns false if no text is selected. */
  focus() {
    this.isDismissed = false
    this.show()
    if (this.element.hidden) return false
    find("button[tabindex='0']", this.element).focus()
    return true
  }
}
