// Notes at the block that they are about, and a button there to add one. Without this file they are below the post, and
// the form there lists the blocks.

const form = /** @type {HTMLFormElement} */ (document.querySelector("#leave-note"))
const section = /** @type {HTMLElement} */ (form.parentElement)
const blockSelect = /** @type {HTMLSelectElement} */ (form.elements.namedItem("place"))
const textField = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("text"))
const draftKey = `note:${location.pathname}`
const blockKeys = [...blockSelect.options].slice(1).map(({ value }) => value)
// The blocks that the server takes notes at, in the same order.
const blocks = [...(document.querySelector(".post-body")?.children ?? [])].flatMap((child) => {
  if (child.matches(".pullquotes")) return [...child.querySelectorAll("blockquote")]
  return child.matches(".photo") || child.textContent?.trim() ? [child] : []
})
/** @type {Map<string, HTMLButtonElement>} */
const buttons = new Map()
const closeButton = document.createElement("button")
closeButton.type = "button"
closeButton.textContent = form.dataset.close ?? ""
closeButton.addEventListener("click", () => {
  const button = buttons.get(blockSelect.value)
  closeForm()
  button?.focus()
})

if (blocks.length === blockKeys.length) blockKeys.forEach(addNotes)
form.addEventListener("input", () =>
  sessionStorage.setItem(draftKey, JSON.stringify([blockSelect.value, textField.value])),
)
restoreDraft()

/**
 * Adds to a block its notes, and a button that opens the form there.
 * @param {string} key
 * @param {number} index
 */
function addNotes(key, index) {
  if (buttons.has(key)) return // The same text twice in a row: notes go to the first.
  const container = document.createElement("div")
  container.className = "notes-here account"
  const list = document.createElement("ul")
  list.className = "notes"
  list.append(...section.querySelectorAll(`.invited-note[data-place="${key}"]`))
  for (const reference of list.querySelectorAll(".note-about")) reference.remove()
  const button = document.createElement("button")
  button.type = "button"
  button.className = "note-here"
  button.textContent = form.dataset.add ?? ""
  button.addEventListener("click", () => openForm(key))
  buttons.set(key, button)
  container.append(...(list.children.length ? [list] : []), button)
  blocks[index].after(container)
}

/** @param {string} key */
function openForm(key) {
  closeForm()
  blockSelect.value = key
  const button = buttons.get(key)
  if (!button) return
  button.hidden = true
  button.after(form)
  form.classList.add("is-here")
  form.querySelector(".send")?.append(closeButton)
  textField.focus()
}

function closeForm() {
  const button = buttons.get(blockSelect.value)
  if (button) button.hidden = false
  blockSelect.value = ""
  closeButton.remove()
  form.classList.remove("is-here")
  section.append(form)
}

/** Forgets the draft of a note that was stored; otherwise restores it, and opens the form at its block. */
function restoreDraft() {
  const draft = sessionStorage.getItem(draftKey)
  if (new URLSearchParams(location.search).has("noted")) {
    sessionStorage.removeItem(draftKey)
    history.replaceState(null, "", location.pathname + location.hash)
  } else if (!textField.value && draft) {
    const [key, text] = JSON.parse(draft)
    textField.value = text
    if (text && buttons.has(key)) blockSelect.value = key
  }
  if (textField.value && buttons.has(blockSelect.value)) openForm(blockSelect.value)
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView({ block: "center" })
}
