// What is written about a comment: a reply to it, and by what its writer is banned.

import { forgetDraft } from "./moderation_drafts.js"
import { fetchPage, send, words } from "./moderation_send.js"

const find = (selector, within = document) => within.querySelector(selector)

/** Sends a form about a row, whose errors are shown in it; `sent` gets the answer. */
async function sendForm(written, sent) {
  const button = find("button", written)
  const error = find("[data-error]", written)
  error.hidden = true
  button.disabled = true
  try {
    sent(await send(written.action, [...new FormData(written)]))
  } catch (problem) {
    error.textContent = problem.message
    error.hidden = false
  } finally {
    button.disabled = false
  }
}

export const sendReply = (row, writing, acceptAll) =>
  sendForm(writing, (answer) => {
    forgetDraft(writing)
    writing.parentElement.open = false
    find("textarea", writing).value = ""
    find("[name=submission]", writing).value = crypto.randomUUID()
    const removed = [
      ["to", "removed"],
      ["about", `${answer.key}:approved`],
    ]
    acceptAll([row], answer, [removed], words.published, answer.address)
  })

/** The page of the ban of so many rows, in a dialog. Throws an Error whose message may be shown. */
export async function openBan(rows) {
  const dialog = document.getElementById("ban")
  const { formAction } = find("[data-ban-chosen]")
  const about = rows.map(({ dataset }) => ["about", `${dataset.comment}:${dataset.version}`])
  const page = await fetchPage(formAction, [["ask", "on"], ...about])
  find("h2", dialog).textContent = find("h1", page).textContent
  find("[data-ban-form]", dialog).replaceChildren(find("[data-ban]", page))
  dialog.dataset.about = rows.map(({ dataset }) => dataset.comment).join(" ")
  if (!dialog.open) dialog.showModal()
}

export const sendBan = (rows, written, acceptAll) =>
  sendForm(written, (answer) => {
    const dialog = document.getElementById("ban")
    const about = dialog.dataset.about.split(" ")
    dialog.close()
    acceptAll(
      rows.filter(({ dataset }) => about.includes(dataset.comment)),
      answer,
      [],
      answer.message,
    )
  })
