// A page of ours in a frame without scripts: the choice of its width and colour scheme, and its scale.
import { BESIDE_QUERY, debounce, el, findAll, gettext } from "./dom.js"
import { messageOf } from "./http.js"

const PAUSE = 400 // ms without a change
const RETRY_DELAY = 2000 // ms
/** @type {Record<string, number>} */
const WIDTHS = { phone: 390, tablet: 768, desktop: 1440 } // px

/** @typedef {{ width: string, scheme: string }} FrameSettings */

/**
 * A dialog with a frame, and with buttons that choose its width and colour scheme.
 * @param {FrameSettings} settings which the buttons change
 * @param {Record<string, string>} widths the names of some of WIDTHS
 * @param {() => void} onChange
 * @param {() => void} onClose for its own button
 */
export function createPreview(settings, widths, onChange, onClose) {
  const state = el("p", { className: "preview-state", role: "status" })
  const frame = createFrame(gettext("Preview"))
  const stage = el("div", { className: "preview-stage" }, frame)
  const schemes = { light: gettext("Light"), dark: gettext("Dark") }
  const panel = el(
    "dialog",
    { className: "live-preview", "aria-label": gettext("Preview") },
    el(
      "div",
      { className: "preview-bar" },
      createChoices(settings, "width", gettext("Width"), widths, onChange),
      createChoices(settings, "scheme", gettext("Colours"), schemes, onChange),
      el("button", { type: "button", textContent: gettext("Close"), onclick: onClose }),
    ),
    state,
    stage,
  )
  /** The page of the frame; it is one of ours, so it can be read. */
  const framePage = () => /** @type {Document} */ (frame.contentDocument)
  /** Marks what is chosen. The frame is as wide as a screen of that kind, and scaled down until it fits. */
  function fit() {
    markChoices(panel, settings)
    fitFrame(frame, stage, WIDTHS[settings.width])
  }
  /** Opens the dialog beside the form, or over it where there is no room. */
  function open() {
    if (BESIDE_QUERY.matches)
      panel.open = true // show() would take the focus from the form.
    else panel.showModal()
  }
  return { panel, state, frame, stage, framePage, fit, open }
}

/**
 * Requests an answer for the values of a form, and another one after each change. Of several requests only the last
 * one's answer is shown. After an error, which is shown, it tries again.
 * @template Answer
 * @param {HTMLFormElement} form
 * @param {{ stage: HTMLElement, state: HTMLElement }} preview
 * @param {() => boolean} isNeeded
 * @param {(request: { fields: FormData, signal: AbortSignal }) => Promise<Answer>} request
 * @param {(answer: Answer) => void | Promise<void>} show
 * @returns {{ refresh: () => void, stop: () => void }}
 */
export function refreshOnChange(form, { stage, state }, isNeeded, request, show) {
  /** @type {AbortController | null} */
  let latest = null
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer

  async function refresh() {
    clearTimeout(timer)
    if (document.hidden || !isNeeded()) return
    latest?.abort()
    const controller = new AbortController()
    latest = controller
    stage.setAttribute("aria-busy", "true")
    try {
      const answer = await request({ fields: new FormData(form), signal: controller.signal })
      if (controller !== latest) return
      await show(answer)
      showState("")
    } catch (error) {
      if (controller !== latest || (error instanceof DOMException && error.name === "AbortError")) return
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
  function stop() {
    clearTimeout(timer)
    latest?.abort()
  }
  const refreshSoon = debounce(refresh, PAUSE)
  for (const type of ["input", "change"]) form.addEventListener(type, refreshSoon)
  addEventListener("online", refresh)
  document.addEventListener("visibilitychange", refresh)
  return { refresh, stop }
}

/**
 * Buttons that choose one of the options of a setting.
 * @param {FrameSettings} settings
 * @param {"width" | "scheme"} name
 * @param {string} label
 * @param {Record<string, string>} options
 * @param {() => void} onChange
 */
function createChoices(settings, name, label, options, onChange) {
  const buttons = Object.entries(options).map(([value, text]) =>
    el("button", {
      type: "button",
      textContent: text,
      "data-choice": name,
      "data-value": value,
      onclick: () => {
        settings[name] = value
        onChange()
      },
    }),
  )
  return el("div", { role: "group", "aria-label": label }, ...buttons)
}

/**
 * Marks what is chosen in a panel.
 * @param {HTMLElement} panel
 * @param {FrameSettings} settings
 */
function markChoices(panel, settings) {
  for (const element of findAll("[data-choice]", panel)) {
    const name = /** @type {"width" | "scheme"} */ (element.dataset.choice)
    element.setAttribute("aria-pressed", String(settings[name] === element.dataset.value))
  }
}

/** A frame in which no scripts, forms or links work; the page that has it can change it. */
function createFrame(/** @type {string} */ title) {
  const frame = el("iframe", { title })
  frame.setAttribute("sandbox", "allow-same-origin")
  return frame
}

/**
 * Makes a frame as wide as a screen, scaled down until it fits its stage.
 * @param {HTMLIFrameElement} frame
 * @param {HTMLElement} stage
 * @param {number} width in CSS pixels
 */
function fitFrame(frame, stage, width) {
  const scale = Math.min(1, stage.clientWidth / width)
  Object.assign(frame.style, {
    width: `${width}px`,
    height: `${stage.clientHeight / scale}px`,
    scale,
    marginInlineStart: `${Math.max(0, (stage.clientWidth - width * scale) / 2)}px`,
  })
}

/** The original queries of media rules and of picture sources. @type {WeakMap<object, string>} */
const mediaTexts = new WeakMap()

/**
 * The media query for a screen whose own colours are `scheme`.
 * @param {object} owner
 * @param {string} present
 * @param {string} scheme
 */
function mediaFor(owner, present, scheme) {
  const original = mediaTexts.get(owner) ?? present
  mediaTexts.set(owner, original)
  const own = original.match(/\(prefers-color-scheme:\s*(\w+)\)/)?.[1]
  if (!own) return original
  return own === scheme ? original.replace(/\(prefers-color-scheme:\s*\w+\)/, "(min-width: 0)") : "not all"
}

/**
 * Shows a page as on a screen whose own colours are `scheme`, its adopted style sheets included.
 * @param {Document} page
 * @param {string} scheme
 */
export function applyScheme(page, scheme) {
  page.documentElement.style.colorScheme = scheme
  const { CSSMediaRule: MediaRule } = /** @type {Window & typeof globalThis} */ (page.defaultView)
  const sheets = [...page.styleSheets, ...page.adoptedStyleSheets]
  for (const rule of sheets.flatMap(({ cssRules }) => [...cssRules]))
    if (rule instanceof MediaRule) rule.media.mediaText = mediaFor(rule, rule.media.mediaText, scheme)
  for (const source of page.querySelectorAll("source")) source.media = mediaFor(source, source.media, scheme)
}
