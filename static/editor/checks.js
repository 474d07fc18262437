// Checks beside the sheet: what should be looked at in the post as it stands. Each finding leads to its block.
import { pm } from "django-prose-editor/editor"
import { announce, askJSON, debounce, el, gettext, uniqueId } from "./dom.js"

const { NodeSelection, TextSelection } = pm.state
const PAUSE = 1200 // ms without a key
const LINKS = 4000 // ms between two looks while the worker is at the links
const SHUT = "checks-shut"

export function checks(form) {
  const known = JSON.parse(document.getElementById("checks").textContent)
  const beside = form.querySelector("fieldset.publication")
  const given = form.elements.overrides
  if (!beside || !given) return
  const editor = () => form.querySelector(".tiptap")?.editor
  const isReadOnly = !form.querySelector("[name=_save], [name=_continue]")
  const reasons = () => JSON.parse(given.value || "{}")
  let number = 0
  let running = null
  let told = null
  let watch = 0
  let unfolded = new Set() // by `data-key`, as all that outlives drawing anew
  let typed = new Map() // reasons that are not given yet

  const count = el("span", { className: "checks-count" })
  const state = el("p", { className: "checks-state" })
  const list = el("div", { className: "checks-list" })
  const again = el("button", {
    type: "button",
    className: "button checks-again",
    textContent: gettext("Check again"),
    hidden: true,
  })
  const links = el("button", {
    type: "button",
    className: "button checks-links",
    textContent: gettext("Check links now"),
    hidden: true,
  })
  const panel = el(
    "details",
    { className: "checks", open: !sessionStorage.getItem(SHUT) || Boolean(document.querySelector(".error-summary")) },
    el("summary", {}, el("span", { className: "checks-name", textContent: gettext("Checks") }), " ", count),
    state,
    list,
    el("p", { className: "checks-buttons" }, again, links),
  )
  panel.addEventListener("toggle", () =>
    panel.open ? sessionStorage.removeItem(SHUT) : sessionStorage.setItem(SHUT, "1"),
  )
  again.addEventListener("click", () => check())
  links.addEventListener("click", lookAtLinks)
  const place = () => {
    const heading = beside.querySelector(":scope > h2, :scope > .fieldset-heading, :scope > details")
    if (heading && heading.tagName !== "DETAILS") heading.after(panel)
    else beside.prepend(panel)
  }
  place()

  function body() {
    const data = new FormData(form) // The document's field is brought up to date.
    const names = ["title", "summary", "labels", "language", "document"]
    return { post: known.post, ...Object.fromEntries(names.map((name) => [name, data.get(name) ?? ""])) }
  }

  async function check() {
    const mine = ++number
    running?.abort()
    running = new AbortController()
    state.textContent = gettext("Checking…")
    panel.setAttribute("aria-busy", "true")
    try {
      const answer = await askJSON(known.address, { body: body(), signal: running.signal })
      if (mine === number) show(answer)
    } catch (error) {
      if (mine !== number) return // Something newer is asked.
      state.textContent = `${gettext("The checks could not run.")} ${error.message}`
      again.hidden = false
    } finally {
      if (mine === number) panel.removeAttribute("aria-busy")
    }
  }

  function show({ open, overridden, links: leads, waiting }) {
    const mine = reasons()
    const stand = open.filter(({ key }) => !mine[key]).concat(overridden.filter(({ key }) => mine[key] === ""))
    const set = overridden
      .filter(({ key }) => mine[key] !== "")
      .concat(
        open
          .filter(({ key }) => mine[key])
          .map((finding) => ({ ...finding, reason: mine[finding.key], who: gettext("not saved yet") })),
      )
    const blocking = stand.filter(({ blocks }) => blocks)
    const active = list.contains(document.activeElement) ? document.activeElement : null
    const { selectionStart, selectionEnd } = active ?? {}
    unfolded = new Set([...list.querySelectorAll("details[open] > summary")].map(({ dataset }) => dataset.key))
    typed = new Map([...list.querySelectorAll("input")].map(({ dataset, value }) => [dataset.key, value]))
    const groups = [
      [gettext("Blocking"), blocking, finding],
      [gettext("Suggestions"), stand.filter(({ blocks }) => !blocks), finding],
      [gettext("Overridden"), set, overriddenFinding],
    ]
    list.replaceChildren(
      ...groups
        .filter(([, found]) => found.length)
        .map(([name, found, make]) => {
          const id = uniqueId("checks")
          return el(
            "section",
            { "aria-labelledby": id },
            el("h3", { id, textContent: `${name} (${found.length})` }),
            el("ul", {}, ...found.map(make)),
          )
        }),
    )
    if (active) refocus(active.dataset.key, selectionStart, selectionEnd)
    again.hidden = true
    links.hidden = !leads
    links.disabled = waiting > 0
    count.textContent = stand.length ? String(stand.length) : ""
    count.classList.toggle("is-blocking", blocking.length > 0)
    const text = stand.length
      ? window.interpolate(window.ngettext("%s check result", "%s check results", stand.length), [stand.length])
      : gettext("No problems found.")
    state.textContent = waiting ? `${text} ${gettext("Links are being checked.")}` : text
    if (told !== null && told !== text) announce(`${gettext("Checks")}: ${text}`)
    told = text
    clearTimeout(watch)
    if (waiting) watch = setTimeout(check, LINKS)
  }

  /** An answer may come while somebody writes a reason: the field stays under their hands. */
  function refocus(key, selectionStart, selectionEnd) {
    const again = list.querySelector(`[data-key="${CSS.escape(key)}"]`)
    again?.focus()
    if (again?.matches("input")) again.setSelectionRange(selectionStart, selectionEnd)
  }

  function folded(key, className, text, ...children) {
    const summary = el("summary", { textContent: text, "data-key": `${className} ${key}` })
    return el("details", { className, open: unfolded.has(summary.dataset.key) }, summary, ...children)
  }

  function finding(found) {
    const go = el(
      "button",
      { type: "button", className: "check-go", "data-key": found.key },
      el("strong", { textContent: found.name }),
      el("span", { textContent: found.message }),
      found.excerpt ? el("q", { textContent: found.excerpt, dir: "auto" }) : null,
    )
    go.addEventListener("click", () => jump(found))
    const item = el("li", { className: found.blocks ? "is-blocking" : "" }, go)
    if (found.elsewhere.length) item.append(elsewhere(found))
    if (known.can_override && found.can_override && !isReadOnly) item.append(overrideForm(found))
    return item
  }

  function elsewhere({ key, elsewhere: places }) {
    return folded(
      key,
      "check-elsewhere",
      gettext("Place and differences"),
      ...places.map(({ title, address, difference }) =>
        el(
          "div",
          {},
          el("a", {
            href: address,
            target: "_blank",
            rel: "noopener",
            textContent: title,
            dir: "auto",
            "data-key": `${address} ${key}`,
          }),
          el(
            "p",
            { dir: "auto" },
            ...difference.map(([sign, words]) =>
              sign === "=" ? words : el(sign === "-" ? "del" : "ins", { textContent: words }),
            ),
          ),
        ),
      ),
    )
  }

  function overrideForm(found) {
    const id = uniqueId("reason")
    const field = `reason ${found.key}`
    const reason = el("input", {
      id,
      type: "text",
      maxLength: known.longest,
      "data-key": field,
      value: typed.get(field) ?? "",
    })
    const error = el("p", { className: "check-error", role: "alert" })
    const accept = () => {
      if (!reason.value.trim()) {
        error.textContent = gettext("Enter a reason. It will be stored in the history.")
        reason.focus()
        return
      }
      keep(found.key, reason.value.trim(), gettext("Overridden once you save."))
    }
    const button = el("button", {
      type: "button",
      className: "button",
      textContent: gettext("Override"),
      "data-key": `override ${found.key}`,
    })
    button.addEventListener("click", accept)
    reason.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return
      event.preventDefault()
      accept()
    })
    return folded(
      found.key,
      "check-override",
      gettext("Override…"),
      el("label", { for: id, textContent: gettext("Reason for the override") }),
      reason,
      button,
      error,
    )
  }

  function overriddenFinding(found) {
    const by = [found.who, found.when].filter(Boolean).join(", ")
    const item = el(
      "li",
      {},
      el("strong", { textContent: found.name }),
      found.excerpt ? el("q", { textContent: found.excerpt, dir: "auto" }) : null,
      el("p", { className: "check-reason", textContent: `${found.reason} (${by})` }),
    )
    if (known.can_override && !isReadOnly) {
      const back = el("button", {
        type: "button",
        className: "button",
        textContent: gettext("Remove override"),
        "data-key": `back ${found.key}`,
      })
      back.addEventListener("click", () => keep(found.key, "", gettext("The override will be removed when you save.")))
      item.append(back)
    }
    return item
  }

  function keep(key, reason, text) {
    given.value = JSON.stringify({ ...reasons(), [key]: reason })
    form.dispatchEvent(new Event("input"))
    announce(text)
    panel.querySelector("summary").focus()
    check()
  }

  /** To the block, or to the field of it or of the form. */
  function jump({ at, part }) {
    if (at === null) return reach(form.elements[part])
    const { doc } = editor().state
    if (at >= doc.childCount) return
    let pos = 0
    for (let i = 0; i < at; i++) pos += doc.child(i).nodeSize
    const dom = editor().view.nodeDOM(pos)
    const input = part && dom.querySelector?.(`[data-field="${part}"]`)
    if (input) return reach(input)
    const { tr } = editor().state
    const selection = doc.child(at).isAtom ? NodeSelection.create(doc, pos) : TextSelection.near(doc.resolve(pos + 1))
    editor().view.dispatch(tr.setSelection(selection))
    dom.scrollIntoView({ block: "center" })
    editor().view.focus()
  }

  function reach(input) {
    const folded = input.closest("details:not([open])")
    if (folded) folded.open = true
    input.scrollIntoView({ block: "center" })
    input.focus({ preventScroll: true })
  }

  async function lookAtLinks() {
    links.disabled = true
    try {
      await askJSON(known.links, { body: body() })
      await check()
    } catch (error) {
      links.disabled = false
      state.textContent = error.message
    }
  }

  const soon = debounce(check, PAUSE)
  for (const type of ["input", "change"]) form.addEventListener(type, ({ target }) => panel.contains(target) || soon())
  addEventListener("online", check)
  check()
}
