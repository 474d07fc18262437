// What stands beside the text: the side panel can be folded, and focus mode leaves nothing but the text; there, typewriter
// scrolling keeps the line with the caret in the middle. This device remembers them, focus mode only while a post is open.
import { announce, el, find, findOptional, gettext } from "../common/dom.js"
import { ESCAPE, FOCUS, TYPEWRITER } from "./typewriter.js"

const FOLDED = "editor-panel-folded"
const root = document.documentElement

/** @param {HTMLFormElement} form */
export function sheetLayout(form) {
  const place = findOptional("[data-layout-buttons]", form)
  if (!place) return
  const hasErrors = Boolean(findOptional(".error-summary"))
  const focusText = () => find(".document-editor [contenteditable=true]", form).focus()

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
      title: keys ?? "",
      "aria-pressed": "false",
    })
    const isOn = () => root.hasAttribute(attribute)
    /** @param {boolean} on */
    const set = (on) => {
      root.toggleAttribute(attribute, on)
      button.setAttribute("aria-pressed", String(on))
      if (key === FOCUS) button.textContent = on ? gettext("Leave focus mode (Esc)") : label
      else if (on) localStorage.setItem(key, "1")
      else localStorage.removeItem(key)
    }
    const stored = key === FOCUS ? sessionStorage.getItem(key) === location.pathname : localStorage.getItem(key)
    set(Boolean(stored) && !hasErrors)
    button.addEventListener("click", () => {
      set(!isOn())
      if (key === FOCUS) focusText()
    })
    return { button, set, isOn }
  }

  const panel = createSwitch(FOLDED, gettext("Hide the panel"), "Alt+Shift+S")
  const focus = createSwitch(FOCUS, gettext("Focus mode"), "Alt+Shift+F")
  const typewriter = createSwitch(TYPEWRITER, gettext("Typewriter scrolling"))
  typewriter.button.classList.add("typewriter-switch")
  place.append(panel.button, focus.button, typewriter.button)

  /** @param {boolean} isOn */
  function setFocus(isOn) {
    focus.set(isOn)
    announce(isOn ? gettext("Focus mode is on.") : gettext("Focus mode is off."))
    focusText()
  }
  function goToPanel() {
    const fields = findOptional("fieldset.publication", form)
    if (!fields || fields.contains(document.activeElement)) return focusText()
    panel.set(false)
    focus.set(false)
    findOptional(".checks > summary, input", fields)?.focus()
  }
  // By their place: on a Mac, a key types another letter with Alt.
  /** @type {Record<string, () => void>} */
  const commands = {
    KeyF: () => setFocus(!focus.isOn()),
    KeyP: () => find("[data-live-preview]", form).click(),
    KeyS: goToPanel,
  }
  addEventListener("pagehide", () => sessionStorage.setItem(FOCUS, focus.isOn() ? location.pathname : ""))
  addEventListener(ESCAPE, () => focus.isOn() && setFocus(false))
  addEventListener("keydown", (event) => {
    const command = event.altKey && event.shiftKey && !event.ctrlKey && !event.metaKey && commands[event.code]
    const isEscape = event.key === "Escape" && !event.defaultPrevented && focus.isOn()
    if (document.querySelector("dialog:modal") || (!command && !isEscape)) return
    event.preventDefault()
    if (command) command()
    else setFocus(false)
  })
}
