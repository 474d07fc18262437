/** Name the editor of a dossier's introduction for assistive technology, which its label does not. */

const label = document.querySelector('label[for="id_introduction"]')

/** Return whether the editor is there. */
function nameEditor() {
  const editor = document.querySelector(".field-introduction .tiptap")
  editor?.setAttribute("aria-label", (label?.textContent ?? "").trim().replace(/:$/, ""))
  return editor !== null
}

if (!nameEditor()) {
  const observer = new MutationObserver(() => {
    if (nameEditor()) observer.disconnect()
  })
  observer.observe(document.body, { childList: true, subtree: true })
}
