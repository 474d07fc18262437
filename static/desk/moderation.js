// The comment queue: an action is shown at once, sent in the background, and can be undone.
// Without this script the same buttons send the page's form.

import { find, findAll, findOptional, targetOf } from "../common/dom.js"
import { messageOf } from "../common/http.js"
import { fillDrafts } from "./moderation_drafts.js"
import { openBan, sendBan, sendReply } from "./moderation_forms.js"
import { listenToKeys } from "./moderation_keys.js"
import "./moderation_new.js"
import { nextPageLoader } from "./moderation_next.js"
import { rowAfterLeaving, rowBelowOrder, rowInSteps, rowsBetween } from "./moderation_order.js"
import { send, texts } from "./moderation_send.js"

/** @typedef {import("./moderation_send.js").Fields} Fields */
/**
 * An action that can be undone: its rows, the requests that undo it, and when it has been answered.
 * @typedef {{ rows: HTMLElement[], steps: Fields[], answered: Promise<void> | null }} Action
 */
/** @typedef {{ key: number, state: string, version: string, html: string, message: string }} OtherChange */
/** @typedef {{ batch?: string, changed: [number, string][], others: OtherChange[], waiting: number }} Answer */

const list = find("[data-queue]")
const form = find("#decide", document, HTMLFormElement)
const toast = find("[data-toast]")
const selectionBar = findOptional("[data-chosen]")
/** @type {Action[]} */
const actions = []
/** The row that keys are about. @type {HTMLElement | null} */
let current = null

const rows = () => /** @type {HTMLElement[]} */ ([...list.children])
/** @param {HTMLElement} row */
const checkboxOf = (row) => find("[name=about]", row, HTMLInputElement)
/** @param {HTMLElement} row */
const replyOf = (row) => find("details.comment-reply", row, HTMLDetailsElement)
/** @param {EventTarget | null} target */
const rowOf = (target) =>
  /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (target).closest("[data-comment]"))
const selectedRows = () => rows().filter((row) => checkboxOf(row).checked)
const selectedOrCurrent = () => (selectedRows().length ? selectedRows() : current ? [current] : [])
/** @param {HTMLElement} row */
const valueOf = (row) => `${row.dataset.comment}:${row.dataset.version}`
/** @param {HTMLElement} row */
const orderOf = (row) => Number(row.dataset.order)

/**
 * @param {string} text
 * @param {{ canUndo?: boolean, link?: string }} [options]
 */
function showMessage(text, { canUndo = false, link = "" } = {}) {
  find("[data-message]", toast).textContent = text
  find("[data-undo]", toast).hidden = !canUndo
  const anchor = find("[data-view-link]", toast, HTMLAnchorElement)
  anchor.hidden = !link
  if (link) anchor.href = link
}

/** @param {unknown} error */
const failureOf = (error) => texts.failed.replace("%s", messageOf(error))

/**
 * @param {string} state
 * @param {number} count
 */
const describeAction = (state, count) => (count > 1 ? `${texts.states[state]}: ${count}.` : `${texts.states[state]}.`)

// The current row.

/** @param {HTMLElement | null} row */
function setCurrent(row) {
  if (current) delete current.dataset.current
  current = row
  if (current) current.dataset.current = ""
}

/** Answers arrive while somebody writes a reply: its letters must not become keys of another row. */
const isWriting = () => Boolean(document.activeElement?.closest("details[open] > [data-reply]"))

/** @param {HTMLElement | null | undefined} row */
function focusRow(row) {
  if (isWriting()) return
  if (row) row.focus()
  else if (!rows().length) (findOptional("[data-next]") ?? find("[data-empty]")).focus()
}

/** Shows that nothing is left once no page follows. */
function showIfEmpty() {
  find("[data-empty]").hidden = rows().length > 0 || Boolean(findOptional("[data-next]"))
}

/** @param {number} by */
const step = (by) => focusRow(rowInSteps(rows(), current, by))

/**
 * Removes rows; the focus goes to the next one.
 * @param {HTMLElement[]} leaving
 */
