// What is typed reaches the server within seconds, and until then stays in this browser: after a crash, an error page or a night offline it can be brought back.
import { announce, askJSON, el, gettext, ngettext } from "./dom.js"
import { deleteDrafts, holdDraft, keep, newKey } from "./draft_storage.js"
import { offerDraft, valuesOf } from "./draft_recovery.js"

const PAUSE = 700 // ms without a key
const LATEST = 1500 // ms, however fast somebody types on: all is kept, and was sent, long before 3 s are over.
const PING = 30_000 // The server takes a form that was not heard of for 2 minutes for shut.
const AGAIN = 5000 // ms until what did not arrive is sent again.
const PATIENCE = 20_000 // ms for an answer
const SMALL = 20_000 // Characters: 60 kB of any script, which a browser still sends while the page is left.

/** Keeps the form as it is typed. `flush` resolves once the server has all of it, and throws where it can't. */
export function autosave(form) {
  const settings = JSON.parse(document.getElementById("autosave").textContent)
  const { address, post, user } = settings
  const [key, revision, shown] = ["form_key", "revision", "shown"].map((name) => form.elements[name])
  const state = document.querySelector("[data-autosave-state]")
  const isRefused = Boolean(document.querySelector(".error-summary"))
  let typed = Number(isRefused) // counts up; `here` and `there` say how far of it the browser and the server are
  let [here, there, changes, turn] = [0, 0, 0, 0]
  let [timer, since, sending] = [0, null, null]
  let instead = [] // forms whose words are in this one now
  let isElsewhere = false
  let isSent = false // The form is on its way to be saved: an answer that it is over is no reason to keep it as another.

  const tell = (text) => state.textContent !== text && (state.textContent = text)
  const isBehind = () => there < typed
  let release = holdDraft(key.value)

  /** Requests overtake one another, so each has a number: the clock's, since a form that has errors comes back with its key. */
  async function ask(values) {
    turn = Math.max(turn + 1, Date.now())
    const body = { form: key.value, post, user, revision: revision.value, turn, values, instead }
    const keepalive = values !== null && JSON.stringify(values).length < SMALL
    const answer = await askJSON(address, { body, keepalive, signal: AbortSignal.timeout(PATIENCE) })
    if (!answer.over || isSent) return answer
    // The form was saved or given up, perhaps in another tab. What was typed here is kept apart from that.
    deleteDrafts(key.value)
    key.value = answer.over
    release = holdDraft(key.value)
    return ask(typed ? keepHere().values : null)
  }

  function keepHere() {
    const values = { ...valuesOf(form), shown: shown.value }
    const record = {
      form: key.value,
      path: location.pathname,
      user,
      revision: revision.value,
      at: Date.now(),
      values,
      instead,
    }
    if (here < typed) changes += 1
    here = typed
    return { values, upTo: typed, isHere: keep(record, instead) }
  }

  async function send() {
    clearTimeout(timer)
    since = null
    const { values, upTo, isHere } = keepHere()
    const hadToWait = Boolean(sending)
    while (sending) await sending.catch(() => {})
    if (hadToWait && there >= upTo) return
    sending = ask(values)
    try {
      const answer = await sending
      there = Math.max(there, upTo)
      instead = []
      if (!isBehind()) {
        changes = 0
        deleteDrafts(key.value)
      }
      tell(`${gettext("Autosaved at")} ${answer.kept}`)
      around(answer)
      form.dispatchEvent(new CustomEvent("reached"))
    } catch (error) {
      timer = setTimeout(quietly, AGAIN)
      const reason = navigator.onLine ? error.message : gettext("Offline.")
      tell(
        `${reason} ${(await isHere) ? count() : gettext("This browser cannot store your changes: leave the page open.")}`,
      )
      throw error
    } finally {
      sending = null
    }
  }
  const quietly = () => isSent || send().catch(() => {})
  /**
   * Stores what was typed as an entry of its own, since other changes are about to replace it: the form goes on under
   * another key. False where nothing was typed; throws where it cannot be stored.
   */
  async function setAside() {
    if (!typed) return false
    let reason = null
    await send().catch((error) => (reason = error))
    while (isBehind()) {
      const { upTo, isHere } = keepHere()
      if (!(await isHere))
        throw reason ?? new Error(gettext("This browser cannot store your changes: leave the page open."))
      if (upTo === typed) break
    }
    clearTimeout(timer)
    release()
    key.value = newKey()
    release = holdDraft(key.value)
    ;[typed, here, there, changes] = [0, 0, 0, 0]
    instead = []
    return true
  }
  const count = () =>
    ngettext(
      "{count} change is stored in this browser.",
      "{count} changes are stored in this browser.",
      changes || 1,
    ).replace("{count}", changes || 1)

  function type() {
    isSent = false // Its way was given up.
    typed += 1
    since ??= Date.now()
    clearTimeout(timer)
    timer = setTimeout(quietly, Math.max(0, Math.min(PAUSE, since + LATEST - Date.now())))
  }
  const wake = () => (isBehind() ? quietly() : ping())
  for (const name of ["input", "change"]) form.addEventListener(name, type)
  addEventListener("online", wake)
  addEventListener("pagehide", () => isBehind() && quietly())
  addEventListener("pageshow", ({ persisted }) => {
    isSent = false
    if (persisted) wake()
  })
  form.addEventListener("sent", () => (isSent = true))
  document.addEventListener("visibilitychange", () => (document.hidden ? isBehind() && quietly() : wake()))

  let [told, latest] = ["", {}]
  function around(answer) {
    latest = answer
    const { open = [], saved, trashed } = answer
    const bar = document.querySelector("[data-autosave-around]")
    const lines = open.map(({ who, since }) =>
      gettext("{who} has had this open since {since}").replace("{who}", who).replace("{since}", since),
    )
    if (isElsewhere) lines.push(gettext("You have this open in another tab, with unsaved changes"))
    if (trashed) lines.push(gettext("This post was moved to the trash. Restore it there to save your changes."))
    if (saved?.is_mine)
      lines.push(
        gettext("You saved this in another tab at {when}: your changes here will be merged with it").replace(
          "{when}",
          saved.when,
        ),
      )
    else if (saved)
      lines.push(
        gettext("{who} saved this at {when}, after you opened it: your changes will be merged with theirs")
          .replace("{who}", saved.who)
          .replace("{when}", saved.when),
      )
    const text = lines.join(" · ")
    if (text === told) return
    told = text
    bar.textContent = text
    if (trashed) bar.append(" ", el("a", { href: trashed.url, target: "_blank", textContent: trashed.label })) // In another tab: this one is saved after.
    bar.hidden = !text
    if (text) announce(text)
  }
  async function ping() {
    if (document.hidden || sending || isSent || !post) return
    try {
      around(await ask(null))
      form.dispatchEvent(new CustomEvent("pinged"))
      form.dispatchEvent(new CustomEvent("reached"))
    } catch {
      // It will be told when something is typed.
    }
  }
  ping()
  setInterval(ping, PING)

  if (!isRefused)
    offerDraft(form, {
      ...settings,
      mine: (record) => record.form !== key.value && record.path === location.pathname && record.user === user,
      elsewhere: () => {
        isElsewhere = true
        around(latest)
      },
      discard: async ({ form, revision, values, at }) => {
        // With the words: this browser may be the only one that has them.
        const give = (key) =>
          askJSON(address, {
            body: { form: key, post, user, revision, values, turn: Math.max(Math.ceil(at), Date.now()), discard: true },
          })
        const { over } = await give(form)
        if (over) await give(over) // It was saved or discarded in another tab: kept apart from that.
        deleteDrafts(form)
      },
      setAside,
      bringBack: (kept) => {
        instead = [kept.form, ...(kept.instead ?? [])]
        type()
        quietly()
      },
    })

  return { flush: send }
}
