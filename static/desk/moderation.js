// The queue of comments: a decision is shown at once and sent behind it, and can be taken back.
// Without this script the same buttons send the page's form.

import { fillDrafts } from "./moderation_drafts.js"
import { openBan, sendBan, sendReply } from "./moderation_forms.js"
import { listenToKeys } from "./moderation_keys.js"
import "./moderation_new.js"
import { askForNext } from "./moderation_next.js"
import { send, words } from "./moderation_send.js"

const find = (selector, within = document) => within.querySelector(selector)
const list = find("[data-queue]")
const form = document.getElementById("decide")
const toast = find("[data-toast]")
const chosen = find("[data-chosen]")
const past = [] // What `u` takes back, the latest last: { rows, taken, steps }.
let current = null // The row that a key is about.

const rows = () => [...list.children]
const box = (row) => find("[name=about]", row)
const selected = () => rows().filter((row) => box(row).checked)
const chosenOrCurrent = () => (selected().length ? selected() : current ? [current] : [])
const about = (row) => `${row.dataset.comment}:${row.dataset.version}`

function say(text, { undo = false, see = "" } = {}) {
  find("[data-said]", toast).textContent = text
  find("[data-undo]", toast).hidden = !undo
  const link = find("[data-see]", toast)
  link.hidden = !see
  if (see) link.href = see
}

const said = (state, count) => (count > 1 ? `${words.states[state]}: ${count}.` : `${words.states[state]}.`)

// Where one is.

function mark(row) {
  if (current) delete current.dataset.current
  current = row ?? null
  if (current) current.dataset.current = ""
}

/** Answers come while somebody writes a reply: its letters must not become keys of another row. */
const isWriting = () => Boolean(document.activeElement.closest("details[open] > [data-reply]"))

function go(row) {
  if (isWriting()) return
  if (row) row.focus()
  else if (!rows().length) (find("[data-next]") ?? find("[data-nothing]")).focus()
}

/** That nothing is left is said once no page follows. */
function sayIfNothing() {
  find("[data-nothing]").hidden = rows().length > 0 || Boolean(find("[data-next]"))
}

function step(by) {
  const all = rows()
  go(all[Math.min(all.length - 1, Math.max(0, all.indexOf(current) + by))])
}

/** Rows leave, and the focus goes to what follows the first of them that had it. */
function leave(gone) {
  const all = rows()
  const at = all.indexOf(gone.includes(current) ? current : gone[0])
  const next = [...all.slice(at), ...all.slice(0, at).reverse()].find((row) => !gone.includes(row))
  for (const row of gone) row.remove()
  sayIfNothing()
  if (!isWriting()) mark(next)
  go(next)
  countSelected()
  more()
}

/** Rows come back to where they were. */
function comeBack(back) {
  for (const row of back) {
    const order = Number(row.dataset.order)
    list.insertBefore(row, rows().find((other) => Number(other.dataset.order) > order) ?? null)
  }
  sayIfNothing()
}

/** Gives a row a state, and the version of the comment that goes with it. */
function setState(row, state, version = row.dataset.version.replace(/^[a-z]+/, state)) {
  row.dataset.state = state
  row.dataset.version = version
  find("[data-reply] [name=seen]", row).value = version
  box(row).value = about(row)
  find("[data-state-name]", row).textContent = words.states[state]
  for (const button of row.querySelectorAll("[name=one]")) button.value = `${button.value.split(":")[0]}:${about(row)}`
}

/** A row stays where its list holds comments of that state. */
const belongs = (row) => ["all", row.dataset.state].includes(list.dataset.state)

let count = 0
function number(added) {
  for (const row of added) row.dataset.order = ++count
}

const more = askForNext(list, (added) => {
  number(added)
  for (const row of added) fillDrafts(row)
  sayIfNothing()
  if (current) return
  mark(rows()[0])
  go(current)
})

// Deciding.

/** Approving once more answers what readers reported. */
const isAnswered = (row, to) => to === "approved" && "reported" in row.dataset

/** Nobody approves what they have not read: folded texts are unfolded first. Returns the first of these rows. */
function unfold(of) {
  const folded = of.filter((row) => find(".said-long:not([open])", row))
  for (const row of folded) find(".said-long", row).open = true
  return folded[0]
}

