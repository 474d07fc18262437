// Stores unsaved changes in this browser at once and on the server within seconds: they can be restored after a crash, an
// error page or a night offline.
import { announce, control, el, find, findAll, gettext, ngettext, readJSON } from "../common/dom.js"
import { messageOf, requestJSON } from "../common/http.js"
import { draftSaves, REQUEST_TIMEOUT, RETRY_DELAY } from "./draft_saves.js"
import { deleteDrafts, holdDraft, newKey, storeDraft } from "./draft_storage.js"
import { offerDrafts, valuesOf } from "./draft_recovery.js"

/** @typedef {import("./draft_storage.js").Draft} Draft */

const PAUSE = 700 // ms without a key
const MAX_DELAY = 1500 // ms, even while somebody keeps typing: everything is stored, and was sent, within 3 s.
const PING_INTERVAL = 30_000 // ms; after 2 minutes without a request the server treats the form as closed.
const MAX_KEEPALIVE_LENGTH = 20_000 // Characters: 60 kB of any script, which a browser still sends while the page is left.

/**
 * Autosaves the form. `flush` resolves once the server has what it contained, and the server or this browser what was
 * typed since, and throws if that fails; `isSafe` is whether the form can be left without a question.
 * @param {HTMLFormElement} form
 */
export function autosave(form) {
  const settings = readJSON("autosave")
  const { address, user } = settings
  let { post } = settings
  const [key, nextKey, revision, shown] = ["form_key", "next_key", "revision", "shown"].map((id) => control(form, id))
  // What a browser fills in again after Back would pass for the latest revision.
  form.autocomplete = "off"
  const state = find("[data-autosave-state]")
  const workflow = find(".workflow", form)
  const isPublic = workflow.dataset.state === "public"
  const isRefused = Boolean(document.querySelector(".error-summary"))
  // Counts changes; `stored` and `sent` are how many of them the browser and the server have.
  let typed = Number(isRefused)
  let [stored, sent, changes, turn] = [0, 0, 0, 0]
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  /** When the first change was made that is not sent. @type {number | null} */
  let changedAt = null
  /** @type {Promise<any> | null} */
  let sending = null
  /** The keys of forms whose drafts this one contains. @type {string[]} */
  let instead = []
  let isOpenElsewhere = false
  let isOutdated = false // The post was published.
  let isSubmitted = false // The form is being saved: an answer may say that it is over.
  let isReplaced = false // The next page is about to load.
  let autosaved = "" // When the server last stored something.

  /** @param {string} text */
  function showState(text) {
    if (state.textContent !== text) state.textContent = text
  }
  const isBehind = () => sent < typed
  const draft = draftSaves(form, settings.draft, isBehind, (error) => {
    if (!isBehind()) showState(error ? `${messageOf(error)} ${autosaved}` : autosaved)
  })
  form.addEventListener("drafted", (event) => (post = /** @type {CustomEvent} */ (event).detail.post))
  let releaseLock = holdDraft(key.value)
  /** @param {string} formKey */
  function continueAs(formKey) {
    releaseLock()
    key.value = formKey
    releaseLock = holdDraft(formKey)
  }

  /**
   * Requests may overtake one another, so each has a number: the clock's, since a form with errors comes back with its key.
   * @param {Record<string, string | boolean> | null} values
   * @param {boolean} [isLeaving] a draft is saved then
   * @returns {Promise<any>}
   */
  async function request(values, isLeaving = false) {
    turn = Math.max(turn + 1, Date.now())
    const body = { form: key.value, post, user, revision: revision.value, turn, values, instead, leaving: isLeaving }
    const keepalive = values !== null && JSON.stringify(values).length < MAX_KEEPALIVE_LENGTH
    const answer = await requestJSON(address, { body, keepalive, signal: AbortSignal.timeout(REQUEST_TIMEOUT) })
    if (answer.new_form && !isSubmitted && body.form === key.value) {
      // The form was saved or discarded, perhaps in another tab. Changes made here are stored separately.
      const former = key.value
      continueAs(answer.new_form)
      values = typed ? storeLocally().values : null
      deleteDrafts(former)
      return request(values)
    }
    showOthers(answer)
    form.dispatchEvent(new CustomEvent("reached", { detail: body.turn }))
    return answer
  }

  function storeLocally() {
    const values = { ...valuesOf(form), shown: shown.value }
    /** @type {Draft} */
    const draft = {
      form: key.value,
      path: location.pathname,
      user,
      revision: revision.value,
      at: Date.now(),
      values,
      instead,
    }
    if (stored < typed) changes += 1
    stored = typed
    return { values, upTo: typed, isStored: storeDraft(draft, instead) }
  }

  async function send(isLeaving = false) {
    clearTimeout(timer)
    changedAt = null
    const { values, upTo, isStored } = storeLocally()
    while (sending) {
      await sending.catch(() => {})
      if (sent >= upTo) return
    }
    const contained = instead
    sending = request(values, isLeaving && !isReplaced && draft.isActive())
    try {
      const answer = await sending
      if (answer.new_form) return // The form is being saved.
      sent = Math.max(sent, upTo)
      instead = instead.filter((form) => !contained.includes(form))
      if (!isBehind()) {
        changes = 0
        // The next page may have been rendered before, so this browser is to offer it there.
        if (!isReplaced) deleteDrafts(key.value)
      }
      const saved = isPublic ? gettext("Saved, not yet published:") : gettext("Autosaved at")
      showState((autosaved = `${saved} ${answer.saved_at}`))
      if (!isReplaced) draft.onSent(sent, values) // Else the next page offers it: a draft saved now could be a second one.
    } catch (error) {
      timer = setTimeout(sendQuietly, RETRY_DELAY)
      const reason = navigator.onLine ? messageOf(error) : gettext("Offline.")
      const count = changes || 1
      const text = (await isStored)
        ? ngettext("{count} change is stored in this browser.", "{count} changes are stored in this browser.", count)
        : gettext("This browser cannot store your changes: keep this page open.")
      showState(`${reason} ${text.replace("{count}", String(count))}`)
      throw error
    } finally {
      sending = null
    }
  }
  const sendQuietly = () => {
    if (!isSubmitted) send().catch(() => {})
  }

  /**
   * Stores everything in this browser. Resolves to false if it refuses.
   * @returns {Promise<boolean>}
   */
  async function storeEverything() {
    const { upTo, isStored } = storeLocally()
    return (await isStored) && (upTo === typed || storeEverything())
  }

  /**
   * Stores the changes as a separate entry, since others are about to replace them: the form goes on under another
   * key. Resolves to false if there are none; throws if they cannot be stored.
   */
  async function setAside() {
    if (!typed) return false
    let reason = null
    await send().catch((error) => (reason = error))
    if (isBehind() && !(await storeEverything()))
      throw reason ?? new Error(gettext("This browser cannot store your changes: keep this page open."))
    clearTimeout(timer)
    continueAs(newKey())
    ;[typed, stored, sent, changes] = [0, 0, 0, 0]
    instead = []
    return true
  }

  function onChange() {
    if (isSubmitted) {
      // What was sent ends the autosave of its key, perhaps after one that has more.
      instead = [...instead, key.value]
      continueAs(nextKey.value)
      isReplaced = true
    }
    isSubmitted = false
    typed += 1
    changedAt ??= Date.now()
    clearTimeout(timer)
    timer = setTimeout(sendQuietly, Math.max(0, Math.min(PAUSE, changedAt + MAX_DELAY - Date.now())))
  }
  const sendOrPing = () => (isBehind() ? sendQuietly() : ping())
  function leave() {
    if (isSubmitted) return
    if (isBehind()) send(true).catch(() => {})
    else draft.save()
  }
  form.addEventListener("input", onChange)
  form.addEventListener("change", () => {
    if (!isSubmitted) onChange() // Else a field may only have been left.
  })
  addEventListener("online", sendOrPing)
  addEventListener("pagehide", leave)
  addEventListener("pageshow", ({ persisted }) => {
    isSubmitted = false
    if (!persisted) return
    isReplaced = false
    sendOrPing()
  })
  form.addEventListener("sent", () => {
    isSubmitted = true
    nextKey.value = newKey()
  })
  form.addEventListener("idle", () => {
    onChange() // The server may have stored what was sent, or not.
    isReplaced = false
  })
  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : sendOrPing()))

  /** @param {Event} event */
  async function reload(event) {
    event.preventDefault()
    if (isBehind()) await send().catch(() => {})
    location.href = typed ? `?restore=${key.value}` : location.pathname
  }
  let shownText = ""
  /** @type {any} */
  let lastAnswer = {}
  /**
   * Shows who else has the post open or has saved it.
   * @param {any} answer
   */
  function showOthers(answer) {
    lastAnswer = answer
    const { open = [], saved, trashed, published } = answer
    const bar = find("[data-autosave-around]")
    /** @type {string[]} */
    const lines = open.map((/** @type {{ who: string, since: string }} */ { who, since }) =>
      gettext("{who} has had this open since {since}").replace("{who}", who).replace("{since}", since),
    )
    if (isOpenElsewhere) lines.push(gettext("You have this open in another tab, with unsaved changes"))
    if (published && workflow.dataset.state === "scheduled") {
      // The whole form is another one, and has the changes that are stored.
      const notes = findAll(".notes-panel textarea", document, HTMLTextAreaElement)
      if (!typed && !document.querySelector(":modal") && !notes.some(({ value }) => value)) return location.reload()
      find(".workflow-state", workflow).textContent = published
      for (const part of findAll(".workflow-lines, .workflow-buttons > :not(.notes-toggle)", workflow)) part.remove()
      isOutdated = true
      lines.push(gettext("This post was published. Reload the page to go on; your changes are kept."))
    }
    if (trashed) lines.push(gettext("This post was moved to the trash. Restore it there to save your changes."))
    if (saved)
      lines.push(
        (saved.is_mine
          ? gettext("You saved this in another tab at {when}: your changes here will be merged with it")
          : gettext("{who} saved this at {when}, after you opened it: your changes will be merged with theirs")
        )
          .replace("{who}", saved.who)
          .replace("{when}", saved.when),
      )
    const text = lines.join(" · ")
    if (text === shownText) return
    shownText = text
    bar.textContent = text
    // In another tab, as this form has to be saved afterwards.
    if (trashed) bar.append(" ", el("a", { href: trashed.url, target: "_blank", textContent: trashed.label }))
    else if (isOutdated) bar.append(" ", el("a", { href: "", textContent: gettext("Reload"), onclick: reload }))
    bar.hidden = !text
    if (text) announce(text)
  }
  async function ping() {
    if (document.hidden || sending || isSubmitted || !post) return
    try {
      const { trashed } = await request(null)
      form.dispatchEvent(new CustomEvent("pinged", { detail: trashed }))
    } catch {
      // Shown once something is typed.
    }
  }
  ping()
  setInterval(ping, PING_INTERVAL)

  if (!isRefused)
    offerDrafts(form, {
      ...settings,
      // Not over what was typed meanwhile: on a slow device the drafts are known late.
      continues: ({ revision: base }) =>
        Boolean(!typed && post && settings.draft && base) && String(base) === revision.value,
      isOwn: (draft) => draft.form !== key.value && draft.path === location.pathname && draft.user === user,
      onOpenElsewhere: () => {
        isOpenElsewhere = true
        showOthers(lastAnswer)
      },
      setAside,
      onRestored: (draft) => {
        instead = [draft.form, ...(draft.instead ?? [])]
        onChange()
        sendQuietly()
      },
    })

  return {
    flush: async () => {
      // What only the sent form has is lost if its save fails. What is typed meanwhile is stored in this browser: somebody may
      // type on.
      do {
        await send()
        await draft.wait()
      } while (isBehind() && !(await storeEverything()))
    },
    isSafe: () => !isBehind() && (isOutdated || !typed || draft.isActive()),
  }
}