function removeRows(leaving) {
  const next = rowAfterLeaving(rows(), leaving, current)
  for (const row of leaving) row.remove()
  showIfEmpty()
  if (!isWriting()) setCurrent(next)
  focusRow(next)
  countSelected()
  loadNextPage()
}

/**
 * Puts rows back to where they were.
 * @param {HTMLElement[]} returning
 */
function restoreRows(returning) {
  for (const row of returning) list.insertBefore(row, rowBelowOrder(rows(), orderOf(row), orderOf))
  showIfEmpty()
}

/**
 * Shows a row in a state, and the version of its comment that goes with it.
 * @param {HTMLElement} row
 * @param {string} state
 * @param {string} [version]
 */
function setState(row, state, version = row.dataset.version?.replace(/^[a-z]+/, state) ?? "") {
  row.dataset.state = state
  row.dataset.version = version
  find("[data-reply] [name=seen]", row, HTMLInputElement).value = version
  checkboxOf(row).value = valueOf(row)
  find("[data-state-name]", row).textContent = texts.states[state]
  for (const button of findAll("[name=one]", row, HTMLButtonElement))
    button.value = `${button.value.split(":")[0]}:${valueOf(row)}`
}

/**
 * Does the list hold comments of the row's state?
 * @param {HTMLElement} row
 */
const belongs = (row) => ["all", row.dataset.state].includes(list.dataset.state)

let lastOrder = 0
/** @param {HTMLElement[]} added */
function numberRows(added) {
  for (const row of added) row.dataset.order = String(++lastOrder)
}

const loadNextPage = nextPageLoader(list, (added) => {
  numberRows(added)
  for (const row of added) fillDrafts(row)
  showIfEmpty()
  if (current) return
  setCurrent(rows()[0] ?? null)
  focusRow(current)
})

// Moderation actions.

/**
 * Approving once more settles the reports of readers.
 * @param {HTMLElement} row
 * @param {string} state
 */
const settlesReports = (row, state) => state === "approved" && "reported" in row.dataset

/**
 * Long texts have to be read before they are approved: unfolds them, and returns the first of their rows.
 * @param {HTMLElement[]} unread
 */
function unfold(unread) {
  const folded = unread.filter((row) => findOptional(".comment-folded:not([open])", row))
  for (const row of folded) find(".comment-folded", row, HTMLDetailsElement).open = true
  return folded[0]
}

/**
 * @param {string} state
 * @param {HTMLElement[]} targets
 */
function decide(state, targets) {
  const unread = state === "approved" ? unfold(targets) : undefined
  if (unread) {
    focusRow(unread)
    return showMessage(texts.readFirst)
  }
  const changing = targets.filter((row) => row.dataset.state !== state || settlesReports(row, state))
  if (!changing.length) return showMessage(texts.chooseFirst)
  const before = new Map(changing.map((row) => [row, row.dataset.state ?? ""]))
  const reported = changing.filter((row) => settlesReports(row, state))
  /** @type {Fields} */
  const fields = [["to", state]]
  for (const row of changing) fields.push(["about", valueOf(row)])
  for (const row of reported) delete row.dataset.reported
  apply(changing, () => state)
  showMessage(describeAction(state, changing.length), { canUndo: true })
  /** @type {Action} */
  const action = { rows: changing, steps: [], answered: null }
  action.answered = send(form.action, fields).then(
    (answer) => accept(action, answer),
    (error) => {
      forget(action)
      for (const row of reported) row.dataset.reported = ""
      apply(changing, (row) => before.get(row) ?? "", false)
      showMessage(failureOf(error))
    },
  )
  actions.push(action)
}

/**
 * Shows rows in new states: they leave, stay or come back.
 * @param {HTMLElement[]} changed
 * @param {(row: HTMLElement) => string} stateOf
 * @param {boolean} [canStep] to the next row, if all stay
 */
