// What allauth's script only tells the console: the key was taken away, refused or is not known.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault()
  const told = document.querySelector("[data-passkey-failed]")
  told.hidden = false
})
