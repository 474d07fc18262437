// What is written about a comment: a reply to it, and by what its writer is banned.

import { forgetDraft } from "./moderation_drafts.js"
import { send, words } from "./moderation_send.js"

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

export const sendReply = (row, writing, acceptOne) =>
  sendForm(writing, (answer) => {
    forgetDraft(writing)
    writing.parentElement.open = false
    find("textarea", writing).value = ""
    find("[name=submission]", writing).value = crypto.randomUUID()
    const removed = [["to", "removed"], ["about", `${answer.key}:approved`]]
    acceptOne(row, answer, [removed], words.published, answer.address)
  })

/** The page of the ban, in a dialog; where that fails, the page itself. */
export async function openBan(row) {
  const { href } = find("[data-ban-link]", row)
  const dialog = document.getElementById("ban")
  try {
    const response = await fetch(href)
    const page = new DOMParser().parseFromString(await response.text(), "text/html")
    find("h2", dialog).textContent = find("h1", page).textContent
    find("[data-ban-form]", dialog).replaceChildren(find("[data-ban]", page))
    find("[name=seen]", dialog).value = row.dataset.version
  } catch {
    return location.assign(href)
  }
  dialog.dataset.about = row.dataset.comment
  if (!dialog.open) dialog.showModal()
}

export const sendBan = (rows, written, acceptOne) =>
  sendForm(written, (answer) => {
    const dialog = document.getElementById("ban")
    const row = rows.find(({ dataset }) => dataset.comment === dialog.dataset.about)
    dialog.close()
    const lifted = answer.bans.map((key) => ["unban", key])
    acceptOne(row, answer, lifted.length ? [lifted] : [], words.banned)
  })
