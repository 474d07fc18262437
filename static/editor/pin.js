// Pins the post to the home page, or unpins it, without leaving its form.
import { find } from "../common/dom.js"
import { messageOf, requestJSON } from "../common/http.js"
import { refuse } from "./quotation_wrap.js"

document.addEventListener("submit", async (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target)
  if (!form.matches("[data-pin]")) return
  event.preventDefault()
  const button = find("button", form, HTMLButtonElement)
  const { value } = button
  try {
    const { message } = await requestJSON(form.action, { fields: { pinned: value } })
    refuse(message)
    if (button.value !== value) return // It was pressed twice.
    const { textContent, dataset } = button
    button.textContent = dataset.other ?? ""
    dataset.other = textContent
    button.value = value === "1" ? "0" : "1"
  } catch (error) {
    refuse(messageOf(error))
  }
})
