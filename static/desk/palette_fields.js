// On a form of the settings, the command palette goes to its fields without loading it again, which would lose what is
// not saved.
import { find, targetOf } from "../common/dom.js"

const palette = find("#palette", document, HTMLDialogElement)
palette.addEventListener("click", (event) => {
  const field = findField(targetOf(event).closest("a"))
  if (!field || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  palette.close()
  field.closest("details")?.setAttribute("open", "")
  field.scrollIntoView({ block: "center" })
  field.focus()
})

/**
 * Finds the field that a link leads to, if it is on this page. Links to settings lead to a list, which redirects.
 * @param {HTMLAnchorElement | null} link
 */
function findField(link) {
  if (!link?.hash || !location.pathname.startsWith(link.pathname)) return null
  return document.getElementById(link.hash.slice(1))
}
