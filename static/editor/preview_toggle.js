// Loads the live preview when it is first opened, or at once where it was left open beside the text.
import { BESIDE_QUERY, find } from "../common/dom.js"
import { notLoadedMessage } from "../common/http.js"
import { readSettings } from "./preview_settings.js"
import { refuse } from "./quotation_wrap.js"

/** @param {HTMLFormElement} form */
export function previewToggle(form) {
  const toggle = find("[data-live-preview]", form)
  // A click that comes while it is loaded has what it wants: the preview opens, or the author reads why it does not.
  async function open() {
    try {
      const { livePreview } = await import("./preview.js")
      livePreview(form)
    } catch {
      refuse(notLoadedMessage())
      return waitForClick()
    }
    if (toggle.getAttribute("aria-expanded") === "false") toggle.click()
  }
  const waitForClick = () => toggle.addEventListener("click", open, { once: true })
  if (readSettings().open && BESIDE_QUERY.matches) void open()
  else waitForClick()
}
