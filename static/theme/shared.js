// Notes at the block that they are about, and a quiet way to leave one there. Without this file they stand below the post, and the form there lists the blocks.

const form = document.querySelector("#leave-note")
const around = form.parentElement
const { place, text } = form.elements
const kept = `note:${location.pathname}`
const keys = [...place.options].slice(1).map(({ value }) => value)
// What the server has as places, in the same order.
const blocks = [...document.querySelector(".post-body").children].flatMap((child) => {
  if (child.matches(".pullquotes")) return [...child.querySelectorAll("blockquote")]
  return child.matches(".photo") || child.textContent.trim() ? [child] : []
})
const buttons = new Map()
const close = document.createElement("button")
close.type = "button"
close.textContent = form.dataset.close
close.addEventListener("click", () => {
  const button = buttons.get(place.value)
  back()
  button?.focus()
})

if (blocks.length === keys.length) keys.forEach(prepare)
form.addEventListener("input", () => sessionStorage.setItem(kept, JSON.stringify([place.value, text.value])))
begin()

/** Below a block: its notes, and a button that brings the form. */
function prepare(key, index) {
  if (buttons.has(key)) return // The same words twice in a row: notes go to the first.
  const here = document.createElement("div")
  here.className = "notes-here account"
  const list = document.createElement("ul")
  list.className = "notes"
  list.append(...around.querySelectorAll(`.invited-note[data-place="${key}"]`))
  for (const about of list.querySelectorAll(".note-about")) about.remove()
  const button = document.createElement("button")
  button.type = "button"
  button.className = "note-here"
  button.textContent = form.dataset.add
  button.addEventListener("click", () => open(key))
  buttons.set(key, button)
  here.append(...(list.children.length ? [list] : []), button)
  blocks[index].after(here)
}

function open(key) {
  back()
  place.value = key
  const button = buttons.get(key)
  button.hidden = true
  button.after(form)
  form.classList.add("is-here")
  form.querySelector(".send").append(close)
  text.focus()
}

function back() {
  const button = buttons.get(place.value)
  if (button) button.hidden = false
  place.value = ""
  close.remove()
  form.classList.remove("is-here")
  around.append(form)
}

/** After a note was sent, or refused; what was typed before the page was left is still there. */
function begin() {
  if (new URLSearchParams(location.search).has("noted")) {
    sessionStorage.removeItem(kept)
    history.replaceState(null, "", location.pathname + location.hash)
  } else if (!text.value && sessionStorage.getItem(kept)) {
    const [key, words] = JSON.parse(sessionStorage.getItem(kept))
    text.value = words
    if (words && buttons.has(key)) place.value = key
  }
  if (text.value && buttons.has(place.value)) open(place.value)
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView({ block: "center" })
}
