// What was sent is kept in this tab until the server has it: after an error page it can be brought back.
import { el, gettext } from "./dom.js"

const PREFIX = "post-sent:"
const here = PREFIX + location.pathname
const isArrived = () => document.querySelector(".messagelist .success, .errornote")

/** Where a page says that a post was saved, nothing need be kept. */
export function forgetSaved() {
  if (!isArrived()) return
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key)
}

const fields = (form) => [...form.elements].filter(({ name, type, disabled }) =>
  name && !disabled && !["hidden", "file", "submit", "button"].includes(type))

/** Keeps the form when it is sent, and offers what an earlier sending lost. */
export function keepSent(editor, form, textarea) {
  forgetSaved()
  const sent = JSON.parse(sessionStorage.getItem(here) ?? "null")
  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("data-preview")) return
    textarea.value = editor.getHTML()
    const values = fields(form).map(({ name, type, value, checked }) => [name, type === "checkbox" ? checked : value])
    try {
      sessionStorage.setItem(here, JSON.stringify(Object.fromEntries(values)))
    } catch {
      sessionStorage.removeItem(here) // Too long to be kept.
    }
  })
  if (!sent) return
  const lost = fields(form).filter(({ name, type, value, checked }) => name in sent && sent[name] !== (type === "checkbox" ? checked : value))
  if (!lost.length) return
  const button = (text, run) => {
    const made = el("button", { type: "button", className: "button", textContent: text })
    made.addEventListener("click", () => {
      sessionStorage.removeItem(here)
      bar.remove()
      run()
      editor.view.focus()
    })
    return made
  }
  const bar = el("div", { className: "kept-words", role: "alert" },
    el("p", { textContent: gettext("What you last sent did not arrive.") }),
    button(gettext("Bring it back"), () => {
      for (const element of lost) {
        if (element === textarea) editor.commands.setContent(sent[element.name], { emitUpdate: true })
        else if (element.type === "checkbox") element.checked = sent[element.name]
        else element.value = sent[element.name]
      }
      form.dispatchEvent(new Event("input"))
    }),
    button(gettext("Leave it"), () => {}))
  form.before(bar)
}
