// Ctrl+S saves a form of the desk, as it does that of a post, which has a key of its own.
import { findOptional } from "../common/dom.js"

const button = findOptional("#content-main form:not(#post_form, #page_form) [name=_save]", document, HTMLInputElement)
if (button)
  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "s") return
    event.preventDefault()
    if (!event.repeat) button.click()
  })
