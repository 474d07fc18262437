// What was typed and never saved is offered again: the latest first, and the next where that is left.
import { askJSON, el, gettext } from "./dom.js"
import { all, drop, isOpenElsewhere } from "./kept.js"

const isChoice = ({ type }) => ["checkbox", "radio"].includes(type)

export const fields = (form) => [...form.elements].filter(({ name, type, disabled }) =>
  name && !disabled && !["hidden", "file", "submit", "button"].includes(type))

/** Of each field by its name; of radios that which is chosen. */
export function valuesOf(form) {
  new FormData(form) // The document's field is brought up to date.
  const read = fields(form).filter(({ type, checked }) => type !== "radio" || checked)
  return Object.fromEntries(read.map((field) => [field.name, field.type === "checkbox" ? field.checked : field.value]))
}

const isAsKept = (field, value) =>
  field.type === "checkbox" ? field.checked === value : field.type === "radio" ? field.checked === (field.value === value) : field.value === value

function put(form, field, value) {
  if (field.matches("[data-document-editor]")) {
    form.querySelector(".tiptap").editor.commands.setContent(value, { emitUpdate: true })
    return
  }
  if (isChoice(field)) field.checked = field.type === "checkbox" ? value : field.value === value
  else field.value = value
  field.dispatchEvent(new Event("input", { bubbles: true }))
}

/** Those of this browser that the server may not have, then the server's; `mine` says which concern this form. */
async function found(lost, mine) {
  const here = (await all()).filter(mine)
  const known = new Set(here.flatMap(({ form, instead = [] }) => [form, ...instead]))
  return [...here, ...lost.filter(({ form }) => !known.has(form))].sort((one, other) => other.at - one.at)
}

/** `bringBack` is called once the words are in the form; `elsewhere` where another tab has them. */
export async function offer(form, address, { lost, mine, bringBack, elsewhere }) {
  for (const kept of await found(lost, mine)) {
    if (await isOpenElsewhere(kept.form)) {
      elsewhere()
      continue
    }
    const differing = () => {
      new FormData(form)
      return fields(form).filter((field) => field.name in kept.values && !isAsKept(field, kept.values[field.name]))
    }
    if (!differing().length || !(await isWanted(form, kept.at))) {
      drop(kept.form)
      askJSON(address, { body: { form: kept.form, forget: true }, keepalive: true }).catch(() => {})
      continue
    }
    for (const field of differing()) put(form, field, kept.values[field.name])
    return bringBack(kept)
  }
}

function isWanted(form, at) {
  const when = new Date(at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" })
  return new Promise((resolve) => {
    const button = (textContent, answer) => {
      const made = el("button", { type: "button", className: "button", textContent })
      made.addEventListener("click", () => {
        bar.remove()
        form.querySelector(".document-editor [contenteditable=true]")?.focus()
        resolve(answer)
      })
      return made
    }
    const bar = el("div", { className: "kept-words", role: "alert" },
      el("p", { textContent: gettext("Words of {when} were never saved.").replace("{when}", when) }),
      button(gettext("Bring them back"), true),
      button(gettext("Leave them"), false))
    form.before(bar)
  })
}
