// What was typed and never saved is offered again: the latest first, and the next where that is discarded.
import { pm } from "django-prose-editor/editor"
import { announce, askJSON, el, gettext } from "./dom.js"
import { all, deleteDrafts, isOpenElsewhere } from "./draft_storage.js"
import { FieldStep } from "./field_step.js"
import { valueOf } from "./post_fields.js"

// Nothing of the post: by themselves they are no unsaved changes.
const ABOUT_A_SAVE = ["change_kind", "change_text", "note"]
const isDate = (name) => name.startsWith("published_at")

export const fields = (form) =>
  [...form.elements].filter(
    ({ name, type, disabled }) => name && !disabled && !["hidden", "file", "submit", "button"].includes(type),
  )

/** Of each field by its name; of radios that which is chosen. */
export function valuesOf(form) {
  new FormData(form) // The document's field is brought up to date.
  const read = fields(form).filter(({ type, checked }) => type !== "radio" || checked)
  return Object.fromEntries(read.map((field) => [field.name, field.type === "checkbox" ? field.checked : field.value]))
}

const isAsKept = (field, value) =>
  field.type === "checkbox"
    ? field.checked === value
    : field.type === "radio"
      ? field.checked === (field.value === value)
      : field.value === value

/** The post was published since: its date is a fact by now, not a plan that was left open. */
const isDateStale = (form, { name }, value) => isDate(name) && !value && form.elements.status?.value === "published"

function differing(form, { values }) {
  new FormData(form)
  return fields(form).filter(
    (field) =>
      field.name in values && !isAsKept(field, values[field.name]) && !isDateStale(form, field, values[field.name]),
  )
}

/** Fills the form in one step, which one undo reverts. Saved, it meets what was saved since those words were begun. */
function put(form, { revision, values }) {
  const { revision: base, shown } = form.elements
  const after = { [base.id]: String(revision ?? ""), [shown.id]: values.shown ?? "" }
  let content = null
  for (const field of differing(form, { values })) {
    const value = values[field.name]
    if (field.matches("[data-document-editor]")) content = value
    else after[field.id] = field.type === "radio" ? field.value === value : value
  }
  // The slug may follow the title, so it is filled after it, and as it was.
  const slug = form.elements.slug
  if (slug && !(slug.id in after)) after[slug.id] = slug.value
  const before = Object.fromEntries(Object.keys(after).map((id) => [id, valueOf(document.getElementById(id))]))
  const { editor } = form.querySelector(".tiptap")
  const change = content === null ? editor.chain() : editor.chain().setContent(content, { emitUpdate: true })
  change.command(({ tr }) => Boolean(pm.history.closeHistory(tr.step(new FieldStep(before, after))))).run()
  // What is typed next is undone by itself.
  editor.view.dispatch(pm.history.closeHistory(editor.state.tr))
}

/** Those of this browser that the server may not have, then the server's; `mine` says which concern this form. */
async function found(lost, mine) {
  const here = (await all()).filter(mine)
  const known = new Set(here.flatMap(({ form, instead = [] }) => [form, ...instead]))
  return [...here, ...lost.filter(({ form }) => !known.has(form))].sort((one, other) => other.at - one.at)
}

/**
 * `setAside` stores what was typed meanwhile, before it is replaced; `bringBack` is called once the words are in the
 * form; `elsewhere` where another tab has them. With `restore`,
 * the key of a form, that one is brought back without a question; `published` is the date that stays as it is.
 */
export async function offerDraft(
  form,
  { address, lost, restore, missing, published, all: list, mine, discard, setAside, bringBack, elsewhere },
) {
  if (restore || missing) history.replaceState(null, "", location.pathname) // Once: the next reload offers what is there then.
  const isRestored = (kept) => kept.form === restore || kept.instead?.includes(restore)
  const offered = await found(lost, mine)
  if (missing) note(form, gettext("These changes no longer exist: they were saved, restored or deleted."))
  for (const kept of restore ? offered.filter(isRestored) : offered) {
    if (await isOpenElsewhere(kept.form)) {
      elsewhere()
      if (restore) {
        note(
          form,
          gettext("These changes are open in another tab. Continue there, or close that tab and try again."),
          el("a", { className: "button", href: `?restore=${kept.form}`, textContent: gettext("Try again") }),
        )
      }
      continue
    }
    if (differing(form, kept).every(({ name }) => ABOUT_A_SAVE.includes(name))) {
      deleteDrafts(kept.form)
      askJSON(address, { body: { form: kept.form, forget: true }, keepalive: true }).catch(() => {})
      continue
    }
    if (!restore && !(await isWanted(form, kept, list, discard, setAside))) continue
    put(form, kept)
    tellOfDate(form, kept, published)
    return bringBack(kept)
  }
}

/** Says what was not brought back, and why. */
function tellOfDate(form, { values }, published) {
  const dates = [...form.elements].filter(({ name }) => isDate(name ?? "") && name in values)
  const isLeft = dates.some((field) => values[field.name] !== field.value)
  if (!isLeft) return
  const reason = published
    ? gettext("The post was published in the meantime. Its date stays {date}: only an editor can change it.").replace(
        "{date}",
        published,
      )
    : gettext("The post was published in the meantime. Its date stays as it is.")
  note(form, `${gettext("Your changes have been restored.")} ${reason}`)
}

function note(form, text, ...links) {
  form.before(el("div", { className: "kept-words", role: "status" }, el("p", { textContent: text }), ...links))
}

const moment = (at) =>
  new Date(at).toLocaleString(document.documentElement.lang, {
    day: "numeric",
    month: "short",
    hour: "numeric",
    minute: "2-digit",
  })

/** Asks in a bar above the form; false once they are discarded. */
function isWanted(form, kept, list, discard, setAside) {
  const when = moment(kept.at)
  return new Promise((resolve) => {
    const status = el("p", { role: "alert", hidden: true })
    const button = (textContent, run) => {
      const made = el("button", { type: "button", className: "button", textContent })
      made.addEventListener("click", run)
      return made
    }
    const close = (answer) => {
      bar.remove()
      form.querySelector(".document-editor [contenteditable=true]")?.focus()
      resolve(answer)
    }
    const restore = async () => {
      try {
        if (await setAside()) {
          const text = gettext("What you typed before is kept as an entry of its own. Undo brings it back here.")
          note(form, text, el("a", { href: list, textContent: gettext("All unsaved changes") }))
        }
      } catch (error) {
        status.hidden = false
        status.textContent = `${gettext("Not restored.")} ${error.message}`
        return
      }
      close(true)
    }
    const give = async () => {
      const question = gettext("Discard the unsaved changes from {when}? You can restore them for 30 days.").replace(
        "{when}",
        when,
      )
      if (!confirm(question)) return
      try {
        await discard(kept)
      } catch (error) {
        status.hidden = false
        status.textContent = `${gettext("Not discarded.")} ${error.message}`
        return
      }
      announce(gettext("Discarded. You can restore it for 30 days."))
      note(
        form,
        gettext("Discarded. You can restore it for 30 days."),
        el("a", { className: "button", href: `?restore=${kept.form}`, textContent: gettext("Undo") }),
        el("a", { href: list, textContent: gettext("All unsaved changes") }),
      )
      close(false)
    }
    const bar = el(
      "div",
      { className: "kept-words", role: "alert" },
      el("p", { textContent: gettext("You have unsaved changes from {when}.").replace("{when}", when) }),
      button(gettext("Restore"), restore),
      button(gettext("Discard"), give),
      el("a", { href: list, textContent: gettext("All unsaved changes") }),
      status,
    )
    form.before(bar)
  })
}
