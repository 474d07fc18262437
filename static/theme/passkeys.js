// Shows errors that allauth's script reports only on the console: the key was removed, refused or is not known.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault()
  const message = /** @type {HTMLElement | null} */ (document.querySelector("[data-passkey-failed]"))
  if (message) message.hidden = false
})

// That script sends the form of a new key itself, once the key exists. Enter in its field asks for the key.
document.querySelector("#add_key")?.addEventListener("click", (event) => {
  event.preventDefault()
})
