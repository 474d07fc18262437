// What the checks warn of is asked about once more, over the form that came back unpublished.
import { el } from "./dom.js"

export function publishWarning(form) {
  const section = form.querySelector("[data-warned]")
  if (!section) return
  const dialog = el("dialog", { className: "desk-dialog", "aria-labelledby": "warned-title" })
  section.before(dialog)
  dialog.append(section)
  section.querySelector("[data-back]").addEventListener("click", (event) => {
    event.preventDefault()
    dialog.close()
  })
  section.querySelector("ul").tabIndex = 0 // It scrolls, also by keys.
  const confirm = section.querySelector("[name=transition]")
  confirm.autofocus = true
  confirm.addEventListener("click", () => dialog.close()) // Another question may follow.
  dialog.addEventListener("close", () => document.querySelector(".checks > summary")?.focus())
  dialog.showModal()
}
