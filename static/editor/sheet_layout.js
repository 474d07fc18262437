// What stands beside the text: the side panel can be folded, and focus mode leaves nothing but the text; there, typewriter
// scrolling keeps the line with the caret in the middle. All are kept on this device.
import { announce, el, find, findOptional, gettext } from "../common/dom.js"
import { FOCUS, TYPEWRITER } from "./typewriter.js"

const FOLDED = "editor-panel-folded"
const root = document.documentElement

/** @param {HTMLFormElement} form */
export function sheetLayout(form) {
  const place = findOptional("[data-layout-buttons]", form)
  if (!place) return
  const hasErrors = Boolean(findOptional(".error-summary"))

  /**
   * A button that switches an attribute of the page, and its state.
   * @param {string} key of the storage, and the attribute without `data-`
   * @param {string} label
   * @param {string} [keys]
   */
  function createSwitch(key, label, keys) {
    const attribute = `data-${key}`
    const button = el("button", {
      type: "button",
      className: "button",
      textContent: label,
      title: keys ? `${label} (${keys})` : label,
      "aria-pressed": "false",
    })
    /** @param {boolean} isOn */
    const set = (isOn) => {
      root.toggleAttribute(attribute, isOn)
      button.setAttribute("aria-pressed", String(isOn))
      if (isOn) localStorage.setItem(key, "1")
      else localStorage.removeItem(key)
    }
    set(Boolean(localStorage.getItem(key)) && !hasErrors)
    button.addEventListener("click", () => set(!root.hasAttribute(attribute)))
    return { button, set, isOn: () => root.hasAttribute(attribute) }
  }

  const panel = createSwitch(FOLDED, gettext("Hide the panel"))
  const focus = createSwitch(FOCUS, gettext("Focus mode"), "Alt+Shift+F")
  const typewriter = createSwitch(TYPEWRITER, gettext("Typewriter scrolling"))
  typewriter.button.classList.add("typewriter-switch")
  place.append(panel.button, focus.button, typewriter.button)
  document.addEventListener("keydown", (event) => {
    // By its place: on a Mac, the key types another letter with Alt.
    if (event.altKey && event.shiftKey && !event.ctrlKey && !event.metaKey && event.code === "KeyF") {
      event.preventDefault()
      focus.set(!focus.isOn())
      announce(focus.isOn() ? gettext("Focus mode is on.") : gettext("Focus mode is off."))
      find(".document-editor [contenteditable=true]", form).focus()
    }
  })
}
