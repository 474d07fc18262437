// One button says what will happen to the post. It opens the panel with the checks, the post as readers will find it, its
// labels and its date, and all that can be done: these are fields of the form, which return to it.
import { el, find, findAll, findOptional, gettext, interpolate, ngettext, readJSON, targetOf } from "../common/dom.js"
import { correctionNote } from "./correction_note.js"

// What can be done, '' for a save, in the order in which it is offered; the first is the default.
const ORDER = ["", "published", "scheduled", "handed_in", "approved", "changes", "taken_back"]
const PUBLISHING = ["published", "scheduled"]
const CONFIRMED = [...PUBLISHING, "handed_in"] // After the check results in the panel.
const DAYS = 6 * 86_400_000 // ms in which the name of a day is clear

/** @typedef {{ kind: string, label: string, short: string, ask: HTMLElement | null, radio: HTMLInputElement }} Choice */

/**
 * A time of the site, such as "8:00" today, "Friday 8:00" within the next days, otherwise with its date as well.
 * @param {string} value of the date field
 */
function formatTime(value) {
  const date = new Date(value) // Read and formatted in the browser's zone, so the zone does not matter.
  const isNear = date.getTime() - Date.now() < DAYS
  /** @type {Intl.DateTimeFormatOptions} */
  const format = { hour: "numeric", minute: "2-digit" }
  if (value.slice(0, 10) !== timeIn(0).slice(0, 10)) format.weekday = isNear ? "long" : "short"
  if (!isNear) Object.assign(format, { year: "numeric", month: "short", day: "numeric" })
  return date.toLocaleString(document.documentElement.lang, format)
}

/**
 * The time of the site in some hours, as the value of a date field.
 * @param {number} hours
 */
function timeIn(hours) {
  const { timeZone } = readJSON("autosave")
  const text = new Date(Date.now() + hours * 3_600_000).toLocaleString("sv", { timeZone }) // 2026-11-30 06:12:05
  return text.slice(0, 16).replace(" ", "T")
}

/**
 * Moves an element into another one, and returns a function that puts it back.
 * @param {HTMLElement} element
 * @param {HTMLElement} target
 */
function borrow(element, target) {
  const place = el("div")
  place.style.blockSize = `${element.offsetHeight}px` // Nothing moves behind the panel.
  element.replaceWith(place)
  target.append(element)
  return () => place.replaceWith(element)
}

/**
 * @param {HTMLFormElement} form
 * @param {import("./checks.js").ChecksPanel | undefined} checks
 */
