// Asks for confirmation before a post with check warnings is published: the form came back unpublished.
import { el, find, findOptional } from "../common/dom.js"

/** @param {HTMLFormElement} form */
export function publishWarning(form) {
  const section = findOptional("[data-publish-warning]", form)
  if (!section) return
  const dialog = el("dialog", { className: "desk-dialog", "aria-labelledby": "publish-warning-title" })
  section.before(dialog)
  dialog.append(section)
  find("[data-back]", section).addEventListener("click", (event) => {
    event.preventDefault()
    dialog.close()
  })
  find("ul", section).tabIndex = 0 // It scrolls, also by keys.
  const confirm = find("[name=transition]", section)
  confirm.autofocus = true
  confirm.addEventListener("click", () => dialog.close()) // Another question may follow.
  dialog.addEventListener("close", () => findOptional(".checks > summary")?.focus())
  dialog.showModal()
}
