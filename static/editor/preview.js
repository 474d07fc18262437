// A live preview beside the editor: at the width of a phone, a tablet or a desktop, light or dark.
import { BESIDE_QUERY, debounce, editorOf, el, find, gettext } from "../common/dom.js"
import { requestPage } from "../common/http.js"
import { applyScheme, createPreview, refreshOnChange } from "../common/preview_frame.js"
import { runAndFocus } from "./node_view.js"
import { elementAtCaret, positionOf } from "./preview_place.js"
import { patch } from "./preview_patch.js"
import { readSettings, storeSettings } from "./preview_settings.js"

/** @param {HTMLFormElement} form */
export function livePreview(form) {
  const toggle = find("[data-live-preview]", form)
  const settings = readSettings()
  const widths = { phone: gettext("Phone"), tablet: gettext("Tablet"), desktop: gettext("Desktop") }
  const preview = createPreview(settings, widths, change, close)
  const { panel, frame, framePage } = preview
  const closing = find(".preview-bar > :last-child", panel)
  closing.title = "Alt+Shift+P"
  const tab = find("[data-preview]", form)
  tab.textContent = tab.dataset.beside ?? ""
  closing.before(tab)
  find(":scope > div", form).append(panel)
  let isLoaded = false // Is a page in the frame?

  function change() {
    storeSettings(settings)
    resize()
  }

  function resize() {
    preview.fit()
    if (isLoaded) applyScheme(framePage(), settings.scheme)
  }
  new ResizeObserver(resize).observe(preview.stage)

  function open() {
    if (panel.open) return
    preview.open()
    markForm()
    toggle.setAttribute("aria-expanded", "true")
    resize()
    refresh()
  }
  function close() {
    const hasFocus = panel.contains(document.activeElement)
    settings.open = false
    storeSettings(settings)
    panel.close()
    if (hasFocus) toggle.focus()
  }
  // Beside the text the panel is no modal dialog, which Escape would close.
  const closeOnEscape = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return
    event.preventDefault()
    close()
  }
  panel.addEventListener("keydown", closeOnEscape)
  /** For the style sheet, whose :has() would restyle all blocks with each new node. */
  const markForm = () => panel.parentElement?.classList.toggle("has-preview", panel.open)
  panel.addEventListener("close", () => {
    markForm()
    toggle.setAttribute("aria-expanded", "false")
    stop()
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

  const { refresh, stop } = refreshOnChange(
    form,
    preview,
    () => panel.open,
    ({ fields, signal }) => requestPage(toggle.dataset.livePreview ?? "", { method: "POST", body: fields, signal }),
    showPage,
  )

  /** @param {Document} page */
  async function showPage(page) {
    if (isLoaded) patch(framePage().body, page.body)
    else {
      // A link that `goToBlock` misses opens nothing: the sandbox has no other windows.
      page.head.prepend(el("base", { target: "_blank" }))
      frame.srcdoc = `<!DOCTYPE html>${page.documentElement.outerHTML}`
      await new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }))
      framePage().addEventListener("click", goToBlock)
      framePage().addEventListener("keydown", closeOnEscape)
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
