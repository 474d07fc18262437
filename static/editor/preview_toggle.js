// Loads the live preview when it is first opened, or at once where it was left open beside the text.
import { BESIDE_QUERY, find } from "../common/dom.js"
import { notLoadedMessage } from "../common/http.js"
import { readSettings } from "./preview_settings.js"
import { refuse } from "./quotation_wrap.js"

/** @param {HTMLFormElement} form */
export function previewToggle(form) {
  const toggle = find("[data-live-preview]", form)
  async function load() {
    const { livePreview } = await import("./preview.js")
    livePreview(form)
  }
  async function openFirst() {
    try {
      await load()
    } catch {
      refuse(notLoadedMessage())
      return waitForClick()
    }
    if (toggle.getAttribute("aria-expanded") === "false") toggle.click()
  }
  const waitForClick = () => toggle.addEventListener("click", openFirst, { once: true })
  if (readSettings().open && BESIDE_QUERY.matches) load().catch(waitForClick)
  else waitForClick()
}
