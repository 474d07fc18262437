// The post beside the sheet as readers will see it, kept up with what is typed: at a phone's, a tablet's and a desktop's width, light and dark.
import { askPage, BESIDE, debounce, el, gettext } from "./dom.js"
import { goOn } from "./node_view.js"
import { elementAtCaret, placeOf } from "./preview_place.js"
import { patch } from "./preview_patch.js"

const PAUSE = 400 // ms without a key.
const AGAIN = 2000 // ms until what could not be shown is asked for again.
const KEPT = "post-preview"
const WIDTHS = { phone: 390, tablet: 768, desktop: 1440 }

function kept() {
  const chosen = {
    open: false,
    width: "phone",
    scheme: matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light",
  }
  try {
    return { ...chosen, ...JSON.parse(localStorage.getItem(KEPT)) }
  } catch {
    return chosen
  }
}

const asked = new WeakMap() // What a rule was for.

/** A page looks as it does where the screen's own colours are `scheme`. */
function paint(page, scheme) {
  page.documentElement.style.colorScheme = scheme
  for (const rule of [...page.styleSheets].flatMap(({ cssRules }) => [...cssRules])) {
    if (!(rule instanceof page.defaultView.CSSMediaRule)) continue
    if (!asked.has(rule)) asked.set(rule, rule.media.mediaText)
    const [, wanted] = asked.get(rule).match(/prefers-color-scheme:\s*(\w+)/) ?? []
    if (wanted) rule.media.mediaText = wanted === scheme ? "all" : "not all"
  }
}

export function livePreview(form) {
  const toggle = form.querySelector("[data-live-preview]")
  const choice = kept()
  const state = el("p", { className: "preview-state", role: "status" })
  const frame = el("iframe", { title: gettext("Preview") })
  // Nothing in it runs, is sent or leads anywhere; its page can be written by this one.
  frame.sandbox = "allow-same-origin"
  const stage = el("div", { className: "preview-stage" }, frame)
  const panel = el(
    "dialog",
    { className: "live-preview", "aria-label": gettext("Live preview") },
    el(
      "div",
      { className: "preview-bar" },
      choices("width", gettext("Width"), {
        phone: gettext("Phone"),
        tablet: gettext("Tablet"),
        desktop: gettext("Desktop"),
      }),
      choices("scheme", gettext("Colours"), { light: gettext("Light"), dark: gettext("Dark") }),
      button(gettext("Close"), close),
    ),
    state,
    stage,
  )
  form.querySelector(":scope > div").append(panel)
  const editor = () => form.querySelector(".tiptap").editor
  let asking = null
  let timer = 0
  let isShown = false // Is a page of ours in the frame?

  function button(text, run, properties) {
    const made = el("button", { type: "button", textContent: text, ...properties })
    made.addEventListener("click", run)
    return made
  }
  function choices(name, label, options) {
    const made = Object.entries(options).map(([value, text]) =>
      button(
        text,
        () => {
          choice[name] = value
          keep()
          show()
        },
        { "data-choice": name, "data-value": value },
      ),
    )
    return el("div", { role: "group", "aria-label": label }, ...made)
  }
  function keep() {
    try {
      localStorage.setItem(KEPT, JSON.stringify(choice))
    } catch {
      // It is as at first the next time.
    }
  }

  /** The frame is as wide as a screen of that kind, and made smaller until it fits. */
  function show() {
    for (const made of panel.querySelectorAll("[data-choice]"))
      made.setAttribute("aria-pressed", choice[made.dataset.choice] === made.dataset.value)
    const width = WIDTHS[choice.width]
    const scale = Math.min(1, stage.clientWidth / width)
    Object.assign(frame.style, {
      width: `${width}px`,
      height: `${stage.clientHeight / scale}px`,
      scale,
      marginInlineStart: `${Math.max(0, (stage.clientWidth - width * scale) / 2)}px`,
    })
    if (isShown) paint(frame.contentDocument, choice.scheme)
  }
  new ResizeObserver(show).observe(stage)

  function open() {
    if (panel.open) return
    if (BESIDE.matches)
      panel.open = true // show() would take the focus from the sheet.
    else panel.showModal()
    toggle.setAttribute("aria-expanded", "true")
    show()
    ask()
  }
  function close() {
    choice.open = false
    keep()
    panel.close()
  }
  panel.addEventListener("close", () => {
    toggle.setAttribute("aria-expanded", "false")
    clearTimeout(timer)
    asking?.abort()
  })
  panel.addEventListener("cancel", () => ((choice.open = false), keep()))
  BESIDE.addEventListener("change", () => {
    if (!panel.open) return
    panel.close()
    if (BESIDE.matches) open()
  })
  toggle.addEventListener("click", () => {
    if (panel.open) return close()
    choice.open = true
    keep()
    open()
  })

  /** Of several questions only the last one's answer is shown. */
  async function ask() {
    clearTimeout(timer)
    if (!panel.open || document.hidden) return
    asking?.abort()
    const mine = (asking = new AbortController())
    stage.setAttribute("aria-busy", "true")
    try {
      const html = await askPage(toggle.dataset.livePreview, {
        method: "POST",
        body: new FormData(form),
        signal: mine.signal,
      })
      if (mine !== asking) return
      await put(html)
      tell("")
    } catch (error) {
      if (mine !== asking || error.name === "AbortError") return
      tell(`${gettext("The preview is behind:")} ${navigator.onLine ? error.message : gettext("offline.")}`)
      timer = setTimeout(ask, AGAIN)
    }
    stage.removeAttribute("aria-busy")
  }
  const tell = (text) => state.textContent !== text && (state.textContent = text)
  const later = debounce(ask, PAUSE)
  for (const type of ["input", "change"]) form.addEventListener(type, later)
  addEventListener("online", ask)
  document.addEventListener("visibilitychange", ask)

  async function put(html) {
    const page = new DOMParser().parseFromString(html, "text/html")
    if (isShown) patch(frame.contentDocument.body, page.body)
    else {
      // A link that gets by `click` opens nothing: the sandbox has no other windows.
      page.head.prepend(el("base", { target: "_blank" }))
      frame.srcdoc = `<!DOCTYPE html>${page.documentElement.outerHTML}`
      await new Promise((loaded) => frame.addEventListener("load", loaded, { once: true }))
      frame.contentDocument.addEventListener("click", goTo)
      isShown = true
      show()
    }
    follow()
  }

  /** The block with the caret is brought into sight where it is not; else the page stays where it is. */
  function follow() {
    if (!isShown || !panel.open) return
    const { contentDocument: page, contentWindow: view } = frame
    const isInTitle = document.activeElement.id === "id_title"
    const element = isInTitle ? page.querySelector("h1") : editor().isFocused && elementAtCaret(editor(), page)
    if (!element) return
    const { top, bottom } = element.getBoundingClientRect()
    if (top < 0 || (bottom > view.innerHeight && top > view.innerHeight / 2))
      view.scrollBy(0, top - view.innerHeight / 4)
  }

  /** A click goes to the block in the sheet, and nowhere else. */
  function goTo(event) {
    event.preventDefault()
    const at = placeOf(event.target, editor(), frame.contentDocument)
    if (at === undefined || !BESIDE.matches) return
    goOn(
      editor(),
      editor()
        .chain()
        .setTextSelection(at + 1),
    )
  }

  editor().on("selectionUpdate", debounce(follow, 150))
  form.querySelector("#id_title")?.addEventListener("focus", follow)
  if (choice.open && BESIDE.matches) open()
}
