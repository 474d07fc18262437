// Uploads a picture where one of the library is chosen: it becomes part of the library, and is chosen.
import { el, findOptional, gettext } from "../common/dom.js"
import { messageOf, requestJSON } from "../common/http.js"

const ACCEPTED = "image/jpeg,image/png,image/webp,image/gif,image/avif"

/**
 * Adds a button below a field with autocompletion.
 * @param {HTMLSelectElement} select
 * @param {string} url that takes the file, as the editor's uploads
 */
export function addPictureUpload(select, url) {
  const name = findOptional(`label[for="${select.id}"]`)?.textContent?.replace(/:\s*$/, "") ?? ""
  const text = gettext("Upload picture…")
  const input = el("input", { type: "file", accept: ACCEPTED, hidden: true })
  const button = el("button", { type: "button", className: "button", textContent: text })
  button.setAttribute("aria-label", `${text} ${name}`)
  const state = el("span", { className: "picture-upload-state", role: "status" })
  let isUploading = false
  button.addEventListener("click", () => isUploading || input.click())
  input.addEventListener("change", async () => {
    const file = input.files?.[0]
    if (!file) return
    const form = new FormData()
    form.append("image", file)
    input.value = ""
    isUploading = true
    state.textContent = gettext("Uploading…")
    try {
      const { photo } = await requestJSON(url, { file: form })
      choose(String(photo), file.name)
      state.textContent = gettext("Picture uploaded. Save to use it.")
    } catch (error) {
      state.textContent = messageOf(error)
    }
    isUploading = false
  })
  const row = select.closest(".related-widget-wrapper") ?? select
  row.after(el("p", { className: "picture-upload" }, button, input, state))

  /**
   * @param {string} value
   * @param {string} label
   */
  function choose(value, label) {
    const present = [...select.options].find((option) => option.value === value)
    if (!present) select.append(new Option(label, value))
    select.value = value
    select.dispatchEvent(new Event("change", { bubbles: true })) // The field with autocompletion and the preview listen.
  }
}