export function publishPanel(form, checks) {
  const workflow = find(".workflow", form)
  const { state, requested = "", address = "", site = "" } = workflow.dataset
  const saveButton = findOptional("[name=_continue]", form, HTMLInputElement)
  const isOut = state === "public"
  const isScheduled = state === "scheduled"
  const choices = readChoices()
  if (!choices.length) return
  const isOnly = choices.length === 1
  const note = correctionNote(form)
  const when = findOptional("[name=schedule_at]", workflow, HTMLInputElement)
  const warning = findOptional("[data-publish-warning]", form)
  const [date, time] = findAll("[name^=published_at_]:enabled", form, HTMLInputElement)
  /** @type {HTMLElement | null} */
  let saver = saveButton // The button that began the save.
  /** @type {(() => void)[]} */
  let returns = []
  let proposal = "" // A time that nobody has chosen yet.

  const error = el("p", { className: "errornote", role: "alert", hidden: true })
  const final = el("button", { type: "submit", className: "button default" })
  const key = el("kbd", { "aria-hidden": "true", textContent: gettext("Ctrl+Enter") })
  const back = el("button", { type: "button", className: "button", textContent: gettext("Back to the post") })
  const confirmed = el("input", { type: "hidden", name: "warned" })
  const hint = el("p", { className: "help", hidden: true })
  const group = el(
    "fieldset",
    { className: "publish-choices", hidden: isOnly && !choices[0].ask },
    isOnly ? null : el("legend", { textContent: gettext("What happens") }),
    ...choices.map(createChoice),
    hint,
  )
  const checksPlace = el("div")
  const [labels, fields] = [el("div"), el("div")]
  const previews = el("div", { className: "reader-previews" })
  const title = isOnly ? choices[0].label : gettext("Publishing")
  const heading = el("h2", { id: "publish-title", textContent: title })
  const readersHeading = el("h3", { className: "reader-heading", textContent: gettext("What readers will find") })
  const dialog = el(
    "dialog",
    { className: "desk-dialog publish-panel", "aria-labelledby": heading.id },
    heading,
    el("div", {}, group, note?.element, labels, checksPlace),
    el("div", {}, readersHeading, fields, previews),
    el("div", { className: "publish-end" }, error, el("p", { className: "dialog-buttons" }, final, back), confirmed),
  )
  const opener = el("button", {
    ...{ type: "button", className: "button publish-open", title: gettext("Ctrl+Shift+Enter") },
    ...{ "aria-haspopup": "dialog", "aria-keyshortcuts": "Control+Shift+Enter Meta+Shift+Enter" },
  })
  // The next stop of Tab after the text: the fields of the side panel are before the bar of buttons.
  const skip = el(
    "button",
    { type: "button", className: "button publish-skip", "aria-haspopup": "dialog" },
    gettext("Go to publishing"),
    el("kbd", { "aria-hidden": "true", textContent: gettext("Ctrl+Shift+Enter") }),
    el("kbd", { "aria-hidden": "true", textContent: `${gettext("Side panel")} Alt+Shift+S` }),
  )
  opener.classList.toggle("default", choices[0].kind !== "taken_back")
  for (const element of findAll(".workflow-buttons > :is([name=transition], .workflow-more)", workflow))
    element.remove()
  // The time that was set is beside what can change it, and a submission beside what sends it back.
  const isBeside = (/** @type {Choice} */ { kind }) => kind === "changes" || (isScheduled && PUBLISHING.includes(kind))
  for (const choice of choices.filter(isBeside)) {
    const onclick = () => {
      openFor(choice)
      if (choice.ask) findOptional("textarea, input", choice.ask)?.focus()
    }
    const button = el("button", { type: "button", className: "button", textContent: choice.short, onclick })
    find(".workflow-buttons", workflow).append(button)
  }
  find(".submit-row", form).prepend(opener)
  find(".document-editor", form).after(skip)
  form.append(dialog)
  let chosen = choices.find(({ kind }) => kind === requested) ?? findDefault()
  choose(chosen)

  /** The choices of the server's buttons, which they replace. @returns {Choice[]} */
  function readChoices() {
    const items = findAll("[name=transition]", workflow, HTMLButtonElement).map((button) => {
      const ask = /** @type {HTMLElement | null} */ (button.closest(".workflow-ask"))
      const label = button.textContent.trim()
      const short = ask?.previousElementSibling?.textContent ?? `${label}…` // The summary of its details.
      return { kind: button.value, label, short, ask }
    })
    if (saveButton && (isOut || isScheduled)) {
      saveButton.hidden = true // The button that opens the panel updates, too.
      items.push({ kind: "", label: gettext("Update"), short: "", ask: null })
    }
    items.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))
    return items.map((choice) => {
      choice.ask?.querySelector("button")?.remove()
      const radio = el("input", { type: "radio", id: `publish-${choice.kind}`, name: "publish", value: choice.kind })
      radio.setAttribute("form", "") // No field of the form: it is neither sent nor autosaved.
      return { ...choice, radio }
    })
  }

  /** @param {Choice} choice */
  function createChoice(choice) {
    const { radio, label, ask } = choice
    radio.addEventListener("change", () => choose(choice))
    return el("div", {}, ...(isOnly ? [] : [radio, el("label", { for: radio.id, textContent: label })]), ask)
  }

  /** What the server refused, or the planned date, or the first choice. */
  function findDefault() {
    const planned = !isScheduled && when?.value ? "scheduled" : ""
    const refused = choices.find(({ ask }) => ask?.querySelector(".errorlist"))
    return refused ?? choices.find(({ kind }) => planned && kind === planned) ?? choices[0]
  }

  /** @param {Choice} choice */
  function choose(choice) {
    chosen = choice
    error.hidden = true
    if (dialog.open && choice.kind === "scheduled" && when) when.value ||= proposal
    for (const { ask, radio } of choices) {
      radio.checked = radio === choice.radio
      if (ask) ask.hidden = radio !== choice.radio
    }
    show()
  }

  /** The day before today that readers will see, as of a pasted article; '' for a new post of today. */
  function pastDay() {
    const day = new Date(`${date?.value}T23:59:59`)
    if (isScheduled || !(day.getTime() < Date.now())) return ""
    return day.toLocaleDateString(document.documentElement.lang, { dateStyle: "medium" })
  }

  /** A date to come in the side panel is that of the schedule. */
  function plan() {
    const text = `${date.value}T${time.value.slice(0, 5)}`
    const value = date.value && time.value && text > timeIn(0) ? text : ""
    if (!when || isScheduled || value === when.value) return show()
    when.value = value
    choose(findDefault())
  }

  function show() {
    const { kind, label } = chosen
    const day = pastDay()
    let text = label
    if (kind === "scheduled" && when?.value)
      text = interpolate(gettext("Schedule for %(when)s"), { when: formatTime(when.value) })
    else if (kind === "published" && day) text = interpolate(gettext("Publish, dated %(day)s"), { day })
    final.replaceChildren(text, key)
    opener.textContent = `${text}…` // It opens the panel.
    hint.hidden = kind !== "handed_in" || !checks?.results().blocking.length
    hint.textContent = hint.hidden
      ? ""
      : gettext("Some check results block publishing. Fix them, or leave them to an editor.")
    if (!dialog.open) return
    if (note) {
      note.element.hidden = !note.isRequired(kind)
      note.propose()
    }
    // The panel publishes without them, too.
    const loading = import("./reader_previews.js").catch(() => null)
    void loading.then((loaded) => loaded?.drawReaderPreviews(previews, form, { site, address, kind }))
  }

  /** @param {Choice} choice */
  function open(choice) {
    if (dialog.open) return
    /** @type {[string, HTMLElement][]} */
    const places = [
      // A planned date is one of the choices.
      ...(date && (isOut || pastDay()) ? [/** @type {[string, HTMLElement]} */ (["published_at", labels])] : []),
      ["labels", labels],
      ["title", fields],
      ["summary", fields],
      ["slug", fields],
    ]
    returns = places.flatMap(([name, place]) =>
      findAll(`.form-row.field-${name}`, form).map((row) => borrow(row, place)),
    )
    if (checks) {
      const wasOpen = checks.panel.open
      returns.push(borrow(checks.panel, checksPlace), () => (checks.panel.open = wasOpen))
      checks.panel.open = true
      checks.refresh()
    }
    dialog.showModal()
    if (when && when.value === proposal) when.value = "" // It may have passed.
    proposal = timeIn(1).replace(/..$/, "00")
    choose(choice)
    if (note && !note.element.hidden) note.focusKind()
    else if (isOnly) final.focus({ preventScroll: true })
    else chosen.radio.focus()
  }

  /**
   * @param {string} text
   * @param {HTMLElement | null} field
   */
  function refuse(text, field) {
    if (field?.closest(".workflow-ask")) field.after(error)
    else (field?.closest(".form-row") ?? find(".publish-end", dialog)).prepend(error)
    error.textContent = text
    error.hidden = false
    field?.focus()
  }

  /** Sends the form, unless something is missing. */
  function finish() {
    const { kind, ask } = chosen
    const { blocking = [], remaining = [] } = checks?.results() ?? {}
    const field = /** @type {HTMLInputElement | null} */ (ask && findOptional("textarea, input", ask))
    if (PUBLISHING.includes(kind) && !isScheduled && blocking.length) {
      const text = ngettext("%s check result blocks publishing.", "%s check results block publishing.", blocking.length)
      return refuse(interpolate(text, [blocking.length]), findOptional(".is-blocking .check-go", dialog))
    }
    const missing = ask?.dataset.missing // What is asked is optional without it.
    if (missing && field && !field.value.trim()) return refuse(field.validationMessage || missing, field)
    if (note?.isRequired(kind)) {
      const text = note.missingPart()
      if (text) return refuse(text, note.nextField())
      note.accept()
    }
    confirmed.value = remaining.map((result) => result.key).join(" ")
    final.name = "transition"
    final.value = CONFIRMED.includes(kind) ? `${kind} anyway` : kind
    const button = kind ? final : saver
    proposal = ""
    dialog.close() // The state of the save is behind it.
    form.requestSubmit(button)
  }

  const openFor = (/** @type {Choice} */ choice) => {
    saver = saveButton
    open(choice)
  }

  for (const button of [opener, skip]) button.addEventListener("click", () => openFor(chosen))
  document.addEventListener(
    "keydown",
    (event) => {
      const isShortcut = event.key === "Enter" && event.shiftKey && (event.ctrlKey || event.metaKey) && !event.altKey
      if (!isShortcut || event.isComposing || event.repeat || document.querySelector(":modal")) return
      event.preventDefault()
      event.stopPropagation() // The editor would break the line.
      openFor(chosen)
    },
    true,
  )
  final.addEventListener("click", (event) => {
    event.preventDefault()
    finish()
  })
  back.addEventListener("click", () => dialog.close())
  dialog.addEventListener("close", () => {
    for (const giveBack of returns) giveBack()
    returns = []
    const isLater = dialog.returnValue === "result" // Something is mended first.
    dialog.returnValue = ""
    if (isLater) return
    if (proposal && when?.value === proposal) when.value = ""
    choose(findDefault()) // A choice that was given up is not left on the button.
  })
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return
    if (event.repeat) return event.preventDefault() // A key held since the panel was closed confirms nothing.
    if (!event.ctrlKey && !event.metaKey && targetOf(event).type !== "radio") return
    event.preventDefault()
    finish()
  })
  // The choice alone changes nothing of the post.
  for (const type of ["input", "change"])
    group.addEventListener(type, (event) => targetOf(event).type === "radio" && event.stopPropagation())
  form.addEventListener("input", (event) => {
    const choice = choices.find(({ kind }) => kind === "scheduled")
    if (choice && when?.value && event.target === when) choose(choice)
    else if (event.target === date || event.target === time) plan()
    else if (dialog.open) show()
  })
  note?.element.addEventListener("input", () => (error.hidden = true))
  form.addEventListener("checked", () => dialog.open && show())
  form.addEventListener(
    "submit",
    (event) => {
      const { submitter } = event
      if (submitter === final || submitter?.hasAttribute("data-preview")) return
      const update = choices.find(({ kind }) => !kind)
      if (!note || !update || note.isAnswered() || !note.isRequired("")) return
      event.preventDefault()
      event.stopImmediatePropagation()
      if (dialog.open) {
        choose(update)
        return finish()
      }
      saver = submitter ?? saveButton
      open(update)
    },
    true,
  )
  for (const link of findAll(".error-summary a", document, HTMLAnchorElement))
    link.addEventListener("click", (event) => {
      const field = document.getElementById(decodeURIComponent(link.hash.slice(1)))
      if (!field || !dialog.contains(field)) return
      event.preventDefault()
      open(chosen)
      field.focus()
    })

  warning?.remove()
  if (warning || dialog.querySelector(".errorlist")) {
    open(chosen)
    if (warning) refuse(gettext("Not done yet: the checks have new results."), null)
  }
}
