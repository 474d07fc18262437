// Names the empty fields of Django’s autocompletion for screen readers. Select2 names only those with a value.
const EMPTY = ".select2-selection__rendered:not([title]):not([aria-label])"

function nameFields() {
  for (const field of document.querySelectorAll(EMPTY)) {
    const { textContent } = field
    if (textContent) field.setAttribute("aria-label", textContent)
  }
}

// Django’s scripts create the fields when the document is parsed, and in each row that is added.
new MutationObserver(nameFields).observe(document.body, { childList: true, subtree: true })
nameFields()
