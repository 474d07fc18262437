// Comments without leaving the page, and drafts that nothing loses. All of it also works without this
// file: the links lead to the form on a page of its own, which answers with the same HTML that is
// taken apart here.

const FIELDS = ["text", "name", "email", "website", "submission"]
const FORM_TIMEOUT = 10_000 // Milliseconds until the link is followed instead: the browser shows how that goes on.

const status = document.createElement("p")
status.className = "visually-hidden"
status.setAttribute("role", "status")
document.body.append(status)

const own = document.querySelector("#write")
if (own) ready(own)
document.addEventListener("click", open)
document.addEventListener("submit", send)
document.addEventListener("input", ({ target }) => {
  const form = target.closest(".comment-form form")
  if (!form) return
  keep(form)
  if (target.dataset.most) count(target, form.closest(".comment-form").dataset)
})

const NEAR_LIMIT = 500 // Characters from which on the rest is counted.

// Characters as the server counts them: an emoji outside of the basic plane is one.
function count(field, words) {
  const left = Number(field.dataset.most) - [...field.value].length
  let counter = field.parentNode.querySelector(".counter")
  if (left > NEAR_LIMIT) return counter?.remove()
  if (!counter) {
    counter = document.createElement("p")
    counter.className = "counter description"
    counter.setAttribute("role", "status")
    field.after(counter)
  }
  const number = Math.abs(left).toLocaleString(document.documentElement.lang)
  counter.textContent = (left < 0 ? words.over : words.left).replace("{number}", number)
}

let asked = null // The link whose form is on its way: a second touch of it is none, another one is meant instead.

// A link to the form opens it in its place.
async function open(event) {
  const link = event.target.closest?.(".reply, .write-link")
  if (
    !link ||
    event.defaultPrevented ||
    event.button ||
    event.metaKey ||
    event.ctrlKey ||
    event.shiftKey ||
    event.altKey
  )
    return
  event.preventDefault()
  if (asked === link) return
  const was = document.querySelector("#write")
  document.querySelector("[aria-expanded]")?.removeAttribute("aria-expanded")
  was?.remove()
  if (was && was.dataset.link === link.href) return link.focus()
  asked = link
  link.setAttribute("aria-busy", "true")
  try {
    const page = await read(link.href, { signal: AbortSignal.timeout(FORM_TIMEOUT) })
    if (asked !== link) return
    const form = document.adoptNode(page.querySelector("#write"))
    styles(page)
    form.dataset.link = link.href
    form.querySelector("form")?.setAttribute("aria-label", page.querySelector("h1").textContent)
    link.setAttribute("aria-expanded", "true")
    ;(link.closest(".comment") ?? link.closest(".write")).after(form)
    ready(form)
    focus(form)
  } catch {
    if (asked === link) location.assign(link.href)
  } finally {
    link.removeAttribute("aria-busy")
    if (asked === link) asked = null
  }
}

async function send(event) {
  const form = event.target
  const around = form.closest(".comment-form")
  if (!around) return
  event.preventDefault()
  if (form.ariaBusy === "true") return
  wait(form, true)
  const body = new FormData(form, event.submitter)
  let page
  try {
    page = await read(form.action, { method: "POST", body })
  } catch {
    return failed(form, around.dataset.away)
  }
  const sent = page.querySelector("#sent")
  const again = page.querySelector("#write")
  if (sent) {
    forget(form)
    if (around === own) return location.assign(page.address)
    return replace(around, sent, sent.querySelector(".comment"))
  }
  if (!again) return failed(form, around.dataset.failed)
  again.dataset.link = around.dataset.link ?? ""
  replace(around, again)
  keep(again.querySelector("form"))
}

// What is typed after it was sent would go with the form.
function wait(form, isBusy) {
  form.ariaBusy = isBusy ? "true" : null
  for (const field of form.elements) field.readOnly = isBusy
}

function replace(old, shown, inside = null) {
  old.replaceWith(document.adoptNode(shown))
  status.textContent = shown.querySelector("[role=alert], [role=status], h2")?.textContent.trim() ?? ""
  // What is announced here would else be announced twice.
  shown.querySelectorAll("[role=alert], [role=status]").forEach((told) => told.removeAttribute("role"))
  focus(shown, inside)
}

function failed(form, words) {
  wait(form, false)
  form.parentNode.querySelector(".problems")?.remove()
  const told = document.createElement("p")
  told.className = "note problems"
  told.textContent = words
  form.querySelector(".send").before(told) // By the button that was pressed: the top may be out of sight.
  status.textContent = words
}

// An answer of the site as a document, whatever its status. Fails where no page of ours comes.
async function read(address, options = {}) {
  const answer = await fetch(address, { ...options, credentials: "same-origin" })
  if (answer.status >= 500) throw new Error(String(answer.status))
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  page.address = answer.url
  return page
}

function styles(page) {
  for (const sheet of page.querySelectorAll("link[rel=stylesheet]")) {
    const href = sheet.getAttribute("href")
    if (!document.querySelector(`link[href="${CSS.escape(href)}"]`)) document.head.append(document.adoptNode(sheet))
  }
}

function focus(shown, inside = null) {
  const choices = ["[autofocus]", "#preview-title", "textarea"].map((one) => shown.querySelector(one))
  const first = inside ?? choices.find(Boolean) ?? shown
  if (!first.matches("input, textarea")) first.tabIndex = -1
  first.focus()
}

// What is typed stays in this tab until it has arrived: going back loses nothing, nor does a dead
// network. The submission's number stays with it, so that what did arrive is not stored twice.

function draft(form) {
  return `comment ${new URL(form.action).pathname}${new URL(form.action).search}`
}

function keep(form) {
  if (!form) return
  const typed = FIELDS.map((name) => [name, form.elements[name]?.value ?? ""])
  try {
    sessionStorage.setItem(draft(form), JSON.stringify(Object.fromEntries(typed)))
  } catch {} // Full, or switched off.
}

function forget(form) {
  try {
    sessionStorage.removeItem(draft(form))
  } catch {}
}

// Fills in a draft, unless the form came with words of its own.
function ready(around) {
  const form = around.querySelector("form")
  if (!form || around.querySelector(".problems, .preview")) return
  let kept = null
  try {
    kept = JSON.parse(sessionStorage.getItem(draft(form)))
  } catch {}
  for (const name of FIELDS) {
    if (kept?.[name] && form.elements[name]) form.elements[name].value = kept[name]
  }
}