function apply(changed, stateOf, canStep = true) {
  for (const row of changed) {
    setState(row, stateOf(row))
    checkboxOf(row).checked = false
    replyOf(row).open = false
  }
  restoreRows(changed.filter((row) => belongs(row) && !row.isConnected))
  const leaving = changed.filter((row) => !belongs(row) && row.isConnected)
  if (leaving.length) removeRows(leaving)
  else if (canStep) step(1)
  countSelected()
}

/** @param {Action} action */
function forget(action) {
  const index = actions.indexOf(action)
  if (index >= 0) actions.splice(index, 1)
}

/**
 * Takes the server's answer: comments that somebody else has changed meanwhile are shown as they are now.
 * @param {Action} action
 * @param {Answer} answer
 */
function accept(action, { batch, changed, others, waiting }) {
  if (batch) action.steps.push([["undo", batch]])
  showWaiting(waiting)
  for (const { key, state, version, html, message } of others) {
    const row = action.rows.find(({ dataset }) => dataset.comment === String(key))
    if (!row) continue
    setState(row, state, version)
    const text = new DOMParser().parseFromString(html, "text/html").body
    find(":scope > .comment-text, .comment-folded > .comment-text", row).replaceChildren(...text.childNodes)
    const notice = find("[data-notice]", row)
    notice.textContent = message
    notice.hidden = false
    restoreRows([row])
  }
  if (others.length) showMessage(describeOthers(changed, others), { canUndo: Boolean(batch) })
  action.rows = action.rows.filter(({ dataset }) => !others.some(({ key }) => dataset.comment === String(key)))
  if (!action.steps.length) forget(action)
  if (!current) setCurrent(rows()[0] ?? null)
}

/**
 * 'Approved: 2. Unchanged: 1. Rejected by Bo …', so that Undo is about the two.
 * @param {Answer["changed"]} changed
 * @param {OtherChange[]} others
 */
function describeOthers(changed, others) {
  const reasons = [...new Set(others.map(({ message }) => message))].join(" ")
  if (!changed.length) return reasons
  const rest = texts.notAll.replace("%n", others.length).replace("%s", reasons)
  return `${texts.states[changed[0][1]]}: ${changed.length}. ${rest}`
}

async function undo() {
  const action = actions.pop()
  if (!action) return undoEarlier()
  await action.answered
  if (!action.steps.length) return // It had failed, which was shown.
  try {
    /** @type {Answer["changed"]} */
    let changes = []
    let undone = 0
    for (const fields of action.steps) {
      const { changed, waiting, lifted = 0 } = await send(form.action, fields)
      changes = changed
      undone += changed.length + lifted
      showWaiting(waiting)
    }
    const changed = applyChanges(action.rows, changes, false)
    if (changed.length) focusRow(changed[0])
    showMessage(undone ? texts.undone : texts.nothingUndone)
  } catch (error) {
    actions.push(action)
    showMessage(failureOf(error), { canUndo: true })
  }
}

/** Undoes the last action from before this page was opened, by its button, which reloads the page. */
function undoEarlier() {
  const button = findOptional("[data-undoable] button")
  if (button) form.requestSubmit(button)
  else showMessage(texts.nothingToUndo)
}

/** @param {number} waiting */
function showWaiting(waiting) {
  for (const counter of findAll("[data-waiting]")) counter.textContent = String(waiting)
  for (const counter of findAll('[data-count="blog.comment"]')) {
    counter.textContent = String(waiting)
    counter.hidden = !waiting
  }
}

/**
 * Applies the server's changes to the rows concerned, and returns these rows.
 * @param {HTMLElement[]} candidates
 * @param {Answer["changed"]} changes
 * @param {boolean} [canStep]
 */
function applyChanges(candidates, changes, canStep = true) {
  const states = new Map(changes.map(([key, state]) => [String(key), state]))
  const changed = candidates.filter(({ dataset }) => states.has(dataset.comment ?? ""))
  if (changed.length) apply(changed, ({ dataset }) => states.get(dataset.comment ?? "") ?? "", canStep)
  return changed
}

