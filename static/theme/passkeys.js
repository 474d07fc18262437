// What allauth's script only tells the console: the key was taken away, refused or is not known.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault()
  const told = document.querySelector("[data-passkey-failed]")
  told.hidden = false
})

// The form of a new key is sent by that script, once the key is there. Enter in its field asks for it.
document.querySelector("#add_key")?.addEventListener("click", (event) => {
  event.preventDefault()
})
