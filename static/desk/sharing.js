// Copies the address of a share link; on the post's form, shows the page of the links in a dialog.
import { el, find, findAll, findOptional, gettext, targetOf } from "../common/dom.js"
import { messageOf, requestPage } from "../common/http.js"

const FOCUS_ORDER = [
  "[aria-invalid=true]",
  ".error-summary",
  ".new input",
  ".share-links input",
  ".share-make input[type=text]",
]

document.addEventListener("click", (event) => {
  const button = targetOf(event)
  if (button.matches?.("#share [data-copy]")) copyAddress(button)
})
prepareButtons(document)
document.addEventListener("click", (event) => {
  const link = targetOf(event).closest?.("a[data-share]") // A new post has none before its first save.
  if (!(link instanceof HTMLAnchorElement)) return
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  openDialog(link)
})

/**
 * Shows the buttons that copy, and says in the dialog that creating a link copies it.
 * @param {ParentNode} root
 */
function prepareButtons(root) {
  for (const button of findAll("#share [data-copy]", root)) button.hidden = false
  const create = findOptional("#share [data-create]", root)
  if (create && root !== document) create.textContent = create.dataset.create ?? ""
}

/**
 * Copies the address beside a button. Resolves to whether it is in the clipboard.
 * @param {HTMLElement} button
 */
async function copyAddress(button) {
  const field = find("input[readonly]", button.parentElement ?? document, HTMLInputElement)
  try {
    await navigator.clipboard.writeText(field.value)
    button.textContent = button.dataset.copied ?? ""
    return true
  } catch {
    field.select() // Without permission, or without TLS: Ctrl+C copies.
    return false
  }
}

/** @param {HTMLAnchorElement} opener */
async function openDialog(opener) {
  const close = el("button", { type: "button", textContent: gettext("Close") })
  const state = el("p", { className: "share-state", role: "alert" })
  const content = el("div")
  const dialog = el(
    "dialog",
    { className: "desk-dialog", "aria-label": opener.textContent?.trim() },
    content,
    state,
    el("p", { className: "dialog-buttons" }, close),
  )
  close.addEventListener("click", () => dialog.close())
  dialog.addEventListener("close", () => dialog.remove())
  dialog.addEventListener("submit", (event) => {
    event.preventDefault()
    const form = /** @type {HTMLFormElement} */ (event.target)
    showPage(form.action, { method: "POST", body: new FormData(form) })
  })
  document.body.append(dialog)
  dialog.showModal()
  await showPage(opener.href)

  /**
   * @param {string} address
   * @param {RequestInit} [options]
   */
  async function showPage(address, options) {
    try {
      const page = await requestPage(address, options)
      const share = document.adoptNode(find("#share", page))
      content.replaceChildren(share)
      prepareButtons(content)
      const next = FOCUS_ORDER.map((selector) => findOptional(selector, share)).find(Boolean)
      next?.focus()
      state.textContent = ""
      const copy = findOptional(".new [data-copy]", share)
      if (!copy) return
      if (next instanceof HTMLInputElement) next.select()
      const created = find(".share-created", share)
      if (await copyAddress(copy)) created.textContent = created.dataset.copied ?? ""
    } catch (error) {
      state.textContent = messageOf(error)
    }
  }
}
