// Toolbars of the ARIA Authoring Practices: one stop for Tab, arrow keys within, states announced.
import { el, find, findAll, gettext, targetOf } from "../common/dom.js"
import { placeBeside } from "./floating.js"
import { NAMES } from "./toolbar_items.js"

const ACTIONS = new Set([
  "findQuotations",
  "findReplace",
  "figure",
  "embed",
  "mediaFile",
  "gallery",
  "note",
  "moreButtons",
  "jumpBreak",
  "plain:horizontalRule",
  "unlink",
  "orderedListProperties",
  "history:undo",
  "history:redo",
])

/**
 * The menu above the text.
 * @param {Editor} editor
 * @param {HTMLElement} bar
 */
export function toolbar(editor, bar) {
  for (const button of findAll("button", bar, HTMLButtonElement)) {
    const name = NAMES[button.dataset.name ?? ""] ?? button.title
    button.title = name
    button.setAttribute("aria-label", name)
    button.dataset.label = name.replace(/\s*[(（].*/, "") // Shown on phones, which have no keys.
  }
  const show = handleToolbar(editor, bar, gettext("Formatting"))
  editor.view.dom.addEventListener("keydown", (event) => {
    if (event.key !== "F10" || !event.altKey || event.defaultPrevented) return // There is a nearer toolbar.
    event.preventDefault()
    find("[tabindex='0']", bar).focus()
  })
  let isPlanned = false
  editor.on("transaction", () => {
    if (isPlanned) return
    isPlanned = true
    // Once for each frame: whether a button is visible costs a layout of the whole text.
    requestAnimationFrame(() => {
      isPlanned = false
      show()
    })
  })
}

/**
 * Gives a bar of buttons its role, keys and states. Returns a function that updates them after a transaction.
 * @param {Editor} editor
 * @param {HTMLElement} bar
 * @param {string} label
 */
export function handleToolbar(editor, bar, label) {
  const buttons = findAll("button", bar, HTMLButtonElement)
  bar.setAttribute("role", "toolbar")
  bar.setAttribute("aria-label", label)
  let current = buttons[0]
  // The name of the button with the keyboard's focus; a pointer reads it as a title.
  const name = el("span", { className: "button-name", "aria-hidden": "true", hidden: true })
  editor.view.dom.after(name)

  function show() {
    const visible = buttons.filter((button) => !button.classList.contains("hidden") && button.checkVisibility())
    if (!visible.includes(current)) current = visible[0]
    for (const button of buttons) {
      button.tabIndex = button === current ? 0 : -1
      button.setAttribute("aria-disabled", String(button.classList.contains("disabled")))
      if (!ACTIONS.has(button.dataset.name ?? "") && !button.dataset.name?.startsWith("table"))
        button.setAttribute("aria-pressed", String(button.classList.contains("active")))
    }
    return visible
  }

  bar.addEventListener("focusin", (event) => {
    current = targetOf(event).closest("button") ?? current
    show()
    name.hidden = !current.matches(":focus-visible")
    name.textContent = current.ariaLabel
    placeBeside(name, editor.view, current.getBoundingClientRect(), "below")
  })
  bar.addEventListener("focusout", () => (name.hidden = true))
  bar.addEventListener("keydown", (event) => {
    const visible = show()
    const forward = getComputedStyle(bar).direction === "rtl" ? "ArrowLeft" : "ArrowRight"
    const backward = forward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft"
    const index = visible.indexOf(current)
    const next = {
      [forward]: visible[(index + 1) % visible.length],
      [backward]: visible.at(index - 1),
      Home: visible[0],
      End: visible.at(-1),
    }[event.key]
    if (event.key === "Escape") editor.view.focus()
    if (!next && event.key !== "Escape") return
    event.preventDefault()
    next?.focus()
  })
  show()
  return show
}
