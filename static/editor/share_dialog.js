// Loads the dialog of share links with the first click on "Share".
import { targetOf } from "../common/dom.js"

/** @param {MouseEvent} event */
function load(event) {
  const link = targetOf(event).closest?.("a[data-share]")
  if (!(link instanceof HTMLAnchorElement)) return
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  document.removeEventListener("click", load)
  import("../desk/sharing.js").then(
    () => link.click(),
    () => link.click(), // Without the dialog, the link leads to the page.
  )
}
document.addEventListener("click", load)
