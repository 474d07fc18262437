// The command palette: Ctrl+K opens it, arrow keys choose, Enter opens. Results come from the server, which knows what
// the person may see. Without this script its link leads to the same search as a page.
import { debounce, el, find, findAll, findOptional, gettext } from "../common/dom.js"
import { RequestError, requestPage } from "../common/http.js"

const WAIT = 120 // ms after the last key.
const dialog = findOptional("#palette", document, HTMLDialogElement)
if (dialog) preparePalette(dialog)

/** @param {HTMLDialogElement} palette */
function preparePalette(palette) {
  const input = find("input", palette, HTMLInputElement)
  const results = find("[data-results]", palette)
  const url = palette.dataset.url ?? ""
  let request = new AbortController()

  async function load() {
    request.abort()
    request = new AbortController()
    const { signal } = request
    try {
      const query = new URLSearchParams({ q: input.value, fragment: "1" })
      const page = await requestPage(`${url}?${query}`, { signal })
      results.replaceChildren(...page.body.children)
    } catch (error) {
      if (signal.aborted) return
      const message = error instanceof RequestError ? error.message : gettext("The search failed. Try again.")
      results.replaceChildren(el("p", { className: "palette-empty", role: "alert" }, message))
    }
  }

  function open() {
    if (palette.open) return
    palette.showModal()
    input.select()
    load()
  }

  /** @param {number} step */
  function move(step) {
    const links = findAll("a", results)
    const index = links.indexOf(/** @type {HTMLElement} */ (document.activeElement))
    const next = index + step
    if (next < 0) input.focus()
    else links[Math.min(next, links.length - 1)]?.focus()
  }

  input.addEventListener("input", debounce(load, WAIT))
  find("form", palette).addEventListener("submit", async (event) => {
    event.preventDefault()
    await load()
    findOptional("a", results)?.click()
  })
  palette.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault()
      move(event.key === "ArrowDown" ? 1 : -1)
    } else if (event.key === "Escape") {
      event.preventDefault() // A search field would only empty itself.
      palette.close()
    } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) input.focus()
  })
  palette.addEventListener("click", (event) => {
    if (event.target === palette) palette.close()
  })
  // In the text, Ctrl+K makes a link, and has prevented the default then. In the dialog of the link, it comes here.
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.shiftKey || !(event.ctrlKey || event.metaKey)) return
    if (event.key.toLowerCase() !== "k") return
    event.preventDefault()
    if (!event.repeat) open()
  })
  for (const link of findAll("[data-palette]"))
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return
      event.preventDefault()
      open()
    })
}
