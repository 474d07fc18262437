// Notes on the post and its blocks: a list beside the editor, outside the form, as notes are not saved with the post.
import { announce, BESIDE_QUERY, debounce, el, find, findOptional, gettext, readJSON, uniqueId } from "../common/dom.js"
import { messageOf, requestJSON } from "../common/http.js"
import { html, live, nothing, render, repeat } from "../vendor/lit/lit.js"
import { comparableText, currentBlock, goToBlock, placeNotes, placesIn, showMarks } from "./note_marks.js"

/** @typedef {import("./note_marks.js").Place} Place */
/** @typedef {{ id: number, by: string, time: string, text: string, mine: boolean }} Remark */
/**
 * A note and its replies; `resolved` says who resolved it, or is ''.
 * @typedef {Remark & { block: string, anchor_text: string, excerpt: string, replies: Remark[], resolved: string }} Thread
 */

const MAX_NOTE_LENGTH = 2000
const MAX_QUOTE_LENGTH = 120
/** @param {string} text */
const shorten = (text) => (text.length > MAX_QUOTE_LENGTH ? `${text.slice(0, MAX_QUOTE_LENGTH - 1).trimEnd()}…` : text)
/** @param {string} text */
const quote = (text) => (/^[“"„«‘]/.test(text) ? shorten(text) : `“${shorten(text)}”`)

/**
 * @param {Editor} editor
 * @param {HTMLFormElement} form
 */
export function notes(editor, form) {
  const { notes: initialThreads, places: submittedPlaces, ...settings } = readJSON("notes")
  let { address } = settings
  /** @type {Thread[]} */
  let threads = initialThreads
  /** The block of a new note. @type {Place | null} */
  let target = null
  let message = ""
  /** The thread that the message offers to reopen. @type {number | null} */
  let resolvedId = null
  let lastRequest = 0 // its number
  let shownRequest = 0 // the number of the request whose answer the list shows
  let isTrashed = false
  let isReopening = false // The panel is closed only to be opened in its other mode.
  /** Text that is not sent, by the keys of fields. @type {Map<string, string>} */
  const drafts = new Map()
  /** The keys of unfolded fields. @type {Set<string>} */
  const unfolded = new Set()
  /** The IDs of fields, by their keys. @type {Map<string, string>} */
  const fieldIds = new Map()

  // A new post was saved.
  form.addEventListener("drafted", (event) => {
    address = /** @type {CustomEvent} */ (event).detail.notes
    draw()
  })

  const panel = el("dialog", { className: "notes-panel", id: "notes-panel", "aria-labelledby": "notes-title" })
  form.after(panel)
  const toggle = el("button", {
    type: "button",
    className: "button notes-toggle",
    "aria-controls": panel.id,
    "aria-expanded": "false",
  })
  toggle.addEventListener("click", () => show(!panel.open))
  document.querySelector(".workflow-buttons")?.append(toggle)

  /** @param {Thread} thread */
  const isOpen = (thread) => !thread.resolved
  const openIds = () => threads.filter(isOpen).map(({ id }) => id)

  // Not while the post is in the trash, where it has none.
  function refresh() {
    if (address && !isTrashed) request().catch(() => {})
  }

  /** @param {boolean} isShown */
  function show(isShown) {
    if (!isShown) return panel.close()
    if (!panel.open) open()
    draw()
    const field = openIds().length ? null : findOptional(".notes-compose textarea", panel)
    ;(field ?? find(".notes-close", panel)).focus()
    refresh()
  }

  function open() {
    if (BESIDE_QUERY.matches) panel.open = true
    else panel.showModal()
    markPage()
    toggle.setAttribute("aria-expanded", "true")
  }
  /** For the style sheet, whose :has() would restyle all blocks with each new node. */
  const markPage = () => panel.parentElement?.classList.toggle("has-notes", panel.open)
  panel.addEventListener("close", () => {
    markPage()
    toggle.setAttribute("aria-expanded", "false")
    if (!isReopening) (toggle.isConnected ? toggle : editor.view.dom).focus()
  })
  BESIDE_QUERY.addEventListener("change", () => {
    if (!panel.open) return
    isReopening = true
    const onClose = () => {
      isReopening = false
      open()
    }
    panel.addEventListener("close", onClose, { once: true })
    panel.close()
  })

  /**
   * Sends a change, if there is one, and shows the notes in the answer.
   * @param {object} [body]
   */
  async function request(body) {
    const number = ++lastRequest
    const answer = await requestJSON(address, body ? { body } : {})
    // Notes that were requested before a change was answered are out of date.
    if (body || number > shownRequest) {
      shownRequest = body ? lastRequest : number
      threads = answer.notes
      update()
    }
    return answer
  }

  /**
   * Sends a change; `onDone` gets the answer.
   * @param {object} body
   * @param {(answer: any) => void} onDone
   */
  async function send(body, onDone) {
    try {
      const answer = await request(body)
      message = ""
      resolvedId = null
      onDone(answer)
      draw()
    } catch (error) {
      message = messageOf(error)
      resolvedId = null
      draw()
    }
  }

  // Templates.

  function draw() {
    const count = openIds().length
    toggle.textContent = count ? gettext("Notes: {count} open").replace("{count}", String(count)) : gettext("Notes")
    if (!panel.open) return
    render(
      html`<div class="notes-head">
          <h2 id="notes-title">${gettext("Notes")}</h2>
          <button
            type="button"
            class="notes-close"
            aria-label=${gettext("Close the notes")}
            title=${gettext("Close (Escape)")}
            @click=${() => show(false)}
          >
            ×
          </button>
        </div>
        <div class="notes-state" role="status">${messageTemplate()}</div>
        <div class="notes-compose">${composeTemplate()}</div>
        <div class="notes-list">${listTemplate()}</div>`,
      panel,
    )
  }

  function messageTemplate() {
    if (!message) return nothing
    const id = resolvedId
    const undoButton = (/** @type {number} */ thread) =>
      html`<button type="button" class="notes-undo" @click=${() => reopen(thread)}>${gettext("Undo")}</button>`
    return html`<p>${message}</p>
      ${id === null ? nothing : undoButton(id)}`
  }

  function composeTemplate() {
    if (!address) return html`<p>${gettext("Save the post before you add notes to it or its blocks.")}</p>`
    const label = target
      ? gettext("Note at {words}").replace("{words}", quote(target.text))
      : gettext("Note on the whole post")
    const removeTarget = () => {
      target = null
      draw()
      find(".notes-compose textarea", panel).focus()
    }
    const wholeButton = () =>
      html`<button type="button" class="notes-plain" @click=${removeTarget}>
        ${gettext("On the whole post instead")}
      </button>`
    return html`${fieldTemplate("", label, gettext("Add note"), addNote)} ${target ? wholeButton() : nothing}`
  }

  /**
   * A label, a field and a button.
   * @param {string} key
   * @param {string} label
   * @param {string} sendText
   * @param {(text: string) => Promise<void>} onSend
   * @param {string} [initialText]
   */
  function fieldTemplate(key, label, sendText, onSend, initialText = "") {
    const id = fieldIds.get(key) ?? uniqueId("note-field") // not the ID of a thread
    fieldIds.set(key, id)
    // Read-only until the response arrives: it would overwrite further text, and nothing is sent twice.
    const sendOnce = async () => {
      const field = find(`#${id}`, panel, HTMLTextAreaElement)
      if (field.readOnly) return
      field.readOnly = true
      await onSend(field.value)
      field.readOnly = false
    }
    /** @param {Event} event */
    const onInput = (event) => drafts.set(key, /** @type {HTMLTextAreaElement} */ (event.target).value)
    /** @param {KeyboardEvent} event */
    const onKeydown = (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      sendOnce()
    }
    return html`<div class="notes-field">
      <label for=${id}>${label}</label>
      <textarea
        id=${id}
        rows="3"
        maxlength=${MAX_NOTE_LENGTH}
        dir="auto"
        .value=${live(drafts.get(key) ?? initialText)}
        @input=${onInput}
        @keydown=${onKeydown}
      ></textarea>
      <button type="button" class="notes-send" title=${gettext("Ctrl+Enter")} @click=${sendOnce}>${sendText}</button>
    </div>`
  }

  /**
   * A field that is folded until it is needed.
   * @param {string} key
   * @param {string} summary
   * @param {unknown} field
   */
  function foldedField(key, summary, field) {
    /** @param {Event} event */
    const onToggle = (event) => {
      const details = /** @type {HTMLDetailsElement} */ (event.target)
      const isNew = details.open && !unfolded.has(key)
      if (details.open) unfolded.add(key)
      else unfolded.delete(key)
      if (isNew) find("textarea", details).focus()
    }
    return html`<details .open=${live(unfolded.has(key))} @toggle=${onToggle}>
      <summary>${summary}</summary>
      ${field}
    </details>`
  }

  /**
   * A field was sent: it is emptied and folded.
   * @param {string} key
   */
  function closeField(key) {
    drafts.delete(key)
    unfolded.delete(key)
  }

  function listTemplate() {
    const places = placesIn(editor)
    const order = (/** @type {Thread} */ { id, anchor_text: anchorText, block }) =>
      places[id]?.pos ?? (anchorText || block ? Infinity : -1)
    const sorted = [...threads].sort((one, other) => order(one) - order(other) || one.id - other.id)
    const items = (/** @type {Thread[]} */ some) =>
      html`<ol>
        ${repeat(
          some,
          ({ id }) => id,
          (thread) => threadTemplate(thread, places[thread.id]),
        )}
      </ol>`
    const [open, resolved] = [sorted.filter(isOpen), sorted.filter((thread) => !isOpen(thread))]
    const summary = gettext("Resolved: {count}").replace("{count}", String(resolved.length))
    const resolvedTemplate = () =>
      html`<details>
        <summary>${summary}</summary>
        ${items(resolved)}
      </details>`
    return html`${open.length ? items(open) : html`<p class="notes-none">${gettext("No open notes.")}</p>`}
    ${resolved.length ? resolvedTemplate() : nothing}`
  }

  /**
   * @param {Thread} thread
   * @param {Place | undefined} place
   */
  function threadTemplate(thread, place) {
    const { id, excerpt, replies, resolved } = thread
    const isChanged = place && excerpt && comparableText(excerpt) !== comparableText(place.text)
    const replyTemplate = () =>
      html`${foldedField(
          `reply-${id}`,
          gettext("Reply"),
          fieldTemplate(`reply-${id}`, gettext("Reply"), gettext("Send"), (text) => reply(id, text)),
        )} <button type="button" class="notes-resolve" @click=${() => resolve(id)}>${gettext("Resolve")}</button>`
    const resolvedTemplate = () =>
      html`<p class="note-by">${resolved}</p>
        <button type="button" @click=${() => reopen(id)}>${gettext("Reopen")}</button>`
    return html`<li id="note-${id}" tabindex="-1">
      ${place ? placeButton(id, place) : missingPlace(thread)}
      ${isChanged ? html`<p class="note-was">${gettext("Previously:")} ${quote(excerpt)}</p>` : nothing}
      ${repeat([thread, ...replies], (remark) => remark.id, remarkTemplate)}
      ${resolved ? resolvedTemplate() : replyTemplate()}
    </li>`
  }

  /**
   * @param {number} id
   * @param {Place} place
   */
  function placeButton(id, { text }) {
    const onClick = () => {
      if (BESIDE_QUERY.matches) return goToBlock(editor, id)
      // After the panel's own handler, which restores the focus.
      panel.addEventListener("close", () => goToBlock(editor, id), { once: true })
      panel.close()
    }
    return html`<button type="button" class="note-where" title=${gettext("Go to the block")} @click=${onClick}>
      ${quote(text)}
    </button>`
  }

  /** @param {Thread} thread */
  function missingPlace({ anchor_text: anchorText, block, excerpt }) {
    const text =
      anchorText || block ? `${gettext("No longer in the text:")} ${quote(excerpt)}` : gettext("On the whole post")
    return html`<p class="note-where">${text}</p>`
  }

  /** @param {Remark} remark */
  function remarkTemplate({ id, by, time, text, mine }) {
    const key = `edit-${id}`
    const field = () =>
      fieldTemplate(key, gettext("Your note"), gettext("Save note"), (changed) => edit(id, changed), text)
    return html`<div class="note-remark">
      <p class="note-by"><strong dir="auto">${by}</strong> ${time}</p>
      <p class="note-text" dir="auto">${text}</p>
      ${mine ? foldedField(key, gettext("Edit"), field()) : nothing}
    </div>`
  }

  // Changes.

  /** @param {string} text */
  const addNote = (text) =>
    send({ text, block: target?.block ?? "", anchor_text: target?.text ?? "" }, ({ wrote: id }) => {
      drafts.delete("")
      if (target) placeNotes(editor, { [id]: target })
      target = null
      draw()
      focusThread(id)
      announce(gettext("Note added."))
    })
  /**
   * @param {number} id
   * @param {string} text
   */
  const reply = (id, text) =>
    send({ to: id, text }, () => {
      closeField(`reply-${id}`)
      draw()
      focusThread(id)
      announce(gettext("Reply added."))
    })
  /**
   * @param {number} id
   * @param {string} text
   */
  const edit = (id, text) =>
    send({ edit: id, text }, () => {
      const key = `edit-${id}`
      const field = find(`#${fieldIds.get(key)}`, panel)
      closeField(key)
      field.closest("details")?.querySelector("summary")?.focus()
      announce(gettext("Note changed."))
    })
  /** @param {number} id */
  const resolve = (id) =>
    send({ resolve: id }, () => {
      message = gettext("Resolved.")
      resolvedId = id
      draw()
      find(".notes-undo", panel).focus()
    })
  /** @param {number} id */
  const reopen = (id) =>
    send({ reopen: id }, () => {
      draw()
      focusThread(id)
      announce(gettext("Reopened."))
    })
  /** @param {number} id */
  const focusThread = (id) => findOptional(`#note-${id}`, panel)?.focus()

  /** Opens a field for a note at the block with the caret. */
  function write() {
    target = currentBlock(editor)
    show(true)
    findOptional(".notes-compose textarea", panel)?.focus()
  }
  Object.assign(editor.storage.noteMarks, {
    write,
    open(/** @type {number} */ id) {
      show(true)
      focusThread(id)
    },
  })

  function update() {
    placeNotes(editor, Object.fromEntries(threads.map(({ id, block, anchor_text: text }) => [id, { block, text }])))
    showMarks(editor, openIds())
    draw()
  }
  // A form with errors came back: its blocks are not the stored ones.
  const anchors = submittedPlaces ? JSON.parse(submittedPlaces) : {}
  placeNotes(editor, Object.fromEntries(threads.flatMap(({ id }) => (anchors[id] ? [[id, anchors[id]]] : []))))
  update()
  editor.on("update", debounce(update, 500))
  form.addEventListener("formdata", ({ formData }) => {
    const current = Object.entries(placesIn(editor)).map(([id, { block, text }]) => [id, { block, text }])
    formData.set("note_places", JSON.stringify(Object.fromEntries(current)))
  })
  form.addEventListener("pinged", (event) => {
    isTrashed = /** @type {CustomEvent} */ (event).detail
    refresh()
  })
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panel.contains(/** @type {Node} */ (event.target))) show(false)
    if (event.key.toLowerCase() !== "m" || !(event.ctrlKey || event.metaKey)) return
    if (!event.altKey || event.getModifierState("AltGraph")) return
    event.preventDefault()
    write()
  })
  addEventListener("beforeunload", (event) => {
    if ([...drafts.values()].some((text) => text.trim())) event.preventDefault()
  })
}
