// The panel of check results beside the editor. Each result leads to its block.
import { pm } from "django-prose-editor/editor"
import {
  announce,
  control,
  debounce,
  editorOf,
  el,
  find,
  findAll,
  findOptional,
  gettext,
  interpolate,
  ngettext,
  readJSON,
  uniqueId,
} from "../common/dom.js"
import { messageOf, requestJSON } from "../common/http.js"
import { html, nothing, render, repeat } from "../vendor/lit/lit.js"

/** @typedef {import("../vendor/lit/lit.js").TemplateResult} TemplateResult */
/**
 * A check result in the server's answer: `element_index` is the index of its block, `part` a field of the block or of
 * the form.
 * @typedef {object} CheckResult
 * @property {string} key
 * @property {string} name
 * @property {string} message
 * @property {string} excerpt
 * @property {number | null} element_index
 * @property {string} part
 * @property {boolean} blocks
 * @property {boolean} can_override
 * @property {{ title: string, address: string, difference: [string, string][] }[]} elsewhere
 * @property {string[]} split a caption, with the caption and the credit in it; or none
 * @property {string} [reason] why it is overridden
 * @property {string} [who]
 * @property {string} [when]
 */
/** @typedef {{ open: CheckResult[], overridden: CheckResult[], links: boolean, waiting: number }} Answer */

const { NodeSelection, TextSelection } = pm.state
const PAUSE = 1200 // ms without a key
const LINK_INTERVAL = 4000 // ms between two requests while the worker checks links
const CLOSED_KEY = "checks-shut"
const FIELDS = ["title", "summary", "labels", "language", "document"]

/** @typedef {NonNullable<ReturnType<typeof checks>>} ChecksPanel */

/**
 * The panel, its `results` as they are shown, and `refresh`, which checks a change at once. The form fires "checked" when
 * results arrive.
 * @param {HTMLFormElement} form
 */
