// Sends the form once, and only where it will arrive; warns of what is not saved.
import { csrfToken, gettext, showReason } from "./dom.js"
import { isUploading } from "./upload.js"

export function submitOnce(form, { flush }) {
  const state = document.querySelector("[data-form-state]")
  let isUnreached = false // says so until the server is reached again
  const tell = (text) => {
    isUnreached = false
    state.textContent = text
  }
  const isNew = !form.elements._post
  let isChanged = Boolean(document.querySelector(".error-summary"))
  let phase = "idle" // then checking, passed, sent

  for (const type of ["input", "change"]) form.addEventListener(type, () => (isChanged = true))
  form.addEventListener("submit", async (event) => {
    const { submitter } = event
    const token = form.querySelector("[name=csrfmiddlewaretoken]")
    if (phase === "passed") {
      phase = "sent"
      form.dispatchEvent(new CustomEvent("sent"))
      // Back from the next page leads to the post that was saved, not to a form that would save a second one.
      if (isNew) history.replaceState(history.state, "", `?saved=${form.elements.form_key.value}`)
      return
    }
    if (submitter?.hasAttribute("data-preview")) {
      token.value = csrfToken()
      return
    }
    event.preventDefault()
    if (phase !== "idle") return
    if (isUploading()) {
      tell(gettext("A picture is still being uploaded. Save when the upload is complete."))
      return
    }
    tell(gettext("Saving…"))
    phase = "checking"
    try {
      await flush() // Once the form is on its way, a sign-in page would replace it: now all of it is kept.
      token.value = csrfToken()
      phase = "passed"
      form.requestSubmit(submitter)
      if (phase === "passed") tell("") // A field is not valid: the browser says which.
    } catch (error) {
      isUnreached = true
      showReason(state, `${gettext("Not saved.")} ${error.message}`, error)
    } finally {
      if (phase !== "sent") phase = "idle"
    }
  })
  form.addEventListener("reached", () => phase === "idle" && isUnreached && tell(""))
  addEventListener("online", () => phase === "idle" && tell("")) // It said that the server cannot be reached.
  addEventListener("pageshow", ({ persisted }) => {
    // Back from the next page: the form works again.
    if (persisted && isNew && phase === "sent") return location.reload()
    phase = "idle"
    tell("")
  })
  addEventListener("beforeunload", (event) => {
    if (isChanged && phase !== "sent") event.preventDefault()
  })
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") {
      event.preventDefault()
      form.querySelector("[name=_continue]")?.click()
    }
  })
  // A file that misses the editor would replace the page.
  for (const type of ["dragover", "drop"])
    addEventListener(type, (event) => {
      if (event.dataTransfer?.types.includes("Files") && event.target.type !== "file") event.preventDefault()
    })
}
