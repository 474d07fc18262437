// Sends the form once, and only if the server can be reached; warns of unsaved changes.
import { control, find, findOptional, gettext, targetOf } from "../common/dom.js"
import { csrfToken, messageOf, showError } from "../common/http.js"
import { isUploading } from "./upload.js"

/**
 * @param {HTMLFormElement} form
 * @param {{ flush: () => Promise<void>, isSafe: () => boolean }} autosave
 */
export function submitOnce(form, { flush, isSafe }) {
  const state = find("[data-form-state]")
  let unreachedAt = Infinity // The state shows an error until a later request reaches the server.
  /** @param {string} text */
  const showState = (text) => {
    unreachedAt = Infinity
    state.textContent = text
  }
  const isNew = () => !control(form, "_post")
  /** One of idle, checking, passed and sent. @type {string} */
  let phase = "idle"

  form.addEventListener("submit", async (event) => {
    const { submitter } = event
    const token = control(form, "csrfmiddlewaretoken")
    if (phase === "passed") {
      phase = "sent"
      form.dispatchEvent(new CustomEvent("sent"))
      // Back from the next page leads to the post that was saved, not to a form that would save a second one.
      if (isNew()) history.replaceState(history.state, "", `?saved=${control(form, "form_key").value}`)
      return
    }
    if (submitter?.hasAttribute("data-preview")) {
      token.value = csrfToken()
      return
    }
    event.preventDefault()
    if (phase !== "idle") return
    if (isUploading()) {
      showState(gettext("A picture is still being uploaded. Save when the upload is complete."))
      return
    }
    showState(gettext("Saving…"))
    phase = "checking"
    try {
      await flush() // Once the form is sent, a sign-in page would replace it: everything is stored before.
      token.value = csrfToken()
      phase = "passed"
      form.requestSubmit(submitter)
      if (phase === "passed") showState("") // A field is not valid, which the browser shows.
    } catch (error) {
      unreachedAt = Date.now()
      showError(state, `${gettext("Not saved.")} ${messageOf(error)}`, error)
    } finally {
      if (phase !== "sent") phase = "idle"
    }
  })
  form.addEventListener("reached", (event) => {
    const startedAt = /** @type {CustomEvent} */ (event).detail
    if (phase === "idle" && startedAt > unreachedAt) showState("")
  })
  // By Esc, before the server has answered.
  window.navigation?.addEventListener("navigateerror", () => {
    if (phase !== "sent") return
    phase = "idle"
    showState("")
    form.dispatchEvent(new CustomEvent("idle"))
  })
  addEventListener("online", () => phase === "idle" && showState("")) // The state showed that the server cannot be reached.
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return // The page has loaded, perhaps after the first attempt to save.
    // Back from the next page: the form works again.
    if (isNew() && phase === "sent") return location.reload()
    phase = "idle"
    showState("")
  })
  addEventListener("beforeunload", (event) => {
    if (phase !== "sent" && !isSafe()) event.preventDefault()
  })
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") {
      event.preventDefault()
      findOptional("[name=_continue]", form)?.click()
    }
  })
  // A file that misses the editor would replace the page.
  for (const type of ["dragover", "drop"])
    addEventListener(type, (event) => {
      const { dataTransfer } = /** @type {DragEvent} */ (event)
      if (dataTransfer?.types.includes("Files") && targetOf(event).type !== "file") event.preventDefault()
    })
}
