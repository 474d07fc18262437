// What authors read about unsaved changes: the question whether to restore them, and notes about what was not restored.
import { announce, control, el, findOptional, gettext } from "../common/dom.js"
import { messageOf, requestJSON } from "../common/http.js"
import { html, render } from "../vendor/lit/lit.js"
import { deleteDrafts } from "./draft_storage.js"

/** @typedef {import("./draft_storage.js").Draft} Draft */

/**
 * Shows that the changes of a link no longer exist.
 * @param {HTMLFormElement} form
 */
export const noteMissing = (form) =>
  showNote(form, gettext("These changes no longer exist: they were saved, restored or deleted."))

/**
 * Shows that the changes of a link are open in another tab.
 * @param {HTMLFormElement} form
 * @param {Draft} draft
 */
export const noteOpenElsewhere = (form, draft) =>
  showNote(
    form,
    gettext("These changes are open in another tab. Continue there, or close that tab and try again."),
    restoreLink(draft, gettext("Try again")),
  )

/**
 * Shows that a date was not restored, and why.
 * @param {HTMLFormElement} form
 * @param {string} published
 */
export function noteDate(form, published) {
  const reason = published
    ? gettext("The post was published in the meantime. Its date stays {date}: only an editor can change it.").replace(
        "{date}",
        published,
      )
    : gettext("The post was published in the meantime. Its date stays as it is.")
  showNote(form, `${gettext("Your changes have been restored.")} ${reason}`)
}

/**
 * @param {HTMLFormElement} form
 * @param {string} text
 * @param {...HTMLAnchorElement} links
 */
function showNote(form, text, ...links) {
  form.before(el("div", { className: "draft-notice", role: "status" }, el("p", { textContent: text }), ...links))
}

/**
 * @param {Draft} draft
 * @param {string} text
 */
const restoreLink = ({ form }, text) => el("a", { className: "button", href: `?restore=${form}`, textContent: text })

/** @param {string} url */
const listLink = (url) => el("a", { href: url, textContent: gettext("All unsaved changes") })

/**
 * Formats a time as the desk does, in the site's language and time zone.
 * @param {number} time
 * @param {string} timeZone
 */
function formatTime(time, timeZone) {
  const { lang } = document.documentElement
  const date = new Date(time).toLocaleString(lang, { dateStyle: "long", timeZone })
  const clockTime = new Date(time).toLocaleString(lang, { timeStyle: "short", timeZone })
  return `${date}${lang.startsWith("ar") ? "،" : ","} ${clockTime}`
}

/**
 * Discards a draft with its values, since this browser may be the only one that has them. It has the key then under which
 * the server stores them.
 * @param {HTMLFormElement} form
 * @param {Draft} draft
 * @param {import("./draft_recovery.js").RecoveryOptions} options
 */
async function discard(form, draft, { address, user }) {
  const { form: former, revision, values, at } = draft
  const turn = Math.max(Math.ceil(at), Date.now())
  const body = { post: control(form, "_post")?.value, user, revision, values, turn, discard: true }
  /** @param {string} formKey */
  const discardAs = (formKey) => requestJSON(address, { body: { ...body, form: formKey } })
  const { new_form } = await discardAs(former)
  // The form was saved or discarded in another tab: these changes are stored separately.
  if (new_form) await discardAs((draft.form = new_form))
  deleteDrafts(former)
}

/**
 * Asks in a bar above the form. Resolves to true for a draft to restore, to false once it is discarded.
 * @param {HTMLFormElement} form
 * @param {Draft} draft
 * @param {import("./draft_recovery.js").RecoveryOptions} options
 * @returns {Promise<boolean>}
 */
export function askToRestore(form, draft, options) {
  const { all: listURL, timeZone, setAside } = options
  const when = formatTime(draft.at, timeZone)
  return new Promise((resolve) => {
    const bar = el("div", { className: "draft-notice", role: "alert" })

    /** @param {boolean} answer */
    function close(answer) {
      bar.remove()
      findOptional(".document-editor [contenteditable=true]", form)?.focus()
      resolve(answer)
    }

    async function onRestore() {
      try {
        if (await setAside()) {
          const text = gettext("What you typed before is kept as an entry of its own. Undo brings it back here.")
          showNote(form, text, listLink(listURL))
        }
      } catch (error) {
        return draw(`${gettext("Not restored.")} ${messageOf(error)}`)
      }
      close(true)
    }

    async function onDiscard() {
      const question = gettext("Discard the unsaved changes from {when}? You can restore them for 30 days.")
      if (!confirm(question.replace("{when}", when))) return
      try {
        await discard(form, draft, options)
      } catch (error) {
        return draw(`${gettext("Not discarded.")} ${messageOf(error)}`)
      }
      const text = gettext("Discarded. You can restore it for 30 days.")
      announce(text)
      showNote(form, text, restoreLink(draft, gettext("Undo")), listLink(listURL))
      close(false)
    }

    /** @param {string} error */
    function draw(error) {
      const isPublic = control(form, "status")?.value === "published"
      const question = isPublic
        ? gettext("You have changes from {when} that readers do not see yet.")
        : gettext("You have unsaved changes from {when}.")
      const text = question.replace("{when}", when)
      render(
        html`<p>${text}</p>
          <button type="button" class="button" @click=${onRestore}>${gettext("Restore")}</button>
          <button type="button" class="button" @click=${onDiscard}>${gettext("Discard")}</button>
          <a href=${listURL}>${gettext("All unsaved changes")}</a>
          <p role="alert" ?hidden=${!error}>${error}</p>`,
        bar,
      )
    }

    draw("")
    form.before(bar)
  })
}