/** @type {import("./moderation_forms.js").Accept} */
function acceptForm(targets, answer, steps, text, link) {
  /** @type {Action} */
  const action = { rows: targets, steps, answered: null }
  actions.push(action)
  showMessage(text, { canUndo: Boolean(answer.batch) || steps.length > 0, link })
  const changed = applyChanges(targets, answer.changed)
  for (const row of targets) checkboxOf(row).checked = false
  countSelected()
  accept(action, answer)
  if (!changed.length) focusRow(targets[0])
}

/** @param {HTMLElement[]} targets */
function ban(targets) {
  openBan(targets).catch((error) => showMessage(failureOf(error)))
}

// Selection.

/** The row selected last, from which Shift extends the selection. @type {HTMLElement | null} */
let anchor = null
/**
 * @param {HTMLElement} row
 * @param {boolean} isSelected
 * @param {boolean} [extend]
 */
function select(row, isSelected, extend = false) {
  for (const one of rowsBetween(rows(), extend ? anchor : null, row)) checkboxOf(one).checked = isSelected
  anchor = row
  countSelected()
}

/** @param {boolean} isSelected */
function selectAll(isSelected) {
  for (const row of rows()) checkboxOf(row).checked = isSelected
  countSelected()
}

function countSelected() {
  if (!selectionBar) return
  const count = selectedRows().length
  selectionBar.classList.toggle("any", count > 0)
  find("[data-chosen-count]", selectionBar).textContent = texts.selected.replace("%n", count)
}

document.body.classList.add("with-script")
numberRows(rows())
setCurrent(rows()[0] ?? null)
countSelected()
document.addEventListener("focusin", ({ target }) => {
  const row = rowOf(target)
  if (row) setCurrent(row)
})
list.addEventListener("click", (event) => {
  const target = targetOf(event)
  const row = rowOf(target)
  if (!row) return
  if (target.name === "about") select(row, target.checked, event.shiftKey)
  if (target.closest("[data-ban-link]") && !event.ctrlKey && !event.metaKey) {
    event.preventDefault()
    ban([row])
  }
  // Text that is typed after a click on Reply is the reply, however soon: its letters are keys of the queue.
  const details = target.closest("details.comment-reply > summary")?.closest("details")
  if (!details) return
  event.preventDefault()
  details.open = !details.open
  if (details.open) find("textarea", details).focus()
})
document.addEventListener("submit", (event) => {
  const target = /** @type {HTMLFormElement} */ (event.target)
  const submitter = /** @type {HTMLButtonElement | null} */ (event.submitter)
  const row = rowOf(submitter ?? target)
  if (target.matches("[data-reply]")) {
    event.preventDefault()
    if (row) sendReply(row, target, acceptForm)
  } else if (target.matches("[data-ban]")) {
    event.preventDefault()
    sendBan(rows(), target, acceptForm)
  } else if (target === form && submitter?.name === "ask") {
    event.preventDefault()
    if (selectedRows().length) ban(selectedRows())
    else showMessage(texts.chooseFirst)
  } else if (target === form && submitter && submitter.name !== "undo") {
    event.preventDefault()
    decide(submitter.value.split(":")[0], row ? [row] : selectedRows())
  }
})
find("[data-undo]", toast).addEventListener("click", undo)
listenToKeys({
  decide: (state) => decide(state, selectedOrCurrent()),
  undo,
  step,
  toggle: (extend) => current && select(current, extend || !checkboxOf(current).checked, extend),
  toggleAll: () => selectAll(!rows().every((row) => checkboxOf(row).checked)),
  unselectAll: () => {
    const hadSelection = selectedRows().length > 0
    selectAll(false)
    return hadSelection
  },
  reply: () => current && openReply(current),
  ban: () => selectedOrCurrent().length && ban(selectedOrCurrent()),
  leaveReply: (row) => {
    replyOf(row).open = false
    focusRow(row)
  },
})

/** @param {HTMLElement} row */
function openReply(row) {
  if (!["waiting", "approved"].includes(row.dataset.state ?? "")) return
  replyOf(row).open = true
  find("textarea", row).focus()
}
