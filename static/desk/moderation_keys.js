// Keyboard shortcuts of the queue. Never while somebody types, and not at all where they are switched off:
// https://www.w3.org/WAI/WCAG22/Understanding/character-key-shortcuts.html

import { find, targetOf } from "../common/dom.js"

const OFF_KEY = "pullquote.moderation.keys-off"
/** @type {Record<string, string>} */
const STATES = { a: "approved", r: "rejected", s: "spam", d: "removed" }

/**
 * @typedef {object} Actions
 * @property {(state: string) => void} decide
 * @property {() => void} undo
 * @property {(by: number) => void} step
 * @property {(extend: boolean) => void} toggle
 * @property {() => void} toggleAll
 * @property {() => boolean} unselectAll
 * @property {() => void} reply
 * @property {() => void} ban
 * @property {(row: HTMLElement) => void} leaveReply
 */

/** @param {Actions} actions */
export function listenToKeys(actions) {
  const help = find("#keys", document, HTMLDialogElement)
  const button = find("[data-help]")
  const checkbox = find("[data-keys-on]", help, HTMLInputElement)
  const showState = () => document.body.classList.toggle("no-keys", !checkbox.checked)
  checkbox.checked = readSetting() !== "1"
  showState()
  checkbox.addEventListener("change", () => {
    storeSetting(checkbox.checked ? "0" : "1")
    showState()
  })
  button.hidden = false
  button.addEventListener("click", () => help.showModal())

  document.addEventListener("keydown", (event) => {
    const target = targetOf(event)
    const form = /** @type {HTMLFormElement | null} */ (target.closest("[data-reply]"))
    const row = /** @type {HTMLElement | null} */ (target.closest("[data-comment]"))
    if (row && target.closest("details.comment-reply[open]") && event.key === "Escape") actions.leaveReply(row)
    else if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit()
    else if (!checkbox.checked || document.querySelector("dialog[open]") || isTyping(target)) return
    else if (event.isComposing || event.altKey || !act(event)) return
    event.preventDefault()
  })

  /**
   * Returns false for a key without a meaning.
   * @param {KeyboardEvent} event
   */
  function act(event) {
    const key = letterOf(event)
    if (event.ctrlKey || event.metaKey) {
      if (key === "a" && !event.shiftKey) actions.toggleAll()
      else if (key === "z" && !event.shiftKey) actions.undo()
      else return false
    } else if (event.key === "Escape") return actions.unselectAll()
    else if (key === "x") actions.toggle(event.shiftKey)
    else if (event.key === "?") help.showModal()
    else if (event.shiftKey) return false
    else if (STATES[key]) actions.decide(STATES[key])
    else if (key === "u") actions.undo()
    else if (key === "e") actions.reply()
    else if (key === "b" && document.querySelector("[data-ban-chosen]")) actions.ban()
    else if (key === "j" || event.key === "ArrowDown") actions.step(1)
    else if (key === "k" || event.key === "ArrowUp") actions.step(-1)
    else return false
    return true
  }
}

/**
 * The letter of a key; on keyboards of other scripts, the one at its place on a Latin keyboard.
 * @param {KeyboardEvent} event
 */
function letterOf({ key, code }) {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase()
  return key.length === 1 && /^Key[A-Z]$/.test(code) ? code.slice(3).toLowerCase() : ""
}

/** @param {HTMLElement} target */
const isTyping = (target) =>
  target.isContentEditable ||
  target.closest("details.comment-reply[open]") ||
  target.matches("textarea, select, input:not([type=checkbox], [type=submit])")

function readSetting() {
  try {
    return localStorage.getItem(OFF_KEY)
  } catch {
    return null // Switched off.
  }
}

/** @param {string} value */
function storeSetting(value) {
  try {
    localStorage.setItem(OFF_KEY, value)
  } catch {
    // Until the page is left.
  }
}
