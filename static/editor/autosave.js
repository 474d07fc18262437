// What is typed reaches the server within seconds, and until then stays in this browser: after a crash, an error page or a night offline it can be brought back.
import { announce, askJSON, el, gettext } from "./dom.js"

const PREFIX = "post-writing:"
const PAUSE = 1000 // ms without a key; the server has it long before 3 s are over.
const PING = 30_000 // The server takes a form that was not heard of for 2 minutes for shut.
const AGAIN = 5000 // ms until what did not arrive is sent again.

const fields = (form) => [...form.elements].filter(({ name, type, disabled }) =>
  name && !disabled && !["hidden", "file", "submit", "button"].includes(type))
const valueOf = ({ type, value, checked }) => (["checkbox", "radio"].includes(type) ? checked : value)

/** Keeps the form as it is typed. `flush` resolves once the server has all of it, and throws where it can't. */
export function autosave(form) {
  const { address, post, lost } = JSON.parse(document.getElementById("writing").textContent)
  const [key, revision] = ["form_key", "revision"].map((name) => form.elements[name])
  const state = document.querySelector("[data-writing-state]")
  const here = `${PREFIX}${location.pathname} ` // and the form's key
  let isDirty = Boolean(document.querySelector(".errornote"))
  let timer = 0
  let sending = null
  let turn = 0
  let hasTyped = isDirty

  const tell = (text) => state.textContent !== text && (state.textContent = text)
  const present = () => {
    new FormData(form) // The document's field is brought up to date.
    return Object.fromEntries(fields(form).map((field) => [field.name, valueOf(field)]))
  }
  const keepHere = (typed) => {
    try {
      localStorage.setItem(here + key.value, JSON.stringify({ form: key.value, at: Date.now(), values: typed }))
    } catch {
      localStorage.removeItem(here + key.value) // Too long to be kept here.
    }
  }
  const keptHere = () => Object.keys(localStorage).filter((name) => name.startsWith(here))
    .map((name) => JSON.parse(localStorage.getItem(name))).sort((one, other) => other.at - one.at)

  /** Requests overtake one another, so each has a number: the clock's, since a form that has errors comes back with its key. */
  async function ask(values) {
    turn = Math.max(turn + 1, Date.now())
    const body = { form: key.value, post, revision: revision.value, turn, values }
    const answer = await askJSON(address, { body })
    if (!answer.over) return answer
    // The form was saved or given up, perhaps in another tab. What was typed here is kept apart from that.
    localStorage.removeItem(here + key.value)
    key.value = answer.over
    return ask(hasTyped ? present() : null)
  }

  async function send() {
    if (sending) {
      await sending.catch(() => {})
      if (!isDirty) return
    }
    clearTimeout(timer)
    isDirty = false
    const typed = present()
    keepHere(typed)
    sending = ask(typed)
    try {
      const answer = await sending
      if (!isDirty) localStorage.removeItem(here + key.value)
      tell(`${gettext("Kept at")} ${answer.kept}`)
      around(answer)
    } catch (error) {
      isDirty = true
      tell(`${navigator.onLine ? error.message : gettext("Offline.")} ${gettext("What you typed is kept in this browser.")}`)
      timer = setTimeout(() => send().catch(() => {}), AGAIN)
      throw error
    } finally {
      sending = null
    }
  }
  const quietly = () => send().catch(() => {})

  function typed() {
    isDirty = hasTyped = true
    clearTimeout(timer)
    timer = setTimeout(quietly, PAUSE)
  }
  for (const type of ["input", "change"]) form.addEventListener(type, typed)
  addEventListener("online", () => isDirty && quietly())
  addEventListener("pagehide", () => isDirty && keepHere(present()))
  document.addEventListener("visibilitychange", () => document.hidden && isDirty && quietly())

  let told = ""
  function around({ open = [], saved }) {
    const bar = document.querySelector("[data-writing-around]")
    const lines = open.map(({ who, since }) => gettext("{who} has this open since {since}").replace("{who}", who).replace("{since}", since))
    if (saved) lines.push(gettext("{who} saved this at {when}, after you opened it: what you save is put together with that").replace("{who}", saved.who).replace("{when}", saved.when))
    const text = lines.join(" · ")
    if (text === told) return
    told = text
    bar.textContent = text
    bar.hidden = !text
    if (text) announce(text)
  }
  async function ping() {
    if (document.hidden || sending) return
    try {
      around(await ask(null))
    } catch {
      // It will be told when something is typed.
    }
  }
  if (post) ping()
  setInterval(ping, PING)

  offer()
  /** What was typed into another form of this post, or into this one before it was lost. */
  function offer() {
    if (document.querySelector(".errornote")) return
    const [local] = keptHere()
    const kept = local ? { form: local.form, when: new Date(local.at).toLocaleString(document.documentElement.lang), values: local.values } : lost
    if (!kept?.values) return
    const shown = present()
    const differing = fields(form).filter((field) => field.name in kept.values && kept.values[field.name] !== shown[field.name])
    const forget = () => {
      localStorage.removeItem(here + kept.form)
      askJSON(address, { body: { form: kept.form, forget: true }, keepalive: true }).catch(() => {})
    }
    if (!differing.length) return forget()
    const button = (text, run) => {
      const made = el("button", { type: "button", className: "button", textContent: text })
      made.addEventListener("click", () => {
        bar.remove()
        run()
        form.querySelector(".document-editor [contenteditable=true]")?.focus()
      })
      return made
    }
    const bar = el("div", { className: "kept-words", role: "alert" },
      el("p", { textContent: gettext("Words of {when} were never saved.").replace("{when}", kept.when) }),
      button(gettext("Bring them back"), async () => {
        for (const field of differing) {
          if (field.matches("[data-document-editor]")) form.querySelector(".tiptap").editor.commands.setContent(kept.values[field.name], { emitUpdate: true })
          else if (["checkbox", "radio"].includes(field.type)) field.checked = kept.values[field.name]
          else field.value = kept.values[field.name]
        }
        await send().then(forget, () => {})
        form.dispatchEvent(new Event("input"))
      }),
      button(gettext("Leave them"), forget))
    form.before(bar)
  }

  return { flush: send }
}
