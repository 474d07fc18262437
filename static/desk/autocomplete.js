// Names the empty fields of Django’s autocompletion for screen readers. Select2 names only those with a value.
const EMPTY = ".select2-selection__rendered:not([title]):not([aria-label])"

function nameFields() {
  for (const field of document.querySelectorAll(EMPTY)) {
    const { textContent } = field
    if (textContent) field.setAttribute("aria-label", textContent)
  }
}

// After Django’s scripts, which run when the document is parsed; and in a row that was added.
addEventListener("load", nameFields)
document.addEventListener("formset:added", () => setTimeout(nameFields))
