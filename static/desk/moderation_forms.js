// Forms about comments: a reply, and the ban of its author.

import { control, find, findOptional } from "../common/dom.js"
import { messageOf } from "../common/http.js"
import { forgetDraft } from "./moderation_drafts.js"
import { fetchPage, send, texts } from "./moderation_send.js"

/**
 * Accepts the server's answer about rows; `steps` undo what else was done, `link` leads to it.
 * @typedef {(
 *   rows: HTMLElement[], answer: any, steps: import("./moderation_send.js").Fields[], text: string, link?: string
 * ) => void} Accept
 */

/**
 * Sends a form about a row, which shows errors itself; `onAnswer` gets the answer.
 * @param {HTMLFormElement} form
 * @param {(answer: any) => void} onAnswer
 */
async function sendForm(form, onAnswer) {
  const button = find("button", form, HTMLButtonElement)
  const error = find("[data-error]", form)
  error.hidden = true
  button.disabled = true
  try {
    const fields = /** @type {import("./moderation_send.js").Fields} */ ([...new FormData(form)])
    onAnswer(await send(form.action, fields))
  } catch (reason) {
    error.textContent = messageOf(reason)
    error.hidden = false
  } finally {
    button.disabled = false
  }
}

/**
 * @param {HTMLElement} row
 * @param {HTMLFormElement} form
 * @param {Accept} accept
 */
export const sendReply = (row, form, accept) =>
  sendForm(form, (answer) => {
    forgetDraft(form)
    const folded = form.closest("details")
    if (folded) folded.open = false
    control(form, "text").value = ""
    control(form, "submission").value = crypto.randomUUID()
    accept(
      [row],
      answer,
      [
        [
          ["to", "removed"],
          ["about", `${answer.key}:approved`],
        ],
      ],
      texts.published,
      answer.address,
    )
  })

/**
 * Opens the form of a ban of the authors of rows in a dialog. Throws a RequestError.
 * @param {HTMLElement[]} rows
 */
export async function openBan(rows) {
  const dialog = find("#ban", document, HTMLDialogElement)
  const { formAction } = find("[data-ban-chosen]", document, HTMLButtonElement)
  const page = await fetchPage(formAction, [
    ["ask", "on"],
    ...rows.map(({ dataset }) => /** @type {[string, string]} */ (["about", `${dataset.comment}:${dataset.version}`])),
  ])
  find("h2", dialog).textContent = find("h1", page).textContent
  find("[data-ban-form]", dialog).replaceChildren(...[findOptional("[data-ban]", page)].filter((form) => form !== null))
  dialog.dataset.about = rows.map(({ dataset }) => dataset.comment).join(" ")
  if (!dialog.open) dialog.showModal()
}

/**
 * @param {HTMLElement[]} rows
 * @param {HTMLFormElement} form
 * @param {Accept} accept
 */
export const sendBan = (rows, form, accept) =>
  sendForm(form, (answer) => {
    const dialog = find("#ban", document, HTMLDialogElement)
    const banned = (dialog.dataset.about ?? "").split(" ")
    dialog.close()
    accept(
      rows.filter(({ dataset }) => banned.includes(dataset.comment ?? "")),
      answer,
      [],
      answer.message,
    )
  })
