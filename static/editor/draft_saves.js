// Saves a draft while its author types: a post exists from its first words, and is listed among the drafts.
import { control, el, find } from "../common/dom.js"
import { requestJSON } from "../common/http.js"
import { fieldsOf, isInitial } from "./draft_recovery.js"

const INTERVAL = 30_000 // ms between two saves
export const RETRY_DELAY = 5000 // ms until a save that failed is tried again, or a new post, such as one without text
export const REQUEST_TIMEOUT = 20_000 // ms

/** In the fields beside the text, half a label or half a name is not saved in a stored draft. The title is no such field. */
function isInField() {
  return document.activeElement?.matches("input, textarea:not(#id_title), select")
}

/**
 * Saves what the server has of the form. Each save fires the event "drafted" with the answer, and `isCurrent`: whether
 * nothing was typed meanwhile.
 * @param {HTMLFormElement} form
 * @param {string} address of the view, '' for a post that is no draft
 * @param {() => boolean} isBehind has the server not yet all that was typed?
 * @param {(error: unknown) => void} report is called after each save, with the error of one that failed
 */
export function draftSaves(form, address, isBehind, report) {
  let key = ""
  // How many changes of this key the server has, and how many of them are saved.
  let [sent, saved] = [0, 0]
  /** @type {Record<string, string | boolean>} */
  let sentValues = {}
  let lastSave = control(form, "_post") ? Date.now() : 0
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  /** @type {Promise<void> | null} */
  let running = null
  const isNew = () => !control(form, "_post")
  form.addEventListener("sent", () => clearTimeout(timer)) // The form itself saves what is typed.

  async function request() {
    const [upTo, values] = [sent, sentValues]
    lastSave = Date.now()
    const signal = AbortSignal.timeout(REQUEST_TIMEOUT)
    const answer = await requestJSON(address, { body: { form: key }, keepalive: true, signal })
    if (!answer.post) return
    saved = upTo
    control(form, "revision").value = answer.revision
    for (const field of fieldsOf(form).filter(({ name }) => isInitial(name)))
      field.value = String(values[field.name.replace("initial-", "")] ?? field.value)
    if (isNew()) showPost(answer)
    form.dispatchEvent(new CustomEvent("drafted", { detail: { ...answer, isCurrent: saved === sent && !isBehind() } }))
  }

  /** Resolves once the save that runs, if any, is done. */
  async function save() {
    clearTimeout(timer)
    if (!running && address && sent > saved)
      running = request()
        .catch((error) => {
          timer = setTimeout(saveOnTime, RETRY_DELAY) // Until then the server has it as unsaved changes.
          return error
        })
        .then(report)
        .finally(() => (running = null))
    await running
  }

  /**
   * The form goes on as that of a stored draft: its name, its URL and its tools.
   * @param {any} answer
   */
  function showPost(answer) {
    form.append(el("input", { type: "hidden", name: "_post", value: answer.post }))
    form.dispatchEvent(new Event("stored"))
    history.replaceState(history.state, "", answer.change)
    const name = find(".breadcrumbs [aria-current]")
    document.title = document.title.replace(name.textContent, () => answer.title)
    name.textContent = answer.title
    name.dir = "auto"
    const { body } = new DOMParser().parseFromString(`<ul class="object-tools">${answer.tools ?? ""}</ul>`, "text/html")
    const { top } = form.getBoundingClientRect()
    find(".titles-and-tools").append(...body.children)
    scrollBy(0, form.getBoundingClientRect().top - top) // On phones they take a line of their own.
  }

  function saveOnTime() {
    clearTimeout(timer)
    const due = lastSave + (isNew() ? RETRY_DELAY : INTERVAL)
    if (document.hidden || (due <= Date.now() && (isNew() || !isInField()))) save()
    else timer = setTimeout(saveOnTime, Math.max(1000, due - Date.now()))
  }

  return {
    save,
    /**
     * @param {number} count of changes that the server has now
     * @param {Record<string, string | boolean>} values that it has
     */
    onSent(count, values) {
      const current = control(form, "form_key").value
      if (current !== key) [key, saved] = [current, 0]
      ;[sent, sentValues] = [count, values]
      if (address && !running) saveOnTime()
    },
    wait: () => running,
    isActive: () => Boolean(address),
  }
}