function decide(to, of) {
  const unread = to === "approved" && unfold(of)
  if (unread) {
    go(unread)
    return say(words.readFirst)
  }
  const about_ = of.filter((row) => row.dataset.state !== to || isAnswered(row, to))
  if (!about_.length) return say(words.chooseFirst)
  const before = new Map(about_.map((row) => [row, row.dataset.state]))
  const answered = about_.filter((row) => isAnswered(row, to))
  const fields = [["to", to], ...about_.map((row) => ["about", about(row)])]
  for (const row of answered) delete row.dataset.reported
  apply(about_, () => to)
  say(said(to, about_.length), { undo: true })
  const entry = { rows: about_, steps: [], taken: null }
  entry.taken = send(form.action, fields).then(
    (answer) => accept(entry, answer),
    (error) => {
      forget(entry)
      for (const row of answered) row.dataset.reported = ""
      apply(about_, (row) => before.get(row), false)
      say(words.failed.replace("%s", error.message))
    },
  )
  past.push(entry)
}

/** The rows in their new states: they leave, stay or come back. */
function apply(changed, stateOf, moves = true) {
  for (const row of changed) {
    setState(row, stateOf(row))
    box(row).checked = false
    find("details.said-reply", row).open = false
  }
  comeBack(changed.filter((row) => belongs(row) && !row.isConnected))
  const gone = changed.filter((row) => !belongs(row) && row.isConnected)
  if (gone.length) leave(gone)
  else if (moves) step(1)
  countSelected()
}

function forget(entry) {
  const at = past.indexOf(entry)
  if (at >= 0) past.splice(at, 1)
}

/** What the server made of it: what somebody else decided meanwhile is shown with their decision. */
function accept(entry, { batch, changed, others, waiting }) {
  if (batch) entry.steps.push([["undo", batch]])
  showWaiting(waiting)
  for (const { key, state, version, html, said } of others) {
    const row = entry.rows.find(({ dataset }) => dataset.comment === String(key))
    setState(row, state, version)
    const text = new DOMParser().parseFromString(html, "text/html").body
    find(":scope > .said-words, .said-long > .said-words", row).replaceChildren(...text.childNodes)
    const news = find("[data-news]", row)
    news.textContent = said
    news.hidden = false
    comeBack([row])
  }
  if (others.length) say(describe(changed, others), { undo: Boolean(batch) })
  entry.rows = entry.rows.filter(({ dataset }) => !others.some(({ key }) => dataset.comment === String(key)))
  if (!entry.steps.length) forget(entry)
  if (!current) mark(rows()[0])
}

/** 'Approved: 2. 1 not: Rejected by Bo …', so that Undo is about the two. */
function describe(changed, others) {
  const reasons = [...new Set(others.map(({ said }) => said))].join(" ")
  if (!changed.length) return reasons
  const not = words.notAll.replace("%n", others.length).replace("%s", reasons)
  return `${words.states[changed[0][1]]}: ${changed.length}. ${not}`
}

async function undo() {
  const entry = past.pop()
  if (!entry) return undoEarlier()
  await entry.taken
  if (!entry.steps.length) return // It had failed, which was said.
  try {
    let back = []
    let undone = 0
    for (const fields of entry.steps) {
      const { changed, waiting, lifted = 0 } = await send(form.action, fields)
      back = changed
      undone += changed.length + lifted
      showWaiting(waiting)
    }
    const states = new Map(back.map(([key, state]) => [String(key), state]))
    const changed = entry.rows.filter(({ dataset }) => states.has(dataset.comment))
    apply(changed, ({ dataset }) => states.get(dataset.comment), false)
    if (changed.length) go(changed[0])
    say(undone ? words.undone : words.nothingUndone)
  } catch (error) {
    past.push(entry)
    say(words.failed.replace("%s", error.message), { undo: true })
  }
}

/** The last decision of before this page was opened, by its button: the page is loaded again. */
function undoEarlier() {
  const button = find("[data-undoable] button")
  if (button) form.requestSubmit(button)
  else say(words.nothingToUndo)
}

