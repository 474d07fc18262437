// The menu as a toolbar of the ARIA Authoring Practices: one stop for Tab, arrow keys within, states announced.
import { findAll, gettext, targetOf } from "../common/dom.js"

/** @type {Record<string, string>} */
const NAMES = {
  heading2: gettext("Heading (Ctrl+Alt+2)"),
  heading3: gettext("Subheading (Ctrl+Alt+3)"),
  heading4: gettext("Lower subheading (Ctrl+Alt+4)"),
  bold: gettext("Bold (Ctrl+B)"),
  italic: gettext("Italic (Ctrl+I)"),
  link: gettext("Link (Ctrl+K)"),
  unlink: gettext("Remove link"),
  bulletList: gettext("Bullet list (Ctrl+Shift+8)"),
  orderedList: gettext("Numbered list (Ctrl+Shift+7)"),
  "history:undo": gettext("Undo (Ctrl+Z)"),
  "history:redo": gettext("Redo (Ctrl+Shift+Z)"),
}
const ACTIONS = new Set([
  "findQuotations",
  "figure",
  "embed",
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
 * @param {Editor} editor
 * @param {HTMLElement} bar
 */
export function toolbar(editor, bar) {
  const buttons = findAll("button", bar, HTMLButtonElement)
  bar.setAttribute("role", "toolbar")
  bar.setAttribute("aria-label", gettext("Formatting"))
  for (const button of buttons) {
    const name = NAMES[button.dataset.name ?? ""]
    if (!name) continue
    button.title = name
    button.setAttribute("aria-label", name)
  }
  let current = buttons[0]

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
  })
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
  editor.on("transaction", show)
  show()
}
