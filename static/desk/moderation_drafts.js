// Drafts of replies stay in this tab until the reply has arrived, on the queue and a comment's page.

const PREFIX = "reply "
const keyOf = (writing) => PREFIX + new URL(writing.action).pathname

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key))
  } catch {
    return null // Switched off.
  }
}

function keep({ target }) {
  const writing = target.closest("[data-reply]")
  if (!writing) return
  const { text, submission } = writing.elements
  if (!text.value) return forgetDraft(writing)
  try {
    sessionStorage.setItem(keyOf(writing), JSON.stringify({ text: text.value, submission: submission.value }))
  } catch {
    // Full, or switched off.
  }
}

function forget(key) {
  try {
    sessionStorage.removeItem(key)
  } catch {
    // Switched off.
  }
}

export const forgetDraft = (writing) => forget(keyOf(writing))

/** Forgets what the message on this page says has arrived. */
function forgetSent() {
  try {
    for (const key of Object.keys(sessionStorage)) {
      const sent = key.startsWith(PREFIX) && `.messagelist .sent-${CSS.escape(read(key)?.submission)}`
      if (sent && document.querySelector(sent)) forget(key)
    }
  } catch {
    // Switched off.
  }
}

/** Fills in the drafts of forms that came without a text, and opens what they are folded in. */
export function fillDrafts(within) {
  for (const writing of within.querySelectorAll("[data-reply]")) {
    const draft = read(keyOf(writing))
    if (!draft) continue
    const { text, submission } = writing.elements
    if (text.value) continue
    text.value = draft.text
    // The number of the submission goes with the text, so that no reply is published twice.
    submission.value = draft.submission
    const folded = writing.closest("details")
    if (folded) folded.open = true
  }
}

document.addEventListener("input", keep)
forgetSent()
fillDrafts(document)
