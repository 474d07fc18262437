// One key for each decision. Never while somebody types, and not at all where they are switched
// off: https://www.w3.org/WAI/WCAG22/Understanding/character-key-shortcuts.html

const OFF = "pullquote.moderation.keys-off"
const STATES = { a: "approved", r: "rejected", s: "spam", d: "removed" }

/** `does` has what the keys do; see the end of moderation.js. */
export function listenToKeys(does) {
  const help = document.getElementById("keys")
  const button = document.querySelector("[data-help]")
  const on = help.querySelector("[data-keys-on]")
  const show = () => document.body.classList.toggle("no-keys", !on.checked)
  on.checked = kept() !== "1"
  show()
  on.addEventListener("change", () => {
    keep(on.checked ? "0" : "1")
    show()
  })
  button.hidden = false
  button.addEventListener("click", () => help.showModal())

  document.addEventListener("keydown", (event) => {
    const { target } = event
    const writing = target.closest("[data-reply]")
    if (target.closest("details.said-reply[open]") && event.key === "Escape")
      does.leaveReply(target.closest("[data-comment]"))
    else if (writing && event.key === "Enter" && (event.ctrlKey || event.metaKey)) writing.requestSubmit()
    else if (
      !on.checked ||
      document.querySelector("dialog[open]") ||
      isTyping(target) ||
      event.isComposing ||
      event.altKey
    )
      return
    else if (!act(event)) return
    event.preventDefault()
  })

  function act(event) {
    const key = letter(event)
    if (event.ctrlKey || event.metaKey) {
      if (key === "a" && !event.shiftKey) does.chooseAll()
      else if (key === "z" && !event.shiftKey) does.undo()
      else return false
    } else if (event.key === "Escape") return does.chooseNone()
    else if (key === "x") does.choose(event.shiftKey)
    else if (event.key === "?") help.showModal()
    else if (event.shiftKey) return false
    else if (STATES[key]) does.decide(STATES[key])
    else if (key === "u") does.undo()
    else if (key === "e") does.reply()
    else if (key === "b") does.ban()
    else if (key === "j" || event.key === "ArrowDown") does.step(1)
    else if (key === "k" || event.key === "ArrowUp") does.step(-1)
    else return false
    return true
  }
}

/** The letter of a key, on keyboards with other letters the one that Latin keyboards have there. */
function letter({ key, code }) {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase()
  return key.length === 1 && /^Key[A-Z]$/.test(code) ? code.slice(3).toLowerCase() : ""
}

const isTyping = (target) =>
  target.isContentEditable ||
  target.closest("details.said-reply[open]") ||
  target.matches("textarea, select, input:not([type=checkbox], [type=submit])")

// A browser may refuse to keep anything.
function kept() {
  try {
    return localStorage.getItem(OFF)
  } catch {
    return null
  }
}

function keep(value) {
  try {
    localStorage.setItem(OFF, value)
  } catch {
    // Until the page is left.
  }
}
