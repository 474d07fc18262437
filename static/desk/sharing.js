// Copies the address of a share link; on the post's form, shows the page of the links in a dialog.
import { askPage, el, gettext } from "../editor/dom.js"

document.addEventListener("click", copy)
for (const button of document.querySelectorAll("#share [data-copy]")) button.hidden = false
const link = document.querySelector("[data-share]")
link?.addEventListener("click", open)

async function copy({ target }) {
  if (!target.matches?.("#share [data-copy]")) return
  const field = target.parentElement.querySelector("input[readonly]")
  try {
    await navigator.clipboard.writeText(field.value)
    target.textContent = target.dataset.copied
  } catch {
    field.select() // Without leave to write to it, or without TLS: Ctrl+C copies.
  }
}

async function open(event) {
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  const close = el("button", { type: "button", textContent: gettext("Close") })
  const state = el("p", { className: "share-state", role: "alert" })
  const inner = el("div")
  const dialog = el(
    "dialog",
    { className: "desk-dialog", "aria-label": link.textContent.trim() },
    inner,
    state,
    el("p", { className: "dialog-buttons" }, close),
  )
  close.addEventListener("click", () => dialog.close())
  dialog.addEventListener("close", () => dialog.remove())
  dialog.addEventListener("submit", (event) => {
    event.preventDefault()
    show(event.target.action, { method: "POST", body: new FormData(event.target) })
  })
  document.body.append(dialog)
  dialog.showModal()
  await show(link.href)

  async function show(address, options) {
    try {
      const page = new DOMParser().parseFromString(await askPage(address, options), "text/html")
      const share = document.adoptNode(page.getElementById("share"))
      for (const button of share.querySelectorAll("[data-copy]")) button.hidden = false
      inner.replaceChildren(share)
      const next = [
        "[aria-invalid=true]",
        ".error-summary",
        ".new input",
        ".share-links input",
        ".share-make input[type=text]",
      ]
        .map((wanted) => share.querySelector(wanted))
        .find(Boolean)
      next.focus()
      if (next.closest(".new")) next.select()
      state.textContent = ""
    } catch (error) {
      state.textContent = error.message
    }
  }
}