export function checks(form) {
  const settings = readJSON("checks")
  const fieldset = findOptional("fieldset.publication", form)
  const overridesField = control(form, "overrides")
  if (!fieldset || !overridesField) return
  const isReadOnly = !form.querySelector("[name=_save], [name=_continue]")
  let requests = 0
  /** @type {AbortController | null} */
  let running = null
  /** @type {Answer} */
  let answer = { open: [], overridden: [], links: false, waiting: 0 }
  let state = ""
  let hasFailed = false
  let isCheckingLinks = false
  let isChanged = false // Since the last request.
  /** @type {string | null} */
  let announced = null
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let linkTimer
  /** Errors of the reasons, by the keys of results. @type {Map<string, string>} */
  const reasonErrors = new Map()
  /** IDs of the reasons' fields, by the keys of results. @type {Map<string, string>} */
  const reasonIds = new Map()

  const isOpen = !sessionStorage.getItem(CLOSED_KEY) || Boolean(document.querySelector(".error-summary"))
  const panel = el("details", { className: "checks", open: isOpen })
  panel.addEventListener("toggle", () =>
    panel.open ? sessionStorage.removeItem(CLOSED_KEY) : sessionStorage.setItem(CLOSED_KEY, "1"),
  )
  insertPanel(fieldset, panel)

  /** The reasons of overrides that are not saved; '' removes a saved override. @returns {Record<string, string>} */
  const readReasons = () => JSON.parse(overridesField.value || "{}")

  function requestBody() {
    const data = new FormData(form) // Writes the document into its field.
    // A new draft that was saved automatically has an ID since.
    const post = control(form, "_post")?.value ?? settings.post
    return { post, ...Object.fromEntries(FIELDS.map((name) => [name, data.get(name) ?? ""])) }
  }

  async function check() {
    const request = ++requests
    isChanged = false
    running?.abort()
    running = new AbortController()
    state = gettext("Checking…")
    draw()
    panel.setAttribute("aria-busy", "true")
    try {
      const newAnswer = await requestJSON(settings.address, { body: requestBody(), signal: running.signal })
      if (request === requests) showAnswer(newAnswer)
    } catch (error) {
      if (request !== requests) return // There is a newer request.
      state = `${gettext("The checks could not run.")} ${messageOf(error)}`
      hasFailed = true
      draw()
    } finally {
      if (request === requests) panel.removeAttribute("aria-busy")
    }
  }

  // A check that began before the draft had an ID takes it for another post.
  form.addEventListener("stored", check)

  /** The results to show, with overrides that are not saved applied. */
  function groupResults() {
    const reasons = readReasons()
    const { open, overridden } = answer
    const remaining = [
      ...open.filter(({ key }) => !reasons[key]),
      ...overridden.filter(({ key }) => reasons[key] === ""),
    ]
    const newOverrides = open
      .filter(({ key }) => reasons[key])
      .map((result) => ({ ...result, reason: reasons[result.key], who: gettext("not saved yet") }))
    return {
      remaining,
      blocking: remaining.filter(({ blocks }) => blocks),
      suggestions: remaining.filter(({ blocks }) => !blocks),
      overridden: [...overridden.filter(({ key }) => reasons[key] !== ""), ...newOverrides],
    }
  }

  /** @param {Answer} newAnswer */
  function showAnswer(newAnswer) {
    answer = newAnswer
    hasFailed = false
    const { waiting } = answer
    const count = groupResults().remaining.length
    const text = count
      ? interpolate(ngettext("%s check result", "%s check results", count), [count])
      : gettext("No problems found.")
    const wasChecking = isCheckingLinks
    isCheckingLinks = waiting > 0
    const links = isCheckingLinks ? gettext("Links are being checked.") : wasChecking ? gettext("Links checked.") : ""
    state = `${links} ${text}`.trim()
    draw()
    if (announced !== null && announced !== state) announce(`${gettext("Checks")}: ${state}`)
    announced = state
    form.dispatchEvent(new CustomEvent("checked"))
    clearTimeout(linkTimer)
    if (waiting) linkTimer = setTimeout(check, LINK_INTERVAL)
  }

  function draw() {
    const { remaining, blocking, suggestions, overridden } = groupResults()
    const filter = (/** @type {CheckResult[]} */ results, /** @type {boolean} */ isBlocking) =>
      results.filter(({ blocks }) => blocks === isBlocking)
    render(
      html`<summary>
          <span class="checks-name">${gettext("Checks")}</span>
          <span class="checks-count ${blocking.length ? "is-blocking" : ""}">${remaining.length || nothing}</span>
        </summary>
        <p class="checks-state ${remaining.length && !hasFailed && !isCheckingLinks ? "visually-hidden" : ""}">
          ${state}
        </p>
        <div class="checks-list">
          ${resultSection("checks-blocking", gettext("Blocking"), blocking, resultItem)}
          ${resultSection("checks-suggestions", gettext("Suggestions"), suggestions, resultItem)}
          ${resultSection("checks-overridden", gettext("Overridden"), filter(overridden, true), overriddenItem)}
          ${resultSection("checks-dismissed", gettext("Dismissed"), filter(overridden, false), overriddenItem)}
        </div>
        <p class="checks-buttons">
          <button type="button" class="button checks-again" ?hidden=${!hasFailed} @click=${check}>
            ${gettext("Check again")}
          </button>
          <button
            type="button"
            class="button checks-links"
            ?hidden=${!answer.links}
            aria-disabled=${isCheckingLinks}
            @click=${checkLinks}
          >
            ${gettext("Check links now")}
          </button>
        </p>`,
      panel,
    )
  }

  /**
   * @param {string} id
   * @param {string} name
   * @param {CheckResult[]} results
   * @param {(result: CheckResult) => TemplateResult} itemTemplate
   */
  function resultSection(id, name, results, itemTemplate) {
    if (!results.length) return nothing
    return html`<section aria-labelledby=${id}>
      <h3 id=${id}>${name} (${results.length})</h3>
      <ul>
        ${repeat(results, ({ key }) => key, itemTemplate)}
      </ul>
    </section>`
  }

  /** @param {CheckResult} result */
  function resultItem(result) {
    const { name, message, blocks, elsewhere, split } = result
    return html`<li class=${blocks ? "is-blocking" : ""}>
      <button type="button" class="check-go" @click=${() => goToResult(result)}>
        <strong>${name}</strong><span>${message}</span>${excerptTemplate(result)}
      </button>
      ${elsewhere.length ? elsewhereTemplate(result) : nothing}
      ${
        split.length && !isReadOnly
          ? html`<button type="button" class="button" @click=${() => moveCredit(split)}>
              ${gettext("Move credit")}
            </button>`
          : nothing
      }
      ${settings.can_override && result.can_override && !isReadOnly ? overrideForm(result) : nothing}
    </li>`
  }

  /** @param {CheckResult} result */
  const excerptTemplate = ({ excerpt }) => (excerpt ? html`<q dir="auto">${excerpt}</q>` : nothing)

  /** @param {CheckResult} result */
  function elsewhereTemplate({ elsewhere }) {
    /** @param {[string, string]} part */
    const partTemplate = ([sign, text]) => {
      if (sign === "=") return text
      return sign === "-" ? html`<del>${text}</del>` : html`<ins>${text}</ins>`
    }
    return html`<details class="check-elsewhere">
      <summary>${gettext("Show the differences")}</summary>
      ${repeat(
        elsewhere,
        ({ address }) => address,
        ({ title, address, difference }) =>
          html`<div>
            <a href=${address} target="_blank" rel="noopener" dir="auto">${title}</a>
            <p dir="auto">${difference.map(partTemplate)}</p>
          </div>`,
      )}
    </details>`
  }

  /** @param {CheckResult} result */
  function overrideForm({ key, blocks }) {
    const id = reasonIds.get(key) ?? uniqueId("reason")
    reasonIds.set(key, id)
    const override = () => {
      const field = find(`#${id}`, panel, HTMLInputElement)
      const reason = field.value.trim()
      if (reason)
        return setReason(
          key,
          reason,
          blocks
            ? gettext("The override takes effect when you save.")
            : gettext("The suggestion is dismissed when you save."),
        )
      reasonErrors.set(key, gettext("Enter a reason. It will be stored in the history."))
      draw()
      field.focus()
    }
    /** @param {KeyboardEvent} event */
    const onKeydown = (event) => {
      if (event.key !== "Enter" || event.isComposing) return
      event.preventDefault()
      override()
    }
    return html`<details class="check-override">
      <summary>${blocks ? gettext("Override…") : gettext("Dismiss…")}</summary>
      <label for=${id}>${blocks ? gettext("Reason for the override") : gettext("Reason")}</label>
      <input id=${id} type="text" maxlength=${settings.longest} @keydown=${onKeydown} />
      <button type="button" class="button" @click=${override}>
        ${blocks ? gettext("Override") : gettext("Dismiss")}
      </button>
      <p class="check-error" role="alert">${reasonErrors.get(key) ?? nothing}</p>
    </details>`
  }

  /** @param {CheckResult} result */
  function overriddenItem(result) {
    const { key, name, reason, who, when, blocks } = result
    const author = [who, when].filter(Boolean).join(", ")
    const remove = () =>
      setReason(
        key,
        "",
        blocks
          ? gettext("The override will be removed when you save.")
          : gettext("The suggestion is shown again when you save."),
      )
    const removeButton = () =>
      html`<button type="button" class="button" @click=${remove}>
        ${blocks ? gettext("Remove override") : gettext("Show again")}
      </button>`
    return html`<li>
      <strong>${name}</strong>${excerptTemplate(result)}
      <p class="check-reason">${reason} (${author})</p>
      ${settings.can_override && !isReadOnly ? removeButton() : nothing}
    </li>`
  }

  /**
   * Sets the reason of an override, which is saved with the form.
   * @param {string} key
   * @param {string} reason
   * @param {string} message
   */
  function setReason(key, reason, message) {
    reasonErrors.delete(key)
    overridesField.value = JSON.stringify({ ...readReasons(), [key]: reason })
    form.dispatchEvent(new Event("input"))
    announce(message)
    find("summary", panel).focus()
    check()
  }

  /**
   * Moves the credit of a caption to its field, as one step that can be undone, and selects the picture.
   * @param {string[]} split
   */
  function moveCredit([before, caption, credit]) {
    const { state, view } = editorOf(form)
    const { doc, tr } = state
    doc.descendants(({ attrs }, pos) => {
      if (attrs.credit !== "" || attrs.locked || attrs.caption?.replace(/\s+/g, " ").trim() !== before) return
      tr.setNodeAttribute(pos, "caption", caption).setNodeAttribute(pos, "credit", credit)
      tr.setSelection(NodeSelection.create(tr.doc, pos)).scrollIntoView()
    })
    if (!tr.docChanged) return void check()
    view.dispatch(tr)
    if (panel.closest("dialog")) find("summary", panel).focus()
    else view.focus()
    announce(gettext("Credit moved."))
  }

  /**
   * Goes to the place of a result; the publish panel closes, unless it has the field.
   * @param {CheckResult} result
   */
  function goToResult({ element_index: index, part }) {
    const dialog = panel.closest("dialog")
    if (index !== null || !dialog?.contains(control(form, part))) dialog?.close("result")
    if (index === null) return focusField(control(form, part))
    const editor = editorOf(form)
    const { doc, tr } = editor.state
    if (index >= doc.childCount) return
    let pos = 0
    for (let i = 0; i < index; i++) pos += doc.child(i).nodeSize
    const block = /** @type {HTMLElement} */ (editor.view.nodeDOM(pos))
    // A gallery has one for each picture: the first that waits for a text.
    const fields = part ? findAll(`[data-field="${part}"]`, block, HTMLInputElement) : []
    const field = fields.find(({ value, disabled }) => !value && !disabled) ?? fields[0]
    if (field) return focusField(field)
    const isAtom = doc.child(index).isAtom
    const selection = isAtom ? NodeSelection.create(doc, pos) : TextSelection.near(doc.resolve(pos + 1))
    editor.view.dispatch(tr.setSelection(selection))
    block.scrollIntoView({ block: "center" })
    editor.view.focus()
  }

  /** @param {HTMLElement} field */
  function focusField(field) {
    const folded = /** @type {HTMLDetailsElement | null} */ (field.closest("details:not([open])"))
    if (folded) folded.open = true
    field.scrollIntoView({ block: "center" })
    field.focus({ preventScroll: true })
  }

  async function checkLinks() {
    if (isCheckingLinks) return
    isCheckingLinks = true
    draw()
    try {
      await requestJSON(settings.links, { body: requestBody() })
      await check()
    } catch (error) {
      isCheckingLinks = false
      hasFailed = true
      state = messageOf(error)
      draw()
    }
  }

  // A new picture is not judged before its author has left it.
  const checkSoon = debounce(() => (document.activeElement?.closest(".is-waiting") ? checkSoon() : check()), PAUSE)
  for (const type of ["input", "change"])
    form.addEventListener(type, ({ target }) => {
      if (panel.contains(/** @type {Node} */ (target))) return
      isChanged = true
      checkSoon()
    })
  addEventListener("online", check)
  check()
  return { panel, results: groupResults, refresh: () => isChanged && check() }
}

/**
 * @param {HTMLElement} fieldset
 * @param {HTMLElement} panel
 */
function insertPanel(fieldset, panel) {
  const heading = fieldset.querySelector(":scope > h2, :scope > .fieldset-heading, :scope > details")
  if (heading && heading.tagName !== "DETAILS") heading.after(panel)
  else fieldset.prepend(panel)
}
