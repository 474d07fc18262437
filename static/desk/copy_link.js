// Copies the link beside a button.
import { find } from "../common/dom.js"

const row = find(".copy-link")
const input = find("input", row, HTMLInputElement)
const button = find("[data-copy]", row)
const status = find("[data-copied]", row)
button.hidden = false
button.addEventListener("click", async () => {
  input.select()
  status.textContent = ""
  try {
    await navigator.clipboard.writeText(input.value)
  } catch {
    if (!document.execCommand("copy")) return // Without HTTPS; the link is selected, so Ctrl+C copies it.
  }
  status.textContent = status.dataset.copied ?? ""
})
