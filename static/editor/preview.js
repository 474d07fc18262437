// A live preview beside the editor: at the width of a phone, a tablet or a desktop, light or dark.
import { BESIDE_QUERY, debounce, editorOf, el, find, gettext } from "../common/dom.js"
import { messageOf, requestPage } from "../common/http.js"
import { applyScheme, createChoices, createFrame, fitFrame, markChoices } from "../common/preview_frame.js"
import { runAndFocus } from "./node_view.js"
import { elementAtCaret, positionOf } from "./preview_place.js"
import { patch } from "./preview_patch.js"
import { readSettings, storeSettings } from "./preview_settings.js"

const PAUSE = 400 // ms without a key
const RETRY_DELAY = 2000 // ms
/** @type {Record<string, number>} */
const WIDTHS = { phone: 390, tablet: 768, desktop: 1440 } // px

/** @param {HTMLFormElement} form */
export function livePreview(form) {
  const toggle = find("[data-live-preview]", form)
  const settings = readSettings()
  const state = el("p", { className: "preview-state", role: "status" })
  const frame = createFrame(gettext("Preview"))
  const stage = el("div", { className: "preview-stage" }, frame)
  const panel = el(
    "dialog",
    { className: "live-preview", "aria-label": gettext("Live preview") },
    el(
      "div",
      { className: "preview-bar" },
      createChoices(
        settings,
        "width",
        gettext("Width"),
        { phone: gettext("Phone"), tablet: gettext("Tablet"), desktop: gettext("Desktop") },
        change,
      ),
      createChoices(settings, "scheme", gettext("Colours"), { light: gettext("Light"), dark: gettext("Dark") }, change),
      button(gettext("Close"), close),
    ),
    state,
    stage,
  )
  find(":scope > div", form).append(panel)
  /** @type {AbortController | null} */
  let request = null
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  let isLoaded = false // Is a page in the frame?

  /**
   * @param {string} text
   * @param {() => void} onClick
   * @param {Record<string, string>} [properties]
   */
  function button(text, onClick, properties = {}) {
    const element = el("button", { type: "button", textContent: text, ...properties })
    element.addEventListener("click", onClick)
    return element
  }
  function change() {
    storeSettings(settings)
    resize()
  }

  /** The page of the frame; it is one of ours, so it can be read. */
  const framePage = () => /** @type {Document} */ (frame.contentDocument)

  /** The frame is as wide as a screen of that kind, and scaled down until it fits. */
  function resize() {
    markChoices(panel, settings)
    fitFrame(frame, stage, WIDTHS[settings.width])
    if (isLoaded) applyScheme(framePage(), settings.scheme)
  }
  new ResizeObserver(resize).observe(stage)

  function open() {
    if (panel.open) return
    if (BESIDE_QUERY.matches)
      panel.open = true // show() would take the focus from the editor.
    else panel.showModal()
    markForm()
    toggle.setAttribute("aria-expanded", "true")
    resize()
    refresh()
  }
  function close() {
    settings.open = false
    storeSettings(settings)
    panel.close()
  }
  /** For the style sheet, whose :has() would restyle all blocks with each new node. */
  const markForm = () => panel.parentElement?.classList.toggle("has-preview", panel.open)
  panel.addEventListener("close", () => {
    markForm()
    toggle.setAttribute("aria-expanded", "false")
    clearTimeout(timer)
    request?.abort()
  })
  panel.addEventListener("cancel", () => {
    settings.open = false
    storeSettings(settings)
  })
  BESIDE_QUERY.addEventListener("change", () => {
    if (!panel.open) return
    panel.close()
    if (BESIDE_QUERY.matches) open()
  })
  toggle.addEventListener("click", () => {
    if (panel.open) return close()
    settings.open = true
    storeSettings(settings)
    open()
  })

  /** Of several requests only the last one's answer is shown. */
  async function refresh() {
    clearTimeout(timer)
    if (!panel.open || document.hidden) return
    request?.abort()
    const controller = new AbortController()
    request = controller
    stage.setAttribute("aria-busy", "true")
    try {
      const url = toggle.dataset.livePreview ?? ""
      const page = await requestPage(url, { method: "POST", body: new FormData(form), signal: controller.signal })
      if (controller !== request) return
      await showPage(page)
      showState("")
    } catch (error) {
      if (controller !== request || (error instanceof DOMException && error.name === "AbortError")) return
      const reason = navigator.onLine ? messageOf(error) : gettext("offline.")
      showState(`${gettext("The preview is behind:")} ${reason}`)
      timer = setTimeout(refresh, RETRY_DELAY)
    }
    stage.removeAttribute("aria-busy")
  }
  /** @param {string} text */
  function showState(text) {
    if (state.textContent !== text) state.textContent = text
  }
  const refreshSoon = debounce(refresh, PAUSE)
  for (const type of ["input", "change"]) form.addEventListener(type, refreshSoon)
  addEventListener("online", refresh)
  document.addEventListener("visibilitychange", refresh)

  /** @param {Document} page */
  async function showPage(page) {
    if (isLoaded) patch(framePage().body, page.body)
    else {
      // A link that `goToBlock` misses opens nothing: the sandbox has no other windows.
      page.head.prepend(el("base", { target: "_blank" }))
      frame.srcdoc = `<!DOCTYPE html>${page.documentElement.outerHTML}`
      await new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }))
      framePage().addEventListener("click", goToBlock)
      isLoaded = true
      resize()
    }
    scrollToCaret()
  }

  /** Scrolls the block with the caret into view, unless it is already visible. */
  function scrollToCaret() {
    if (!isLoaded || !panel.open || !frame.contentWindow) return
    const { innerHeight } = frame.contentWindow
    const isInTitle = document.activeElement?.id === "id_title"
    const page = framePage()
    const caretElement = () => (editorOf(form).isFocused ? elementAtCaret(editorOf(form), page) : undefined)
    const element = isInTitle ? page.querySelector("h1") : caretElement()
    if (!element) return
    const { top, bottom } = element.getBoundingClientRect()
    if (top < 0 || (bottom > innerHeight && top > innerHeight / 2))
      frame.contentWindow.scrollBy(0, top - innerHeight / 4)
  }

  /**
   * A click goes to the block in the editor, and nowhere else.
   * @param {MouseEvent} event
   */
  function goToBlock(event) {
    event.preventDefault()
    const editor = editorOf(form)
    const pos = positionOf(/** @type {Element} */ (event.target), editor, framePage())
    if (pos === undefined || !BESIDE_QUERY.matches) return
    runAndFocus(editor, editor.chain().setTextSelection(pos + 1))
  }

  editorOf(form).on("selectionUpdate", debounce(scrollToCaret, 150))
  form.querySelector("#id_title")?.addEventListener("focus", scrollToCaret)
  if (settings.open && BESIDE_QUERY.matches) open()
}
