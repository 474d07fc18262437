// Notes on the post and at its blocks: a list beside the sheet, outside of the form, so that nothing of it is saved with the post.
import { announce, askJSON, BESIDE, debounce, el, gettext, uniqueId } from "./dom.js"
import { blockHere, goTo, placeNotes, placesIn, showMarks } from "./note_marks.js"

/** Without white space, of which editors and databases have different notions, and what one of them cuts off: as in blog/notes/anchors.py. */
const bare = (words) => words.replace(/\s/g, "").slice(0, 200)

const MOST = 2000
const shortened = (words) => (words.length > 120 ? `${words.slice(0, 119).trimEnd()}…` : words)
const quoted = (words) => (/^[“"„«‘]/.test(words) ? shortened(words) : `“${shortened(words)}”`)

export function notes(editor, form) {
  const { address, notes: begun, places } = JSON.parse(document.getElementById("notes").textContent)
  let threads = begun
  let target = null // the block that the next note is at
  let drawn = ""
  let asked = 0 // the number of the last request
  let shown = 0 // the number of the last request whose answer the list shows
  let goesOn = false // where it is shut only to be opened in the other way
  const typed = new Map() // what was typed and not sent, by thread; of a new note under ""

  const button = (text, run, options = {}) => {
    const made = el("button", { type: "button", textContent: text, ...options })
    made.addEventListener("click", run)
    return made
  }
  const close = button("×", () => show(false), {
    className: "notes-close",
    "aria-label": gettext("Close the notes"),
    title: gettext("Close (Escape)"),
  })
  const state = el("div", { className: "notes-state", role: "status" })
  const compose = el("div", { className: "notes-compose" })
  const list = el("div", { className: "notes-list" })
  const panel = el(
    "dialog",
    { className: "notes-panel", id: "notes-panel", "aria-labelledby": "notes-title" },
    el("div", { className: "notes-head" }, el("h2", { id: "notes-title", textContent: gettext("Notes") }), close),
    state,
    compose,
    list,
  )
  form.after(panel)
  const toggle = button("", () => show(!panel.open), {
    className: "button notes-toggle",
    "aria-controls": panel.id,
    "aria-expanded": "false",
  })
  document.querySelector(".workflow-buttons")?.append(toggle)

  const isOpen = (thread) => !thread.resolved
  const ids = () => threads.filter(isOpen).map(({ id }) => id)

  function show(isShown) {
    if (!isShown) return panel.close()
    if (!panel.open) open()
    drawCompose()
    draw()
    close.focus()
    if (address) ask().catch(() => {})
  }

  function open() {
    if (BESIDE.matches) panel.open = true
    else panel.showModal()
    toggle.setAttribute("aria-expanded", "true")
  }
  panel.addEventListener("close", () => {
    toggle.setAttribute("aria-expanded", "false")
    if (!goesOn) (toggle.isConnected ? toggle : editor.view.dom).focus()
  })
  BESIDE.addEventListener("change", () => {
    if (!panel.open) return
    goesOn = true
    panel.addEventListener(
      "close",
      () => {
        goesOn = false
        open()
      },
      { once: true },
    )
    panel.close()
  })

  /** Sends what is to be done, if anything, and shows what there is then. */
  async function ask(body) {
    const number = ++asked
    const answer = await askJSON(address, body ? { body } : {})
    // What was read before something else was written no longer holds.
    if (body || number > shown) {
      shown = Math.max(shown, number)
      threads = answer.notes
      settle()
    }
    return answer
  }
  async function act(body, done) {
    try {
      const answer = await ask(body)
      state.replaceChildren()
      done(answer)
    } catch (error) {
      tell(error.message)
    }
  }
  function tell(text, ...more) {
    state.replaceChildren(el("p", { textContent: text }), ...more)
  }

  /** A label, a field and a button; what is typed outlives drawing anew. */
  function field(draft, label, send, run) {
    const id = uniqueId("note")
    const input = el("textarea", {
      id,
      rows: 3,
      maxLength: MOST,
      dir: "auto",
      "data-draft": draft,
      value: typed.get(draft) ?? "",
    })
    // Once: until the answer is there, nothing is added that would go with it, and nothing sent twice.
    const sendOnce = async () => {
      if (input.readOnly) return
      input.readOnly = true
      await run(input.value)
      input.readOnly = false
    }
    input.addEventListener("input", () => typed.set(draft, input.value))
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      sendOnce()
    })
    return el(
      "div",
      { className: "notes-field" },
      el("label", { for: id, textContent: label }),
      input,
      button(send, sendOnce, { className: "notes-send", title: gettext("Ctrl+Enter") }),
    )
  }

  function drawCompose() {
    if (!address) {
      compose.replaceChildren(
        el("p", { textContent: gettext("Save the post before you add notes to it or its blocks.") }),
      )
      return
    }
    const label = target
      ? gettext("Note at {words}").replace("{words}", quoted(target.words))
      : gettext("Note on the whole post")
    const whole =
      target &&
      button(
        gettext("On the whole post instead"),
        () => {
          target = null
          drawCompose()
          compose.querySelector("textarea").focus()
        },
        { className: "notes-plain" },
      )
    const add = (text) =>
      act({ text, block: target?.block ?? "", words: target?.words ?? "" }, ({ wrote }) => {
        typed.delete("")
        if (target) placeNotes(editor, { [wrote]: target })
        target = null
        drawCompose()
        draw()
        focusThread(wrote)
        announce(gettext("Note added."))
      })
    compose.replaceChildren(...[field("", label, gettext("Add note"), add), whole].filter(Boolean))
  }

  function draw() {
    toggle.textContent = ids().length
      ? gettext("Notes: {count} open").replace("{count}", ids().length)
      : gettext("Notes")
    if (!panel.open) return
    const at = placesIn(editor)
    const all = JSON.stringify([threads, at])
    if (all === drawn) return
    drawn = all
    const refocus = rememberFocus()
    const order = ({ id, words, block }) => at[id]?.pos ?? (words || block ? Infinity : -1)
    const sorted = [...threads].sort((one, other) => order(one) - order(other) || one.id - other.id)
    const items = (some) => el("ol", {}, ...some.map((thread) => draw1(thread, at[thread.id])))
    const [open, over] = [sorted.filter(isOpen), sorted.filter((thread) => !isOpen(thread))]
    const wasUnfolded = list.querySelector("details")?.open
    list.replaceChildren(
      open.length ? items(open) : el("p", { className: "notes-none", textContent: gettext("No open notes.") }),
    )
    if (over.length)
      list.append(
        el(
          "details",
          { open: wasUnfolded },
          el("summary", { textContent: gettext("Resolved: {count}").replace("{count}", over.length) }),
          items(over),
        ),
      )
    refocus()
  }

  /**
   * Another person's note may arrive while somebody reads or replies, and the list is drawn again.
   * Returns a function that focuses the field, the button or the thread that had the focus.
   */
  function rememberFocus() {
    const active = list.contains(document.activeElement) ? document.activeElement : null
    if (!active) return () => {}
    if (active.matches("textarea")) {
      const { selectionStart, selectionEnd } = active
      return () => {
        const input = list.querySelector(`[data-draft="${active.dataset.draft}"]`)
        if (!input) return
        input.closest("details").open = true
        input.focus()
        input.setSelectionRange(selectionStart, selectionEnd)
      }
    }
    const id = active.closest("li")?.id
    const [selector, number] = focusable(active)
    return () => {
      const thread = id && list.querySelector(`#${id}`)
      ;((selector && thread?.querySelectorAll(selector)[number]) || thread)?.focus()
    }
  }

  /** The tag of a button or summary and its number among those of its thread; nothing for the thread. */
  function focusable(element) {
    const selector = element.matches("button, summary") ? element.localName : ""
    const among = selector ? [...(element.closest("li")?.querySelectorAll(selector) ?? [])] : []
    return [selector, among.indexOf(element)]
  }

  function remark({ id, by, at, text, mine }) {
    return el(
      "div",
      { className: "note-remark" },
      el("p", { className: "note-by" }, el("strong", { textContent: by, dir: "auto" }), ` ${at}`),
      el("p", { className: "note-text", textContent: text, dir: "auto" }),
      mine ? editField(id, text) : null,
    )
  }

  /** What one wrote oneself, to be written anew. */
  function editField(id, text) {
    const draft = `edit-${id}`
    const send = (changed) =>
      act({ edit: id, text: changed }, () => {
        typed.delete(draft)
        draw()
        announce(gettext("Note changed."))
      })
    const made = el("details", { open: typed.has(draft) }, el("summary", { textContent: gettext("Edit") }))
    const input = field(draft, gettext("Your note"), gettext("Save note"), send)
    if (!typed.has(draft)) input.querySelector("textarea").value = text
    made.append(input)
    made.addEventListener("toggle", () => made.open && made.querySelector("textarea").focus())
    return made
  }

  function draw1(thread, place) {
    const { id, excerpt, words, block, replies, resolved } = thread
    const where = place
      ? button(
          quoted(place.words),
          () => {
            if (BESIDE.matches) return goTo(editor, id)
            panel.addEventListener("close", () => goTo(editor, id), { once: true }) // Which gives the focus back first.
            panel.close()
          },
          { className: "note-where", title: gettext("Go to the block") },
        )
      : el("p", {
          className: "note-where",
          textContent:
            words || block ? `${gettext("No longer in the text:")} ${quoted(excerpt)}` : gettext("On the whole post"),
        })
    const was =
      place && excerpt && bare(excerpt) !== bare(place.words)
        ? el("p", { className: "note-was", textContent: `${gettext("Previously:")} ${quoted(excerpt)}` })
        : null
    const parts = [where, was, remark(thread), ...replies.map(remark)].filter(Boolean)
    if (resolved)
      parts.push(
        el("p", { className: "note-by", textContent: resolved }),
        button(gettext("Reopen"), () => reopen(id)),
      )
    else
      parts.push(
        answerField(id),
        button(gettext("Resolve"), () => resolve(id), { className: "notes-resolve" }),
      )
    return el("li", { id: `note-${id}`, tabIndex: -1 }, ...parts)
  }

  function answerField(id) {
    const send = (text) =>
      act({ to: id, text }, () => {
        typed.delete(id)
        draw()
        focusThread(id)
        announce(gettext("Reply added."))
      })
    const made = el("details", { open: Boolean(typed.get(id)) }, el("summary", { textContent: gettext("Reply") }))
    made.append(field(id, gettext("Reply"), gettext("Send"), send))
    made.addEventListener("toggle", () => made.open && made.querySelector("textarea").focus())
    return made
  }

  const resolve = (id) =>
    act({ resolve: id }, () => {
      draw()
      const undo = button(gettext("Undo"), () => reopen(id))
      tell(gettext("Resolved."), undo)
      undo.focus()
    })
  const reopen = (id) =>
    act({ reopen: id }, () => {
      draw()
      focusThread(id)
      announce(gettext("Reopened."))
    })
  const focusThread = (id) => panel.querySelector(`#note-${id}`)?.focus()

  /** A note at the block where the caret is. */
  function write() {
    target = blockHere(editor)
    show(true)
    ;(compose.querySelector("textarea") ?? close).focus()
  }
  Object.assign(editor.storage.noteMarks, {
    write,
    open(id) {
      show(true)
      focusThread(id)
    },
  })

  function settle() {
    placeNotes(editor, Object.fromEntries(threads.map(({ id, block, words }) => [id, { block, words }])))
    showMarks(editor, ids())
    draw()
  }
  const sent = places ? JSON.parse(places) : {} // The form came back: its blocks are not those that are stored.
  placeNotes(editor, Object.fromEntries(threads.filter(({ id }) => sent[id]).map(({ id }) => [id, sent[id]])))
  settle()
  editor.on("update", debounce(settle, 500))
  form.addEventListener("formdata", ({ formData }) => {
    const told = Object.entries(placesIn(editor)).map(([id, { block, words }]) => [id, { block, words }])
    formData.set("note_places", JSON.stringify(Object.fromEntries(told)))
  })
  const refresh = () => !document.hidden && address && ask().catch(() => {})
  document.addEventListener("visibilitychange", refresh)
  form.addEventListener("pinged", refresh)
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panel.contains(event.target)) show(false)
    if (
      event.key.toLowerCase() !== "m" ||
      !(event.ctrlKey || event.metaKey) ||
      !event.altKey ||
      event.getModifierState("AltGraph")
    )
      return
    event.preventDefault()
    write()
  })
  addEventListener("beforeunload", (event) => {
    if ([...typed.values()].some((text) => text.trim())) event.preventDefault()
  })
}