function showWaiting(waiting) {
  for (const place of document.querySelectorAll("[data-waiting]")) place.textContent = waiting
  const link = document.querySelector("#nav-sidebar .model-comment th a")
  if (link) link.textContent = link.textContent.replace(/ \(\d+\)$/, "") + (waiting ? ` (${waiting})` : "")
}

/** What an answer says of rows; `steps` take back what else was done. */
function acceptAll(about_, answer, steps, text, see) {
  const entry = { rows: about_, steps }
  past.push(entry)
  say(text, { undo: Boolean(answer.batch) || steps.length > 0, see })
  const states = new Map(answer.changed.map(([key, state]) => [String(key), state]))
  const changed = about_.filter(({ dataset }) => states.has(dataset.comment))
  if (changed.length) apply(changed, ({ dataset }) => states.get(dataset.comment))
  for (const row of about_) box(row).checked = false
  countSelected()
  accept(entry, answer)
  if (!changed.length) go(about_[0])
}

function ban(rows) {
  openBan(rows).catch((error) => say(words.failed.replace("%s", error.message)))
}

// Choosing.

let last = null // The one that was chosen last, from which Shift chooses on.
function choose(row, on, far = false) {
  const all = rows()
  const from = far && last ? all.indexOf(last) : -1
  const to = all.indexOf(row)
  const range = from < 0 ? [row] : all.slice(Math.min(from, to), Math.max(from, to) + 1)
  for (const each of range) box(each).checked = on
  last = row
  countSelected()
}

function chooseAll() {
  const all = rows()
  const on = !all.every((row) => box(row).checked)
  for (const row of all) box(row).checked = on
  countSelected()
}

function countSelected() {
  const count = selected().length
  chosen?.classList.toggle("any", count > 0)
  if (chosen) find("[data-chosen-count]", chosen).textContent = words.selected.replace("%n", count)
}

document.body.classList.add("with-script")
number(rows())
mark(rows()[0])
countSelected()
document.addEventListener("focusin", ({ target }) => {
  const row = target.closest("[data-comment]")
  if (row) mark(row)
})
list.addEventListener("click", ({ target, shiftKey }) => {
  if (target.name === "about") choose(target.closest("[data-comment]"), target.checked, shiftKey)
})
list.addEventListener("click", (event) => {
  if (!event.target.closest("[data-ban-link]") || event.ctrlKey || event.metaKey) return
  event.preventDefault()
  ban([event.target.closest("[data-comment]")])
})
// What is typed after a click on Reply is the reply.
list.addEventListener("click", ({ target }) => {
  const details = target.closest("details.said-reply > summary")?.parentElement
  if (details) requestAnimationFrame(() => details.open && find("textarea", details).focus())
})
document.addEventListener("submit", (event) => {
  const { target, submitter } = event
  if (target.matches("[data-reply]")) {
    event.preventDefault()
    sendReply(target.closest("[data-comment]"), target, acceptAll)
  } else if (target.matches("[data-ban]")) {
    event.preventDefault()
    sendBan(rows(), target, acceptAll)
  } else if (target === form && submitter?.name === "ask") {
    event.preventDefault()
    if (selected().length) ban(selected())
    else say(words.chooseFirst)
  } else if (target === form && submitter?.name !== "undo") {
    event.preventDefault()
    const row = submitter.closest("[data-comment]")
    decide(submitter.value.split(":")[0], row ? [row] : selected())
  }
})
find("[data-undo]", toast).addEventListener("click", undo)
listenToKeys({
  decide: (to) => decide(to, chosenOrCurrent()),
  undo,
  step,
  choose: (far) => current && choose(current, far || !box(current).checked, far),
  chooseAll,
  chooseNone: () => {
    const any = selected().length > 0
    for (const row of selected()) box(row).checked = false
    countSelected()
    return any
  },
  reply: () => current && openReply(current),
  ban: () => chosenOrCurrent().length && ban(chosenOrCurrent()),
  leaveReply: (row) => {
    find("details.said-reply", row).open = false
    go(row)
  },
})

function openReply(row) {
  if (!["waiting", "approved"].includes(row.dataset.state)) return
  find("details.said-reply", row).open = true
  find("textarea", row).focus()
}
