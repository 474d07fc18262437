// The menu as a toolbar of the ARIA Authoring Practices: one stop for Tab, arrows within, states said.
import { gettext } from "./dom.js"

const NAMES = {
  heading2: gettext("Heading (Ctrl+Alt+2)"),
  heading3: gettext("Subheading (Ctrl+Alt+3)"),
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
  "figure",
  "note",
  "jumpBreak",
  "plain:horizontalRule",
  "unlink",
  "orderedListProperties",
  "history:undo",
  "history:redo",
])

export function toolbar(editor, bar) {
  const buttons = [...bar.querySelectorAll("button")]
  bar.setAttribute("role", "toolbar")
  bar.setAttribute("aria-label", gettext("Formatting"))
  for (const button of buttons) {
    const name = NAMES[button.dataset.name]
    if (!name) continue
    button.title = name
    button.setAttribute("aria-label", name)
  }
  let current = buttons[0]

  function show() {
    const seen = buttons.filter((button) => !button.classList.contains("hidden"))
    if (!seen.includes(current)) current = seen[0]
    for (const button of buttons) {
      button.tabIndex = button === current ? 0 : -1
      button.setAttribute("aria-disabled", button.classList.contains("disabled"))
      if (!ACTIONS.has(button.dataset.name)) button.setAttribute("aria-pressed", button.classList.contains("active"))
    }
    return seen
  }

  bar.addEventListener("focusin", ({ target }) => {
    current = target.closest("button") ?? current
    show()
  })
  bar.addEventListener("keydown", (event) => {
    const seen = show()
    const forward = getComputedStyle(bar).direction === "rtl" ? "ArrowLeft" : "ArrowRight"
    const backward = forward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft"
    const at = seen.indexOf(current)
    const next = {
      [forward]: seen[(at + 1) % seen.length],
      [backward]: seen.at(at - 1),
      Home: seen[0],
      End: seen.at(-1),
    }[event.key]
    if (event.key === "Escape") editor.view.focus()
    if (!next && event.key !== "Escape") return
    event.preventDefault()
    next?.focus()
  })
  editor.on("transaction", show)
  show()
}
